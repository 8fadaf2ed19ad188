"""Reads an .eml file by the standard library: headers, the plain text, or the HTML made into text."""

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from flask_babel import gettext as _

from crm.engagements.capturing.html_text import text_of_html
from crm.engagements.capturing.shape import MOST_PARTIES, Captured, CaptureError, Party, one_line, quoted

#: RE:, FW:, RV: (reenviado), as often as they stand there.
_REPLY: Final = re.compile(r"^(?:\s*(?:re|fw|fwd|rv|enc|res|aw)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_HEADER: Final = re.compile(
    rb"^(?:from|to|cc|subject|date|received|message-id|return-path|mime-version|delivered-to|x-[\w-]+|dkim-signature"
    rb"|arc-[\w-]+|authentication-results|thread-topic)[ \t]*:", re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
_FIELD: Final = re.compile(rb"^(?:[!-9;-~]+[ \t]*:|[ \t]+\S)")
MOST_PARTS: Final = 300


def looks_like_mail(head: bytes) -> bool:
    """Tell a message from other text: it begins with a header field, and has two that every mail has."""
    lines = head.lstrip().split(b"\n")
    known = {found[0].lower() for found in _HEADER.finditer(b"\n".join(lines[:80]))}
    return bool(lines and (_FIELD.match(lines[0]) or lines[0].startswith(b"From "))) and len(known) > 1


def read_mail(data: bytes) -> Captured:
    """Return what a message says. Raises CaptureError for one that cannot be read."""
    broken = CaptureError(_("This e-mail is broken: it could not be read."))
    if data.count(b"boundary=") > MOST_PARTS:
        raise broken
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        found = Captured(
            channel="email",
            subject=one_line(_REPLY.sub("", _header(message, "Subject"))),
            note=quoted(_body(message)),
            parties=_parties(message),
        )
        _read_date(message, found)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise broken from error
    if not (found.subject or found.parties or found.note):
        raise broken
    return found


def _read_date(message: EmailMessage, found: Captured) -> None:
    text = _header(message, "Date")
    try:
        found.start = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, IndexError, OverflowError):
        found.start = None
    if found.start is None:
        found.remarks.append(_("The e-mail has no date that can be read: set the start below."))


def _header(message: EmailMessage, name: str) -> str:
    """Return a header's text; one that is not well-formed is taken as it stands."""
    try:
        return str(message.get(name, "") or "")
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        return next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text_of_html(text) if part.get_content_subtype() == "html" else text


def _parties(message: EmailMessage) -> list[Party]:
    fields = [_header(message, name)[:20_000] for name in ("From", "To", "Cc")]
    found: dict[str, Party] = {}
    for name, address in getaddresses(fields):
        if "@" in address:
            party = Party(name="" if "@" in name else one_line(name, 120), email=one_line(address, 254))
            found.setdefault(address.lower(), party)
    return list(found.values())[:MOST_PARTIES]
