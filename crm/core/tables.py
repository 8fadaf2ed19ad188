"""Whole tables, for archives alone: every row of one snapshot, whoever may see it, and rows written as they were.

Rows come and go as the database holds them, past models and their defaults; JSON columns as JSON text, so that the
value `null` and no value stay two things.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.core.bulk import copy_many
from crm.core.db import Base, db, dialect_name

_BATCH: Final = 2000


@cache
def all_tables() -> tuple[sa.Table, ...]:
    """Return the tables of all models, those that others refer to first."""
    return tuple(Base.metadata.sorted_tables)


def held_back(table: sa.Table) -> list[str]:
    """Return the columns that refer to rows which may be written later: in the same table or in one after it."""
    order = {each.name: at for at, each in enumerate(all_tables())}
    later = (key for key in table.foreign_keys if order[key.column.table.name] >= order[table.name])
    return sorted({key.parent.name for key in later})


def is_json(column: sa.Column[Any]) -> bool:
    """Tell whether a column holds JSON."""
    return isinstance(column.type, sa.JSON)


@contextmanager
def snapshot() -> Iterator[sa.Connection]:
    """Give a connection that sees the database as it was at the first question, whatever is written meanwhile."""
    connection = db.engine.connect()
    if dialect_name() == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with connection:
        yield connection


def rows_of(connection: sa.Connection, table: sa.Table) -> Iterator[sa.Row[Any]]:
    """Yield every row by primary key, in the same order on both engines, a few thousand in memory at a time."""
    columns = (sa.cast(column, sa.Text).label(column.name) if is_json(column) else column for column in table.columns)
    query = sa.select(*columns).order_by(*map(_bytewise, table.primary_key.columns))
    for part in connection.execute(query, execution_options={"yield_per": _BATCH}).partitions():
        yield from part


def _bytewise(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    return sa.collate(column, "C") if isinstance(column.type, sa.String) and dialect_name() != "sqlite" else column


def insert_rows(work: Session, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows as `rows_of` gives them; all have all columns of the table."""
    copy_many(work, _plain(table), rows)


def point_rows(work: Session, table: sa.Table, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Give rows the values of the columns that were held back; each row holds these and its primary key."""
    plain = _plain(table)
    keys = [column.name for column in table.primary_key.columns]
    which = sa.and_(*(plain.c[key] == sa.bindparam(f"of_{key}") for key in keys))
    change = sa.update(plain).where(which).values({name: sa.bindparam(f"to_{name}") for name in names})
    sent = [{f"of_{key}": row[key] for key in keys} | {f"to_{name}": row[name] for name in names} for row in rows]
    if sent:
        work.connection().execute(change, sent)


def _plain(table: sa.Table) -> sa.TableClause:
    """Return a table without what a model adds to writes: defaults, new times of change, JSON made of values."""
    types = ((column.name, sa.Text() if is_json(column) else column.type) for column in table.columns)
    return sa.table(table.name, *(sa.column(name, kind) for name, kind in types))


def is_unused() -> bool:
    """Tell whether the database is new: no tables, or in them what `crm init` writes alone, as nobody is there yet."""
    with db.engine.connect() as connection:
        found = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        used = ("user_account", "client", "stored_file")
        if not found.issuperset(used):
            return not found
        return not any(connection.execute(sa.select(1).select_from(sa.table(name)).limit(1)).first() for name in used)


def empty_tables(work: Session) -> None:
    """Remove every row of every table within the open unit of work."""
    for table in reversed(all_tables()):
        work.execute(sa.delete(table))


def drop_tables(work: Session) -> None:
    """Remove every table, also those of another version, within the open unit of work (PostgreSQL)."""
    found = sa.MetaData()
    found.reflect(work.connection())
    found.drop_all(work.connection())


def settle_tables(work: Session) -> None:
    """Let PostgreSQL number on after the rows that were written with their ids, and look at what there is now."""
    if dialect_name() == "sqlite":
        return
    for table in all_tables():
        key = table.autoincrement_column
        if key is not None:
            name = sa.func.pg_get_serial_sequence(table.name, key.name)
            highest = sa.select(sa.func.max(key)).scalar_subquery()
            following = sa.func.coalesce(highest, 0) + 1
            work.execute(sa.select(sa.func.setval(name, following, sa.false())))
    work.execute(sa.text("ANALYZE"))
