"""What a series says, worked out from its figures: pure, exact, and never across a gap.

A place without a figure is never counted as zero: what needs it is missing too, and names the periods that lack.

Every function takes figures in order of period, one a period. A figure is anything with `period` (first day of its
month or year) and `value` (None where there is none): our parsed observations and the stored rows alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Protocol, TypeVar

from crm.indicators.parsers.shapes import Frequency, Unit

#: Days after the end of the last period until a series is no longer current. Ours: a month is out after 5 to 10
#: weeks, so four months mean that two are late; a year's table comes by the following spring; days of holidays and
#: weekends have no rate.
CURRENT_FOR: Final[dict[Frequency, int]] = {"day": 7, "month": 120, "year": 500}
_SATURDAY: Final = 5

MONTHS_IN_YEAR: Final = 12
FEBRUARY: Final = 2


class Figure(Protocol):
    """One figure of a series."""

    @property
    def period(self) -> date: ...
    @property
    def value(self) -> Decimal | None: ...


F = TypeVar("F", bound=Figure)


@dataclass(frozen=True, slots=True)
class Change:
    """Two values of one series; `percent` is unrounded, None when the earlier value is zero."""

    now: Decimal
    before: Decimal
    difference: Decimal
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over the periods `first` to `last`; where some of them have no figure, `absent`, it has no value either."""

    value: Decimal | None
    first: date
    last: date
    periods: int
    absent: tuple[date, ...] = ()

    @property
    def missing(self) -> int:
        return len(self.absent)

    @property
    def complete(self) -> bool:
        return not self.absent


def can_be_summed(unit: Unit) -> bool:
    """Tell whether adding the months of a year means anything: money and counts, not a rate."""
    return unit in {"USD", "count"}


def latest(figures: Sequence[F]) -> F | None:
    """Return the newest figure that has a value."""
    return next((figure for figure in reversed(figures) if figure.value is not None), None)


def year_before(period: date) -> date:
    """Return the same day, month or year one year earlier; of 29 February the day before."""
    return period.replace(year=period.year - 1, day=min(period.day, 28) if period.month == FEBRUARY else period.day)


def change(now: Decimal, before: Decimal) -> Change:
    """Return the change from `before` to `now`: percent = (now - before) / |before| * 100."""
    difference = now - before
    return Change(now, before, difference, difference / abs(before) * 100 if before else None)


def change_on_year(figures: Sequence[Figure], period: date | None = None) -> Change | None:
    """Return the change of a period (by default the latest) on the same one a year before; None without both."""
    values = _values(figures)
    if period is None:
        newest = latest(figures)
        if newest is None:
            return None
        period = newest.period
    now, before = values.get(period), values.get(year_before(period))
    return None if now is None or before is None else change(now, before)


def year_to_date(figures: Sequence[Figure], *, through: date | None = None) -> Total | None:
    """Return the sum from January to a month (by default the latest with a value) of monthly figures."""
    through = through or _latest_period(figures)
    if through is None:
        return None
    return _total(_values(figures), _months_up_to(through, through.month))


def twelve_months(figures: Sequence[Figure], *, through: date | None = None) -> Total | None:
    """Return the sum of the twelve months that end with one (by default the latest with a value)."""
    through = through or _latest_period(figures)
    if through is None:
        return None
    return _total(_values(figures), _months_up_to(through, MONTHS_IN_YEAR))


def whole_year(figures: Sequence[Figure], last: date, *, monthly: bool = True) -> Total:
    """Return the sum of the twelve months that end with one, or of one year's figure, also where none of them is."""
    return _sum(_values(figures), _months_up_to(last, MONTHS_IN_YEAR) if monthly else [last])


@dataclass(frozen=True, slots=True)
class Since:
    """A change since a day: on the figure of the period `then`, or on the twelve months that end with it."""

    change: Change
    then: date
    #: First period of what is compared.
    first: date
    twelve: bool


@dataclass(frozen=True, slots=True)
class Absent:
    """What cannot be worked out, since these periods have no figure."""

    periods: tuple[date, ...]


def change_since(figures: Sequence[Figure], frequency: Frequency, unit: Unit, day: date) -> Since | Absent | None:
    """Return what changed since a day, on the last period that was over by then; None where nothing is newer.

    Months of money and counts go by seasons, so the sums of twelve months are compared; with a gap in one of them,
    Absent tells its periods; None also where the series did not begin in time.
    """
    newest = latest(figures)
    over = [f for f in figures if f.value is not None and _is_over(f.period, frequency, day)]
    if newest is None or not over or over[-1].period == newest.period:
        return None
    then = over[-1]
    if frequency == "month" and can_be_summed(unit):
        sums = twelve_months(figures, through=then.period), twelve_months(figures, through=newest.period)
        before, now = (total for total in sums if total is not None)
        if now.value is None or before.value is None:
            absent = tuple(dict.fromkeys((*before.absent, *now.absent)))
            return Absent(absent) if absent[0] > min(_values(figures)) else None
        return Since(change(now.value, before.value), then.period, before.first, twelve=True)
    if newest.value is None or then.value is None:
        return None
    return Since(change(newest.value, then.value), then.period, then.period, twelve=False)


def _is_over(period: date, frequency: Frequency, day: date) -> bool:
    return period <= day if frequency == "day" else next_period(period, frequency) <= day


def annual_sums(figures: Sequence[Figure]) -> tuple[Total, ...]:
    """Return one total a calendar year of monthly figures: from January to December, or from the first to the latest.

    A year is a whole one when `complete and periods == 12`; otherwise the page says how many months it has, or which
    of them have no figure.
    """
    values = _values(figures)
    newest = _latest_period(figures)
    if newest is None:
        return ()
    first = min(values)
    totals = []
    for year in range(first.year, newest.year + 1):
        end = newest if year == newest.year else date(year, MONTHS_IN_YEAR, 1)
        start = first.month if year == first.year else 1
        totals.append(_sum(values, _months_up_to(end, end.month - start + 1)))
    return tuple(totals)


def dense(figures: Sequence[Figure], frequency: Frequency) -> tuple[tuple[date, Decimal | None], ...]:
    """Return (period, value) for every period from the first to the last, None in the gaps: what a chart draws."""
    if not figures:
        return ()
    values = {figure.period: figure.value for figure in figures}
    period, last = min(values), max(values)
    filled = []
    while period <= last:
        filled.append((period, values.get(period)))
        period = next_period(period, frequency)
    return tuple(filled)


def next_period(period: date, frequency: Frequency) -> date:
    """Return the first day of the month or year that follows; of days the next one that is no weekend."""
    if frequency == "day":
        following = period + timedelta(days=1)
        return following + timedelta(days=max(0, 7 - following.weekday()) if following.weekday() >= _SATURDAY else 0)
    if frequency == "year" or period.month == MONTHS_IN_YEAR:
        return date(period.year + 1, 1, 1)
    return period.replace(month=period.month + 1)


def is_current(frequency: Frequency, last_period: date, today: date) -> bool:
    """Tell whether the last figure is as new as its publisher's rhythm lets us expect (CURRENT_FOR)."""
    end = next_period(last_period, frequency) - timedelta(days=1)
    return (today - end).days <= CURRENT_FOR[frequency]


def _values(figures: Iterable[Figure]) -> dict[date, Decimal]:
    return {figure.period: figure.value for figure in figures if figure.value is not None}


def _latest_period(figures: Sequence[Figure]) -> date | None:
    newest = latest(figures)
    return newest.period if newest else None


def _months_up_to(last: date, count: int) -> list[date]:
    """Return the first days of `count` months, the last of them `last`."""
    end = last.year * MONTHS_IN_YEAR + last.month - 1
    return [date(n // MONTHS_IN_YEAR, n % MONTHS_IN_YEAR + 1, 1) for n in range(end - count + 1, end + 1)]


def _total(values: dict[date, Decimal], periods: list[date]) -> Total | None:
    return _sum(values, periods) if any(period in values for period in periods) else None


def _sum(values: dict[date, Decimal], periods: list[date]) -> Total:
    """Return a sum that is one of every period: what has no figure is no zero."""
    absent = tuple(period for period in periods if period not in values)
    value = None if absent else sum((values[period] for period in periods), Decimal(0))
    return Total(value, periods[0], periods[-1], len(periods), absent)
