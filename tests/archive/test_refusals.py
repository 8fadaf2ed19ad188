"""What is no archive, not whole, or not for this database is refused with one sentence, and nothing is written."""

import hashlib
import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from crm.archive.commands import archive_group
from crm.archive.manifest import ArchiveError
from crm.archive.packing import packing
from crm.archive.writing import write_archive
from crm.core.tables import is_unused
from crm.files.setup import file_store
from crm.files.store import FileStore
from tests.access.records import make_records
from tests.archive.places import empty_place, manifest_of, place, rewritten, run
from tests.engines import Engine
from tests.files.samples import picture, send
from tests.support import Person

NAME = "tables/hs_chapter.jsonl"


@pytest.fixture(scope="module")
def written(sqlite_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an archive of the reference lists, four people and a file."""
    folder = tmp_path_factory.mktemp("written")
    with place(sqlite_engine.fresh(folder, "unused", sqlite_engine.peopled)) as app:
        assert run(app, archive_group, "write", folder / "firm.zip")[0] == 0
    return folder / "firm.zip"


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give the application on an empty database for all that is refused."""
    with place(empty_place("sqlite", tmp_path_factory.mktemp("untouched"), "unused")) as app:
        yield app


@pytest.fixture
def firm(sqlite_engine: Engine, tmp_path: Path) -> Iterator[Flask]:
    """Give the application of a firm of four people."""
    (tmp_path / "firm").mkdir()
    with place(sqlite_engine.fresh(tmp_path / "firm", "unused", sqlite_engine.peopled)) as app:
        yield app


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Flask]:
    """Give the application on an empty database."""
    with place(empty_place("sqlite", tmp_path / "new", "unused")) as app:
        yield app


def manifest_with(path: Path, **changes: Any) -> bytes:
    return json.dumps(manifest_of(path) | changes).encode()


def with_line(path: Path, line: bytes) -> dict[str, bytes | None]:
    """Return the changes that put a line into a table as if it had been written so."""
    told = manifest_of(path)
    for part in told["parts"]:
        if part["name"] == NAME:
            part |= {"bytes": len(line) + 1, "rows": 1, "sha256": hashlib.sha256(line + b"\n").hexdigest()}
    return {NAME: line + b"\n", "manifest.json": json.dumps(told).encode()}


DAMAGE: dict[str, tuple[Callable[[Path], dict[str, bytes | None]], str]] = {
    "another schema": (
        lambda path: {"manifest.json": manifest_with(path, schema="0029")},
        "is at schema 0029, this version of Puente reads",
    ),
    "an unknown format": (
        lambda path: {"manifest.json": manifest_with(path, format_version=2)},
        "has format 2; this version of Puente reads format 1",
    ),
    "another program's": (
        lambda path: {"manifest.json": manifest_with(path, format="other")},
        "this is no archive of Puente",
    ),
    "a manifest of other things": (
        lambda path: {"manifest.json": manifest_with(path, colour="red")},
        "this is no archive of Puente",
    ),
    "a part whose name is none": (
        lambda path: {"manifest.json": manifest_with(path, parts=[{"name": 7, "bytes": 0, "sha256": "", "rows": 0}])},
        "this is no archive of Puente",
    ),
    "no manifest": (lambda _path: {"manifest.json": None}, "has no manifest.json"),
    "a changed part": (lambda _path: {NAME: b"{}\n"}, f"{NAME} does not match its checksum"),
    "a missing part": (lambda _path: {NAME: None}, f"It has no {NAME}"),
    "a path out of it": (
        lambda path: {
            "manifest.json": manifest_with(path, parts=[{"name": "../x", "bytes": 0, "sha256": "", "rows": 0}])
        },
        "The archive has not the tables of its schema",
    ),
    "no JSON": (lambda path: with_line(path, b"{"), f"{NAME} holds no JSON in line 1"),
    "no object": (lambda path: with_line(path, b"7"), f"{NAME} holds no JSON object in line 1"),
    "a row that breaks a rule of the database": (
        lambda path: with_line(path, b'{"code":"01"}'),
        "The database does not take hs_chapter: NOT NULL constraint failed",
    ),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_bad_archive_is_refused_and_nothing_is_written(
    what: str, written: Path, tmp_path: Path, untouched: Flask
) -> None:
    change, sentence = DAMAGE[what]
    bad = rewritten(written, change(written)).rename(tmp_path / "bad.zip")
    status, said = run(untouched, archive_group, "read", bad)
    assert status == 1
    assert sentence in said
    assert said.count("\n") == 1
    # As new as before: that all of these are told in the same place says so, too.
    with untouched.app_context():
        assert is_unused()


def test_what_is_cut_short_or_something_else_is_told_apart(written: Path, tmp_path: Path, new: Flask) -> None:
    whole, cut = written.read_bytes(), tmp_path / "cut.zip"
    for length in (len(whole) // 2, len(whole) - 30, 10):
        cut.write_bytes(whole[:length])
        assert "is cut short" in run(new, archive_group, "read", cut)[1]
    middle = bytearray(whole)
    middle[len(whole) // 3] ^= 0xFF
    cut.write_bytes(middle)
    assert "does not match its checksum" in run(new, archive_group, "check", cut)[1]
    cut.write_bytes(b"Nombre,RFC\n")
    assert "is no archive of Puente" in run(new, archive_group, "read", cut)[1]
    (tmp_path / "folder").mkdir()
    assert "has no manifest.json" in run(new, archive_group, "read", tmp_path / "folder")[1]
    assert "can't be read: No such file" in run(new, archive_group, "read", tmp_path / "nothing.zip")[1]


def test_a_database_that_is_in_use_is_never_read_into_and_one_after_init_is(
    written: Path, firm: Flask, tmp_path: Path, sqlite_engine: Engine
) -> None:
    status, said = run(firm, archive_group, "read", written)
    assert (status, "This database holds records" in said) == (1, True)
    (tmp_path / "seeded").mkdir()
    with place(sqlite_engine.fresh(tmp_path / "seeded", "unused")) as seeded:
        status, said = run(seeded, archive_group, "read", written)
        assert status == 0, said


def test_an_empty_database_is_not_archived_and_no_file_is_replaced(written: Path, new: Flask, firm: Flask) -> None:
    was = written.read_bytes()
    assert "run crm init first" in run(new, archive_group, "write", written.with_name("empty.zip"))[1]
    assert "is there already" in run(firm, archive_group, "write", written)[1]
    assert written.read_bytes() == was
    assert "can't be written: No such file" in run(firm, archive_group, "write", written.parent / "no" / "x.zip")[1]


def fail_within(target: Path, *, folder: bool) -> None:
    with packing(target, folder=folder) as pack, pack.part("files.jsonl") as out:
        out.write(b"%d" % (1 // 0))


@pytest.mark.parametrize("name", ["firm.zip", "firm"])
def test_it_is_its_writers_alone_and_there_only_when_it_is_whole(firm: Flask, tmp_path: Path, name: str) -> None:
    target = tmp_path / "out" / name
    target.parent.mkdir()
    with pytest.raises(ZeroDivisionError):
        fail_within(target, folder=name == "firm")
    assert list(target.parent.iterdir()) == []
    assert run(firm, archive_group, "write", target)[0] == 0
    assert list(target.parent.iterdir()) == [target]
    paths = [target, *target.rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()} <= {0o700}


def test_a_store_that_fails_is_told_and_leaves_no_archive(
    firm: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(Person(firm, "alice"), "client", make_records(firm).open["client_id"], (picture(), "x.png"))

    def fails(_self: FileStore, _key: str) -> None:
        raise PermissionError(13, "Permission denied")

    target = tmp_path / "out"
    with firm.app_context():
        monkeypatch.setattr(FileStore, "open", fails)
        with pytest.raises(ArchiveError, match="can't be read from the store: Permission denied"):
            write_archive(target, file_store())
        monkeypatch.undo()
    assert not target.exists()


def test_a_store_that_is_full_is_told_and_the_database_stays_new(
    new: Flask, monkeypatch: pytest.MonkeyPatch, firm: Flask, tmp_path: Path
) -> None:
    send(Person(firm, "alice"), "client", make_records(firm).open["client_id"], (picture(), "x.png"))
    target = tmp_path / "with-files.zip"
    assert run(firm, archive_group, "write", target)[0] == 0

    def full(_self: FileStore, _source: object, _key: str = "") -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(FileStore, "put", full)
        status, said = run(new, archive_group, "read", target)
    assert status == 1
    assert "can't be put into the store: No space left on device" in said
    assert run(new, archive_group, "read", target)[0] == 0
