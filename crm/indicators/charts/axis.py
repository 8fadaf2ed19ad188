"""Axes: round numbers for values, and months or years that fit the width."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

#: Steps a reader counts in.
NICE: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
YEAR_STEPS: Final = (1, 2, 5, 10, 20, 50)
MONTH_STEPS: Final = (1, 2, 3, 6)
#: Below this share of the highest value the axis starts at zero: then little is lost, and heights compare.
ZERO_SHARE: Final = Decimal("0.5")
#: A time axis with fewer months than this is marked by months.
_FEW_MONTHS: Final = 30

Tick = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Scale:
    """A value axis from `low` to `high`, both of them ticks."""

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]

    def place(self, value: Decimal, bottom: float, top: float) -> float:
        """Return the height of a value between two heights."""
        return bottom + float((value - self.low) / (self.high - self.low)) * (top - bottom)


def value_scale(values: Iterable[Decimal], *, count: int = 4, from_zero: bool = False) -> Scale:
    """Return an axis of about `count` round steps that holds all values; with none, from 0 to 1."""
    found = list(values) or [Decimal(0), Decimal(1)]
    low, high = min(found), max(found)
    if from_zero or (low > 0 and low < high * ZERO_SHARE) or (high < 0 and high > low * ZERO_SHARE):
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        low, high = _around(low)
    step = _nice_step((high - low) / count)
    first, last = _floor(low / step), -_floor(-high / step)
    ticks = tuple(step * n for n in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def time_ticks(
    periods: Sequence[date], *, room: int, year_text: Callable[[date], str], month_text: Callable[[date], str]
) -> tuple[Tick, ...]:
    """Return at most about `room` ticks (index, text): months of a short span, else Januaries of round years."""
    yearly = all(period.month == 1 for period in periods)
    if not yearly and len(periods) <= _FEW_MONTHS:
        step = _step(len(periods), room, MONTH_STEPS)
        return tuple((n, month_text(when)) for n, when in enumerate(periods) if (when.month - 1) % step == 0)
    years = [(n, when) for n, when in enumerate(periods) if when.month == 1]
    step = _step(len(years), room, YEAR_STEPS)
    return tuple((n, year_text(when)) for n, when in years if when.year % step == 0)


def same_month(periods: Sequence[date]) -> tuple[int, ...]:
    """Return the places of the last period's month in all years."""
    return tuple(n for n, when in enumerate(periods) if when.month == periods[-1].month)


def thinned(labels: Sequence[str], room: int) -> tuple[Tick, ...]:
    """Return every label, or every n-th counted from the newest, so that at most `room` stand."""
    step = -(-len(labels) // max(room, 1))
    return tuple((n, text) for n, text in enumerate(labels) if step and (len(labels) - 1 - n) % step == 0)


def _step(count: int, room: int, steps: Sequence[int]) -> int:
    return next((step for step in steps if count <= step * max(room, 1)), steps[-1])


def _nice_step(rough: Decimal) -> Decimal:
    power = Decimal(10) ** rough.adjusted()
    return next(nice * power for nice in NICE if nice * power >= rough)


def _around(value: Decimal) -> tuple[Decimal, Decimal]:
    """Return an axis round a single value: from zero, or from 0 to 1 for zero itself."""
    if not value:
        return Decimal(0), Decimal(1)
    return (Decimal(0), value) if value > 0 else (value, Decimal(0))


def _floor(value: Decimal) -> int:
    whole = int(value)
    return whole - 1 if value < whole else whole
