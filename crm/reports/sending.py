"""An approved report goes out: a message to each addressee, with a link or the file; a link opens with a code.

A client's people have no account here. Their link is signed, names one sending, and shows nothing but that a report
waits: a code goes to the address that the report was sent to, and with it that one version opens. Nothing secret is
stored: link and code are derived from the server's own key.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from flask import current_app, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now
from crm.core.firm import firm_settings
from crm.core.i18n import spoken
from crm.notices.actions import queue_mail
from crm.notices.letters import Attached, Letter, Outgoing
from crm.notices.models import Mail
from crm.notices.sending import ask_to_send
from crm.reports import report_queries as queries
from crm.reports import sending_queries
from crm.reports.addresses import Addressee
from crm.reports.keeping import bodies
from crm.reports.models import ReportSending, ReportVersion
from crm.reports.present import title_of

MAIL: Final = "report"
CODE_MAIL: Final = "reportcode"
#: A link opens its report for so long after it was sent; a code for so long after it was asked for.
LINK_LIFE: Final = timedelta(days=90)
CODE_LIFE: Final = timedelta(minutes=15)
#: Wrong codes after which another one has to be asked for; time between two codes.
TRIES: Final = 5
BETWEEN: Final = timedelta(minutes=1)
DIGITS: Final = 8


def send(
    work: Session, actor: User, version: ReportVersion, people: Sequence[Addressee], *, way: str, words: str
) -> list[ReportSending]:
    """Put a message to each addressee into the outbox and write down to whom it went; one of us gets a link."""
    rows = [
        ReportSending(
            report_version_id=version.id, client_id=version.report.client_id, person_id=each.person_id, name=each.name,
            address=each.address, language=each.language, way="link" if each.user_id else way, words=words,
            sent_at=now(), sent_by_id=actor.id, code_tries=0,
        )
        for each in people
    ]  # fmt: skip
    work.add_all(rows)
    work.flush()
    for row, each in zip(rows, people, strict=True):
        with spoken(each.language):
            subject = _("Report")
        row.mail_id = queue_mail(work, actor, MAIL, subject, once=f"{MAIL} {row.id}", address=each.address)
    work.flush()
    ask_to_send(work)
    return rows


def outgoing(mail: Mail, user: User) -> Outgoing | None:
    """Return what the message to one addressee says; None where its sender may not read the report any more."""
    row = sending_queries.of_mail(mail.id)
    version = queries.readable_version(user, row.report_version_id) if row is not None else None
    if row is None or version is None:
        return None
    with spoken(row.language):
        subject = title_of(version.report)
        intro = row.words or _("The report is ready for you.")
        sign = _("%(name)s, %(firm)s. Please answer to %(address)s.", name=user.name,
                 firm=firm_settings()["firm_name"], address=user.email)  # fmt: skip
        button, url = (_("Open the report"), link_of(row)) if row.way == "link" else ("", "")
        if url and row.person_id is not None:
            intro = f"{intro}\n\n{_('The link asks for a code, which is sent to this address.')}"
        attached = [] if row.way == "link" else [
            Attached(name, media_type, data) for name, media_type, data in bodies(version)
        ]  # fmt: skip
    return Outgoing(
        row.name, row.language, Letter(intro, (), button, url, sign), subject=subject, reply_to=user.email,
        attached=attached,
    )  # fmt: skip


def link_of(row: ReportSending) -> str:
    """Return the address that a message leads to: one of us signs in, a client's person asks for a code."""
    site = str(current_app.config["CRM"].base_url)
    if row.person_id is None:
        return site + url_for("reports.version", report_version_id=row.report_version_id)
    return site + url_for("reports.shared", report_link=token_of(row.id))


def token_of(sending_id: int) -> str:
    """Return what names a sending in its link."""
    return str(_signer().dumps(sending_id))


def of_token(token: str) -> ReportSending | None:
    """Return the sending that a link names, with its version; None for another link, or one that is over."""
    try:
        sending_id = _signer().loads(token)
    except BadSignature:
        return None
    row = sending_queries.with_version(sending_id) if isinstance(sending_id, int) else None
    if row is None or row.way != "link" or row.person_id is None or row.sent_at + LINK_LIFE < now():
        return None
    open_still = row.report_version.state in {"approved", "replaced"} and row.report_version.report.archived_at is None
    return row if open_still else None


def send_code(work: Session, row: ReportSending, sender: User) -> bool:
    """Send a fresh code to the address of a sending (locked); False where one went out just now."""
    moment = now()
    if row.code_until is not None and row.code_until - CODE_LIFE + BETWEEN > moment:
        return False
    row.code_until, row.code_tries = (moment + CODE_LIFE).replace(microsecond=0), 0
    with spoken(row.language):
        subject = _("Code for your report")
    once = f"{CODE_MAIL} {row.id} {int(row.code_until.timestamp())}"
    queue_mail(work, sender, CODE_MAIL, subject, once=once, address=row.address)
    work.flush()
    ask_to_send(work)
    return True


def code_of(row: ReportSending) -> str:
    """Return the code that opens a sending now; "" where none was asked for or its time is over."""
    if row.code_until is None or row.code_until < now():
        return ""
    told = f"report-code {row.id} {int(row.code_until.timestamp())}"
    digest = hmac.new(str(current_app.secret_key).encode(), told.encode(), hashlib.sha256).digest()
    return str(int.from_bytes(digest[:8], "big") % 10**DIGITS).zfill(DIGITS)


def opens(work: Session, row: ReportSending, typed: str) -> bool:
    """Tell whether a code opens a sending (locked), once; wrong ones are counted and, from TRIES on, none does."""
    code = code_of(row)
    if not code or row.code_tries >= TRIES:
        return False
    if not hmac.compare_digest(code.encode(), "".join(typed.split()).encode()):
        row.code_tries += 1
        work.flush()
        return False
    row.opened_at, row.code_until = row.opened_at or now(), None
    work.flush()
    return True


def outgoing_code(mail: Mail, _user: User) -> Outgoing | None:
    """Return the message with a code; None where its time is over."""
    parts = (mail.once or "").split()
    row = sending_queries.with_version(int(parts[1])) if len(parts) == len(("kind", "id", "until")) else None
    code = code_of(row) if row is not None else ""
    if row is None or not code:
        return None
    with spoken(row.language):
        intro = _("The code that opens your report: %(code)s", code=f"{code[:4]} {code[4:]}")
        end = _("It works for %(minutes)s minutes and once. If you did not ask for it, do nothing.",
                minutes=int(CODE_LIFE.total_seconds() // 60))  # fmt: skip
        subject = _("Code for your report")
    return Outgoing(row.name, row.language, Letter(intro, (), "", "", end), subject=subject)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="report-sending")
