"""Background work: a message and an engagement for each client, in one commit, once; what such a message says."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.advisories import queries
from crm.advisories.addresses import Contact, main_contacts, problem_of
from crm.advisories.models import Advisory, AdvisoryClient
from crm.core.dates import now
from crm.core.firm import firm_settings
from crm.core.i18n import spoken
from crm.engagements import actions as engagements
from crm.jobs.declared import RefusedError, Running
from crm.notices.actions import queue_mail
from crm.notices.letters import Letter, Outgoing
from crm.notices.models import Mail
from crm.notices.sending import ask_to_send

KIND: Final = "advisory"


def send(running: Running) -> None:
    """Send an approved advisory to its clients, one after the other; a worker that died left each done or untouched."""
    advisory_id = int(running.payload["advisory"])
    sender, waiting = _sender(running, advisory_id), queries.waiting_ids(advisory_id)
    for place, client_id in enumerate(waiting, 1):
        with running.part(done=place, total=len(waiting)) as work:
            item = queries.to_send(advisory_id)
            row = queries.waiting_row(advisory_id, client_id) if item is not None else None
            if item is not None and row is not None:
                put_out(work, item, row, sender)
    with running.part() as work:
        item = queries.to_send(advisory_id)
        nobody = item is not None and not queries.any_sent(advisory_id)
        if item is not None:
            settle(work, item, sent=not nobody)
        ask_to_send(work)
    if nobody:
        raise RefusedError(_("It could go to none of its clients: its page says why."))


def _sender(running: Running, advisory_id: int) -> User:
    """Return in whose name it goes: the author's, who may still see all of it; else that of who asked for it."""
    user = running.user
    item = queries.get_visible(user, advisory_id) if user is not None else None
    if user is None or item is None:
        raise RefusedError(_("What this was about is not open to you any more."))
    author = people_by_id().get(item.author_id)
    sees = author is not None and author.active and queries.get_visible(author, advisory_id) is not None
    return author if sees and author is not None else user


def put_out(
    work: Session, item: Advisory, row: AdvisoryClient, sender: User
) -> None:  # fmt: skip
    """Put the message to one client (loaded) into the sender's outbox and log it on the client; or say why not."""
    client = row.client
    contact = main_contacts(sender, [client.id]).get(client.id, Contact())
    row.skipped = problem_of(item, client, contact)
    if row.skipped:
        work.flush()
        return
    row.language, row.name, row.address = client.report_language, contact.name[:200], contact.address
    with spoken(row.language):
        subject = _("Client advisory")
    once = f"{KIND} {item.id} {client.id}"
    row.mail_id = queue_mail(work, sender, KIND, subject, once=once, address=row.address)
    row.engagement_id = engagements.create(work, sender, _logged(item, row, sender, contact)).id
    work.flush()


def _logged(
    item: Advisory, row: AdvisoryClient, sender: User, contact: Contact
) -> dict[str, Any]:  # fmt: skip
    """Return the engagement that tells of one message."""
    with spoken(row.language):
        subject = _("Client advisory: %(title)s", title=item.title(row.language))
    wall = now().astimezone(ZoneInfo(sender.time_zone)).replace(tzinfo=None, second=0, microsecond=0)
    return {
        "track": "trade", "channel": "email", "state": "held", "starts_wall": wall, "zone": sender.time_zone,
        "subject": subject[:300], "note": item.body(row.language), "summary_en": item.title_en,
        "summary_es": item.title_es, "clients": [row.client_id], "consultants": [sender.id],
        "persons": [contact.person_id], "asked_by": "us", "our_role": "own",
    }  # fmt: skip


def settle(work: Session, item: Advisory, *, sent: bool) -> None:
    """Write down that all is done; where nothing went out it is approved as before."""
    item.state = "sent" if sent else "approved"
    item.sent_at, item.sending_at = (now(), item.sending_at) if sent else (None, None)
    work.flush()


def outgoing(mail: Mail, user: User) -> Outgoing | None:
    """Return what the message to one client says; None where its sender may not see the client any more."""
    found = queries.of_mail(user, mail.id)
    if found is None:
        return None
    row, item = found
    with spoken(row.language):
        firm = firm_settings()
        end = _("%(name)s, %(firm)s. Please answer to %(address)s.",
                name=user.name, firm=firm["firm_name"], address=user.email)  # fmt: skip
    footer = firm[f"brand_footer_{row.language}"]
    end = f"{end}\n\n{footer}" if footer else end
    letter = Letter(item.body(row.language), (), "", "", end)
    return Outgoing(row.name, row.language, letter, subject=item.title(row.language), reply_to=user.email)
