"""What is read from a file or a pasted chat, before anybody is looked for."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

#: Of a text quoted in a note; what is longer is cut, and says so.
QUOTED: Final = 20_000
SUBJECT: Final = 300
MOST_PARTIES: Final = 50


class CaptureError(Exception):
    """It cannot be read; the message is one sentence for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named in it: what it says of them, each '' where it does not."""

    name: str = ""
    email: str = ""
    #: As it is written.
    phone: str = ""


@dataclass(slots=True)
class Captured:
    """Subject, when, how, what was said, who took part."""

    channel: str
    subject: str = ""
    #: An aware instant, a naive wall time (the reader's own), a day without an hour, or nothing.
    start: datetime | date | None = None
    #: IANA name of the zone that it was said in, where it says one.
    zone: str = ""
    minutes: int | None = None
    #: Quoted as Markdown.
    note: str = ""
    parties: list[Party] = field(default_factory=list)
    #: What the reader should look at, in sentences.
    remarks: list[str] = field(default_factory=list)


def one_line(text: str, limit: int = SUBJECT) -> str:
    """Return text in one line, without control characters, cut."""
    kept = "".join(sign if sign.isprintable() or sign.isspace() else "" for sign in text[: limit * 4])
    return " ".join(kept.split())[:limit].rstrip()


def quoted(text: str) -> str:
    """Return somebody else's words as a quotation: nothing in it is a heading, or a follow-up, of ours."""
    cut = text.strip()[:QUOTED].rstrip()
    if len(cut) < len(text.strip()):
        cut += " …"
    lines = ["".join(s if s.isprintable() or s == "\t" else "" for s in line).rstrip() for line in cut.splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines)
