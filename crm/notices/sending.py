"""Background work of mail: claims one, sends it, writes down what came of it. What was claimed is never sent again."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Final

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.accounts.actions import make_link
from crm.accounts.models import User
from crm.accounts.queries import by_email, one_consultant
from crm.core.dates import now
from crm.core.smtp_url import smtp_server
from crm.jobs.actions import ask
from crm.jobs.declared import Running
from crm.notices.actions import queue_mail
from crm.notices.letters import RESET_LIFE, WRITTEN, letter_of, message_of, outgoing_of
from crm.notices.models import Mail
from crm.notices.smtp import NotSentError, PerhapsSentError, deliver
from crm.notices.speaking import speaking_to

SEND: Final = "notices.send"
RESET: Final = "notices.reset"
#: As often as the job is tried.
MOST: Final = 8
#: A mail that could not be sent for so long says nothing new any more.
STALE: Final = timedelta(days=1)
#: Requests for a new password within this time lead to one mail.
BETWEEN: Final = timedelta(minutes=5)


class TryAgainError(Exception):
    """The server does not take it now."""


def send(running: Running) -> None:
    """Send one mail. Where an earlier worker was cut off while it sent, nobody knows: it is left at that."""
    mail_id = int(running.payload["mail"])
    with running.part() as work:
        mail, user, token = _claim(work, mail_id)
    if mail is None or user is None:
        return
    with speaking_to(user):
        message: EmailMessage | None = None
        closed = ""
        if mail.kind in WRITTEN:
            message, closed = outgoing_of(mail, user), _("What this was about is not open to you any more.")
        else:
            message = message_of(mail, user, letter_of(mail, user, token))
    if message is None:
        _settle(running, mail_id, "failed", closed)
        return
    try:
        deliver(smtp_server(current_app.config["CRM"].mail.url), message)
    except NotSentError as error:
        again = error.again and mail.attempts < MOST
        _settle(running, mail_id, "queued" if again else "failed", str(error))
        if again:
            raise TryAgainError(str(error)) from error
    except PerhapsSentError as error:
        _settle(running, mail_id, "unsure", str(error))
    else:
        _settle(running, mail_id, "sent")


def _claim(work: Session, mail_id: int) -> tuple[Mail | None, User | None, str]:
    """Take a queued mail; the link of a lost password is made only now, so that it lies nowhere."""
    query = sa.select(Mail).where(Mail.id == mail_id).with_for_update()
    mail = work.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if mail is None or not current_app.config["CRM"].mail.url:
        return None, None, ""
    if mail.state == "sending":
        mail.state, mail.ended_at = "unsure", now()
        mail.error = _("The worker ended while it was sending.")
    if mail.state != "queued":
        return None, None, ""
    user = one_consultant(mail.user_id)
    late = now() - mail.created_at > (RESET_LIFE if mail.kind == "reset" else STALE)
    if late or user is None or not user.active:
        mail.state, mail.ended_at = "failed", now()
        mail.error = _("It waited too long.") if late else _("The account is closed.")
        return None, None, ""
    mail.state, mail.attempts = "sending", mail.attempts + 1
    return mail, user, make_link(work, user, RESET_LIFE, alone=False) if mail.kind == "reset" else ""


def _settle(running: Running, mail_id: int, state: str, error: str = "") -> None:
    with running.part() as work:
        values = {"state": state, "error": error[:500], "ended_at": None if state == "queued" else now()}
        work.execute(sa.update(Mail).where(Mail.id == mail_id, Mail.state == "sending").values(**values))


def ask_to_send(work: Session) -> int:
    """Ask for a job for each mail that waits without one, where there is a server; returns how many."""
    if not current_app.config["CRM"].mail.url:
        return 0
    waiting = sa.select(Mail).where(Mail.state == "queued", ~Mail.asked).order_by(Mail.id).limit(500)
    found = work.execute(waiting.with_for_update(skip_locked=True)).scalars().all()
    for mail in found:
        mail.asked = True
        ask(work, SEND, {"mail": mail.id}, actor_id=None)
    return len(found)


def reset(running: Running) -> None:
    """Put the mail for a lost password into the outbox, if the address is that of an account in use."""
    with running.part() as work:
        user = by_email(str(running.payload["email"]))
        if user is None or not user.active:
            return
        lately = sa.select(Mail.id).where(
            Mail.user_id == user.id, Mail.kind == "reset", Mail.created_at > now() - BETWEEN
        )
        if work.execute(lately.limit(1)).first() is None:
            with speaking_to(user):
                queue_mail(work, user, "reset", _("New password for Puente"))
            ask_to_send(work)
