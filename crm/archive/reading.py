"""Reads an archive into a new database: checked first, then written in one transaction."""

from pathlib import Path
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from crm.archive.manifest import ARCHIVE, ArchiveError, Manifest
from crm.archive.rows import row_reader
from crm.archive.stored import missing_files, packed_files, unpack_files
from crm.archive.unpacking import Opened, opened
from crm.archive.writing import archived_tables, part_name
from crm.core.checks import head_revision
from crm.core.commands import migrate
from crm.core.db import unit_of_work
from crm.core.tables import empty_tables, held_back, insert_rows, is_unused, point_rows, settle_tables
from crm.files.store import FileStore

_BATCH: Final = 2000


def check_archive(source: Path) -> Manifest:
    """Read an archive whole and compare every part with its checksum. Raises ArchiveError."""
    with opened(source, ARCHIVE) as archive:
        archive.verify_all(packed_files(archive))
        return archive.manifest


def read_archive(source: Path, store: FileStore) -> tuple[Manifest, int, int]:
    """Read an archive into the new database in use; returns its manifest, how many files it had and has not.

    The rows come in one transaction, after the files: killed at any time, the database is as new as before, and the
    same may be asked again. Raises ArchiveError.
    """
    with opened(source, ARCHIVE) as archive:
        _refuse(archive.manifest)
        archive.verify_all(packed_files(archive))
        migrate()
        count = unpack_files(archive, store)
        with unit_of_work(None) as work:
            # What the migrations and crm init wrote: the archive has its own.
            empty_tables(work)
            for table in archived_tables():
                _read_table(work, archive, table)
            for table in archived_tables():
                _point_back(work, archive, table)
            settle_tables(work)
        return archive.manifest, count, missing_files(archive)


def _refuse(manifest: Manifest) -> None:
    wanted = head_revision()
    if manifest.schema != wanted:
        raise ArchiveError(
            f"The archive is at schema {manifest.schema}, this version of Puente reads {wanted}: read it with the "
            f"version that wrote it ({manifest.product_version}), migrate there with crm init, and write it again."
        )
    if {part.name for part in manifest.parts} != {"files.jsonl", *map(part_name, archived_tables())}:
        raise ArchiveError("The archive has not the tables of its schema: it was not written by Puente.")
    if not is_unused():
        raise ArchiveError(
            "This database holds records: an archive is read into a new one only. "
            "Name another by CRM_DATABASE_URL or CRM_INSTANCE; its tables are made for you."
        )


def _read_table(work: Session, archive: Opened, table: sa.Table) -> None:
    read, later, rows = row_reader(table), dict.fromkeys(held_back(table)), list[dict[str, Any]]()
    try:
        for values in archive.lines(part_name(table)):
            rows.append(read(values) | later)
            if len(rows) >= _BATCH:
                insert_rows(work, table, rows)
                rows.clear()
        insert_rows(work, table, rows)
    except (StatementError, psycopg.Error) as error:
        raise ArchiveError(f"The database does not take {table.name}: {_first_line(error)}") from error


def _point_back(work: Session, archive: Opened, table: sa.Table) -> None:
    """Give rows that refer to rows of their own table what they refer to, now that all are there."""
    names = held_back(table)
    if not names:
        return
    read, rows = row_reader(table), list[dict[str, Any]]()
    for values in archive.lines(part_name(table)):
        if any(name in values for name in names):
            rows.append(read(values))
        if len(rows) >= _BATCH:
            point_rows(work, table, names, rows)
            rows.clear()
    point_rows(work, table, names, rows)


def _first_line(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(cause).splitlines()[0]
