import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from crm.files.commands import check_command, sweep_command
from crm.files.integrity import compare, sweep
from crm.files.setup import file_store
from crm.files.store import FileStore
from tests.access.records import make_records
from tests.files.samples import picture, send
from tests.support import People


@pytest.fixture
def settled(app: Flask, people: People) -> Iterator[FileStore]:
    """Give the store with a good file and an orphan."""
    send(people.alice, "client", make_records(app).open["client_id"], (picture(), "x.png"))
    with app.app_context():
        file_store().put(io.BytesIO(b"orphan"))
        yield file_store()
        sweep(file_store(), timedelta(0))


def test_the_sweep_removes_what_no_row_knows_of_and_only_when_it_is_old(settled: FileStore) -> None:
    assert len(compare(settled).orphans) == 1
    assert sweep(settled) == 0
    assert sweep(settled, timedelta(0)) == 1
    found = compare(settled)
    assert found.good
    assert found.rows == 8, "of the records, a logo, and four imports"


def test_a_missing_and_a_changed_file_are_found(settled: FileStore) -> None:
    keys = [key for key, _size, _at in settled.list() if key not in compare(settled).orphans]
    paths = [Path(settled._path(key)) for key in keys]
    was = [path.read_bytes() for path in paths]
    paths[0].unlink()
    paths[1].write_bytes(b"other")
    found = compare(settled)
    for path, data in zip(paths, was, strict=True):
        path.write_bytes(data)
    assert (found.missing, found.changed) == ((keys[0],), (keys[1],))
    assert not found.good


def test_the_commands_tell_and_end_with_one_where_a_file_is_missing(app: Flask, settled: FileStore) -> None:
    run = app.test_cli_runner()
    good = run.invoke(check_command)
    assert good.exit_code == 0
    assert "8 rows: 0 files missing, 0 changed, 1 without a row" in good.output
    assert "Removed 0 files" in run.invoke(sweep_command).output
    path = next(Path(settled._path(key)) for key, _size, _at in settled.list() if key not in compare(settled).orphans)
    was = path.read_bytes()
    path.unlink()
    bad = run.invoke(check_command)
    path.write_bytes(was)
    assert bad.exit_code == 1
    assert f"missing: {path.name}" in bad.output
