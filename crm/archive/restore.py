"""Brings a backup back into the installation in use."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from flask import current_app

from crm.archive.backup import unpacked, write_backup
from crm.archive.manifest import BACKUP, ArchiveError, Manifest
from crm.archive.postgres import restore_dump
from crm.archive.stored import missing_files, packed_files, unpack_files
from crm.archive.unpacking import opened
from crm.core.checks import knows_revision
from crm.core.commands import migrate
from crm.core.copies import put_database
from crm.core.db import db, dialect_name, unit_of_work
from crm.core.tables import drop_tables, is_unused
from crm.files.store import FileStore

_IN_USE: Final = (
    "This database holds records: restore into a new one (CRM_DATABASE_URL, CRM_INSTANCE), "
    "or add --replace, which makes a backup of this one first."
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; `missing` files were not in the store then; `kept` is the backup of what was there before."""

    manifest: Manifest
    files: int
    missing: int
    kept: Path | None = None


def restore_backup(source: Path, store: FileStore, *, replace: bool = False) -> Restored:
    """Restore a backup of this engine and bring its schema to this version's. Raises ArchiveError.

    Files come first, then the database in one transaction: killed before it is there, the same may be asked again;
    killed after that, `crm init` does what is left. A backup has no sign-ins, so none that ended is there again.
    """
    with opened(source, BACKUP) as backup:
        unused = is_unused()
        _refuse(backup.manifest)
        if not (unused or replace):
            raise ArchiveError(_IN_USE)
        backup.verify_all(packed_files(backup))
        with unpacked(backup) as copy:
            kept = None if unused else _keep_aside(store)
            files = unpack_files(backup, store)
            _put(copy)
        migrate()
        return Restored(backup.manifest, files, missing_files(backup), kept)


def _refuse(manifest: Manifest) -> None:
    if manifest.engine != dialect_name():
        raise ArchiveError(
            f"This is a backup of {manifest.engine}, the database in use is {dialect_name()}: "
            "move between the two by crm archive write and crm archive read."
        )
    if not knows_revision(manifest.schema):
        raise ArchiveError(
            f"The backup is of a newer Puente ({manifest.product_version}, schema {manifest.schema}): "
            "install that version to restore it."
        )


def _keep_aside(store: FileStore) -> Path:
    """Back up what is there; returns where."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    kept: Path = current_app.config["CRM"].instance / f"before-restore-{moment}.zip"
    write_backup(kept, store)
    return kept


def _put(copy: Path) -> None:
    db.session.remove()
    if dialect_name() == "sqlite":
        put_database(copy)
        return
    with unit_of_work(None) as work:
        drop_tables(work)
    restore_dump(copy)
