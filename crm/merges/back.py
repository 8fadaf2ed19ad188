"""Puts the rows of an undone merge back, as far as nobody changed them since; tells what it left."""

from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.core.db import Base
from crm.merges.journal import key_match, stored
from crm.merges.relations import Relation, key_columns, moving, table_of, unique_columns
from crm.merges.walk import Pair, rows_of, stamps, touch, twin

#: Keys of one statement: neither engine takes many more parameters.
CHUNK: Final = 500
#: What was left: rows that moved or went since, rows that came back with newer words, rows that cannot come again.
GONE, EDITED, CHANGED, LOST = "gone", "edited", "changed", "lost"
Left = list[list[Any]]


def put_all_back(work: Session, pair: Pair, merged_at: Any, journal: dict[str, Any]) -> Left:
    """Undo what `move_all` did; returns [reason, table, number] of what is not as it was."""
    left: dict[tuple[str, str], int] = {}
    for relation in reversed(list(moving(pair.page))):
        told = journal.get(f"{relation.table}.{relation.column}")
        for reason, number in _put_back(work, pair, merged_at, relation, told) if told else ():
            if number:
                left[reason, relation.table] = left.get((reason, relation.table), 0) + number
    return [[reason, table, number] for (reason, table), number in left.items()]


def _put_back(
    work: Session, pair: Pair, merged_at: Any, relation: Relation, told: dict[str, Any]
) -> Iterator[tuple[str, int]]:
    """Yield (reason, number); an order in which no row meets its twin."""
    yield CHANGED, sum(not _change_back(work, pair, relation, *each) for each in told.get("changed", ()))
    keys = told.get("moved", [])
    for start in range(0, len(keys), CHUNK):
        yield from _move_back(
            work, pair, merged_at, relation, keys=keys[start : start + CHUNK], base=told.get("base", 0)
        )
    if "dropped" in told:
        yield LOST, _bring_back(work, relation, told["dropped"])
    touch(work, relation, table_of(relation).c[relation.column] == pair.other, pair.at)


def _change_back(work: Session, pair: Pair, relation: Relation, key: Any, columns: dict[str, list[Any]]) -> bool:
    table = table_of(relation)
    as_left = [table.c[name].is_not_distinct_from(stored(table.c[name], now)) for name, (_was, now) in columns.items()]
    here = [table.c[relation.column] == pair.keep, key_match(key_columns(relation), [key])]
    was = {name: stored(table.c[name], before) for name, (before, _now) in columns.items()}
    return bool(_count(work, sa.update(table).where(*here, *as_left).values(was)))


def _move_back(
    work: Session, pair: Pair, merged_at: Any, relation: Relation, *, keys: list[Any], base: int
) -> Iterator[tuple[str, int]]:
    table = table_of(relation)
    which = sa.and_(rows_of(relation, pair, pair.keep), key_match(key_columns(relation), keys))
    if unique := unique_columns(relation):
        which = sa.and_(which, ~twin(relation, pair.other, unique))
    if "updated_at" in table.c:
        newer = sa.select(sa.func.count()).select_from(table).where(which, table.c.updated_at > merged_at)
        yield EDITED, work.execute(newer).scalar_one()
    values: dict[str, Any] = {relation.column: pair.other} | stamps(table, pair.at)
    if relation.shift:
        values[relation.shift] = table.c[relation.shift] - base
    yield GONE, len(keys) - _count(work, sa.update(table).where(which).values(values))


def _count(work: Session, statement: Any) -> int:
    found: Any = work.execute(statement)
    return int(found.rowcount)


def _bring_back(work: Session, relation: Relation, dropped: dict[str, Any]) -> int:
    """Insert dropped rows again; returns how many could not be: their key is taken, or what they refer to is gone."""
    table, lost = table_of(relation), 0
    ready = []
    for plain in dropped["rows"]:
        row = {n: stored(table.c[n], value) for n, value in zip(dropped["columns"], plain, strict=True) if n in table.c}
        taken = sa.exists().where(*(column == row[column.name] for column in table.primary_key))
        if work.execute(sa.select(taken)).scalar():
            if "id" not in table.primary_key.c:
                lost += 1
                continue
            # The number was given to another row meanwhile: the row comes back under a new one.
            del row["id"]
        if all(_refers(work, key, row) for key in table.foreign_keys):
            ready.append(row)
        else:
            lost += 1
    for row in ready:
        work.execute(sa.insert(table).values(row))
    return lost


def _refers(work: Session, key: sa.ForeignKey, row: dict[str, Any]) -> bool:
    value, target = row.get(key.parent.name), Base.metadata.tables[key.column.table.name]
    return value is None or bool(
        work.execute(sa.select(sa.exists().where(target.c[key.column.name] == value))).scalar()
    )
