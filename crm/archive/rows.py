"""Rows as lines of JSON and back: whole numbers, texts and truth as JSON has them, the rest as docs/archive.md says."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

from crm.archive.manifest import ArchiveError
from crm.core.tables import is_json

_HUGE: Final = 1e16


def line_writer(table: sa.Table) -> Callable[[Sequence[Any]], bytes]:
    """Return what makes a line of a table's row. A column without a value is left out: `null` is JSON's own."""
    names = [column.name for column in table.columns]
    documents = [column.name for column in table.columns if is_json(column)]

    def write(row: Sequence[Any]) -> bytes:
        values = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for name in documents:
            if name in values:
                values[name] = json.loads(values[name], object_pairs_hook=_by_key, parse_float=_number)
        return _JSON.encode(values).encode()

    return write


def _by_key(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Order the keys of a JSON object: PostgreSQL keeps none of its own."""
    return dict(sorted(pairs))


def _number(text: str) -> float | int:
    """Read a JSON number so that it is written alike whichever engine kept it: PostgreSQL writes no exponents."""
    value = float(text)
    return int(value) if abs(value) >= _HUGE else value


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return value.isoformat()
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return base64.b64encode(value).decode("ascii")


_JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)
_READ: Final[dict[type, Callable[[Any], Any]]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
    Decimal: Decimal,
    bytes: base64.b64decode,
}


def row_reader(table: sa.Table) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return what makes a row of a line's values, with all columns of the table. Raises ArchiveError."""
    columns = {column.name: _READ.get(_kind(column)) for column in table.columns}
    columns |= {column.name: json.dumps for column in table.columns if is_json(column)}

    def read(values: Mapping[str, Any]) -> dict[str, Any]:
        unknown = values.keys() - columns.keys()
        if unknown:
            raise ArchiveError(f"{table.name} has no column {min(unknown)}: the archive is of another schema.")
        row: dict[str, Any] = dict.fromkeys(columns)
        try:
            for name, value in values.items():
                convert = columns[name]
                row[name] = value if convert is None else convert(value)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise ArchiveError(f"{table.name} has a {name} that is none: {str(value)[:40]!r}.") from error
        return row

    return read


def _kind(column: sa.Column[Any]) -> type:
    """Return the Python type of a column's values, of a type of our own that of what it stores."""
    own = column.type
    return (own.impl_instance if isinstance(own, sa.types.TypeDecorator) else own).python_type
