"""Stretches of a calendar in words: ends of months, the quincenas of Mexico, the first Monday of December. Pure."""

import calendar
import re
from datetime import date, timedelta
from typing import Final

from crm.tasks.day_tables import MONTHS, WEEKDAYS

YEARS: Final = (1980, 2100)
_FIFTEENTH: Final = 15
_FRIDAY: Final = 4
_NTH: Final = {
    "first": 1, "1st": 1, "primer": 1, "second": 2, "2nd": 2, "segundo": 2, "third": 3, "3rd": 3, "tercer": 3,
    "fourth": 4, "4th": 4, "cuarto": 4, "last": -1, "ultimo": -1,
}  # fmt: skip
_NEXT_MONTH: Final = r"next month|proximo mes|mes que viene|mes proximo|mes siguiente"
_THIS_MONTH: Final = r"(?:the |this )?month|(?:este )?mes"
_END: Final = (
    r"(?:at |by |a )?(?:the )?(?:end of|fin de|final de|fines de|finales de|fin del|final del|fines del|finales del)"
)
_MIDDLE: Final = r"(?:a )?(?:mid|middle of|mediados de|mediados del)"


class DayError(ValueError):
    """What stands there is a day that can be read in two ways (`both`), or none that there is (`both` is empty)."""

    def __init__(self, words: str, both: tuple[date, ...] = (), kind: str = "") -> None:
        super().__init__(words)
        self.words, self.both = words, both
        #: two_ways, weekday (the day is another weekday than the one said) or no_day.
        self.kind = kind or ("two_ways" if both else "no_day")


def period(text: str, today: date) -> date | None:
    """Return the day that a stretch of the calendar ends on (or begins, for a month to come); None for no such."""
    this, following = today.replace(day=1), months_on(today.replace(day=1), 1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 3, 1)
    friday = today + timedelta(days=(_FRIDAY - today.weekday()) % 7)
    ends = (
        (_THIS_MONTH, {"eom", "month end"}, month_end(this)),
        (_NEXT_MONTH, set[str](), month_end(following)),
        ("(?:the |this )?week|la semana|semana laboral", {"eow"}, friday),
        ("(?:the |this )?year|(?:este )?ano", {"eoy", "year end"}, date(today.year, 12, 31)),
        ("(?:the |this )?quarter|(?:este )?trimestre", {"eoq"}, month_end(quarter)),
    )  # fmt: skip
    for what, short, day in ends:
        if text in short or re.fullmatch(rf"{_END} (?:{what})", text):
            return day
    if re.fullmatch(rf"(?:el )?(?:{_NEXT_MONTH})", text):
        return following
    return _fortnight(text, today) or _in_month(text, today) or _nth_weekday(text, today)


def _fortnight(text: str, today: date) -> date | None:
    """Read `quincena`: the 15th or the last day of the month, whichever comes; `segunda quincena de diciembre`."""
    if re.fullmatch(r"(?:(?:fin de )?(?:la |esta )?(?:proxima )?quincena|payday)", text):
        return today.replace(day=_FIFTEENTH) if today.day <= _FIFTEENTH else month_end(today)
    found = re.fullmatch(r"(?:la )?(primera|segunda) quincena(?: de(?:l)? ([a-z ]+?))?(?: (?:de |del )?(\d{4}))?", text)
    first = _month(found[2] or "mes", found[3], today) if found else None
    if found is None or first is None:
        return None
    return first.replace(day=_FIFTEENTH) if found[1] == "primera" else month_end(first)


def _in_month(text: str, today: date) -> date | None:
    """Read `end of november`, `mediados de diciembre de 2026`."""
    for pattern, last in ((_END, True), (_MIDDLE, False)):
        if found := re.fullmatch(rf"{pattern}[ -]([a-z ]+?)(?: (?:de |del |of )?(\d{{4}}))?", text):
            first = _month(found[1], found[2], today)
            if first is not None:
                return month_end(first) if last else first.replace(day=_FIFTEENTH)
    return None


def _nth_weekday(text: str, today: date) -> date | None:
    """Read `first monday of december`, `último viernes del mes`."""
    pattern = r"(?:the |el )?([a-z0-9]+) ([a-z]+) (?:of|in|de|del) ([a-z ]+?)(?: (?:de |del |of )?(\d{4}))?"
    found = re.fullmatch(pattern, text)
    if found is None or found[1] not in _NTH or found[2] not in WEEKDAYS:
        return None
    first = _month(found[3], found[4], today)
    if first is None:
        return None
    day = _nth(first, _NTH[found[1]], WEEKDAYS[found[2]])
    if day >= today:
        return day
    # That of this month has passed: of a named month, the next year's.
    later = first.replace(year=first.year + 1) if found[3] in MONTHS and not found[4] else months_on(first, 1)
    return _nth(later, _NTH[found[1]], WEEKDAYS[found[2]]) if not found[4] else day


def _nth(first: date, number: int, weekday: int) -> date:
    if number < 0:
        last = month_end(first)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _month(words: str, year: str | None, today: date) -> date | None:
    """Return the first day of a month: this one, the next, or a named one that is not over."""
    if re.fullmatch(_THIS_MONTH, words):
        return today.replace(day=1)
    if re.fullmatch(_NEXT_MONTH, words):
        return months_on(today.replace(day=1), 1)
    number = MONTHS.get(words)
    if number is None:
        return None
    return real(words, int(year) if year else today.year + (number < today.month), number, 1)


def month_end(day: date) -> date:
    """Return the last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def next_numbered(number: int, today: date) -> date:
    """Return the next day of this number, in the first month that has it."""
    first = today.replace(day=1)
    while number > month_end(first).day or first.replace(day=number) < today:
        first = months_on(first, 1)
    return first.replace(day=number)


def coming_day(text: str, month: int, day: int, year: str | None, today: date) -> date:
    """Return this day of the year said, else of this year or, where that has passed, of the next."""
    if year is not None:
        return real(text, int(year) + (2000 if len(year) == 2 else 0), month, day)  # noqa: PLR2004 - two digits
    leap = (today.year + ahead for ahead in range(9) if month == 2 and day == 29)  # noqa: PLR2004 - 29 February
    for each in (*leap, today.year, today.year + 1):
        if day <= calendar.monthrange(each, month)[1] and date(each, month, day) >= today:
            return date(each, month, day)
    return real(text, today.year, month, day)


def real(text: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise DayError(text) from None
    if not YEARS[0] <= year <= YEARS[1]:
        raise DayError(text)
    return found


def months_on(today: date, months: int) -> date:
    """Return the same day some months on; the last day of a shorter month."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
