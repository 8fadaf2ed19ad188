"""Reads the parts of an archive, a zip file or a folder, and says in a sentence what is wrong with it."""

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, Final, Protocol, cast
from zipfile import BadZipFile, ZipFile, is_zipfile

from crm.archive.manifest import ArchiveError, Manifest, Part, read_manifest
from crm.archive.packing import MANIFEST

#: Names of parts: nothing else is opened, whatever a manifest says.
_NAME: Final = re.compile(
    r"manifest\.json|files\.jsonl|tables/[a-z0-9_]+\.jsonl|database\.(sqlite|dump)|files/[0-9a-f]{32}"
)
_CHUNK: Final = 1024 * 1024
_MANIFEST_BYTES: Final = 4 * 1024 * 1024
_BROKEN: Final = (BadZipFile, zlib.error, EOFError, KeyError, OSError, NotImplementedError)


class Unpacking(Protocol):
    """Opens parts by their names."""

    def open(self, name: str) -> IO[bytes]: ...


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, name: str) -> IO[bytes]:
        return (self._path / name).open("rb")


class Opened:
    """An archive that is open: its manifest and its parts."""

    def __init__(self, parts: Unpacking, kind: str) -> None:
        self._parts = parts
        with self.part(MANIFEST) as text:
            self.manifest: Manifest = read_manifest(text.read(_MANIFEST_BYTES), kind)

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """Give a part for reading. Raises ArchiveError where it is missing or damaged."""
        if not _NAME.fullmatch(name):
            raise ArchiveError("Its manifest names a part that no archive has: this is no archive of Puente.")
        try:
            with self._parts.open(name) as raw, BufferedReader(cast("Any", raw), _CHUNK) as part:
                yield part
        except _BROKEN as error:
            if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
                raise ArchiveError(f"{name} can't be read: {error.strerror or error}.") from error
            missing = isinstance(error, KeyError | FileNotFoundError)
            raise ArchiveError(f"It has no {name}." if missing else damaged(name)) from error

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """Yield the values of each line of a JSON Lines part."""
        with self.part(name) as part:
            for number, line in enumerate(part, 1):
                try:
                    value = json.loads(line)
                except ValueError as error:
                    raise ArchiveError(f"{name} holds no JSON in line {number}.") from error
                if not isinstance(value, dict):
                    raise ArchiveError(f"{name} holds no JSON object in line {number}.")
                yield value

    def verify(self, part: Part) -> None:
        """Read a part and compare it with what was said of it. Raises ArchiveError."""
        digest, size, rows = hashlib.sha256(), 0, 0
        with self.part(part.name) as source:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                rows += chunk.count(b"\n")
        if (size, digest.hexdigest()) != (part.bytes, part.sha256) or part.rows not in {None, rows}:
            raise ArchiveError(damaged(part.name))

    def verify_all(self, files: Iterator[Part]) -> None:
        """Compare every part and every stored file with its checksum. Raises ArchiveError at the first that differs."""
        for part in self.manifest.parts:
            self.verify(part)
        for file in files:
            self.verify(file)


def damaged(name: str) -> str:
    """Say that a part is not what was written."""
    return f"{name} does not match its checksum: it was changed or damaged after it was written. Take another copy."


@contextmanager
def opened(path: Path, kind: str) -> Iterator[Opened]:
    """Open an archive or a backup. Raises ArchiveError where it is none."""
    if path.is_dir():
        if not (path / MANIFEST).is_file():
            raise ArchiveError(f"{path} has no {MANIFEST}: it is no archive of Puente, or was not written to its end.")
        yield Opened(_Folder(path), kind)
        return
    try:
        with path.open("rb") as file:
            begins_as_zip = file.read(4) == b"PK\x03\x04"
        if not is_zipfile(path):
            raise ArchiveError(
                f"{path} is cut short: it was not written or copied to its end."
                if begins_as_zip
                else f"{path} is no archive of Puente."
            )
        with ZipFile(path) as zipped:
            if MANIFEST not in zipped.NameToInfo:
                raise ArchiveError(f"{path} is no archive of Puente: it has no {MANIFEST}.")
            yield Opened(zipped, kind)
    except BadZipFile as error:
        raise ArchiveError(f"{path} is damaged: its list of parts can't be read.") from error
    except OSError as error:
        raise ArchiveError(f"{path} can't be read: {error.strerror or error}.") from error
