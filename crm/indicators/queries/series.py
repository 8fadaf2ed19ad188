"""The catalogue of series: one by its key, all with their latest figure, and what is loaded by source."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.core.db import db
from crm.core.kept import detached, kept
from crm.core.text import fold
from crm.indicators.derive import year_before
from crm.indicators.models import IndicatorLoad, Observation, Series
from crm.indicators.queries.figures import Shown, values_at


@dataclass(frozen=True, slots=True)
class Listed:
    """A series with its latest figure and the value of the same period a year before."""

    series: Series
    latest: Shown
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class Facets:
    """What the list is narrowed by; empty means all."""

    flow: str = ""
    hs: str = ""
    port: str = ""
    measure: str = ""
    words: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One publisher of files: what is loaded of it."""

    source: str
    series: int
    figures: int
    last: date
    vintages: tuple[date, ...]
    loaded_at: datetime
    name: str


def get_series(key: str) -> Series | None:
    """Return a series by its key."""
    return db.session.execute(sa.select(Series).where(Series.key == key)).scalar_one_or_none()


@kept("indicators", size=4)
def all_series() -> dict[str, Series]:
    """Return the whole catalogue by key; a few hundred rows that change only when figures are loaded."""
    return {series.key: series for series in detached(list(db.session.execute(sa.select(Series)).scalars()))}


def by_keys(keys: tuple[str, ...]) -> dict[str, Series]:
    """Return those series that exist, by key."""
    known = all_series()
    return {key: known[key] for key in keys if key in known}


def listed(facets: Facets) -> list[Listed]:
    """Return the series of the list with latest figure and the year before: two statements, whatever their number."""
    period = (
        sa.select(sa.func.max(Observation.period))
        .where(Observation.series_id == Series.id)
        .correlate(Series)
        .scalar_subquery()
    )
    newest = aliased(Observation)
    vintage = (
        sa.select(sa.func.max(newest.vintage))
        .where(newest.series_id == Series.id, newest.period == Observation.period)
        .correlate(Series, Observation)
        .scalar_subquery()
    )
    query = (
        sa.select(Series, Observation.period, Observation.value, Observation.vintage, Observation.source)
        .join(Observation, sa.and_(Observation.series_id == Series.id, Observation.period == period))
        .where(Observation.vintage == vintage, Observation.value.is_not(None), *_narrowed(facets))
        .order_by(Series.hs_code, Series.port_code, Series.measure, Series.id)
    )
    rows = [
        (series, Shown(period_, value, vintage_, publisher))
        for series, period_, value, vintage_, publisher in db.session.execute(query)
        if value is not None
        and all(word in fold(f"{series.title(facets.language)} {series.key}") for word in facets.words)
    ]
    before = values_at((series.id, year_before(latest.period)) for series, latest in rows)
    return [Listed(s, o, before.get((s.id, year_before(o.period)))) for s, o in rows]


def _narrowed(facets: Facets) -> list[sa.ColumnElement[bool]]:
    pairs = (
        (Series.flow, facets.flow), (Series.hs_code, facets.hs), (Series.port_code, facets.port),
        (Series.measure, facets.measure),
    )  # fmt: skip
    narrowed = [column == value for column, value in pairs if value]
    return [*narrowed, Series.key.in_(facets.keys)] if facets.keys else narrowed


def source_status() -> list[SourceStatus]:
    """Return what is loaded, by publisher of files; it reads all observations and is for the command line."""
    loads: dict[str, IndicatorLoad] = {}
    for load in db.session.execute(sa.select(IndicatorLoad).order_by(IndicatorLoad.at, IndicatorLoad.id)).scalars():
        loads[load.source] = load
    counted = db.session.execute(
        sa.select(
            Observation.source,
            sa.func.count(sa.distinct(Observation.series_id)),
            sa.func.count(),
            sa.func.max(Observation.period),
        )
        .group_by(Observation.source)
        .order_by(Observation.source)
    ).all()
    vintages: dict[str, list[date]] = {}
    for source, vintage in db.session.execute(
        sa.select(Observation.source, Observation.vintage).distinct().order_by(Observation.vintage)
    ):
        vintages.setdefault(source, []).append(vintage)
    return [
        SourceStatus(source, series, figures, last, tuple(vintages[source]), loads[source].at, loads[source].name)
        for source, series, figures, last in counted
        if source in loads
    ]
