"""The bytes of stored files on their way into an archive and out of it; `files.jsonl` lists them."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Final

import sqlalchemy as sa

from crm.archive.manifest import ArchiveError, Part
from crm.archive.packing import Packing
from crm.archive.unpacking import INDEX, Opened
from crm.files.models import StoredFile
from crm.files.store import FileStore

_IN_MEMORY: Final = 1024 * 1024
_CHUNK: Final = 1024 * 1024
_BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class Named:
    """A file as its row names it."""

    key: str
    size: int
    sha256: str


@dataclass(slots=True)
class Packed:
    """How many files were packed, and the keys of those that were not in the store or are not what their row says."""

    index: Part
    count: int = 0
    bytes: int = 0
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


class Names:
    """The files that a snapshot's rows name; kept on the disk where they are many, until it is closed."""

    def __init__(self) -> None:
        self._kept = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed below

    def take_from(self, connection: sa.Connection) -> None:
        """Note what the rows of a database name."""
        query = sa.select(StoredFile.key, StoredFile.size, StoredFile.sha256).order_by(StoredFile.id)
        for part in connection.execute(query, execution_options={"yield_per": _BATCH}).partitions():
            self._kept.writelines(f"{key} {size} {sha256}\n".encode() for key, size, sha256 in part)

    def __iter__(self) -> Iterator[Named]:
        self._kept.seek(0)
        for line in self._kept:
            key, size, sha256 = line.decode().split()
            yield Named(key, int(size), sha256)

    def close(self) -> None:
        self._kept.close()


def pack_files(pack: Packing, store: FileStore, names: Iterable[Named]) -> Packed:
    """Write every file that is named and in the store, then the list of them.

    One that was removed since the rows were read is in the list as missing: its row says what it was.
    """
    found = Packed(Part(INDEX, 0, ""))
    with SpooledTemporaryFile(_IN_MEMORY) as listed:
        for name in names:
            listed.write(json.dumps(_pack_file(pack, store, name, found)).encode() + b"\n")
        listed.seek(0)
        with pack.part(INDEX) as index:
            for line in listed:
                index.write_lines([line.rstrip(b"\n")])
    found.index = index.part
    return found


def _pack_file(pack: Packing, store: FileStore, name: Named, found: Packed) -> dict[str, object]:
    try:
        source = store.open(name.key)
    except FileNotFoundError:
        found.missing.append(name.key)
        return {"key": name.key, "missing": True}
    except OSError as error:
        raise _unreadable(name.key, error) from error
    with source, pack.part(f"files/{name.key}") as out:
        for chunk in _chunks(source, name.key):
            out.write(chunk)
    part = out.part
    if (part.bytes, part.sha256) != (name.size, name.sha256):
        found.changed.append(name.key)
    found.count += 1
    found.bytes += part.bytes
    return {"key": name.key, "bytes": part.bytes, "sha256": part.sha256}


def _chunks(source: IO[bytes], key: str) -> Iterator[bytes]:
    try:
        while chunk := source.read(_CHUNK):
            yield chunk
    except OSError as error:
        raise _unreadable(key, error) from error


def _unreadable(key: str, error: OSError) -> ArchiveError:
    return ArchiveError(f"File {key} can't be read from the store: {error.strerror or error}.")


def packed_files(archive: Opened) -> Iterator[Part]:
    """Yield the stored files of an archive, those that it has."""
    for line in archive.lines(INDEX):
        if not line.get("missing"):
            try:
                yield Part(f"files/{line['key']}", line["bytes"], line["sha256"])
            except KeyError as error:
                raise ArchiveError(f"{INDEX} has a line without {error.args[0]}.") from error


def missing_files(archive: Opened) -> int:
    """Return how many files were not in the store when the archive was written."""
    return sum(bool(line.get("missing")) for line in archive.lines(INDEX))


def unpack_files(archive: Opened, store: FileStore) -> int:
    """Put every file into the store under its own key; returns how many. Safe to repeat."""
    count = 0
    for file in packed_files(archive):
        try:
            with archive.part(file.name) as source:
                put = store.put(source, file.name.removeprefix("files/"))
        except OSError as error:
            raise ArchiveError(f"{file.name} can't be put into the store: {error.strerror or error}.") from error
        if put.sha256 != file.sha256:
            with suppress(OSError):
                store.delete(put.key)
            raise ArchiveError(f"{file.name} could not be stored as it is.")
        count += 1
    return count


def warnings(packed: Packed) -> Iterator[str]:
    """Say which files are not as their rows say."""
    for what, keys in (("not in the store", packed.missing), ("not what their records say", packed.changed)):
        if keys:
            shown = ", ".join(keys[:5]) + (" …" if len(keys) > 5 else "")  # noqa: PLR2004
            yield f"{len(keys)} files are {what} (crm files-check lists them): {shown}"
