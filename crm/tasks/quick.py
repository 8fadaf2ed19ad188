"""A follow-up in one line: `send the sheet @ana fri 10:00 !`. One parser for notes and for quick adding; pure.

Day and hour stand at the end, in words; whose it is stands beside them (first name, full name or initials) or anywhere
after an @; a lone ! is high priority. What is not understood stays in the text; what can be read in two ways is a
problem, never a guess.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from crm.core.text import fold, initials
from crm.tasks.day_words import last_day
from crm.tasks.hour_words import PARTS_OF_DAY, HourError, last_hour
from crm.tasks.period_words import DayError

TITLE_LIMIT: Final = 300
#: A name after one of these is whom it is about, not whose it is: `llamar a Ana`.
_ABOUT: Final = frozenset(
    "a al con de del para por y e o with to for from of and or by about the la el".split()  # noqa: SIM905 - a line of words
)
_AT: Final = re.compile(r"(?<!\S)@([\w.'-]{1,60})")
_MARKS: Final = frozenset(["!", "!!", "!!!", "!alta", "!high", "!urgente", "!urgent"])


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the firm who may be given a follow-up."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a line from being understood; `words` are the line's own, folded.

    `kind`: nobody, several (`people`), two_ways and weekday (`both`), no_day, two_hours (`hours`), no_hour.
    """

    kind: str
    words: str
    both: tuple[date, ...] = ()
    hours: tuple[time, ...] = ()
    people: tuple[Colleague, ...] = ()


@dataclass(frozen=True, slots=True)
class Quick:
    """What a line says: what is to be done, whose it is (None: nobody was named), by when, how urgent."""

    typed: str
    title: str
    assignee_id: int | None = None
    due_on: date | None = None
    problem: Problem | None = None
    due_time: time | None = None
    #: Zone of the hour; '' for the writer's own.
    zone: str = ""
    high: bool = False
    #: An hour without a day: it stays in the title, and whoever wrote it may be asked.
    lone_hour: time | None = None


@dataclass(slots=True)
class _Line:
    """A line as it is read, from its end."""

    words: list[str]
    who: int | None
    problem: Problem | None
    due: date | None = None
    hour: time | None = None
    zone: str = ""
    #: A part of the day, which stays in the title.
    rest: list[str] = field(default_factory=list)


def read_line(text: str, colleagues: Sequence[Colleague], today: date) -> Quick:
    """Return what one line says, read on a day by the writer's own calendar."""
    typed = " ".join(text.split())
    plain, who, problem = _after_at(typed, colleagues)
    words = plain.split()
    high = any(word.lower() in _MARKS for word in words)
    line = _Line([word for word in words if word.lower() not in _MARKS] if high else words, who, problem)
    try:
        # Day, hour and name stand at the end in any order, each once.
        while _take(line, colleagues, today):
            pass
    except DayError as error:
        return Quick(typed, typed, problem=Problem(error.kind, error.words, error.both))
    except HourError as error:
        kind = "two_hours" if error.both else "no_hour"
        return Quick(typed, typed, problem=Problem(kind, error.words, hours=error.both))
    title = " ".join([*line.words, *line.rest]).rstrip(" ,;:-–—") or typed
    if line.hour is not None and line.due is None:
        # Without a day it stays where it was written.
        title = " ".join(word for word in typed.split() if word.lower() not in _MARKS and not _AT.fullmatch(word))
        return Quick(typed, title, line.who, None, line.problem, high=high, lone_hour=line.hour)
    return Quick(typed, title, line.who, line.due, line.problem, line.hour, line.zone, high)


def _take(line: _Line, colleagues: Sequence[Colleague], today: date) -> bool:
    """Take one thing off the end of a line; tells whether there was one."""
    if line.hour is None and (hour := last_hour(line.words)) and hour.words < len(line.words):
        line.hour, line.zone, line.words = hour.hour, hour.zone, line.words[: -hour.words]
        return True
    if line.due is None and (day := last_day(line.words, today)) and day.words < len(line.words):
        line.due, line.words = day.day, line.words[: -day.words]
        return True
    if line.due is None and not line.rest and (part := _part_of_day(line.words)):
        before = last_day(line.words[:-part], today)
        if before and before.words < len(line.words) - part:
            line.rest, line.words = line.words[-part:], line.words[:-part]
            return True
    if line.who is None and line.problem is None:
        line.who, count, line.problem = _last_name(line.words, colleagues)
        line.words = line.words[:-count] if count else line.words
        return bool(count)
    return False


def _part_of_day(words: Sequence[str]) -> int:
    """Return how many of the last words are a part of the day, 0 for none."""
    plain = tuple(fold(word).strip(".,;:!") for word in words)
    return next((len(part) for part in PARTS_OF_DAY if plain[-len(part) :] == part), 0)


def _after_at(text: str, colleagues: Sequence[Colleague]) -> tuple[str, int | None, Problem | None]:
    """Take the first @name out of a line. An @ of an e-mail address or of nobody stays in the text."""
    found = _AT.search(text)
    if found is None:
        return text, None, None
    word = found[1].rstrip(".")
    people = called(word, colleagues)
    if len(people) != 1:
        return text, None, Problem("several" if people else "nobody", word, people=tuple(people))
    return " ".join((text[: found.start()] + " " + text[found.end() :]).split()), people[0].id, None


def _last_name(words: Sequence[str], colleagues: Sequence[Colleague]) -> tuple[int | None, int, Problem | None]:
    """Return whose the last words say it is, and how many words say so."""
    for length in (4, 3, 2, 1):
        rest, name = words[:-length], " ".join(words[-length:]).strip(".,;:()")
        if len(rest) < 2 or fold(rest[-1]) in _ABOUT or not name:  # noqa: PLR2004 - a verb and what
            continue
        people = called(name, colleagues, spoken=True)
        if len(people) == 1:
            return people[0].id, length, None
        if people:
            return None, 0, Problem("several", name, people=tuple(people))
    return None, 0, None


def called(name: str, colleagues: Sequence[Colleague], *, spoken: bool = False) -> list[Colleague]:
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
