"""What a merge remembers, as JSON: plain values, keys instead of rows wherever rows only moved.

fields    {column: [before, after]} of the kept record, `other` the same of the other one
rows      {"table.column": {"moved": [key, …], "base": 3, "changed": [[key, {column: [before, after]}], …],
           "dropped": {"columns": […], "rows": [[…], …]}}}; a key is the primary key without the moved column
access    of clients {"access", "team", "barriers"}, of people {"readers"}; `narrowed`: not all who saw one saw both
trail     the last entry of the trail when it was done
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

#: How long a merge can be undone; its journal, which holds data of people, is kept as long.
KEPT_FOR: Final = timedelta(days=30)


def plain(value: Any) -> Any:
    """Return a column's value as JSON holds it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def stored(column: sa.Column[Any], value: Any) -> Any:
    """Return a plain value as its column takes it."""
    if value is None:
        return None
    kind = getattr(column.type, "impl_instance", column.type).python_type
    if kind in {datetime, date}:
        return kind.fromisoformat(value)
    return Decimal(value) if kind is Decimal else value


def key_of(row: Any, columns: list[sa.Column[Any]]) -> Any:
    """Return a row's key: one plain value, or a list of them."""
    values = [plain(row[column.name]) for column in columns]
    return values[0] if len(values) == 1 else values


def key_match(columns: list[sa.Column[Any]], keys: list[Any]) -> sa.ColumnElement[bool]:
    """Return the WHERE that finds the rows of these keys."""
    if len(columns) == 1:
        return columns[0].in_([stored(columns[0], key) for key in keys])
    rows = [tuple(stored(column, part) for column, part in zip(columns, key, strict=True)) for key in keys]
    return sa.tuple_(*columns).in_(rows)
