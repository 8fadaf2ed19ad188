"""Our monthly averages of a rate that is published by the day."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from crm.indicators.parsers.shapes import Observation

#: Ours: a month with fewer published days is not averaged (the fewest since 1993 is 17, without holidays).
FEWEST_DAYS: Final = 15
_RATE_STEP: Final = Decimal("0.0001")
_SATURDAY: Final = 5

#: Line, day and value, by day.
Cells = list[tuple[int, date, Decimal | None]]


def monthly_averages(key: str, rows: Cells) -> tuple[list[Observation], list[str]]:
    """Return the average of each month that is whole in the file, and notes on those that are not."""
    months: dict[date, list[Decimal]] = defaultdict(list)
    for _line, when, value in rows:
        days = months[when.replace(day=1)]
        if value is not None:
            days.append(value)
    cut = [month for month in sorted(_cut_months(rows[0][1], rows[-1][1])) if months.pop(month, None)]
    notes = [f"{month:%Y-%m} is not whole in the file and is left out." for month in cut]
    found = []
    for month, days in months.items():
        if len(days) < FEWEST_DAYS:
            notes.append(f"{month:%Y-%m} has only {len(days)} published days and is not averaged.")
            continue
        average = (sum(days, Decimal(0)) / len(days)).quantize(_RATE_STEP, ROUND_HALF_UP)
        found.append(Observation(key, month, average))
    return found, notes


def _cut_months(first: date, last: date) -> set[date]:
    """Return the months at either end that the file does not cover: the daily files list every weekday."""
    cut = set()
    before = [first.replace(day=n) for n in range(1, first.day)]
    if any(when.weekday() < _SATURDAY for when in before):
        cut.add(first.replace(day=1))
    after = last + timedelta(days=1)
    while after.weekday() >= _SATURDAY:
        after += timedelta(days=1)
    if (after.year, after.month) == (last.year, last.month):
        cut.add(last.replace(day=1))
    return cut
