"""Figures of series: the newest vintage of each period, an older one on request, and what a figure was before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.core.db import db
from crm.indicators.actions import is_rounding
from crm.indicators.models import Observation, Series
from crm.indicators.shown import Blank, Figures, Shown, figures_of, merged

__all__ = [
    "Figures",
    "Shown",
    "Vintage",
    "figures_at",
    "figures_for",
    "history",
    "known_values",
    "newest_only",
    "values_at",
]


Place = tuple[int, date]


@dataclass(frozen=True, slots=True)
class Vintage:
    """One vintage of a series: who published it, how many figures, from and to which period."""

    vintage: date
    publisher: str
    figures: int
    first: date
    last: date


def newest_only() -> sa.ColumnElement[bool]:
    """Return the WHERE on Observation that keeps the newest value of each period, and rows without one that are newer.

    A row without a value never hides a value: `figures_of` puts the two together.
    """
    newer = aliased(Observation)
    return ~sa.exists().where(
        newer.series_id == Observation.series_id,
        newer.period == Observation.period,
        newer.vintage > Observation.vintage,
        newer.value.is_not(None),
    )


_COLUMNS = (
    Observation.series_id, Observation.period, Observation.value, Observation.vintage, Observation.source,
    Observation.status,
)  # fmt: skip


def figures_for(series_ids: Sequence[int], *, last: int | None = None) -> dict[int, Figures]:
    """Return the newest figure of each period by series, oldest period first, in one statement.

    With `last`, only so many of the newest places of each series are read, from the end of the index.
    """
    if not series_ids:
        return {}
    plain = sa.select(*_COLUMNS).where(newest_only())
    if last is None:
        query: Any = plain.where(Observation.series_id.in_(series_ids))
    else:
        ends = [
            plain.where(Observation.series_id == series_id).order_by(Observation.period.desc()).limit(last).subquery()
            for series_id in series_ids
        ]
        query = sa.union_all(*(sa.select(end) for end in ends))
    found: dict[int, list[tuple[Any, ...]]] = {series_id: [] for series_id in series_ids}
    for series_id, *row in db.session.execute(query):
        found[series_id].append(tuple(row))
    return {series_id: figures_of(rows) for series_id, rows in found.items()}


def known_values(keys: Sequence[str]) -> dict[str, dict[date, Decimal]]:
    """Return the newest figures of those of these series that we have, by key and period: two statements."""
    ids = {row.id: row.key for row in db.session.execute(sa.select(Series.id, Series.key).where(Series.key.in_(keys)))}
    found = figures_for(list(ids))
    return {ids[series_id]: {row.period: row.value for row in rows} for series_id, rows in found.items()}


def values_at(places: Iterable[Place]) -> dict[Place, Decimal]:
    """Return the newest values of these series and periods, in one statement however many they are."""
    return {place: at.value for place, at in figures_at(places).items() if at.value is not None}


def figures_at(places: Iterable[Place]) -> dict[Place, Shown | Blank]:
    """Return what stands in these series and periods, figure or none, in one statement however many they are."""
    by_period: dict[date, list[int]] = {}
    for series_id, period in places:
        by_period.setdefault(period, []).append(series_id)
    if not by_period:
        return {}
    wanted = sa.or_(*(sa.and_(Observation.period == p, Observation.series_id.in_(ids)) for p, ids in by_period.items()))
    rows: dict[int, list[tuple[Any, ...]]] = {}
    for series_id, *row in db.session.execute(sa.select(*_COLUMNS).where(wanted, newest_only())):
        rows.setdefault(series_id, []).append(tuple(row))
    return {
        (series_id, place.period): place for series_id, found in rows.items() for place in figures_of(found).places()
    }


def history(series: Series, *, as_of: date | None = None) -> Figures:
    """Return every figure of one series as published by `as_of` (newest without it), with what it was before.

    The statement leaves out repetitions: of each period the newest row, and those that changed the value; and all that
    have none.
    """
    window: Mapping[str, Any] = {"partition_by": Observation.period, "order_by": Observation.vintage}
    earlier = sa.func.lag(Observation.value).over(**window).label("earlier")
    later = sa.func.lead(Observation.vintage).over(**window).label("later")
    here = [Observation.series_id == series.id, *([Observation.vintage <= as_of] if as_of is not None else [])]
    part = sa.select(*_COLUMNS, earlier, later).where(*here, Observation.value.is_not(None)).subquery()
    columns = [part.c[column.key] for column in _COLUMNS[1:]]
    changed = sa.or_(part.c.later.is_(None), part.c.earlier.is_(None), part.c.value != part.c.earlier)
    without = sa.select(*_COLUMNS[1:]).where(*here, Observation.value.is_(None))
    by_period: dict[date, list[Any]] = {}
    blanks: dict[date, Blank] = {}
    for row in db.session.execute(sa.union_all(sa.select(*columns).where(changed), without)):
        if row.value is not None:
            by_period.setdefault(row.period, []).append(row)
        elif row.period not in blanks or blanks[row.period].vintage < row.vintage:
            blanks[row.period] = Blank(row.period, row.vintage, row.source, row.status)
    for rows in by_period.values():
        rows.sort(key=lambda row: row.vintage, reverse=True)
    return merged((_shown(rows, series.decimals) for rows in by_period.values()), blanks)


def _shown(rows: Sequence[Any], decimals: int) -> Shown:
    """Return the newest row of a period with the first older value that is not the same but for rounding."""
    newest = rows[0]
    older = next((row for row in rows[1:] if _differs(newest.value, row.value, decimals)), None)
    return Shown(
        newest.period, newest.value, newest.vintage, newest.source,
        older.value if older else None, older.vintage if older else None, newest.status,
    )  # fmt: skip


def _differs(now: Decimal, then: Decimal, decimals: int) -> bool:
    return now != then and not is_rounding(now, then, decimals) and not is_rounding(then, now, decimals)


def vintages_of(series_id: int) -> tuple[Vintage, ...]:
    """Return the vintages of a series, newest first."""
    query = (
        sa.select(
            Observation.vintage, sa.func.max(Observation.source), sa.func.count(),
            sa.func.min(Observation.period), sa.func.max(Observation.period),
        )
        .where(Observation.series_id == series_id, Observation.value.is_not(None))
        .group_by(Observation.vintage)
        .order_by(Observation.vintage.desc())
    )  # fmt: skip
    return tuple(Vintage(*row) for row in db.session.execute(query))
