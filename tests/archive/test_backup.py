"""Backups: one file of database and files, read again before it counts, brought back into a new place."""

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade

from crm.accounts.models import User, UserSession
from crm.archive.commands import archive_group, backup_command, restore_command
from crm.archive.manifest import LEFT_OUT
from crm.clients.models.client import Client
from crm.core.checks import self_check
from crm.core.db import db, unit_of_work
from crm.core.paths import package_folder
from crm.files.integrity import compare
from crm.files.setup import file_store
from tests.access.records import Records, make_records
from tests.archive.places import empty_place, place, rewritten, run
from tests.engines import Engine
from tests.files.samples import picture, send
from tests.support import People

DATABASE = {"sqlite": "database.sqlite", "postgresql": "database.dump"}


@pytest.fixture
def records(app: Flask, people: People) -> Records:
    """Make records, one with a file."""
    made = make_records(app)
    send(people.alice, "client", made.open["client_id"], (picture(), "x.png"))
    return made


@pytest.fixture
def new(engine: Engine, tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """Give the application on a place without a table."""
    with place(empty_place(engine.name, tmp_path / "new", f"puente_restore_{worker_id}")) as app:
        yield app


def rows(app: Flask) -> dict[str, int]:
    """Return how many rows each table has."""
    with app.app_context():
        found = {
            table.name: db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in db.metadata.sorted_tables
        }
        db.session.remove()
        return found


def assert_good(app: Flask) -> None:
    """The self-check finds nothing, and rows and files agree."""
    with app.app_context():
        assert [check for check in self_check() if not check.good] == []
        assert compare(file_store()).good
        db.session.remove()


def test_a_backup_comes_back_whole_and_never_over_records(
    app: Flask, engine: Engine, records: Records, new: Flask, tmp_path: Path
) -> None:
    target = tmp_path / "backup.zip"
    status, said = run(app, backup_command, target)
    assert (status, "read again and whole" in said) == (0, True), said
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("backup*")] == ["backup.zip"]
    assert "is whole" in run(new, backup_command, "--verify", target)[1]
    status, said = run(new, restore_command, target)
    assert (status, "Everybody signs in anew" in said) == (0, True), said
    before, after = rows(app), rows(new)
    assert before["user_session"], "somebody was signed in"
    assert after == before | dict.fromkeys(LEFT_OUT, 0)
    assert_good(new)
    # It holds records now.
    with new.app_context(), unit_of_work(None) as work:
        work.add(Client(name="Later", name_key="later", search_text="later", country="MX"))
    status, said = run(new, restore_command, target)
    assert (status, "or add --replace" in said) == (1, True)
    status, said = run(new, restore_command, "--replace", target)
    assert status == 0, said
    assert rows(new)["client"] == after["client"]
    kept = next(Path(new.config["CRM"].instance).glob("before-restore-*.zip"))
    assert str(kept) in said
    status, said = run(new, restore_command, "--replace", kept)
    assert status == 0, said
    assert rows(new)["client"] == after["client"] + 1
    assert_good(new)


def test_a_backup_of_an_older_version_is_migrated_and_one_of_a_newer_refused(
    app: Flask, engine: Engine, new: Flask, tmp_path: Path
) -> None:
    with app.app_context():
        downgrade(directory=str(package_folder("migrations")))
        db.session.remove()
        db.engine.dispose()
    target = tmp_path / "backup.zip"
    assert run(app, backup_command, target)[0] == 0
    manifest = ZipFile(target).read("manifest.json")
    schema = manifest.split(b'"schema": "')[1][:4]
    newer = rewritten(target, {"manifest.json": manifest.replace(b'"%s"' % schema, b'"9999"')})
    assert "of a newer Puente" in run(new, restore_command, newer)[1]
    assert run(new, restore_command, target)[0] == 0
    assert_good(new)
    with new.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(User)).scalar_one() == 5
        assert db.session.execute(sa.select(sa.func.count()).select_from(UserSession)).scalar_one() == 0
        db.session.remove()


def test_a_file_that_went_meanwhile_is_told_and_does_not_stop_the_backup(
    app: Flask, records: Records, tmp_path: Path
) -> None:
    with app.app_context():
        store = file_store()
        key = next(iter(store.list()))[0]
        path, other = (Path(store._path(each)) for each in [key, [k for k, _size, _at in store.list()][1]])
        was, of_other = path.read_bytes(), other.read_bytes()
        path.unlink()
        other.write_bytes(b"changed")
    status, said = run(app, backup_command, tmp_path / "backup.zip")
    assert (status, f"1 files are not in the store (crm files-check lists them): {key}" in said) == (0, True), said
    assert "1 files are not what their records say" in said
    assert "is whole" in run(app, backup_command, "--verify", tmp_path / "backup.zip")[1]
    path.write_bytes(was)
    other.write_bytes(of_other)


def test_a_damaged_backup_is_found_and_what_is_there_stays(
    app: Flask, engine: Engine, new: Flask, tmp_path: Path
) -> None:
    target, name = tmp_path / "backup.zip", DATABASE[engine.name]
    assert run(app, backup_command, target)[0] == 0
    data = ZipFile(target).read(name)
    bad = rewritten(target, {name: data[: len(data) // 2]})
    for command in ((backup_command, "--verify", bad), (restore_command, "--replace", bad)):
        status, said = run(app, *command)
        assert (status, f"{name} does not match its checksum" in said) == (1, True), said
    assert not list(Path(app.config["CRM"].instance).glob("before-restore-*"))
    assert "not an archive" in run(new, archive_group, "read", target)[1]
    assert "nothing to back up" in run(new, backup_command, tmp_path / "empty.zip")[1]
    other = "postgresql" if engine.name == "sqlite" else "sqlite"
    manifest = ZipFile(target).read("manifest.json").replace(engine.name.encode(), other.encode())
    foreign = rewritten(target, {"manifest.json": manifest})
    assert "by crm archive write and crm archive read" in run(app, restore_command, foreign)[1]


def test_a_damaged_database_is_never_backed_up_as_whole(sqlite_engine: Engine, tmp_path: Path) -> None:
    config = sqlite_engine.fresh(tmp_path, "unused", sqlite_engine.peopled)
    database = tmp_path / "puente.db"
    with database.open("r+b") as file:
        file.seek(database.stat().st_size // 2)
        file.write(os.urandom(40_000))
    with place(config) as app:
        status, said = run(app, backup_command, tmp_path / "backup.zip")
    assert (status, "damaged" in said or "can't be used" in said) == (1, True), said
    assert not list(tmp_path.glob("backup*"))


def test_postgresql_without_its_tools_is_told_the_way_without(
    postgresql_engine: Engine, tmp_path: Path, worker_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with place(replace(postgresql_engine.fresh(tmp_path, f"puente_restore_{worker_id}"))) as app:
        status, said = run(app, backup_command, tmp_path / "backup.zip")
    assert status == 1
    assert "pg_dump is not installed here" in said
    assert "or use crm archive" in said
    assert not list(tmp_path.glob("backup*"))
