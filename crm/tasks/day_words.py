"""A day in words, English and Spanish, at the end of a line: `fri`, `el viernes`, `in 3 days`, `30 nov`.

Pure: it knows no database, and today is given. Words are compared folded (without accents and case).
"""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from crm.core.text import fold

_DAYS: Final = (
    "mon monday lun lunes", "tue tues tuesday mar martes", "wed weds wednesday mie miercoles",
    "thu thur thurs thursday jue jueves", "fri friday vie viernes", "sat saturday sab sabado", "sun sunday dom domingo",
)  # fmt: skip
WEEKDAYS: Final = {word: number for number, words in enumerate(_DAYS) for word in words.split()}
_MONTHS: Final = (
    "jan january ene enero", "feb february febrero", "mar march marzo", "apr april abr abril", "may mayo",
    "jun june junio", "jul july julio", "aug august ago agosto", "sep sept september septiembre setiembre",
    "oct october octubre", "nov november noviembre", "dec december dic diciembre",
)  # fmt: skip
MONTHS: Final = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        ("a an one un una uno", "two dos", "three tres", "four cuatro", "five cinco", "six seis", "seven siete",
         "eight ocho", "nine nueve", "ten diez"), 1,
    ) for word in words.split()
}  # fmt: skip
_UNITS: Final = {
    "day": 1, "days": 1, "dia": 1, "dias": 1, "week": 7, "weeks": 7, "semana": 7, "semanas": 7,
    "month": 0, "months": 0, "mes": 0, "meses": 0,
}  # fmt: skip
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
LONGEST: Final = 6
_YEARS: Final = (1980, 2100)


class DayError(ValueError):
    """What stands there is a day that can be read in two ways (`both`), or none that there is (`both` is empty)."""

    def __init__(self, words: str, both: tuple[date, ...] = ()) -> None:
        super().__init__(words)
        self.words, self.both = words, both


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
    return _named(text, today) or _counted(tail, today) or _weekday(tail, today) or _dated(text, today)


def _named(text: str, today: date) -> date | None:
    if text in {"today", "hoy"}:
        return today
    if text in {"tomorrow", "tmrw", "manana"}:
        return today + timedelta(days=1)
    if text in {"day after tomorrow", "the day after tomorrow", "pasado manana"}:
        return today + timedelta(days=2)
    if text in {"next week", "la proxima semana", "proxima semana", "la semana que viene", "semana que viene"}:
        return _monday(today) + timedelta(days=7)
    if text in {"end of month", "end of the month", "eom", "fin de mes", "a fin de mes"}:
        return today.replace(day=calendar.monthrange(today.year, today.month)[1])
    return None


def _counted(tail: Sequence[str], today: date) -> date | None:
    """Read `in 3 days`, `en dos semanas`, `dentro de un mes`."""
    start = 2 if list(tail[:2]) == ["dentro", "de"] else 1 if tail[0] in {"in", "en"} else 0
    if not start or len(tail) != start + 2 or tail[-1] not in _UNITS:
        return None
    word = tail[start]
    number = int(word) if re.fullmatch(r"[0-9]{1,3}", word) else _NUMBERS.get(word)
    if number is None:
        return None
    days = _UNITS[tail[-1]]
    return today + timedelta(days=days * number) if days else _months_on(today, number)


def _weekday(tail: Sequence[str], today: date) -> date | None:
    """Read a weekday: the next to come, never today; English `next friday` is the Friday of next week."""
    words = list(tail)
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
        return _real(text, int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(rf"{_ORDINAL} (?:de |of )?([a-z]+)(?: (?:de |del )?(\d{{4}}))?", text):
        return _of_month(text, found[2], int(found[1]), found[3], today)
    if found := re.fullmatch(rf"([a-z]+) {_ORDINAL}(?:,? (\d{{4}}))?", text):
        return _of_month(text, found[1], int(found[2]), found[3], today)
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?", text):
        return _numeric(text, int(found[1]), int(found[2]), found[3], today)
    return None


def _of_month(text: str, month: str, day: int, year: str | None, today: date) -> date | None:
    number = MONTHS.get(month)
    return None if number is None else _coming(text, number, day, year, today)


def _numeric(text: str, first: int, second: int, year: str | None, today: date) -> date | None:
    """Read two numbers: where both may be a month the reader is asked, never guessed at."""
    if "/" not in text and year is None:
        return None  # 3-5 people, 2.5 tonnes
    ways: list[date] = []
    for day, month in ((first, second), (second, first)):
        if 1 <= month <= 12:  # noqa: PLR2004 - months
            try:
                ways.append(_coming(text, month, day, year, today))
            except DayError:
                continue
    both = tuple(dict.fromkeys(ways))
    if len(both) != 1:
        raise DayError(text, both)
    return both[0]


def _coming(text: str, month: int, day: int, year: str | None, today: date) -> date:
    """Return this day of the year said, else of this year or, where that has passed, of the next."""
    if year is not None:
        return _real(text, int(year) + (2000 if len(year) == 2 else 0), month, day)  # noqa: PLR2004 - two digits
    leap = (today.year + ahead for ahead in range(9) if month == 2 and day == 29)  # noqa: PLR2004 - 29 February
    for each in (*leap, today.year, today.year + 1):
        if day <= calendar.monthrange(each, month)[1] and date(each, month, day) >= today:
            return date(each, month, day)
    return _real(text, today.year, month, day)


def _real(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise DayError(text) from None
    if not _YEARS[0] <= year <= _YEARS[1]:
        raise DayError(text)
    return found


def _months_on(today: date, months: int) -> date:
    """Return the same day some months on; the last day of a shorter month."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


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
