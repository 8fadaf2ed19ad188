"""Merging in tests: through the product's own actions, or as a browser does it; and dumps of the whole database."""

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from crm.core.db import Base, db, unit_of_work
from crm.merges import actions, queries, undo
from crm.merges.kinds import KINDS
from crm.merges.models import Merge
from tests.access.records import told
from tests.support import Person
from tests.tasks.firm import user

#: What an undo does not take back: stamps of the clock, versions, the trail, and the merges themselves.
UNCOMPARED = {"version", "updated_at"}
SKIPPED = {"audit_entry", "record_merge", "user_session", "sign_in_counter", "observation"}
Dump = dict[str, list[str]]


def merge(app: Flask, slug: str, keep: int, other: int, *, by: str = "charlie", **picks: str) -> int:
    """Merge the second record into the first; returns the merge's id."""
    kind = KINDS[slug]
    with app.test_request_context():
        actor = user(by)
        versions = [version_of(kind.page, key) for key in (keep, other)]
        with unit_of_work(actor.id) as work:
            return actions.merge(work, actor, kind, (keep, other), versions=(versions[0], versions[1]), picks=picks).id


def undo_merge(app: Flask, merge_id: int, *, by: str = "charlie") -> list[list[Any]]:
    """Undo a merge; returns what was left."""
    with app.test_request_context():
        actor = user(by)
        with unit_of_work(actor.id) as work:
            made = queries.get_visible(actor, merge_id, lock=True)
            assert made is not None
            undo.undo(work, actor, made)
            return made.left


def version_of(page: str, key: int) -> int:
    """Return a record's version (within an app context)."""
    table = Base.metadata.tables[page]
    return int(db.session.execute(sa.select(table.c.version).where(table.c.id == key)).scalar_one())


def column(app: Flask, page: str, key: int, name: str) -> Any:
    """Return one value of a record as it is stored."""
    table = Base.metadata.tables[page]
    with app.app_context():
        return db.session.execute(sa.select(table.c[name]).where(table.c.id == key)).scalar_one()


def ids(app: Flask, table: str, column_name: str, owner: int, wanted: str) -> list[Any]:
    """Return a column of the rows of a record, in order."""
    rows = Base.metadata.tables[table]
    with app.app_context():
        query = sa.select(rows.c[wanted]).where(rows.c[column_name] == owner).order_by(rows.c[wanted])
        return list(db.session.execute(query).scalars())


def dump(app: Flask) -> Dump:
    """Return every row of every table as text, without what an undo does not take back."""
    with app.app_context(), db.engine.connect() as connection:
        found = {}
        for table in db.metadata.sorted_tables:
            if table.name not in SKIPPED:
                rows = connection.execute(told(table)).mappings()
                found[table.name] = sorted(repr({k: v for k, v in row.items() if k not in UNCOMPARED}) for row in rows)
        return found


def differing(before: Dump, after: Dump) -> list[str]:
    """Return the rows that are in one dump only."""
    return [
        f"{table}: {row}"
        for table in before
        for row in set(before[table]) ^ set(after[table])
    ]  # fmt: skip


def open_page(person: Person, address: str) -> dict[str, str]:
    """Return what the form of a comparison would send as it is opened."""
    page = person.get(address).text.split('class="merge"', 1)[1]
    sent = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) for name in ("version", "other_version")}
    picks = re.findall(r'name="(pick-[^"]+)" value="(\w+)" checked', page)
    return {name: found[1] for name, found in sent.items() if found} | dict(picks)


def send(
    person: Person, address: str, form: Mapping[str, str] | None = None, picks: Mapping[str, str] | None = None
) -> TestResponse:
    """Merge as a browser does: open the page, choose, send."""
    return person.post(address, {**(form or open_page(person, address)), **(picks or {})})


def merge_id(answer: TestResponse) -> int:
    """Return the id of the merge that an answer leads to."""
    assert answer.status_code == 303, answer.text
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def stands(app: Flask, made: int) -> bool:
    """Tell whether a merge was not undone."""
    with app.app_context():
        return db.session.execute(sa.select(Merge.undone_at).where(Merge.id == made)).scalar_one() is None
