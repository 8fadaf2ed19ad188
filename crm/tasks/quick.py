"""A follow-up in one line: `send the sheet @ana fri`. One parser for notes and for quick adding; pure.

The day stands at the end, in words; whose it is stands beside it (first name, full name or initials) or anywhere after
an @. What is not understood stays in the text; what can be read in two ways is a problem, never a guess.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from crm.core.text import fold, initials
from crm.tasks.day_words import DayError, last_day

#: A line of a note that asks for a follow-up.
BOX: Final = re.compile(r"^(?P<lead>[ \t]*[-*+][ \t]+)\[[ \t]?\][ \t]+(?P<text>\S.*?)[ \t]*$")
TITLE_LIMIT: Final = 300
#: A name after one of these is whom it is about, not whose it is: `llamar a Ana`.
_ABOUT: Final = frozenset(
    [
        "a",
        "al",
        "con",
        "de",
        "del",
        "para",
        "por",
        "y",
        "e",
        "o",
        "with",
        "to",
        "for",
        "from",
        "of",
        "and",
        "or",
        "by",
        "about",
        "the",
        "la",
        "el",
    ]
)
_AT: Final = re.compile(r"(?<!\S)@([\w.'-]{1,60})")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the firm who may be given a follow-up."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a line from being understood: nobody, several, two_ways or no_day; `words` are the line's own."""

    kind: str
    words: str
    both: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Quick:
    """What a line says: what is to be done, whose it is (None: nobody was named), by when."""

    typed: str
    title: str
    assignee_id: int | None = None
    due_on: date | None = None
    problem: Problem | None = None


def read_line(text: str, colleagues: Sequence[Colleague], today: date) -> Quick:
    """Return what one line says, read on a day by the writer's own calendar."""
    typed = " ".join(text.split())
    plain, who, problem = _after_at(typed, colleagues)
    words = plain.split()
    due: date | None = None
    # The day and the name stand at the end in either order, each once.
    for _turn in range(2):
        try:
            found = last_day(words, today) if due is None else None
        except DayError as error:
            return Quick(typed, typed, problem=Problem("two_ways" if error.both else "no_day", error.words, error.both))
        if found is not None and found.words < len(words):
            due, words = found.day, words[: -found.words]
        elif who is None and problem is None:
            who, count, problem = _last_name(words, colleagues)
            words = words[:-count] if count else words
    title = " ".join(words).rstrip(" ,;:-–—") or typed
    return Quick(typed, title, who, due, problem)


def boxes(note: str) -> list[str]:
    """Return the texts of the lines of a note that ask for a follow-up, in order."""
    return [found["text"] for line in note.split("\n") if (found := BOX.match(line))]


def new_boxes(note: str, before: str) -> list[str]:
    """Return those of a note that did not stand in it before, each as often as it is new."""
    known = boxes(before)
    fresh = []
    for text in boxes(note):
        if text in known:
            known.remove(text)
        else:
            fresh.append(text)
    return fresh


def ticked_over(note: str, before: str, said: Iterable[str]) -> str:
    """Return a note whose new lines are no longer boxes but say what became of them: no later save reads them again.

    `- → send the sheet @ana fri · Ana Ruiz · 2026-11-27`; `said` is what follows each.
    """
    known, told = boxes(before), iter(said)
    lines = []
    for line in note.split("\n"):
        found = BOX.match(line)
        if found and found["text"] in known:
            known.remove(found["text"])
        elif found and (more := next(told, None)) is not None:
            lines.append(f"{found['lead']}→ {found['text']} · {more}")
            continue
        lines.append(line)
    return "\n".join(lines)


def _after_at(text: str, colleagues: Sequence[Colleague]) -> tuple[str, int | None, Problem | None]:
    """Take the first @name out of a line. An @ of an e-mail address or of nobody stays in the text."""
    found = _AT.search(text)
    if found is None:
        return text, None, None
    word = found[1].rstrip(".")
    people = _called(word, colleagues)
    if len(people) != 1:
        return text, None, Problem("several" if people else "nobody", word)
    return " ".join((text[: found.start()] + " " + text[found.end() :]).split()), people[0].id, None


def _last_name(words: Sequence[str], colleagues: Sequence[Colleague]) -> tuple[int | None, int, Problem | None]:
    """Return whose the last words say it is, and how many words say so."""
    for length in (4, 3, 2, 1):
        rest, name = words[:-length], " ".join(words[-length:]).strip(".,;:()")
        if len(rest) < 2 or fold(rest[-1]) in _ABOUT or not name:  # noqa: PLR2004 - a verb and what
            continue
        people = _called(name, colleagues, spoken=True)
        if len(people) == 1:
            return people[0].id, length, None
        if people:
            return None, 0, Problem("several", name)
    return None, 0, None


def _called(name: str, colleagues: Sequence[Colleague], *, spoken: bool = False) -> list[Colleague]:
    """Return who goes by this: full name, first name, first name and surname, initials (spoken: in capitals)."""
    wanted = fold(name.replace("_", " "))
    whole = [each for each in colleagues if fold(each.name) == wanted]
    if whole:
        return whole
    # Without the @, letters are initials only as they are written: `mq` may be a word, `MQ` is somebody.
    letters = name if spoken else name.upper()
    found = []
    for each in colleagues:
        words = fold(each.name).split()
        dotted = {".".join(words[:2]), "".join(words[:2])} if not spoken else set()
        if (words and (wanted == words[0] or wanted == " ".join(words[:2]) or wanted in dotted)) or (
            len(letters) > 1
            and letters in {initials(each.name), "".join(word[0] for word in each.name.split()).upper()}
        ):
            found.append(each)
    return found
