"""Brings a backup back into the installation in use."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import current_app

from crm.accounts.sessions import end_all_sign_ins
from crm.archive.backup import unpacked, write_backup
from crm.archive.manifest import BACKUP, ArchiveError, Manifest
from crm.archive.postgres import restore_dump
from crm.archive.stored import packed_files, unpack_files
from crm.archive.unpacking import opened
from crm.core.checks import knows_revision
from crm.core.commands import migrate
from crm.core.copies import put_database
from crm.core.db import db, dialect_name, unit_of_work
from crm.core.tables import drop_tables, is_unused
from crm.files.store import FileStore


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; `kept` is the backup of what was there before."""

    manifest: Manifest
    files: int
    kept: Path | None = None


def restore_backup(source: Path, store: FileStore, *, replace: bool = False) -> Restored:
    """Restore a backup of this engine and bring its schema to this version's. Raises ArchiveError.

    Files come first, then the database in one transaction: after a kill the same may be asked again.
    """
    with opened(source, BACKUP) as backup:
        _refuse(backup.manifest)
        backup.verify_all(packed_files(backup))
        with unpacked(backup, source) as copy:
            kept = _keep_aside(store, replace=replace)
            files = unpack_files(backup, store)
            _put(copy)
        migrate()
        with unit_of_work(None) as work:
            # A sign-in that ended after the backup must not be there again.
            end_all_sign_ins(work)
        return Restored(backup.manifest, files, kept)


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


def _keep_aside(store: FileStore, *, replace: bool) -> Path | None:
    """Back up what is there, where something is and it may be replaced."""
    if is_unused():
        return None
    if not replace:
        raise ArchiveError(
            "This database holds records: restore into a new one (CRM_DATABASE_URL, CRM_INSTANCE), "
            "or add --replace, which makes a backup of this one first."
        )
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
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
