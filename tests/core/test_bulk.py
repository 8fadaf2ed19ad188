"""Hundreds of values and rows as one parameter: the same as one by one, on both engines."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.audit.models import AuditEntry
from crm.clients.models.client import Client
from crm.core.bulk import among, insert_many
from crm.core.dates import now
from crm.core.db import db, unit_of_work
from crm.duplicates.models import DuplicateKey
from crm.tasks.models import Task

HARD = ("O'Brien", 'say "when"', "50 % ahorro", "a\\b", "[1,2]", "café", "日本", "null", "{}", "line\nbreak")


@pytest.mark.parametrize("asked", [HARD, HARD[:1], ()])
def test_texts_are_found_whatever_signs_they_hold(app: Flask, asked: tuple[str, ...]) -> None:
    with app.app_context():
        with unit_of_work(None) as work:
            work.add_all(Client(name=f"Client {number}", city=text) for number, text in enumerate((*HARD, "other")))
        found = db.session.execute(sa.select(Client.city).where(among(Client.city, asked))).scalars().all()
        assert sorted(found) == sorted(asked)


def test_numbers_of_63_bits_are_found_whole(app: Flask) -> None:
    with app.app_context():
        big = 2**63 - 1
        column = sa.literal(big, sa.BigInteger)
        assert db.session.execute(sa.select(among(column, [1, big]))).scalar()
        assert not db.session.execute(sa.select(among(column, [1, big - 1]))).scalar()


def test_rows_of_every_type_come_in_as_they_were_given(app: Flask) -> None:
    moment = now()
    rows = [
        {"at": moment, "actor_id": None, "kind": "client", "record_id": number, "action": "create",
         "changes": [["name", None, text], ["number", number, None]]}
        for number, text in enumerate(HARD)
    ]  # fmt: skip
    with app.app_context():
        with unit_of_work(None) as work:
            insert_many(work, AuditEntry, rows)
            insert_many(work, AuditEntry, [])
        query = sa.select(AuditEntry).where(AuditEntry.kind == "client").order_by(AuditEntry.record_id)
        found = db.session.execute(query).scalars().all()
        assert [entry.changes for entry in found] == [row["changes"] for row in rows]
        assert {(entry.at, entry.actor_id) for entry in found} == {(moment, None)}


def test_a_column_that_is_not_given_gets_its_default(app: Flask) -> None:
    with app.app_context():
        with unit_of_work(None) as work:
            client = Client(name="X")
            work.add(client)
            work.flush()
            made = {"version": 1, "title": "Call", "due_on": date(2026, 11, 27), "assignee_id": 1}
            insert_many(work, Task, [made, made | {"due_on": None}])
        found = db.session.execute(sa.select(Task).order_by(Task.id)).scalars().all()
        assert [task.due_on for task in found] == [date(2026, 11, 27), None]
        assert {(task.priority, task.notes, task.limited, task.archived_at) for task in found} == {
            ("normal", "", False, None)
        }
        assert all(task.created_at for task in found)


def test_rows_that_are_there_already_are_left_out_where_asked(app: Flask) -> None:
    row = {"kind": "client", "key": "n:x", "record_id": 7}
    with app.app_context():
        for number in range(2):
            with unit_of_work(None) as work:
                insert_many(work, DuplicateKey, [row, row | {"record_id": 8 + number}], missing=True)
        found = db.session.execute(sa.select(DuplicateKey.record_id).where(DuplicateKey.key == "n:x")).scalars()
        assert sorted(found) == [7, 8, 9]
