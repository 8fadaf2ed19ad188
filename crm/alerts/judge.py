"""Which figures meet a rule, and how often it would have fired: pure, over the newest published figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from crm.indicators.derive import Figure, change, year_before
from crm.indicators.parsers.shapes import Frequency

#: Kinds that compare with the same period a year before, in percent; the others look at the value itself.
CHANGES: Final = frozenset({"rise", "fall", "move"})
KINDS: Final = ("move", "rise", "fall", "above", "below")
LAST_SHOWN: Final = 3
DAYS_IN_YEAR: Final = Decimal("365.25")
#: Tells whether two periods were counted one way.
Alike = Callable[[date, date], bool]
_A_YEAR: Final = {"month": 12, "year": 1}


@dataclass(frozen=True, slots=True)
class Condition:
    """What is asked of a figure: `bound` is in percent for a change, else in the unit of the series."""

    kind: str
    bound: Decimal


@dataclass(frozen=True, slots=True)
class Judged:
    """One figure with what stood a year before."""

    period: date
    value: Decimal
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class BaseRate:
    """How often a rule would have fired: over `judged` figures from `first` to `last`, which make `years`.

    `unjudged` figures behind the first that could be judged had nothing to compare with: missing is not zero.
    """

    fired: int
    judged: int
    unjudged: int
    years: Decimal
    first: date | None
    last: date | None
    #: The newest ones first.
    latest: tuple[Judged, ...]

    @property
    def a_year(self) -> Decimal | None:
        """Return how many times a year; None for less than a year of figures, which says nothing."""
        return self.fired / self.years if self.years >= 1 else None


def meets(condition: Condition, value: Decimal, before: Decimal | None) -> bool | None:
    """Tell whether a figure meets a condition; None where it cannot be judged, having nothing to compare with."""
    if condition.kind not in CHANGES:
        return value > condition.bound if condition.kind == "above" else value < condition.bound
    percent = None if before is None else change(value, before).percent
    if percent is None:
        return None
    found = {"rise": percent, "fall": -percent, "move": abs(percent)}[condition.kind]
    return found > condition.bound


def judged(figures: Sequence[Figure], alike: Alike) -> list[Judged]:
    """Return the figures with what stood a year before, as far as both were counted alike."""
    values = {figure.period: figure.value for figure in figures if figure.value is not None}
    return [
        Judged(period, value, values.get(then) if alike(then, period) else None)
        for period, value in values.items()
        for then in [year_before(period)]
    ]


def base_rate(
    figures: Sequence[Figure], condition: Condition, frequency: Frequency, alike: Alike = lambda _then, _now: True
) -> BaseRate:  # fmt: skip
    """Return how often a condition would have been met; figures are in order of period, one a period."""
    rows = judged(figures, alike)
    told = [(row, meets(condition, row.value, row.before)) for row in rows]
    asked = [row for row, met in told if met is not None]
    fired = [row for row, met in told if met]
    first, last = (asked[0].period, asked[-1].period) if asked else (None, None)
    lacking = sum(met is None for row, met in told if first is not None and row.period > first)
    return BaseRate(
        len(fired), len(asked), lacking, _years(frequency, len(asked), first, last), first, last,
        tuple(reversed(fired[-LAST_SHOWN:])),
    )  # fmt: skip


def _years(frequency: Frequency, judged: int, first: date | None, last: date | None) -> Decimal:
    if first is None or last is None:
        return Decimal(0)
    if frequency == "day":
        return ((last - first).days + 1) / DAYS_IN_YEAR
    return Decimal(judged) / _A_YEAR[frequency]
