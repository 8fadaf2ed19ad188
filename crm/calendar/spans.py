"""Days, weeks and months of the calendar; weeks start on Monday."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

VIEWS: Final = ("month", "week", "day")
_WEEK: Final = timedelta(days=7)
#: The calendar goes no further from today, either way.
FURTHEST: Final = timedelta(days=366 * 20)


@dataclass(frozen=True, slots=True)
class Span:
    """What a page shows: its first and last day, and a day of the span before and after it."""

    view: str
    day: date
    start: date
    end: date
    before: date
    after: date


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def span_of(view: str, day: date) -> Span:
    """Return the span of a view that holds a day; a month is shown in whole weeks."""
    if view == "day":
        return Span(view, day, day, day, day - timedelta(days=1), day + timedelta(days=1))
    if view == "week":
        monday = monday_of(day)
        return Span(view, day, monday, monday + timedelta(days=6), monday - _WEEK, monday + _WEEK)
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    start, last = monday_of(first), after - timedelta(days=1)
    return Span(
        view, day, start, monday_of(last) + timedelta(days=6), (first - timedelta(days=1)).replace(day=1), after
    )


def read_day(text: str, today: date) -> date:
    """Return the day that an address names, else today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs(day - today) <= FURTHEST else today
