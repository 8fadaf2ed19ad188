"""The demo firm from SQLite to PostgreSQL and back: equal to the byte, and in use again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.models import UserSession
from crm.app import create_app
from crm.archive import writing
from crm.archive.commands import archive_group
from crm.clients.models.client import Client
from crm.core.checks import self_check
from crm.core.db import db, unit_of_work
from crm.core.tables import all_tables, held_back, rows_of
from crm.demo.commands import PASSWORD, fill
from crm.files.integrity import compare
from crm.files.models import StoredFile
from crm.files.setup import file_store
from tests.access.records import make_records
from tests.archive.places import empty_place, manifest_of, parts_of, place, run
from tests.engines import Engine
from tests.support import FAST_HASH

LEFT_OUT = {"user_session", "one_time_link", "sign_in_counter"}


def signed_in(app: Flask) -> FlaskClient:
    """Give the browser of the demo firm's partner."""
    browser = app.test_client()
    token = browser.get("/login").text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    words = {"csrf_token": token, "email": "partner@example.com", "password": PASSWORD}
    assert browser.post("/login", data=words).status_code == 302
    return browser


def look(app: Flask) -> None:
    """Look at the product as its partner would: a client with its family, the search, a stored file; its self-check."""
    browser = signed_in(app)
    with app.app_context():
        client = db.session.execute(sa.select(Client).where(Client.parent_id.is_not(None)).limit(1)).scalar_one()
        file = db.session.execute(sa.select(StoredFile).order_by(StoredFile.id).limit(1)).scalar_one()
        assert all(check.good for check in self_check())
        assert compare(file_store()).good
        db.session.remove()
    page = browser.get(f"/clients/{client.id}")
    assert page.status_code == 200
    assert client.name in page.text
    # Three letters or more: found through the trigrams that the engine made of the rows.
    found = browser.get("/search", query_string={"q": client.name[:8]})
    assert f"/clients/{client.id}" in found.text
    with browser.get(f"/files/{file.id}/download") as sent:
        assert len(sent.get_data()) == file.size


def add_client(app: Flask) -> None:
    """Write a record as the product does: its id must be free."""
    with app.app_context():
        highest = db.session.execute(sa.select(sa.func.max(Client.id))).scalar_one()
        with unit_of_work(None) as work:
            added = Client(name="After", name_key="after", search_text="after", country="MX")
            work.add(added)
            work.flush()
            assert added.id == highest + 1
        with unit_of_work(None) as work:
            work.execute(sa.delete(Client).where(Client.id == added.id))


def test_the_demo_firm_goes_from_sqlite_to_postgresql_and_back_with_equal_checksums(
    sqlite_engine: Engine, tmp_path: Path, worker_id: str
) -> None:
    first, second, third = (tmp_path / f"{name}.zip" for name in ("first", "second", "third"))
    origin = tmp_path / "origin"
    origin.mkdir()
    with place(sqlite_engine.fresh(origin, "unused")) as app:
        with app.app_context():
            fill()
            # A parent with a higher id than its child's: written before what it refers to.
            with unit_of_work(None) as work:
                low, high = work.execute(sa.select(sa.func.min(Client.id), sa.func.max(Client.id))).one()
                work.execute(sa.update(Client).where(Client.id == low).values(parent_id=high))
        signed_in(app)
        assert run(app, archive_group, "write", first)[0] == 0
    pg = empty_place("postgresql", tmp_path / "pg", f"puente_archive_{worker_id}")
    with place(pg) as app:
        status, said = run(app, archive_group, "read", first)
        assert (status, "Everybody signs in anew" in said) == (0, True), said
        assert run(app, archive_group, "write", second)[0] == 0
        with app.app_context():
            assert db.session.execute(sa.select(sa.func.count()).select_from(UserSession)).scalar_one() == 0
            db.session.remove()
        look(app)
        add_client(app)
    back = empty_place("sqlite", tmp_path / "back", "unused")
    with place(back) as app:
        assert run(app, archive_group, "read", second)[0] == 0
        assert run(app, archive_group, "write", third)[0] == 0
        look(app)
        add_client(app)
    assert parts_of(first) == parts_of(second) == parts_of(third)
    assert [manifest_of(path)["engine"] for path in (first, second, third)] == ["sqlite", "postgresql", "sqlite"]
    rows = {name: told[1] for name, told in parts_of(first).items()}
    assert rows["tables/client.jsonl"] == 42
    assert rows["files.jsonl"] == 5
    assert sum(bool(count) for count in rows.values()) > 80, "the demo firm fills most tables"
    assert set(manifest_of(first)["left_out"]) == LEFT_OUT


def test_every_table_is_archived_or_left_out_and_circles_can_be_closed_later(tmp_path: Path) -> None:
    create_app(empty_place("sqlite", tmp_path, "unused"), TESTING=True, **FAST_HASH)
    tables = all_tables()
    assert {table.name for table in tables} > LEFT_OUT
    for table in tables:
        assert table.primary_key.columns, f"{table.name} has no order"
        for name in held_back(table):
            assert table.columns[name].nullable, f"{table.name}.{name} refers to a later row: let it be empty at first"
        for key in table.foreign_keys:
            left = key.column.table.name in LEFT_OUT and table.name not in LEFT_OUT
            assert not left, f"{table.name} refers to {key.column.table.name}, which is left out"


def test_every_record_comes_back_on_the_same_engine_from_a_zip_file_and_from_a_folder(
    app: Flask, engine: Engine, tmp_path: Path, worker_id: str
) -> None:
    make_records(app)
    form = "firm" if engine.name == "sqlite" else "firm.zip"
    target, again = tmp_path / form, tmp_path / f"again-{form}"
    assert run(app, archive_group, "write", target)[0] == 0
    with place(empty_place(engine.name, tmp_path / "new", f"puente_archive_{worker_id}")) as new:
        status, said = run(new, archive_group, "read", target)
        assert status == 0, said
        assert run(new, archive_group, "write", again)[0] == 0
    assert parts_of(target) == parts_of(again)
    assert parts_of(target)["tables/observation.jsonl"][1] == 43_531


def test_an_archive_tells_of_one_moment_whatever_is_saved_meanwhile(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def rows_and_a_save(connection: sa.Connection, table: sa.Table) -> Iterator[sa.Row[Any]]:
        yield from rows_of(connection, table)
        read.append(table.name)
        if len(read) == 1:
            with unit_of_work(None) as work:
                work.add(Client(name="Meanwhile", name_key="meanwhile", search_text="meanwhile", country="MX"))

    monkeypatch.setattr(writing, "rows_of", rows_and_a_save)
    assert run(app, archive_group, "write", tmp_path / "during.zip")[0] == 0
    assert read.index("client") > 0
    assert parts_of(tmp_path / "during.zip")["tables/client.jsonl"][1] == 0
    monkeypatch.undo()
    assert run(app, archive_group, "write", tmp_path / "after.zip")[0] == 0
    assert parts_of(tmp_path / "after.zip")["tables/client.jsonl"][1] == 1
