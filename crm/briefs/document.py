"""What a brief says, in order: plain text in the brief's language, beside each sentence the record it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

#: The longest text of a sentence: about two lines of the paper.
LONGEST: Final = 190


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: `lead` is set bold before it, `mark` stands behind it as a chip of a kind ("", ok, warn, bad).

    `url` leads to its record on screen; `ref` is the record's short number, for the paper.
    """

    text: str
    url: str
    ref: str
    lead: str = ""
    mark: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part with its most urgent sentences; `more` others stand at `more_url`.

    A part without sentences is left out, unless `nothing` says what their absence means.
    """

    heading: str
    lines: Sequence[Line]
    more: int = 0
    more_url: str = ""
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the head: its label, and names with the addresses of their records ("" where there is none)."""

    label: str
    names: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Brief:
    """The whole page."""

    language: str
    title: str
    subject: str
    number: str
    facts: Sequence[Fact]
    parts: Sequence[Part]
    #: 'Internal', and the foot: who made it for whom, and what the references stand for.
    level: str
    foot: str
    firm: str
    words: dict[str, str] = field(default_factory=dict)


def clipped(text: str, most: int = LONGEST) -> str:
    """Return a text on one line, cut between words where it is too long."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[:most].rsplit(" ", 1)[0].rstrip(",;:") + "…"
