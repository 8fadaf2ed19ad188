"""Keyset paging: pages by the last row's sort key, never OFFSET, never COUNT over a big table."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from crm.core.db import db

PAGE = 50


@dataclass(frozen=True)
class Sort:
    """One order of a list: columns that end in the unique id, and the direction of all of them.

    No column of a sort may be NULL: an explicit place for the missing is an empty text or COALESCE.
    """

    columns: tuple[sa.ColumnElement[Any], ...]
    descending: bool = False


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the cursors of the next; `after` is None on the last page."""

    rows: Sequence[Any]
    after: str | None
    first: bool


def encode_cursor(values: Sequence[Any]) -> str:
    """Return a cursor safe in an address."""
    plain = [{"t": v.isoformat()} if isinstance(v, datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(text: str | None, length: int) -> list[Any] | None:
    """Return the values of a cursor, or None for a missing or damaged one (the list then starts anew)."""
    if not text or len(text) > 2000:  # noqa: PLR2004 - no honest cursor is longer
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        restored = [_restore(v) for v in values] if isinstance(values, list) else None
    except (ValueError, binascii.Error, UnicodeDecodeError, RecursionError):
        return None
    return restored if restored is not None and len(restored) == length else None


def _restore(value: Any) -> Any:
    if isinstance(value, dict) and isinstance(value.get("t"), str):
        return datetime.fromisoformat(value["t"]).astimezone(UTC)
    if isinstance(value, bool) or not isinstance(value, str | int) or (isinstance(value, int) and abs(value) >= 2**62):
        raise ValueError("not a cursor")
    return value.replace("\x00", "") if isinstance(value, str) else value


def fetch_page(query: sa.Select[Any], sort: Sort, cursor: str | None, size: int = PAGE) -> Page:
    """Run one page of a query: rows are whole result rows, the sort's columns ride along unseen.

    One statement, whatever the size of the table.
    """
    keys = [column.label(f"_key{index}") for index, column in enumerate(sort.columns)]
    rows = db.session.execute(cut(query.add_columns(*keys), sort, cursor, size)).all()
    after = None
    if len(rows) > size:
        last = rows[size - 1]._mapping  # noqa: SLF001 - SQLAlchemy's public row mapping
        after = encode_cursor([last[key.name] for key in keys])
    return Page(rows[:size], after, first=_bound(sort, cursor) is None)


def cut(query: sa.Select[Any], sort: Sort, cursor: str | None, size: int = PAGE) -> sa.Select[Any]:
    """Return the query narrowed to one page and one row more, in order."""
    values = _bound(sort, cursor)
    if values is not None:
        query = query.where(_beyond(sort, values))
    order = [column.desc() if sort.descending else column.asc() for column in sort.columns]
    return query.order_by(*order).limit(size + 1)


def _bound(sort: Sort, cursor: str | None) -> list[Any] | None:
    values = decode_cursor(cursor, len(sort.columns))
    if values is None or not all(_fits(column, value) for column, value in zip(sort.columns, values, strict=True)):
        return None
    return values


def _fits(column: sa.ColumnElement[Any], value: Any) -> bool:
    try:
        return isinstance(value, column.type.python_type)
    except NotImplementedError:
        return True


def _beyond(sort: Sort, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    left = sa.tuple_(*sort.columns)
    right = sa.tuple_(
        *(sa.bindparam(None, value, column.type) for column, value in zip(sort.columns, values, strict=True))
    )
    return left < right if sort.descending else left > right
