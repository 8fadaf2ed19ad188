"""When a recurring follow-up comes again: RFC 5545 rules as people choose them, moved past closed days. Pure.

A rule is kept as its RRULE text without a start, e.g. `FREQ=WEEKLY;BYDAY=MO,FR`. The next day follows from the rule and
the day that the last one stood for, never from the day on which it was ticked off.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final, cast

from dateutil.rrule import rrule, rrulestr

from crm.core.closed_days import SATURDAY, closed_days

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS: Final = WEEKDAYS[:SATURDAY]
#: What a day may move past.
SKIPS: Final = ("weekend", "US", "MX")
#: Where a month has no such day, its last day is meant.
_FULL_MONTH: Final = 28
_LAST_WEEK: Final = 5
#: No rule that people choose needs to be followed further.
_MOST: Final = 5000
#: Months of the repeats that count by months.
_MONTHS: Final = {"month_day": 1, "month_weekday": 1, "quarter": 3}


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule as the form has it; `every` counts days, weeks, months, quarters or years."""

    #: day, workdays, week, month_day, month_weekday, quarter or year.
    kind: str
    every: int = 1
    #: Of `week`: codes of WEEKDAYS.
    days: tuple[str, ...] = ()
    until: date | None = None
    #: How many in all, the first included.
    count: int | None = None
    #: Of `month_weekday`: which week (1 to 4, -1 the last) and which weekday.
    week: int = 0
    weekday: str = ""
    #: Of a month or a year: the day meant, 0 where the start says it.
    day: int = 0
    month: int = 0


@dataclass(frozen=True, slots=True)
class Coming:
    """The next one: the day of the rule, the day after closed days were skipped, how many had passed meanwhile."""

    day: date
    due: date
    missed: int


def rule_text(repeat: Repeat, start: date) -> str:
    """Return the RRULE of a repeat that begins on a day."""
    parts = [*_pattern(repeat, start)]
    months = _MONTHS.get(repeat.kind)
    every = repeat.every * (months or 1)
    if every > 1:
        parts.insert(1, f"INTERVAL={every}")
    if repeat.until is not None:
        parts.append(f"UNTIL={repeat.until:%Y%m%d}")
    elif repeat.count is not None:
        parts.append(f"COUNT={repeat.count}")
    return ";".join(parts)


def _pattern(repeat: Repeat, start: date) -> Iterator[str]:
    if repeat.kind == "day":
        yield "FREQ=DAILY"
    elif repeat.kind in {"workdays", "week"}:
        days = WORKDAYS if repeat.kind == "workdays" else repeat.days or (WEEKDAYS[start.weekday()],)
        yield "FREQ=WEEKLY"
        yield "BYDAY=" + ",".join(code for code in WEEKDAYS if code in days)
    elif repeat.kind == "month_weekday":
        week = (start.day - 1) // 7 + 1
        yield "FREQ=MONTHLY"
        yield f"BYDAY={-1 if week == _LAST_WEEK else week}{WEEKDAYS[start.weekday()]}"
    elif repeat.kind == "year":
        yield "FREQ=YEARLY"
        yield f"BYMONTH={start.month}"
        yield from _day_of_month(start.day)
    else:
        yield "FREQ=MONTHLY"
        yield from _day_of_month(start.day)


def _day_of_month(day: int) -> Iterator[str]:
    yield "BYMONTHDAY=" + ",".join(str(each) for each in range(min(day, _FULL_MONTH), day + 1))
    if day > _FULL_MONTH:
        yield "BYSETPOS=-1"


def read_rule(rule: str) -> Repeat | None:
    """Return a rule as the form has it; None for '' and for one that no form of ours wrote."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";")) if rule else {}
    every = int(parts.get("INTERVAL", "1"))
    by_day = tuple(parts.get("BYDAY", "").split(",")) if "BYDAY" in parts else ()
    until = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date() if "UNTIL" in parts else None
    ends: dict[str, Any] = {"until": until, "count": read_count(rule)}
    day = int(parts.get("BYMONTHDAY", "0").rsplit(",", 1)[-1])
    match parts.get("FREQ"):
        case "DAILY":
            return Repeat("day", every, **ends)
        case "WEEKLY":
            kind = "workdays" if by_day == WORKDAYS and every == 1 else "week"
            return Repeat(kind, every, days=by_day, **ends)
        case "MONTHLY" if by_day:
            return Repeat("month_weekday", every, week=int(by_day[0][:-2]), weekday=by_day[0][-2:], **ends)
        case "MONTHLY":
            quarters, rest = divmod(every, 3)
            return Repeat("month_day", every, day=day, **ends) if rest else Repeat("quarter", quarters, day=day, **ends)
        case "YEARLY":
            return Repeat("year", every, day=day, month=int(parts["BYMONTH"]), **ends)
    return None


def moved(day: date, skip: Collection[str]) -> date:
    """Return the day itself, or the next one that is open by all that is to be skipped."""
    while is_closed(day, skip):
        day += timedelta(days=1)
    return day


def is_closed(day: date, skip: Collection[str]) -> bool:
    """Tell whether a day is skipped."""
    if "weekend" in skip and day.weekday() >= SATURDAY:
        return True
    return any(country in skip and day in closed_days(country, day.year) for country in ("US", "MX"))


def coming(rule: str, skip: Collection[str], start: date, after: date, today: date) -> Coming | None:
    """Return what follows the one that stood for `after`: the first that is not past. None where the rule has ended."""
    last, missed = moved(after, skip), 0
    for day in _days(rule, start, after):
        due = moved(day, skip)
        # Two days of the rule may move to the same open one: that is one follow-up.
        if due <= last:
            continue
        if due >= today:
            return Coming(day, due, missed)
        last, missed = due, missed + 1
    return None


def first_days(rule: str, skip: Collection[str], start: date, number: int) -> list[date]:
    """Return the first days, moved, from the start on."""
    days = _of(rule, start)
    return list(dict.fromkeys(moved(moment.date(), skip) for moment in islice(days, number)))


def _days(rule: str, start: date, after: date) -> Iterator[date]:
    """Yield the days of a rule after a day."""
    later = _of(rule, start).xafter(datetime.combine(after, time()), count=_MOST)
    for moment in later:
        yield moment.date()


def _of(rule: str, start: date) -> rrule:
    """Return the rule from its start on. The first follow-up counts as one, also where its day is none of the rule."""
    first = datetime.combine(start, time())
    made = cast("rrule", rrulestr(rule, dtstart=first))
    count = read_count(rule)
    return made.replace(count=count - 1) if count and next(iter(made), None) != first else made


def read_count(rule: str) -> int | None:
    """Return how many a rule gives in all, None for one that says nothing of it."""
    found = re.search(r"COUNT=(\d+)", rule)
    return int(found[1]) if found else None


def skip_words(skip: str) -> Sequence[str]:
    """Return what is skipped, from the text that keeps it."""
    return [word for word in SKIPS if word in skip.split()]
