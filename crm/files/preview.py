"""Pictures of a stored file, made once by a program of its own (`render.py`) and kept in the store."""

import logging
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

from crm.files.models import StoredFile
from crm.files.store import FileStore

PROGRAM: Final = Path(__file__).with_name("render.py")
#: Seconds on the wall; its processor time is limited by the program itself.
SECONDS: Final = 12
MOST: Final = 8 * 1024 * 1024
#: A file that no picture could be made of is tried again after this many seconds.
AGAIN: Final = 600
SHOWN: Final = {
    "image/png": "image", "image/jpeg": "image", "image/gif": "image", "image/webp": "image", "application/pdf": "pdf",
}  # fmt: skip

_log = logging.getLogger(__name__)
#: Two at once: more would take the processors from those who work.
_turn = threading.BoundedSemaphore(2)
_failed: dict[str, float] = {}


def pictures(store: FileStore, file: StoredFile) -> list[bytes]:
    """Return the pictures (WebP) of a file's first pages; an empty list where there are none."""
    how = SHOWN.get(file.media_type)
    if how is None or time.monotonic() - _failed.get(file.key, -AGAIN) < AGAIN:
        return []
    packed = store.preview(file.key)
    if packed is None:
        packed = _make(store, file.key, how)
        if packed is None:
            _failed[file.key] = time.monotonic()
            return []
        store.keep_preview(file.key, packed)
    return list(_unpack(packed))


def _make(store: FileStore, key: str, how: str) -> bytes | None:
    if not _turn.acquire(timeout=SECONDS):
        return None
    try:
        with _on_disk(store, key) as source, TemporaryFile() as answer:
            done = subprocess.run(  # noqa: S603 - our own program, by its path, with no word of the user's
                [sys.executable, "-I", "-B", str(PROGRAM), how],
                stdin=source, stdout=answer, stderr=subprocess.DEVNULL, env={}, timeout=SECONDS, check=False,
            )  # fmt: skip
            answer.seek(0)
            packed = answer.read(MOST)
        return packed if done.returncode == 0 and list(_unpack(packed)) else None
    except subprocess.TimeoutExpired:
        return None
    except OSError:
        _log.exception("no preview of file %s", key)
        return None
    finally:
        _turn.release()


@contextmanager
def _on_disk(store: FileStore, key: str) -> Iterator[IO[bytes]]:
    """Give a file that a program can read from: a bucket's is copied first."""
    with store.open(key) as stored:
        if store.local:
            yield stored
            return
        with TemporaryFile() as copy:
            while chunk := stored.read(256 * 1024):
                copy.write(chunk)
            copy.seek(0)
            yield copy


def _unpack(packed: bytes) -> Iterator[bytes]:
    """Yield the pictures of an answer; whatever is no WebP ends it."""
    at = 0
    while at + 4 <= len(packed):
        (length,) = struct.unpack_from(">I", packed, at)
        picture = packed[at + 4 : at + 4 + length]
        if len(picture) != length or picture[:4] != b"RIFF" or picture[8:12] != b"WEBP":
            return
        yield picture
        at += 4 + length
