"""Rows imported as the pipeline does it: settle, match, then match, hold, present, create and update in one unit."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.audit.models import AuditEntry
from crm.core.db import db, unit_of_work
from crm.core.importing import ImportKind, ImportRow
from tests.support import count_queries
from tests.tasks.firm import user as account

Values = dict[str, Any]
#: Differ between two records that are alike.
OWN = {"id", "created_at", "updated_at"}


@contextmanager
def importer(app: Flask, by: str) -> Iterator[User]:
    """Give the account of one of the five people within a request."""
    with app.test_request_context():
        yield account(by)


def settled(app: Flask, kind: ImportKind, by: str, *values: Values) -> list[ImportRow]:
    """Return rows as a dry run judges them."""
    with importer(app, by) as user:
        return _settled(kind, user, values)


def _settled(kind: ImportKind, user: User, values: Sequence[Values]) -> list[ImportRow]:
    rows = [ImportRow(number, dict(given)) for number, given in enumerate(values, 2)]
    kind.settle(user, rows)
    sound = [row for row in rows if not row.problems]
    for row in sound:
        looked = kind.keys(row.values)
        assert looked[0]
        assert set(looked[1]) <= set(looked[0])
    kind.match(user, sound)
    return rows


def taken(app: Flask, kind: ImportKind, by: str, *values: Values) -> tuple[list[int], list[int], list[ImportRow]]:
    """Import rows; returns the ids created and those updated, and all rows."""
    with importer(app, by) as user:
        rows = _settled(kind, user, values)
        sound = [row for row in rows if not row.problems]
        with unit_of_work(user.id) as work:
            kind.match(user, sound)
            old = [row for row in sound if row.record_id is not None]
            ids = [row.record_id for row in old if row.record_id is not None]
            held = kind.hold(work, user, ids)
            assert set(held) == set(ids)
            now_is = kind.present(user, ids)
            changes = {
                row.record_id: {key: value for key, value in row.values.items() if now_is[row.record_id][key] != value}
                for row in old
                if row.record_id is not None
            }
            changed = {key: values for key, values in changes.items() if values}
            kind.update(work, user, changed)
            after = kind.hold(work, user, ids)
            assert all((after[key] > held[key]) == (key in changed) for key in ids)
            new = [row for row in sound if row.record_id is None]
            created = kind.create(work, user, new)
            for row, key in zip(new, created, strict=True):
                row.record_id = key
    return created, sorted(changed), rows


def columns(app: Flask, model: Any, record_id: int) -> dict[str, Any]:
    """Return every column of a record but its own id and times."""
    with app.app_context():
        table = model.__table__
        row = db.session.execute(sa.select(table).where(table.c.id == record_id)).one()
        return {name: value for name, value in row._mapping.items() if name not in OWN}


def links(app: Flask, model: Any, owner: str, record_id: int) -> list[dict[str, Any]]:
    """Return every column of a record's link rows but their own ids, in order."""
    with app.app_context():
        table = model.__table__
        rows = db.session.execute(sa.select(table).where(table.c[owner] == record_id))
        plain = [{k: v for k, v in row._mapping.items() if k not in OWN | {owner}} for row in rows]
        return sorted(plain, key=str)


def trail(app: Flask, kind: str, record_id: int) -> tuple[set[str], list[str]]:
    """Return who acted and what the trail tells of a record, whatever the number of its entries."""
    with app.app_context():
        query = sa.select(AuditEntry).where(AuditEntry.kind == kind, AuditEntry.record_id == record_id)
        entries = db.session.execute(query).scalars().all()
        return {str(e.actor_id) for e in entries}, sorted(str(change) for e in entries for change in e.changes)


def statements(app: Flask, kind: ImportKind, by: str, few: Sequence[Values], many: Sequence[Values]) -> list[int]:
    """Return how many statements settling, matching and adding take, for few rows and for many."""
    counts = []
    settled(app, kind, by, *few)  # fills what is kept in the process
    for values in (few, many):
        with count_queries(app) as seen:
            created, _updated, rows = taken(app, kind, by, *values)
        assert len(created) == len(values), next(row.problems for row in rows if row.problems)
        counts.append(len(seen))
    return counts


def timed(app: Flask, kind: ImportKind, by: str, values: Sequence[Mapping[str, Any]]) -> None:
    """Import many rows twice and print what it took; the second time changes nothing."""
    start = time.perf_counter()
    created, _updated, _rows = taken(app, kind, by, *map(dict, values))
    middle = time.perf_counter()
    assert len(created) == len(values)
    assert taken(app, kind, by, *map(dict, values))[:2] == ([], [])
    again = time.perf_counter()
    with app.app_context():
        engine = db.engine.dialect.name
    sys.stdout.write(
        f"\n{engine}: {len(values)} {kind.name} added in {middle - start:.2f} s, "
        f"found again in {again - middle:.2f} s\n"
    )


def changed(app: Flask, kind: ImportKind, by: str, record_id: int, values: Values) -> None:
    """Set values of a record, as the undoing of an import does."""
    with importer(app, by) as user, unit_of_work(user.id) as work:
        kind.update(work, user, {record_id: values})


def archived(app: Flask, kind: ImportKind, by: str, record_id: int) -> None:
    """Archive a record, as the undoing of an import does."""
    with importer(app, by) as user, unit_of_work(user.id) as work:
        kind.archive(work, user, [record_id])


def presented(app: Flask, kind: ImportKind, by: str, record_id: int) -> Values:
    """Return the values of a visible record."""
    with importer(app, by) as user:
        return dict(kind.present(user, [record_id])[record_id])
