"""Hundreds of rows or values at once: one parameter, where the engine's driver is slow with one for each."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm.core.db import Base, dialect_name, insert_or

_ROWS: Final = "rows"
AnyColumn = sa.ColumnElement[Any] | InstrumentedAttribute[Any]


def among(column: AnyColumn, values: Iterable[Any]) -> sa.ColumnElement[bool]:
    """Return a WHERE that finds any of many texts or whole numbers: `column IN (…)`, sent as one parameter."""
    asked = list(values)
    if dialect_name() != "sqlite":
        plain: Any = sa.BigInteger() if column.type.python_type is int else sa.Text()
        return column == sa.any_(sa.bindparam(None, asked, type_=ARRAY(plain)))
    each = sa.func.json_each(sa.bindparam(None, json.dumps(asked), type_=sa.Text)).table_valued("value")
    return column.in_(sa.select(each.c.value))


def insert_many(
    work: Session, target: type[Base] | sa.Table, rows: Sequence[dict[str, Any]], *, missing: bool = False
) -> None:
    """Insert rows that all have the same columns; `missing` leaves out those that are there already.

    The table is written, not the class: the mapper would take as long again for each row.
    """
    table: sa.Table = target if isinstance(target, sa.Table) else target.__table__  # type: ignore[assignment]
    if not rows:
        return
    insert, sent = insert_or(table), rows
    if dialect_name() != "sqlite":
        names = list(rows[0])
        # psycopg sends a statement for each row of an executemany; the server reads a JSON text much sooner.
        text = sa.cast(sa.bindparam(_ROWS, type_=sa.Text), JSONB)
        typed = (sa.column(name, table.c[name].type) for name in names)
        read = sa.func.jsonb_to_recordset(text).table_valued(*typed).render_derived(with_types=True)
        insert = insert.from_select(names, sa.select(*read.c))
        sent = [{_ROWS: json.dumps(rows, default=str)}]
    work.execute(insert.on_conflict_do_nothing() if missing else insert, sent if len(sent) > 1 else sent[0])


def copy_many(work: Session, target: type[Base] | sa.TableClause, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert very many new rows that all have the same columns, within the open transaction: by COPY on PostgreSQL."""
    table: sa.TableClause = target if isinstance(target, sa.TableClause) else target.__table__  # type: ignore[assignment]
    if not rows:
        return
    if dialect_name() == "sqlite":
        work.execute(sa.insert(table), list(rows))
        return
    names = list(rows[0])
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    connection: Any = work.connection().connection.driver_connection
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])
