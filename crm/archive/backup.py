"""Copies the database of one moment and the files that it names into one file, and looks whether the copy is whole."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from flask import current_app

from crm.archive.manifest import BACKUP, LEFT_OUT, ArchiveError, Manifest, new_manifest
from crm.archive.packing import UNFINISHED, Packing, packing, write_manifest
from crm.archive.postgres import dumped, faults_of_dump
from crm.archive.stored import Names, Packed, pack_files, packed_files
from crm.archive.unpacking import Opened, opened
from crm.core.checks import database_revision
from crm.core.copies import copy_database, faults_of, reading_copy
from crm.core.db import dialect_name
from crm.files.store import FileStore

#: The database's part by engine.
DATABASE = {"sqlite": "database.sqlite", "postgresql": "database.dump"}


def write_backup(target: Path, store: FileStore) -> tuple[Manifest, Packed]:
    """Write a backup and read it again before it takes its name. Raises ArchiveError."""
    if not database_revision():
        raise ArchiveError("The database is empty: there is nothing to back up.")
    name = DATABASE[dialect_name()]
    with closing(Names()) as names, packing(target) as pack:
        with _aside(target.resolve().parent, name) as copy:
            _copy(copy, names)
            with copy.open("rb") as source, pack.part(name) as out:
                out.copy(source)
        packed = pack_files(pack, store, names)
        manifest = new_manifest(BACKUP, [out.part, packed.index])
        write_manifest(pack, manifest)
        _read_again(pack)
    return manifest, packed


def _copy(copy: Path, names: Names) -> None:
    """Copy the database, look at the copy, note the files that its rows name."""
    if dialect_name() == "sqlite":
        copy_database(copy, without=LEFT_OUT)
        if fault := faults_of(copy):
            raise ArchiveError(f"The database is damaged ({fault}): see docs/deploy.md on restoring.")
        with reading_copy(copy) as connection:
            names.take_from(connection)
        return
    with dumped(copy, without=LEFT_OUT) as connection:
        names.take_from(connection)
    if fault := faults_of_dump(copy):
        raise ArchiveError(f"The copy is not whole: {fault}")


def _read_again(pack: Packing) -> None:
    with opened(pack.finish(), BACKUP) as backup:
        backup.verify_all(packed_files(backup))


def check_backup(source: Path) -> Manifest:
    """Look whether a backup is whole: every checksum, and the database as its engine reads it. Raises ArchiveError."""
    with opened(source, BACKUP) as backup:
        backup.verify_all(packed_files(backup))
        with unpacked(backup):
            return backup.manifest


@contextmanager
def unpacked(backup: Opened) -> Iterator[Path]:
    """Give the database of a verified backup as a file, which its engine finds whole. Raises ArchiveError."""
    name = backup.manifest.part(DATABASE.get(backup.manifest.engine, "database")).name
    # Backups may lie where nothing is to be written.
    with _aside(current_app.config["CRM"].instance, name) as copy:
        with backup.part(name) as source, copy.open("wb") as out:
            while chunk := source.read(1024 * 1024):
                out.write(chunk)
        fault = faults_of(copy) if backup.manifest.engine == "sqlite" else faults_of_dump(copy)
        if fault:
            raise ArchiveError(f"Its database is damaged: {fault}")
        yield copy


@contextmanager
def _aside(folder: Path, name: str) -> Iterator[Path]:
    """Give the path of a file that is removed at the end, in a folder of its own, which is its owner's alone."""
    try:
        own = tempfile.TemporaryDirectory(prefix="backup.", suffix=UNFINISHED, dir=folder)
    except OSError as error:
        raise ArchiveError(f"Nothing can be written in {folder}: {error.strerror}.") from error
    with own:
        yield Path(own.name) / name
