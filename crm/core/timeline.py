"""A record's timeline: one UNION ALL of the selects that features offer, keyset-paged; no shadow table."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from crm.core.access import Reader, per_reader
from crm.core.db import db
from crm.core.feature import TimelineKind, registry
from crm.core.listing import decode_cursor, encode_cursor


@dataclass(frozen=True)
class TimelineItem:
    """One event: the template that draws it (as `item`), its instant, the record."""

    kind: str
    template: str
    at: datetime
    record: Any


@dataclass(frozen=True)
class Timeline:
    """Events newest first, and the cursor of the older ones (None at the end)."""

    items: Sequence[TimelineItem]
    after: str | None
    first: bool


def read_timeline(page: str, user: Any, record_id: int, cursor: str | None = None, size: int = 50) -> Timeline:
    """Read one stretch of a record's timeline: one statement for the order, one load for each kind in it."""
    kinds = {kind.kind: kind for kind in registry().timeline(page)}
    if not kinds:
        return Timeline([], None, first=True)
    beyond = _bound(cursor)
    # The newest stretch is asked for by every page: its statement is built once for a reader.
    offered = tuple(kinds.values())
    query = _newest(user, offered, size) if beyond is None else _stretch(user, offered, size, beyond)
    rows = db.session.execute(query, {"record_id": record_id}).all()
    shown = rows[:size]
    after = encode_cursor(tuple(shown[-1])) if len(rows) > size else None
    return Timeline(_load(kinds, user, shown), after, first=beyond is None)


@per_reader
def _newest(user: Reader, kinds: tuple[TimelineKind, ...], size: int) -> sa.Select[Any]:
    return _stretch(user, kinds, size, None)


def _stretch(
    user: Any, kinds: tuple[TimelineKind, ...], size: int, beyond: tuple[datetime, str, int] | None
) -> sa.Select[Any]:
    record_id = sa.bindparam("record_id", type_=sa.Integer)
    branches = [_branch(kind, user, record_id, beyond, size + 1) for kind in kinds]
    union = sa.union_all(*(sa.select(branch) for branch in branches)).subquery()
    order = (union.c.at.desc(), union.c.kind.desc(), union.c.id.desc())
    return sa.select(union.c.at, union.c.kind, union.c.id).order_by(*order).limit(size + 1)


def _bound(cursor: str | None) -> tuple[datetime, str, int] | None:
    values = decode_cursor(cursor, 3)
    if values is None or [type(value) for value in values] != [datetime, str, int]:
        return None
    return values[0], values[1], values[2]


def _branch(
    kind: TimelineKind, user: Any, record_id: Any, beyond: tuple[datetime, str, int] | None, limit: int
) -> sa.Subquery:
    """Return one kind's events, already limited: each branch may walk its own index and stop."""
    offered = kind.select(user, record_id).subquery()
    name, at, key = offered.c
    query = sa.select(name.label("kind"), at.label("at"), key.label("id")).order_by(at.desc(), key.desc()).limit(limit)
    if beyond is not None:
        # The kind is one text in a branch: whether its own ties are past the bound is known beforehand.
        when, other, number = (sa.literal(v, c.type) for v, c in zip(beyond, (at, name, key), strict=True))
        tie = sa.true() if kind.kind < beyond[1] else sa.and_(name == other, key < number)
        query = query.where(sa.or_(at < when, sa.and_(at == when, tie)))
    return query.subquery()


def _load(kinds: dict[str, TimelineKind], user: Any, rows: Sequence[Any]) -> list[TimelineItem]:
    wanted: dict[str, list[int]] = defaultdict(list)
    for _at, kind, key in rows:
        wanted[kind].append(key)
    loaded = {kind: kinds[kind].load(user, ids) for kind, ids in wanted.items()}
    return [
        TimelineItem(kind, kinds[kind].template, at, loaded[kind][key]) for at, kind, key in rows if key in loaded[kind]
    ]
