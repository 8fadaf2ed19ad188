"""Where the bytes lie: a folder, or any bucket that fsspec speaks to, under opaque names."""

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final, cast

from fsspec.core import url_to_fs  # type: ignore[import-untyped]
from fsspec.implementations.local import LocalFileSystem  # type: ignore[import-untyped]

#: A finished upload has its row within seconds; what has none after this is nobody's.
OLD: Final = timedelta(days=1)
_CHUNK: Final = 256 * 1024
_KEY: Final = re.compile(r"[0-9a-f]{32}")
#: Half-written files, and pictures made of the files.
_INCOMING, _PREVIEWS = "incoming", "previews"


@dataclass(frozen=True, slots=True)
class Put:
    """What was written: its key, bytes and sha256."""

    key: str
    size: int
    sha256: str


class FileStore:
    """Puts, opens, deletes and lists files. What is put in a folder is on the disk when `put` returns.

    Whatever fails raises OSError (a bucket's own errors are often OSErrors too); a missing file FileNotFoundError.
    """

    def __init__(self, address: str) -> None:
        """Take a folder's path or an fsspec address. Raises ValueError or ImportError for an address of no use."""
        self.fs, root = cast("tuple[Any, str]", url_to_fs(address))
        self.root = root.rstrip("/")
        self.local = isinstance(self.fs, LocalFileSystem)
        self._cleared = False

    def put(self, source: IO[bytes], key: str = "") -> Put:
        """Write all of a stream under a new key; only whole and durable files are ever found under one.

        What is restored keeps the `key` that it had. Raises ValueError for what is no key.
        """
        if key and not _KEY.fullmatch(key):
            raise ValueError(f"no key of a file: {key[:40]!r}")
        key, digest, size = key or secrets.token_hex(16), hashlib.sha256(), 0
        target = self._path(key)
        # A bucket shows an object when it is whole; a folder shows a file as soon as it is opened.
        written = f"{self.root}/{_INCOMING}/{key}" if self.local else target
        try:
            self._folder(written)
            self._clear_incoming()
            with self.fs.open(written, "wb") as out:
                while chunk := source.read(_CHUNK):
                    out.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                if self.local:
                    out.flush()
                    os.fsync(out.fileno())
            if self.local:
                self._folder(target)
                Path(written).replace(target)
                sync_folder(Path(target).parent)
        except BaseException:
            with contextlib.suppress(OSError):
                self.fs.rm_file(written)
            raise
        return Put(key, size, digest.hexdigest())

    def open(self, key: str) -> IO[bytes]:
        """Open a file for reading. Raises FileNotFoundError."""
        return cast("IO[bytes]", self.fs.open(self._path(key), "rb"))

    def delete(self, key: str) -> None:
        """Remove a file and its pictures; one that is gone already is no error."""
        for path in (self._path(key), self._preview(key)):
            with contextlib.suppress(FileNotFoundError):
                self.fs.rm_file(path)

    def list(self) -> Iterator[tuple[str, int, datetime]]:
        """Yield every file: key, bytes, when it was written."""
        for path, told in self._found():
            key = path.rpartition("/")[2]
            if path == self._path(key):
                yield key, int(told["size"]), self._written(path, told)

    def keep_preview(self, key: str, data: bytes) -> None:
        """Keep the pictures made of a file: whole or not at all."""
        target = self._preview(key)
        written = f"{target}.{secrets.token_hex(4)}" if self.local else target
        self._folder(written)
        self.fs.pipe_file(written, data)
        if self.local:
            Path(written).replace(target)

    def preview(self, key: str) -> bytes | None:
        """Return the kept pictures of a file, None where there are none."""
        try:
            return cast("bytes", self.fs.cat_file(self._preview(key)))
        except FileNotFoundError:
            return None

    def abandoned(self, age: timedelta) -> Iterator[str]:
        """Yield the paths of what no finished upload left behind, older than `age`: half-written files, pictures."""
        before = datetime.now(UTC) - age
        for path, told in self._found():
            key = path.rpartition("/")[2]
            if path not in {self._path(key), self._preview(key)} and self._written(path, told) <= before:
                yield path

    def remove(self, path: str) -> None:
        """Remove what `abandoned` gave."""
        with contextlib.suppress(FileNotFoundError):
            self.fs.rm_file(path)

    def _clear_incoming(self) -> None:
        """Remove half-written files of a server that was killed: once in a process, in one folder that is small."""
        if self._cleared or not self.local:
            return
        self._cleared = True
        before = (datetime.now(UTC) - OLD).timestamp()
        for path in Path(self.root, _INCOMING).iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime <= before:
                    path.unlink()

    def _found(self) -> Iterator[tuple[str, dict[str, Any]]]:
        try:
            yield from self.fs.find(self.root, detail=True).items()
        except FileNotFoundError:
            return

    def _written(self, path: str, told: dict[str, Any]) -> datetime:
        when = told.get("mtime") or told.get("LastModified") or told.get("created") or self.fs.modified(path)
        if isinstance(when, int | float):
            return datetime.fromtimestamp(when, UTC)
        return cast("datetime", when).astimezone(UTC)

    def _path(self, key: str) -> str:
        if not _KEY.fullmatch(key):
            # Never a path of somebody's making.
            return f"{self.root}/none"
        return f"{self.root}/{key[:2]}/{key}"

    def _preview(self, key: str) -> str:
        return f"{self.root}/{_PREVIEWS}/{key if _KEY.fullmatch(key) else 'none'}"

    def _folder(self, path: str) -> None:
        """Make the folder of a path, durably: for the server's own user alone."""
        if not self.local:
            return
        folder = Path(path).parent
        if not folder.is_dir():
            Path(self.root).mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Write a folder's own entries to the disk: without it a renamed file may be gone after a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
