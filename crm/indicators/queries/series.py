"""The catalogue of series: one by its key, those of a page with their latest figure, and what they are called.

It may hold hundreds of thousands of series, so nothing here reads it whole; only words are looked for in memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.core.bulk import among
from crm.core.db import db
from crm.core.i18n import language
from crm.core.kept import detached, kept
from crm.core.text import fold
from crm.indicators.derive import year_before
from crm.indicators.models import Observation, Series
from crm.indicators.parsers.trade import MEXICO
from crm.indicators.queries.figures import Shown, values_at

#: Series of one page of the list.
PAGE: Final = 600
#: Series that words may find.
MOST_FOUND: Final = 20_000
#: Series that another one may be compared with.
MOST_COMPARED: Final = 250


@dataclass(frozen=True, slots=True)
class Listed:
    """A series with its latest figure and the value of the same period a year before."""

    series: Series
    latest: Shown
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class Facets:
    """What the list is narrowed by; empty means all. `after` is the series that the page before ended with."""

    flow: str = ""
    hs: str = ""
    port: str = ""
    measure: str = ""
    #: Code of ISO 3166-2: US-AZ, MX-SON.
    state: str = ""
    #: The agency whose series it is.
    source: str = ""
    words: tuple[str, ...] = ()
    after: int = 0
    language: str = "en"

    @property
    def any(self) -> bool:
        return replace(self, after=0, language="en") != Facets()


def get_series(key: str) -> Series | None:
    """Return a series by its key."""
    return db.session.execute(sa.select(Series).where(Series.key == key)).scalar_one_or_none()


def with_ids(ids: Sequence[int]) -> Sequence[Series]:
    """Return the series with these ids, in no order."""
    return db.session.execute(sa.select(Series).where(Series.id.in_(ids))).scalars().all()


@kept("indicators", size=4096)
def by_keys(keys: tuple[str, ...]) -> dict[str, Series]:
    """Return those series that exist, by key and in that order; kept until figures are loaded."""
    found = db.session.execute(sa.select(Series).where(among(Series.key, keys))).scalars() if keys else ()
    known = {series.key: series for series in detached(list(found))}
    return {key: known[key] for key in keys if key in known}


@kept("indicators", size=4)
def by_unit(unit: str) -> tuple[Series, ...]:
    """Return the few series of a unit, as rates have it; kept until figures are loaded."""
    return tuple(detached(list(db.session.execute(sa.select(Series).where(Series.unit == unit)).scalars())))


def titles_of(keys: Sequence[str]) -> dict[str, str]:
    """Return the titles of these series in the reader's language."""
    return {key: series.title(language()) for key, series in by_keys(tuple(keys)).items()}


@kept("indicators", size=2)
def _texts(speaks: str) -> tuple[tuple[int, str], ...]:
    """Return the folded title and key of every series by its id: 150 bytes each, kept until figures are loaded."""
    title = Series.title_es if speaks == "es" else Series.title_en
    rows = db.session.execute(sa.select(Series.id, title, Series.key).order_by(Series.id))
    return tuple((row[0], fold(f"{row[1]} {row[2]}")) for row in rows)


def listed(facets: Facets) -> tuple[list[Listed], int]:
    """Return a page of the list with latest figure and the year before, and where the next one begins (0: nowhere).

    Two statements, whatever their number, and one where words are looked for.
    """
    page = sa.select(Series.id).where(*_narrowed(facets)).order_by(Series.id).limit(PAGE + 1)
    ids = list(db.session.execute(page).scalars())
    return _with_figures(ids[:PAGE]), ids[PAGE - 1] if len(ids) > PAGE else 0


def newest_of(series: Iterable[Series]) -> list[Listed]:
    """Return these series with latest figure and the year before: two statements."""
    return _with_figures([each.id for each in series])


def _with_figures(ids: Sequence[int]) -> list[Listed]:
    rows = [(series, Shown(*figure)) for series, *figure in db.session.execute(_latest(ids))] if ids else []
    before = values_at((series.id, year_before(latest.period)) for series, latest in rows)
    return [Listed(s, o, before.get((s.id, year_before(o.period)))) for s, o in rows]


def _latest(ids: Sequence[int]) -> Any:
    """Return the newest figure of each series, in the order of the list's groups."""
    period = (
        sa.select(sa.func.max(Observation.period))
        .where(Observation.series_id == Series.id, Observation.value.is_not(None))
        .correlate(Series)
        .scalar_subquery()
    )
    newest = aliased(Observation)
    vintage = (
        sa.select(sa.func.max(newest.vintage))
        .where(newest.series_id == Series.id, newest.period == Observation.period, newest.value.is_not(None))
        .correlate(Series, Observation)
        .scalar_subquery()
    )
    return (
        sa.select(Series, Observation.period, Observation.value, Observation.vintage, Observation.source)
        .join(Observation, sa.and_(Observation.series_id == Series.id, Observation.period == period))
        .where(among(Series.id, ids), Observation.vintage == vintage, Observation.value.is_not(None))
        .order_by(Series.hs_code, Series.port_code, Series.measure, Series.id)
    )


def _narrowed(facets: Facets) -> list[sa.ColumnElement[bool]]:
    country, _dash, state = facets.state.partition("-")
    pairs = (
        (Series.flow, facets.flow), (Series.hs_code, facets.hs), (Series.port_code, facets.port),
        (Series.measure, facets.measure), (Series.source, facets.source),
        (Series.us_state if country == "US" else Series.mx_state, state),
    )  # fmt: skip
    narrowed: list[sa.ColumnElement[bool]] = [column == value for column, value in pairs if value]
    if not (facets.hs or facets.port or facets.state or facets.words):
        narrowed += _plain()
    if facets.words:
        texts = _texts(facets.language)
        ids = [number for number, text in texts if number > facets.after and all(word in text for word in facets.words)]
        narrowed.append(among(Series.id, ids[:MOST_FOUND]))
    return [*narrowed, Series.id > facets.after]


def _plain() -> list[sa.ColumnElement[bool]]:
    """Leave out what is split twice, by chapter and state and the like: there for whoever narrows to one."""
    place = sa.func.coalesce(Series.mode, Series.us_state, Series.mx_state)
    return [
        sa.or_(place.is_(None), sa.and_(Series.hs_code.is_(None), Series.port_code.is_(None))),
        sa.or_(Series.hs_code.is_(None), Series.port_code.is_(None)),
        Series.hs_detail.is_(None),
        sa.or_(Series.partner.is_(None), Series.partner == MEXICO, Series.hs_code.is_(None)),
    ]


def comparable_to(series: Series) -> list[Series]:
    """Return series that stand on one axis with this one: same unit, rhythm, basis and kind of narrowing."""
    same = [getattr(Series, name) == getattr(series, name) for name in ("unit", "frequency", "basis")]
    for name in _NARROWINGS:
        column = getattr(Series, name)
        same.append(column.is_(None) if getattr(series, name) is None else column.is_not(None))
    same.append(Series.measure.is_(None) if series.measure is None else Series.measure == series.measure)
    query = sa.select(Series).where(*same, Series.id != series.id).order_by(Series.id).limit(MOST_COMPARED)
    return list(db.session.execute(query).scalars())


_NARROWINGS: Final = ("hs_code", "port_code", "us_state", "mx_state", "mode", "hs_detail", "commodity_group")
