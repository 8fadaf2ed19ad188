"""A day in words, English and Spanish, at the end of a line: `fri`, `el viernes`, `in 3 days`, `30 nov`.

Pure: it knows no database, and today is given. Words are compared folded (without accents and case).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from crm.core.text import fold
from crm.tasks.day_tables import MONTHS, NUMBERS, UNITS, WEEKDAYS
from crm.tasks.period_words import DayError, coming_day, months_on, next_numbered, period, real

#: Words before a day that belong to it, not to what is to be done.
LEADS: Final = frozenset(
    [
        "by",
        "on",
        "due",
        "before",
        "until",
        "till",
        "for",
        "para",
        "el",
        "antes",
        "del",
        "hasta",
        "vence",
        "this",
        "este",
        "coming",
        "proximo",
    ]
)
_ORDINAL: Final = r"(\d{1,2})(?:st|nd|rd|th|o|º)?"
LONGEST: Final = 7
_WORKING: Final = frozenset({"business", "working", "habil", "habiles", "laborables"})
_NEXT_WEEK: Final = (
    ("next", "week"), ("of", "next", "week"), ("de", "la", "proxima", "semana"), ("de", "la", "semana", "que", "viene"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day, and how many of the last words say it."""

    day: date
    words: int


def last_day(words: Sequence[str], today: date) -> FoundDay | None:
    """Return the day that the last words say, with the words that lead to it; None where they say none.

    Raises DayError for a day that can be read in two ways and for one that does not exist.
    """
    plain = [fold(word).strip(".,;:!()") for word in words]
    for length in range(min(LONGEST, len(plain)), 0, -1):
        tail = plain[-length:]
        # The tax office is no Saturday, nor is MAR a Tuesday: whoever means a day does not write it in capitals.
        if any(word.isupper() and len(word) > 1 and fold(word) in WEEKDAYS for word in words[-length:]):
            continue
        found = day_of(tail, today)
        if found is not None and not _is_morning(plain, length):
            return FoundDay(found, length + _leads(plain[:-length]))
    return None


def day_of(tail: Sequence[str], today: date) -> date | None:
    """Return the day that these folded words say, all of them together; see `last_day`."""
    text = " ".join(tail)
    plain = _named(text, today) or _counted(tail, today) or _weekday(tail, today) or _dated(text, today)
    return plain or _of_this_month(text, today) or _weekday_with_day(tail, today) or _week_after(tail, today)


def _named(text: str, today: date) -> date | None:
    if text in {"today", "hoy"}:
        return today
    if text in {"tomorrow", "tmrw", "manana"}:
        return today + timedelta(days=1)
    if text in {"day after tomorrow", "the day after tomorrow", "pasado manana"}:
        return today + timedelta(days=2)
    if text in {"next week", "la proxima semana", "proxima semana", "la semana que viene", "semana que viene"}:
        return _monday(today) + timedelta(days=7)
    return period(text, today)


def _counted(tail: Sequence[str], today: date) -> date | None:
    """Read `in 3 days`, `en dos semanas`, `dentro de un mes`."""
    words = list(tail)
    start = 2 if words[:2] == ["dentro", "de"] else 1 if words[0] in {"in", "en"} else 0
    from_now = words[-2:] in (["from", "now"], ["from", "today"])
    words = words[start : -2 if from_now else None]
    working = False
    if len(words) == 3 and {words[1], words[2]} & _WORKING:  # noqa: PLR2004 - a number, a unit and "business"
        words, working = [words[0], next(word for word in words[1:] if word not in _WORKING)], True
    if not (start or from_now) or len(words) != 2 or words[1] not in UNITS:  # noqa: PLR2004 - a number and a unit
        return None
    number = int(words[0]) if re.fullmatch(r"[0-9]{1,3}", words[0]) else NUMBERS.get(words[0])
    days = UNITS[words[1]]
    if number is None or (working and days != 1):
        return None
    # In Mexico eight days are a week and fifteen are two: whoever writes it as a word may mean either.
    if words in (["ocho", "dias"], ["quince", "dias"]) and not working:
        raise DayError(" ".join(tail), (today + timedelta(days=number - 1), today + timedelta(days=number)))
    if working:
        return _working_days_on(today, number)
    return today + timedelta(days=days * number) if days else months_on(today, number)


def _working_days_on(today: date, number: int) -> date:
    """Return the day so many days of Monday to Friday on; holidays differ by country and are not known here."""
    day = today
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5  # noqa: PLR2004 - Saturday
    return day


def _of_this_month(text: str, today: date) -> date | None:
    """Read `the 15th`, `el 15`, `el día 15`: the next to come."""
    found = re.fullmatch(r"the (\d{1,2})(?:st|nd|rd|th)|(?:el |del |al )?dia (\d{1,2})|el (\d{1,2})", text)
    number = int(next(filter(None, found.groups()))) if found else 0
    return next_numbered(number, today) if 1 <= number <= 31 else None  # noqa: PLR2004 - days of a month


def _weekday_with_day(tail: Sequence[str], today: date) -> date | None:
    """Read `viernes 4 de diciembre`, `fri dec 4`, `lunes 30`; a weekday that the day is not is asked."""
    words = [word.strip(",") for word in tail]
    if len(words) < 2 or words[0] not in WEEKDAYS:  # noqa: PLR2004 - a weekday and a day
        return None
    rest = " ".join(words[1:])
    day = _dated(rest, today) or _of_this_month(rest, today)
    if day is None and re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", rest):
        day = _of_this_month(f"dia {re.sub('[a-z]', '', rest)}", today)
    if day is not None and day.weekday() != WEEKDAYS[words[0]]:
        meant = today + timedelta(days=(WEEKDAYS[words[0]] - today.weekday() - 1) % 7 + 1)
        raise DayError(" ".join(tail), (meant, day), "weekday")
    return day


def _week_after(tail: Sequence[str], today: date) -> date | None:
    """Read `a week from friday`, `del viernes en ocho`, `de hoy en quince`: one week or two later."""
    words = list(tail)
    if words[:3] == ["a", "week", "from"] or words[:3] == ["one", "week", "from"]:
        words, weeks = words[3:], 1
    elif words[:3] == ["two", "weeks", "from"]:
        words, weeks = words[3:], 2
    elif len(words) > 3 and words[0] in {"de", "del"} and words[-2:] in (["en", "ocho"], ["en", "quince"]):  # noqa: PLR2004
        words, weeks = words[1:-2], 1 if words[-1] == "ocho" else 2
    else:
        return None
    if not words or words == ["now"]:
        words = ["today"]
    day = _named(" ".join(words), today) or _weekday(words, today)
    return day + timedelta(weeks=weeks) if day else None


def _weekday(tail: Sequence[str], today: date) -> date | None:
    """Read a weekday: the next to come, never today; English `next friday` is the Friday of next week."""
    words = list(tail)
    for ahead in _NEXT_WEEK:
        if len(words) == len(ahead) + 1 and tuple(words[1:]) == ahead and words[0] in WEEKDAYS:
            return _monday(today) + timedelta(days=7 + WEEKDAYS[words[0]])
    last = words[-2:]
    of_next_week = len(words) > 1 and words[0] == "next"
    if of_next_week:
        words = words[1:]
    elif last == ["que", "viene"]:
        words = words[:-2]
    elif words[-1] in {"proximo", "next"} and len(words) > 1:
        words = words[:-1]
    if len(words) != 1 or words[0] not in WEEKDAYS:
        return None
    wanted = WEEKDAYS[words[0]]
    if of_next_week:
        return _monday(today) + timedelta(days=7 + wanted)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _dated(text: str, today: date) -> date | None:
    """Read `2026-11-30`, `30 nov`, `nov 30 2026`, `30 de noviembre de 2026`, `25/12`."""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return real(text, int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(rf"{_ORDINAL} (?:de |of )?([a-z]+)(?: (?:de |del )?(\d{{4}}))?", text):
        return _of_month(text, found[2], int(found[1]), found[3], today)
    if found := re.fullmatch(rf"([a-z]+) {_ORDINAL}(?:,? (\d{{4}}))?", text):
        return _of_month(text, found[1], int(found[2]), found[3], today)
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?", text):
        return _numeric(text, int(found[1]), int(found[2]), found[3], today)
    return None


def _of_month(text: str, month: str, day: int, year: str | None, today: date) -> date | None:
    number = MONTHS.get(month)
    return None if number is None else coming_day(text, number, day, year, today)


def _numeric(text: str, first: int, second: int, year: str | None, today: date) -> date | None:
    """Read two numbers: where both may be a month the reader is asked, never guessed at."""
    if "/" not in text and year is None:
        return None  # 3-5 people, 2.5 tonnes
    ways: list[date] = []
    for day, month in ((first, second), (second, first)):
        if 1 <= month <= 12:  # noqa: PLR2004 - months
            try:
                ways.append(coming_day(text, month, day, year, today))
            except DayError:
                continue
    both = tuple(dict.fromkeys(ways))
    if len(both) != 1:
        raise DayError(text, both)
    return both[0]


def _monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


def _is_morning(plain: Sequence[str], length: int) -> bool:
    """Tell `por la mañana` (in the morning) from mañana (tomorrow)."""
    return plain[-length:] == ["manana"] and len(plain) > length and plain[-length - 1] in {"la", "cada", "una"}


def _leads(plain: Sequence[str]) -> int:
    count = 0
    while count < len(plain) and plain[-1 - count] in LEADS:
        count += 1
    if count and list(plain[-count - 3 : -count]) == ["a", "mas", "tardar"]:
        count += 3
    return count
