import io
import os
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest

from crm.files.store import FileStore

NOW = timedelta(0)


class Torn(io.BytesIO):
    """A source that breaks off after its first read, as a lost connection does."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise ConnectionResetError
        return super().read(10 if size else size)


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """Give an empty store in a folder, then one in a bucket (fsspec's memory)."""
    return FileStore(str(tmp_path / "files") if request.param == "folder" else f"memory://{uuid.uuid4().hex}")


def test_what_is_put_is_read_again_listed_and_deleted(store: FileStore) -> None:
    data = "Año".encode() * 200_000
    put = store.put(io.BytesIO(data))
    with store.open(put.key) as stored:
        assert stored.read() == data
    ((key, size, at),) = store.list()
    assert (key, size) == (put.key, len(data))
    assert at.tzinfo is not None
    store.keep_preview(put.key, b"small")
    assert store.preview(put.key) == b"small"
    assert [each[0] for each in store.list()] == [put.key]
    store.delete(put.key)
    store.delete(put.key)
    assert not list(store.list())
    assert store.preview(put.key) is None
    with pytest.raises(FileNotFoundError):
        store.open(put.key)


def test_a_torn_upload_leaves_nothing_under_a_key(store: FileStore) -> None:
    with pytest.raises(ConnectionResetError):
        store.put(Torn(b"x" * 100))
    assert not list(store.list())


def test_names_in_the_store_are_opaque_and_two_of_one_content_are_two(store: FileStore) -> None:
    first, second = store.put(io.BytesIO(b"same")), store.put(io.BytesIO(b"same"))
    assert first.sha256 == second.sha256
    assert first.key != second.key
    assert len(first.key) == 32


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "a/b", "x" * 32])
def test_a_key_of_somebodys_making_is_no_path(store: FileStore, key: str) -> None:
    with pytest.raises(FileNotFoundError):
        store.open(key)
    store.delete(key)


def test_a_half_written_file_is_found_as_abandoned_when_it_is_old(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path / "files"))
    kept = store.put(io.BytesIO(b"whole"))
    store.keep_preview(kept.key, b"small")
    half = tmp_path / "files" / "incoming" / ("0" * 32)
    half.write_bytes(b"half")
    assert not list(store.abandoned(timedelta(days=1)))
    (path,) = store.abandoned(NOW)
    store.remove(path)
    assert not half.exists()
    assert store.preview(kept.key) == b"small"


def test_a_folder_is_for_the_servers_own_user_alone(tmp_path: Path) -> None:
    FileStore(str(tmp_path / "files")).put(io.BytesIO(b"x"))
    assert (tmp_path / "files").stat().st_mode & 0o077 == 0


def test_the_first_upload_of_a_process_clears_what_a_killed_one_left_a_day_ago(tmp_path: Path) -> None:
    incoming = tmp_path / "files" / "incoming"
    FileStore(str(tmp_path / "files")).put(io.BytesIO(b"x"))
    old, young = incoming / ("0" * 32), incoming / ("1" * 32)
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    FileStore(str(tmp_path / "files")).put(io.BytesIO(b"y"))
    assert list(incoming.iterdir()) == [young]
