"""What enters at the ports of the border: twelve months of each measure, and the twelve before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from crm.core.db import db
from crm.core.kept import kept
from crm.indicators.breaks import counted_alike
from crm.indicators.derive import Total, change, next_period, twelve_months, whole_year, year_before
from crm.indicators.models import Observation, Series
from crm.indicators.queries.figures import newest_only
from crm.indicators.shown import Figures, figures_of
from crm.indicators.statuses import MISSING


@dataclass(frozen=True, slots=True)
class Crossing:
    """One measure at one port: its newest twelve months and those a year before, each None where none is known."""

    key: str
    #: Whether the two years were counted one way.
    alike: bool
    now: Total
    before: Total | None
    publisher: str
    vintage: date
    #: Months without a figure of the newest twelve, and of those before, each with why.
    gaps: tuple[tuple[date, str], ...]
    gaps_before: tuple[tuple[date, str], ...]

    @property
    def change(self) -> Decimal | None:
        """Return the change in percent, where both years are whole and counted alike."""
        if self.before is None or self.before.value is None or self.now.value is None or not self.alike:
            return None
        return change(self.now.value, self.before.value).percent


def added(totals: Iterable[Total | None]) -> Decimal | None:
    """Return the sum of twelve months of several counts; without one of them there is none."""
    values = [total.value if total is not None else None for total in totals]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


@kept("indicators", size=4)
def crossings(measures: tuple[str, ...]) -> dict[tuple[str, str], Crossing]:
    """Return the crossings of every port by (port, measure), all to the same month: the newest that any port has."""
    wanted = sa.select(Series.id).where(Series.measure.in_(measures), Series.port_code.is_not(None))
    last = db.session.execute(
        sa.select(sa.func.max(Observation.period)).where(Observation.series_id.in_(wanted))
    ).scalar_one_or_none()
    if last is None:
        return {}
    rows: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {}
    for port, measure, key, *row in db.session.execute(_rows(measures, last)):
        rows.setdefault((port, measure, key), []).append(tuple(row))
    found = {place: figures_of(each) for place, each in rows.items()}
    last = max((figures[-1].period for figures in found.values() if figures), default=last)
    made = {
        (port, measure): _crossing(port, measure, key, figures, last) for (port, measure, key), figures in found.items()
    }
    return {place: crossing for place, crossing in made.items() if crossing is not None}


def _rows(measures: tuple[str, ...], last: date) -> Any:
    first = date(last.year - 2, last.month, 1)
    return (
        sa.select(
            Series.port_code, Series.measure, Series.key, Observation.period, Observation.value, Observation.vintage,
            Observation.source, Observation.status,
        )
        .join(Observation, Observation.series_id == Series.id)
        .where(
            Series.measure.in_(measures), Series.port_code.is_not(None), Observation.period > first, newest_only(),
        )
    )  # fmt: skip


def _crossing(port: str, measure: str, key: str, figures: Figures, last: date) -> Crossing | None:
    now, newest = whole_year(figures, last), figures.places()[-1]
    if newest.period < now.first:
        return None
    before = twelve_months(figures, through=year_before(last))
    alike = before is None or counted_alike(port, measure, before.first, next_period(now.last, "month"))
    return Crossing(
        key, alike, now, before, newest.publisher, newest.vintage,
        *(_gaps(figures, total.absent) if total else () for total in (now, before)),
    )  # fmt: skip


def _gaps(figures: Figures, absent: Iterable[date]) -> tuple[tuple[date, str], ...]:
    """Return these months with why they have no figure; one at the end was not published, as others were."""
    return tuple((when, figures.status_at(when) or MISSING) for when in absent)
