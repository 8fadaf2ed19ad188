"""What enters at the ports of the border: twelve months of each measure, and the twelve before."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from crm.core.db import db
from crm.core.kept import kept
from crm.indicators.breaks import counted_alike
from crm.indicators.derive import MONTHS_IN_YEAR, Total, change, next_period, twelve_months, year_before
from crm.indicators.models import Observation, Series
from crm.indicators.queries.figures import Shown, newest_only


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

    @property
    def change(self) -> Decimal | None:
        """Return the change in percent, where both years are whole and counted alike."""
        if self.before is None or not (self.alike and self.now.complete and self.before.complete):
            return None
        return change(self.now.value, self.before.value).percent


@kept("indicators", size=4)
def crossings(measures: tuple[str, ...]) -> dict[tuple[str, str], Crossing]:
    """Return the crossings of every port by (port, measure), all to the same month: the newest that any port has."""
    wanted = sa.select(Series.id).where(Series.measure.in_(measures), Series.port_code.is_not(None))
    last = db.session.execute(
        sa.select(sa.func.max(Observation.period)).where(Observation.series_id.in_(wanted))
    ).scalar_one_or_none()
    if last is None:
        return {}
    found: dict[tuple[str, str, str], list[Shown]] = {}
    for row in db.session.execute(_rows(measures, last)):
        figure = Shown(row.period, row.value, row.vintage, row.source)
        found.setdefault((row.port_code, row.measure, row.key), []).append(figure)
    made = {
        (port, measure): _crossing(port, measure, key, sorted(rows, key=lambda row: row.period), last)
        for (port, measure, key), rows in found.items()
    }
    return {place: crossing for place, crossing in made.items() if crossing is not None}


def _rows(measures: tuple[str, ...], last: date) -> Any:
    first = date(last.year - 2, last.month, 1)
    return (
        sa.select(
            Series.key, Series.port_code, Series.measure, Observation.period, Observation.value, Observation.vintage,
            Observation.source,
        )
        .join(Observation, Observation.series_id == Series.id)
        .where(
            Series.measure.in_(measures), Series.port_code.is_not(None), Observation.period > first, newest_only(),
            Observation.value.is_not(None),
        )
    )  # fmt: skip


def _crossing(port: str, measure: str, key: str, figures: list[Shown], last: date) -> Crossing | None:
    now = twelve_months(figures, through=last)
    if now is None or now.periods < MONTHS_IN_YEAR:
        return None
    newest, before = figures[-1], twelve_months(figures, through=year_before(last))
    alike = before is None or counted_alike(port, measure, before.first, next_period(now.last, "month"))
    return Crossing(key, alike, now, before, newest.publisher, newest.vintage)
