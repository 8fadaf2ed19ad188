"""Moves the rows of one record to another, relation by relation, by set-based SQL; remembers what an undo needs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.core.db import Base
from crm.merges.journal import key_of, plain
from crm.merges.relations import Relation, key_columns, moving, same_columns, table_of


@dataclass(frozen=True, slots=True)
class Pair:
    """The two records of a merge, and its moment."""

    page: str
    keep: int
    other: int
    at: datetime


def move_all(work: Session, pair: Pair, taken: dict[str, set[Any]]) -> dict[str, Any]:
    """Move every row; returns the journal's `rows`.

    `taken` names by table the keys of twins whose dropped row gives its values to the one that remains.
    """
    journal = {}
    for relation in moving(pair.page):
        told = _move(work, pair, relation, taken.get(relation.table, set()))
        if told:
            journal[f"{relation.table}.{relation.column}"] = told
    return journal


def rows_of(relation: Relation, pair: Pair, owner: int) -> sa.ColumnElement[bool]:
    """Return the WHERE on the rows of one of the two records; in a tree, never the two themselves."""
    table = table_of(relation)
    found = table.c[relation.column] == owner
    return sa.and_(found, table.c.id.not_in([pair.keep, pair.other])) if relation.table == pair.page else found


def twin(relation: Relation, owner: int, columns: list[sa.Column[Any]]) -> sa.ColumnElement[bool]:
    """Return whether a record has a row that agrees with this one in these columns (correlated)."""
    table = table_of(relation)
    theirs = table.alias()
    agrees = [theirs.c[column.name].is_not_distinct_from(table.c[column.name]) for column in columns]
    return sa.exists(sa.select(theirs.c[relation.column]).where(theirs.c[relation.column] == owner, *agrees))


def touch(work: Session, relation: Relation, which: sa.ColumnElement[bool], at: datetime) -> None:
    """Raise the version of the records on the other side of these rows."""
    if relation.touch:
        parent, table = Base.metadata.tables[relation.touch], table_of(relation)
        ids = sa.select(table.c[f"{relation.touch}_id"]).where(which)
        work.execute(sa.update(parent).where(parent.c.id.in_(ids)).values(version=parent.c.version + 1, updated_at=at))


def stamps(table: sa.Table, at: datetime) -> dict[str, Any]:
    """Return the values that say that a row was changed, where its table has them."""
    return {"version": table.c.version + 1, "updated_at": at} if "version" in table.c else {}


def _move(work: Session, pair: Pair, relation: Relation, taken: set[Any]) -> dict[str, Any]:
    table, mine = table_of(relation), rows_of(relation, pair, pair.other)
    keys = key_columns(relation)
    touch(work, relation, mine, pair.at)
    changed, dropped = _drop_twins(work, pair, relation, taken)
    changed += _demote(work, pair, relation)
    rows = work.execute(sa.select(*keys).where(mine).order_by(*keys)).mappings()
    told: dict[str, Any] = {"moved": [key_of(row, keys) for row in rows], "changed": changed, "dropped": dropped}
    if told["moved"]:
        values: dict[str, Any] = {relation.column: pair.keep} | stamps(table, pair.at)
        if relation.shift:
            place = table.c[relation.shift]
            last = sa.select(sa.func.max(place)).where(table.c[relation.column] == pair.keep)
            found = work.execute(last).scalar()
            told["base"] = 0 if found is None else found + 1
            values[relation.shift] = place + told["base"]
        work.execute(sa.update(table).where(mine).values(values))
    return {name: value for name, value in told.items() if value}


def _drop_twins(work: Session, pair: Pair, relation: Relation, taken: set[Any]) -> tuple[list[Any], dict[str, Any]]:
    """Delete rows that the kept record has already; returns what changed in those that remain, and the deleted."""
    table, columns = table_of(relation), same_columns(relation)
    if not columns:
        return [], {}
    which = sa.and_(rows_of(relation, pair, pair.other), twin(relation, pair.keep, columns))
    rows = work.execute(sa.select(table).where(which)).mappings().all()
    if not rows:
        return [], {}
    changed = [
        told
        for row in rows
        if relation.widen[0] or relation.fill or taken
        if (told := _take_over(work, pair, relation, row, taken))
    ]
    work.execute(sa.delete(table).where(which))
    names = [column.name for column in table.c]
    return changed, {"columns": names, "rows": [[plain(row[name]) for name in names] for row in rows]}


def _take_over(work: Session, pair: Pair, relation: Relation, row: Any, taken: set[Any]) -> list[Any] | None:
    """Give the remaining twin what only the dropped row says; returns its key and what changed."""
    table, keys = table_of(relation), key_columns(relation)
    here = [table.c[relation.column] == pair.keep, *(c == row[c.name] for c in same_columns(relation))]
    kept = work.execute(sa.select(table).where(*here)).mappings().one()
    name, covers = relation.widen
    wanted = {name: covers} if name and kept[name] != row[name] else {}
    wanted |= {each: row[each] for each in relation.fill if not kept[each]}
    if key_of(row, keys) in taken:
        own = {column.name for column in table.primary_key}
        wanted |= {column.name: row[column.name] for column in table.c if column.name not in own}
    wanted = {each: value for each, value in wanted.items() if kept[each] != value}
    if not wanted:
        return None
    work.execute(sa.update(table).where(*here).values(wanted))
    # Of the row that remains: a table with an id of its own has another one for each twin.
    return [key_of(kept, keys), {each: [plain(kept[each]), plain(value)] for each, value in wanted.items()}]


def _demote(work: Session, pair: Pair, relation: Relation) -> list[Any]:
    """Take the one mark from the rows that move where the kept record's rows have it; returns what changed."""
    if not relation.single:
        return []
    table, keys = table_of(relation), key_columns(relation)
    mark = table.c[relation.single]
    if not work.execute(sa.select(sa.exists().where(table.c[relation.column] == pair.keep, mark))).scalar():
        return []
    which = sa.and_(rows_of(relation, pair, pair.other), mark)
    found = [key_of(row, keys) for row in work.execute(sa.select(*keys).where(which)).mappings()]
    work.execute(sa.update(table).where(which).values({relation.single: False}))
    return [[key, {relation.single: [True, False]}] for key in found]
