"""The catalogue of series: one by its key, all with their latest figure, and what is loaded by source."""

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.core.db import db
from crm.core.i18n import language
from crm.core.kept import detached, kept
from crm.core.text import fold
from crm.indicators.derive import year_before
from crm.indicators.models import Observation, Series
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


def get_series(key: str) -> Series | None:
    """Return a series by its key."""
    return db.session.execute(sa.select(Series).where(Series.key == key)).scalar_one_or_none()


@kept("indicators", size=4)
def all_series() -> dict[str, Series]:
    """Return the whole catalogue by key; a few hundred rows that change only when figures are loaded."""
    return {series.key: series for series in detached(list(db.session.execute(sa.select(Series)).scalars()))}


def titles_by_key() -> dict[str, str]:
    """Return the titles of all series in the reader's language."""
    return {key: series.title(language()) for key, series in all_series().items()}


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
    narrowed: list[sa.ColumnElement[bool]] = [column == value for column, value in pairs if value]
    if not (facets.hs or facets.port or facets.keys):
        # Hundreds of series by chapter and mode, or by port and mode: there for whoever narrows to one.
        split = sa.and_(Series.mode.is_not(None), sa.or_(Series.hs_code.is_not(None), Series.port_code.is_not(None)))
        narrowed.append(~split)
    return [*narrowed, Series.key.in_(facets.keys)] if facets.keys else narrowed
