"""Compares rows with files: what is missing, what nobody knows of, what is not what it was."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from crm.files import queries
from crm.files.store import OLD, FileStore

_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Compared:
    """How many rows there are, and the keys of what does not fit."""

    rows: int
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    orphans: tuple[str, ...]

    @property
    def good(self) -> bool:
        return not (self.missing or self.changed or self.orphans)


def compare(store: FileStore) -> Compared:
    """Read every file and compare it with its row: bytes and sha256. Memory stays flat; time is that of the disk."""
    told = queries.all_told()
    missing, changed = [], []
    for key, (size, sha256) in told.items():
        try:
            with store.open(key) as stored:
                found = hashlib.file_digest(stored, "sha256")  # type: ignore[arg-type]
                length = stored.tell()
        except FileNotFoundError:
            missing.append(key)
            continue
        if (length, found.hexdigest()) != (size, sha256):
            changed.append(key)
    orphans = (key for key, _size, _at in store.list() if key not in told)
    return Compared(len(told), tuple(missing), tuple(changed), tuple(orphans))


def sweep(store: FileStore, age: timedelta = OLD) -> int:
    """Remove files without a row and half-written ones that are older than `age`; returns how many."""
    gone = 0
    for key in _without_row(store, datetime.now(UTC) - age):
        store.delete(key)
        gone += 1
    for path in list(store.abandoned(age)):
        store.remove(path)
        gone += 1
    return gone


def _without_row(store: FileStore, before: datetime) -> Iterator[str]:
    old = [key for key, _size, at in store.list() if at <= before]
    for at in range(0, len(old), _BATCH):
        keys = old[at : at + _BATCH]
        known = queries.keys_known(keys)
        yield from (key for key in keys if key not in known)
