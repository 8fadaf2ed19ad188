"""Dates as people write them: in which order a column has day and month, and the date of one cell."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Final

from flask_babel import gettext as _

from crm.core.text import fold
from crm.imports.tables.numbers import SHOWN, Judgement
from crm.imports.tables.shapes import Value

#: Orders of the three numbers of a date; a year of four digits in front is read in any of them.
ORDERS: Final = ("dmy", "mdy", "ymd")
#: A year of two digits is one of the hundred years from here; that it is one is asked.
_FIRST: Final = 1950
#: Digits of a year; a month and a day have at most as many as a short one.
_YEAR, _SHORT_YEAR = 4, 2
_NOON: Final = 12
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january enero jan ene", "february febrero feb", "march marzo mar", "april abril apr abr", "may mayo",
            "june junio jun", "july julio jul", "august agosto aug ago", "september septiembre setiembre sep sept set",
            "october octubre oct", "november noviembre nov", "december diciembre dec dic",
        ), 1,
    )
    for name in names.split()
}  # fmt: skip
_NUMBERS: Final = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})", re.ASCII)
_DAY_FIRST: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|o|º)?[-/. ]*(?:de |of )? *([a-z]+)\.?,?[-/. ]*(?:del? )? *(\d{4}|\d\d)", re.ASCII
)
_MONTH_FIRST: Final = re.compile(
    r"([a-z]+)\.?[-/. ]*(\d{1,2})(?:st|nd|rd|th)?(?:,|[-/. ])[-/. ]*(\d{4}|\d\d)", re.ASCII
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/. ]+([a-z]+)[-/. ]+(\d{1,2})", re.ASCII)
_TIME: Final = re.compile(
    r"(?P<day>.*?\S)(?:[T]|,?\s+)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?(?P<zone>\s*(?:Z|UTC|GMT|[-+]\d\d:?\d\d))?",
    re.IGNORECASE | re.ASCII,
)


def date_orders(values: Iterable[Value]) -> Judgement:
    """Return in which order the dates of a column have day, month and year.

    Sure only where some date can be read in one order alone, none contradicts it, and no year has two digits.
    """
    possible = set(ORDERS)
    counts = dict.fromkeys(ORDERS, 0)
    doubtful: list[str] = []
    short = False
    for value in values:
        if not isinstance(value, str) or not value.strip():
            continue
        readings, has_short_year = _readings(_day_part(value))
        short = short or (bool(readings) and has_short_year)
        if not readings or (len(readings) == len(ORDERS) and len(set(readings.values())) == 1):
            continue
        possible &= set(readings)
        for order in readings:
            counts[order] += 1
        if (has_short_year or len(set(readings.values())) > 1) and len(doubtful) < SHOWN:
            doubtful.append(value.strip())
    options = tuple(sorted(ORDERS, key=lambda order: (order not in possible, -counts[order], ORDERS.index(order))))
    likely = tuple(order for order in options if order in possible and counts[order]) or options
    sure = (len(possible) == 1 or not any(counts.values())) and not short
    return Judgement(likely if sure or len(possible) else options, sure, tuple(doubtful))


def _day_part(text: str) -> str:
    """Return a text without its hour; one that names its zone is left as it is, for it may be another day here."""
    found = _TIME.fullmatch(text.strip())
    return found["day"].rstrip(",") if found and not found["zone"] else text.strip()


def _readings(text: str) -> tuple[dict[str, date], bool]:
    """Return a text's date by order, of those in which it is one, and whether its year has two digits."""
    found = _NUMBERS.fullmatch(text)
    if found:
        first, middle, last = found[1], found[3], found[4]
        tried = {"dmy": (last, middle, first), "mdy": (last, first, middle), "ymd": (first, middle, last)}
        if len(first) == _YEAR:
            tried = dict.fromkeys(ORDERS, tried["ymd"])
    else:
        named = _named(fold(text))
        tried = dict.fromkeys(ORDERS, named) if named else {}
    made = {order: _made(*parts) for order, parts in tried.items()}
    return {order: day for order, day in made.items() if day}, all(len(year) < _YEAR for year, *_rest in tried.values())


def _named(text: str) -> tuple[str, str, str] | None:
    """Return year, month and day of a date whose month is a word."""
    for pattern, places in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2)), (_YEAR_FIRST, (1, 2, 3))):
        found = pattern.fullmatch(text)
        if found and found[places[1]] in _MONTHS:
            return found[places[0]], str(_MONTHS[found[places[1]]]), found[places[2]]
    return None


def _made(year: str, month: str, day: str) -> date | None:
    """Return a day; None for numbers that are none."""
    if len(year) not in {_SHORT_YEAR, _YEAR} or max(len(month), len(day)) > _SHORT_YEAR:
        return None
    number = int(year) if len(year) == _YEAR else _FIRST + (int(year) - _FIRST) % 100
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def date_of(value: Value, order: str) -> date:
    """Return the day of a cell; of a moment its day. Raises ValueError with a sentence."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = value.strip() if isinstance(value, str) else str(value)
    readings, _has_short_year = _readings(_day_part(text))
    if order not in readings:
        raise ValueError(_NOT_A_DATE[order if readings or _NUMBERS.fullmatch(text) else ""](text[:40]))
    return readings[order]


_NOT_A_DATE: Final[dict[str, Callable[[str], str]]] = {
    "dmy": lambda text: str(_("“%(text)s” is not a date in the order day, month, year.", text=text)),
    "mdy": lambda text: str(_("“%(text)s” is not a date in the order month, day, year.", text=text)),
    "ymd": lambda text: str(_("“%(text)s” is not a date in the order year, month, day.", text=text)),
    "": lambda text: str(_("“%(text)s” is not a date.", text=text)),
}


def when_of(value: Value, order: str) -> datetime | date:
    """Return the moment of a cell, or its day where it names no hour. Raises ValueError with a sentence."""
    if isinstance(value, date) or (isinstance(value, str) and not _TIME.fullmatch(value.strip())):
        return value if isinstance(value, datetime) else date_of(value, order)
    return moment_of(value, order)


def moment_of(value: Value, order: str) -> datetime:
    """Return day and hour of a cell, on the clock of the place. Raises ValueError with a sentence.

    A date without an hour is none, nor is a moment that names its own zone.
    """
    if isinstance(value, datetime):
        return value
    text = value.strip() if isinstance(value, str) else str(value)
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(_("“%(text)s” has no hour: write it as 2026-04-03 14:30.", text=text[:40]))
    if found["zone"]:
        raise ValueError(_("“%(text)s” names a time zone: write the hour of the place without it.", text=text[:40]))
    hour, half = int(found["hour"]), (found["half"] or "")[:1].lower()
    if half and not 1 <= hour <= _NOON:
        raise ValueError(_("“%(text)s” is not an hour.", text=text[:40]))
    hour = hour % _NOON + _NOON * (half == "p") if half else hour
    day = date_of(found["day"].rstrip(","), order)
    try:
        return datetime.combine(day, time(hour, int(found["minute"]), int(found["second"] or 0)))
    except ValueError:
        raise ValueError(_("“%(text)s” is not an hour.", text=text[:40])) from None
