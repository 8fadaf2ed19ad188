"""What a mail says: made from the records for its reader, as they are at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid, parseaddr
from typing import Final
from urllib.parse import urlsplit

from flask import current_app, render_template, url_for
from flask_babel import gettext as _

from crm.accounts.models import User
from crm.core.dates import full_date, now
from crm.core.feature import registry
from crm.core.offers import NoticeText
from crm.notices import queries
from crm.notices.models import Mail, Notice

#: A part of a mail names so many; the rest is on the pages.
SHOWN: Final = 15
#: How long the link of a mail sets a password.
RESET_LIFE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its lines; `more` are not shown."""

    title: str
    lines: Sequence[NoticeText]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says: a sentence, its parts, and where its button leads."""

    intro: str
    parts: Sequence[Part]
    button: str
    url: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a mail."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail that a higher feature writes: to whom by name, in which language, with a file of a calendar (`method`).

    `subject` stands in the message instead of the outbox's own, which names no record; `attached` are further files.
    """

    name: str
    language: str
    letter: Letter
    file: bytes = b""
    method: str = ""
    subject: str = ""
    reply_to: str = ""
    attached: Sequence[Attached] = ()


#: Kinds of mail that a higher feature writes, with what it is asked.
WRITTEN: Final = {
    "invite": "mail.invitation", "advisory": "mail.advisory", "report": "mail.report", "reportcode": "mail.report_code",
}  # fmt: skip


def written(mail: Mail, user: User) -> Outgoing | None:
    """Return what such a mail says now; None where it is not open any more to those who send and read it."""
    found: Outgoing | None = registry().ask(WRITTEN[mail.kind], mail, user)
    return found


def digest_parts(user: User, day: date, notices: Sequence[Notice]) -> list[Part]:
    """Return what the digest of a day says, without empty parts."""
    found = [(str(part.label), part.lines(user, day)) for part in registry().digest()]
    found.append((_("Notices"), _texts(user, notices)))
    return [Part(title, lines[:SHOWN], max(0, len(lines) - SHOWN)) for title, lines in found if lines]


def _texts(user: User, notices: Sequence[Notice]) -> list[NoticeText]:
    return [each.text for each in queries.told(user, notices) if each.text is not None]


def letter_of(mail: Mail, user: User, token: str = "") -> Letter:
    """Return what a mail says now, in the user's language. Without `token`, that of a lost password has no link."""
    ways = _("Choose what you are told, and how: %(url)s", url=_site() + url_for("notices.preferences"))
    if mail.kind == "reset":
        url = _site() + url_for("accounts.one_time_link", token=token) if token else ""
        intro = _("Somebody asked for a new password for your account. The link works for one hour and once.")
        return Letter(intro, (), _("Set a new password"), url, _("If it was not you, do nothing: nothing changes."))
    if mail.kind in WRITTEN and (found := written(mail, user)) is not None:
        return found.letter
    home = _site() + url_for("home.my_day")
    notices = queries.mailed(mail.id)
    if mail.kind == "digest" and mail.day is not None:
        parts = digest_parts(user, mail.day, notices)
        intro = full_date(mail.day, user.language) if parts else _("Nothing needs you today.")
        return Letter(intro, parts, _("Open My day"), home, ways)
    lines = _texts(user, notices)
    parts = [Part(_("Notices"), lines[:SHOWN], max(0, len(lines) - SHOWN))] if lines else []
    intro = "" if lines else _("What this was about is not open to you any more.")
    return Letter(intro, parts, _("Open the notices"), _site() + url_for("notices.index"), ways)


def outgoing_of(mail: Mail, user: User) -> EmailMessage | None:
    """Return the message that a higher feature writes, in its addressee's language; None where it may not go out."""
    found = written(mail, user)
    if found is None:
        return None
    message = message_of(mail, user, found.letter, found.name, found.language)
    if found.subject:
        message.replace_header("Subject", _one_line(found.subject))
    if found.reply_to:
        message["Reply-To"] = _one_line(found.reply_to)
    for each in found.attached:
        main, _slash, sub = each.media_type.partition("/")
        message.add_attachment(each.data, maintype=main, subtype=sub, filename=each.name)
    if not found.file:
        return message
    # Both ways that calendar programs look for: a part of the text, and a file.
    message.add_alternative(found.file.decode(), subtype="calendar", charset="utf-8", params={"method": found.method})
    message.add_attachment(found.file, maintype="application", subtype="ics", filename="invite.ics")
    return message


def message_of(mail: Mail, user: User, letter: Letter, name: str = "", speaks: str = "") -> EmailMessage:
    """Return the message in text and HTML. Line ends in a name or a subject never reach a header."""
    sender = parseaddr(current_app.config["CRM"].mail.sender)
    message = EmailMessage()
    message["From"] = formataddr((_one_line(sender[0] or "Puente"), sender[1]))
    message["To"] = formataddr((_one_line(name or user.name), _one_line(mail.address)))
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(f"puente-{mail.id}", domain=urlsplit(_site()).hostname or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    values = {"letter": letter, "site": _site(), "name": name or user.name, "speaks": speaks or user.language}
    message.set_content(render_template("notices/_mail.txt", **values), charset="utf-8")
    message.add_alternative(
        render_template("notices/_mail.html", **values, subject=mail.subject), subtype="html", charset="utf-8"
    )
    return message


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _site() -> str:
    return str(current_app.config["CRM"].base_url)
