"""Pictures of a stored file, made once by a program of its own (`render.py`) and kept in the store."""

import logging
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Final

from crm.files.models import StoredFile
from crm.files.store import FileStore

PROGRAM: Final = Path(__file__).with_name("render.py")
#: Seconds on the wall; its processor time is limited by the program itself.
SECONDS: Final = 12
MOST: Final = 8 * 1024 * 1024
#: A file that no picture could be made of is tried again after this many seconds.
AGAIN: Final = 600
#: Where the program did not answer, or with nothing that is a picture.
NO_ANSWER: Final = -1
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
    try:
        with _on_disk(store, key) as source:
            code, packed = _run(how, source)
    except OSError:
        _log.exception("no preview of file %s", key)
        return None
    return packed if code == 0 and list(_unpack(packed)) else None


def drawn(data: bytes, how: str) -> tuple[int, bytes]:
    """Return (0, one PNG) of what `render.py` makes in this way, else the number that it ended with and no bytes."""
    with TemporaryFile() as source:
        source.write(data)
        source.flush()
        source.seek(0)
        code, packed = _run(how, source)
    pictures = list(_unpack(packed, _is_png)) if code == 0 else []
    return (code, pictures[0]) if pictures else (code or NO_ANSWER, b"")


def _run(how: str, source: IO[bytes]) -> tuple[int, bytes]:
    """Run the program on a file; returns what it ended with (0: well) and its answer."""
    if not _turn.acquire(timeout=SECONDS):
        return NO_ANSWER, b""
    try:
        with TemporaryFile() as answer, TemporaryDirectory() as empty:
            done = subprocess.run(  # noqa: S603 - our own program, by its path, with no word of the user's
                [sys.executable, "-I", "-B", str(PROGRAM), how], cwd=empty, env={"RAYON_NUM_THREADS": "1"},
                stdin=source, stdout=answer, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False,
            )  # fmt: skip
            answer.seek(0)
            return done.returncode, answer.read(MOST)
    except subprocess.TimeoutExpired:
        return NO_ANSWER, b""
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


def _is_webp(picture: bytes) -> bool:
    return picture[:4] == b"RIFF" and picture[8:12] == b"WEBP"


def _is_png(picture: bytes) -> bool:
    return picture.startswith(b"\x89PNG\r\n\x1a\n")


def _unpack(packed: bytes, fits: Callable[[bytes], bool] = _is_webp) -> Iterator[bytes]:
    """Yield the pictures of an answer; whatever is none of the kind ends it."""
    at = 0
    while at + 4 <= len(packed):
        (length,) = struct.unpack_from(">I", packed, at)
        picture = packed[at + 4 : at + 4 + length]
        if len(picture) != length or not fits(picture):
            return
        yield picture
        at += 4 + length
