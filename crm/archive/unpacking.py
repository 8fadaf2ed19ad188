"""Reads the parts of an archive, a zip file or a folder, and says in a sentence what is wrong with it."""

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, Any, Final, Protocol
from zipfile import BadZipFile, ZipFile, is_zipfile

from crm.archive.manifest import ArchiveError, Manifest, Part, read_manifest
from crm.archive.packing import MANIFEST

#: The list of stored files.
INDEX: Final = "files.jsonl"
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


class _Reading(RawIOBase):
    """A part whose faults are told in a sentence, wherever it is read."""

    def __init__(self, raw: IO[bytes], name: str) -> None:
        self._raw, self._name = raw, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._raw.read(len(buffer))
        except _BROKEN as error:
            raise _told(self._name, error) from error
        buffer[: len(data)] = data
        return len(data)


def _told(name: str, error: Exception) -> ArchiveError:
    if isinstance(error, KeyError | FileNotFoundError):
        return ArchiveError(f"It has no {name}.")
    if isinstance(error, OSError):
        return ArchiveError(f"{name} can't be read: {error.strerror or error}.")
    return ArchiveError(damaged(name))


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
            raw = self._parts.open(name)
        except _BROKEN as error:
            raise _told(name, error) from error
        with raw, BufferedReader(_Reading(raw, name), _CHUNK) as part:
            yield part

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
        # Of the files nothing is known but by their list.
        self.manifest.part(INDEX)
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
    with ExitStack() as stack:
        if path.is_dir():
            parts: Unpacking = _Folder(path)
            there = (path / MANIFEST).is_file()
        else:
            zipped = stack.enter_context(_zip(path))
            parts, there = zipped, MANIFEST in zipped.NameToInfo
        if not there:
            raise ArchiveError(f"{path} has no {MANIFEST}: it is no archive of Puente, or was not written to its end.")
        yield Opened(parts, kind)


def _zip(path: Path) -> ZipFile:
    try:
        with path.open("rb") as file:
            begins_as_zip = file.read(4) == b"PK\x03\x04"
        if is_zipfile(path):
            return ZipFile(path)
    except BadZipFile as error:
        raise ArchiveError(f"{path} is damaged: its list of parts can't be read.") from error
    except OSError as error:
        raise ArchiveError(f"{path} can't be read: {error.strerror or error}.") from error
    if begins_as_zip:
        raise ArchiveError(f"{path} is cut short: it was not written or copied to its end.")
    raise ArchiveError(f"{path} is no archive of Puente.")
