"""Writes an archive part by part into a zip file or a folder: whole under its name, or not there at all."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from crm.archive.manifest import ArchiveError, Manifest, Part
from crm.files.store import sync_folder

MANIFEST: Final = "manifest.json"
#: The end of the name of what is not finished.
UNFINISHED: Final = ".part"
_CHUNK: Final = 1024 * 1024


class Written:
    """A part that is being written: counts its bytes, lines and sha256."""

    def __init__(self, name: str, out: IO[bytes]) -> None:
        self.name, self.size, self.rows = name, 0, 0
        self._out, self._digest = out, hashlib.sha256()

    def write(self, data: bytes) -> None:
        self._out.write(data)
        self._digest.update(data)
        self.size += len(data)

    def write_lines(self, lines: list[bytes]) -> None:
        """Write the lines of rows, each without its end."""
        if lines:
            self.write(b"\n".join(lines) + b"\n")
            self.rows += len(lines)

    def copy(self, source: IO[bytes]) -> None:
        while chunk := source.read(_CHUNK):
            self.write(chunk)

    @property
    def part(self) -> Part:
        """Return what the manifest says of it."""
        rows = self.rows if self.name.endswith(".jsonl") else None
        return Part(self.name, self.size, self._digest.hexdigest(), rows)


class ZipPacking:
    """Parts in a zip file; what does not shrink any more is stored as it is."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # For whoever writes it alone: it holds everything that the firm knows.
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
        # Harder packing of 1 GB of rows takes three times as long and saves a fifth.
        self._zip = ZipFile(self._file, "w", ZIP_DEFLATED, compresslevel=1)

    @contextmanager
    def part(self, name: str) -> Iterator[Written]:
        packed_already = name.startswith("files/") or name.endswith(".dump")
        # A ZipInfo of its own is stored; no part has a date: the same rows give the same bytes.
        with self._zip.open(ZipInfo(name) if packed_already else name, "w", force_zip64=True) as out:
            yield Written(name, out)

    def finish(self) -> Path:
        """Write it to the disk, whole; returns where it lies until it takes its name."""
        if not self._file.closed:
            self._zip.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        return self._path

    def abandon(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError, ValueError):
            self._zip.close()
        with suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)


class FolderPacking:
    """Parts as files in a folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.mkdir(mode=0o700)

    @contextmanager
    def part(self, name: str) -> Iterator[Written]:
        path = self._path / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield Written(name, out)
            out.flush()
            os.fsync(out.fileno())

    def finish(self) -> Path:
        """Write its folders to the disk; returns where it lies until it takes its name."""
        for path in (*(each for each in self._path.iterdir() if each.is_dir()), self._path):
            sync_folder(path)
        return self._path

    def abandon(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self._path, ignore_errors=True)


Packing = ZipPacking | FolderPacking


@contextmanager
def packing(target: Path, *, folder: bool = False) -> Iterator[Packing]:
    """Give a place for parts that takes the target's name at the end, if nothing went wrong. Raises ArchiveError."""
    if target.exists():
        raise ArchiveError(f"{target} is there already: name another one.")
    written = target.with_name(f"{target.name}.{secrets.token_hex(4)}{UNFINISHED}")
    try:
        pack: Packing = FolderPacking(written) if folder else ZipPacking(written)
    except OSError as error:
        raise ArchiveError(f"{target} can't be written: {error.strerror}.") from error
    try:
        yield pack
        pack.finish().rename(target)
        sync_folder(target.resolve().parent)
    except BaseException as error:
        pack.abandon()
        if isinstance(error, OSError):
            raise ArchiveError(f"{target} can't be written: {error.strerror or error}.") from error
        raise


def write_manifest(pack: Packing, manifest: Manifest) -> None:
    """Write the manifest: without it, a folder is no archive, so it comes last."""
    with pack.part(MANIFEST) as out:
        out.write(manifest.to_json())
