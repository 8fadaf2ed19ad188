"""Tells what somebody sent: a calendar entry, an e-mail or a chat; anything else gets one sentence."""

from typing import Final

from flask_babel import gettext as _

from crm.engagements.capturing.chat import looks_like_chat, read_chat
from crm.engagements.capturing.invitation import read_calendar
from crm.engagements.capturing.mail import looks_like_mail, read_mail
from crm.engagements.capturing.shape import Captured, CaptureError

#: Bytes that are read at all, by the kind of file: mail carries its attachments.
MOST: Final = {"calendar": 1_000_000, "chat": 2_000_000, "mail": 25_000_000}
_HEAD: Final = 4096


def read(data: bytes, language: str) -> Captured:
    """Return what a file or a pasted text says. Raises CaptureError with a sentence; `language` settles 3/4 alone."""
    if not data.strip():
        raise CaptureError(_("There is nothing in it. Choose an .ics or .eml file, or paste a WhatsApp chat."))
    if len(data) > MOST["mail"]:
        raise CaptureError(_("It is larger than 25 MB."))
    if looks_like_mail(data[:_HEAD]):
        return read_mail(data)
    text = as_text(data)
    if "BEGIN:VCALENDAR" in text[:_HEAD].upper():
        _limit(data, "calendar")
        return read_calendar(text)
    if looks_like_chat(text):
        _limit(data, "chat")
        return read_chat(text, language)
    raise CaptureError(
        _("This is neither a calendar entry (.ics), nor an e-mail (.eml), nor a copied or exported WhatsApp chat.")
    )


def as_text(data: bytes) -> str:
    """Return bytes as text: by their mark, as UTF-8, else as Western European. Raises CaptureError for what is none."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\x00" in data:
        raise CaptureError(_("This is not text: choose an .ics or .eml file, or paste a WhatsApp chat."))
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _limit(data: bytes, kind: str) -> None:
    if len(data) > MOST[kind]:
        raise CaptureError(_("It is larger than %(most)s MB.", most=MOST[kind] // 1_000_000))
