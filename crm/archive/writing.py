"""Writes the archive: every table from one snapshot, then the stored files that it names."""

from contextlib import closing
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from crm.archive.manifest import ARCHIVE, LEFT_OUT, ArchiveError, Manifest, Part, new_manifest
from crm.archive.packing import Packing, packing, write_manifest
from crm.archive.rows import line_writer
from crm.archive.stored import Names, Packed, pack_files
from crm.core.checks import database_revision, head_revision
from crm.core.tables import all_tables, rows_of, snapshot
from crm.files.store import FileStore

_LINES: Final = 1000


def archived_tables() -> list[sa.Table]:
    """Return the tables that are archived, those that others refer to first."""
    return [table for table in all_tables() if table.name not in LEFT_OUT]


def part_name(table: sa.Table) -> str:
    """Return the name of a table's part."""
    return f"tables/{table.name}.jsonl"


def write_archive(target: Path, store: FileStore) -> tuple[Manifest, Packed]:
    """Write the whole firm into a zip file or, where the name does not end in .zip, a folder. Raises ArchiveError."""
    if database_revision() != head_revision():
        raise ArchiveError("The database is empty or of another version: run crm init first.")
    with closing(Names()) as names, packing(target, folder=target.suffix.lower() != ".zip") as pack:
        parts = _write_tables(pack, names)
        packed = pack_files(pack, store, names)
        manifest = new_manifest(ARCHIVE, [*parts, packed.index])
        write_manifest(pack, manifest)
    return manifest, packed


def _write_tables(pack: Packing, names: Names) -> list[Part]:
    """Write every table, and note the files that the very same snapshot names."""
    with snapshot() as connection:
        names.take_from(connection)
        return [_write_table(pack, connection, table) for table in archived_tables()]


def _write_table(pack: Packing, connection: sa.Connection, table: sa.Table) -> Part:
    write, lines = line_writer(table), list[bytes]()
    with pack.part(part_name(table)) as out:
        for row in rows_of(connection, table):
            lines.append(write(row))
            if len(lines) >= _LINES:
                out.write_lines(lines)
                lines.clear()
        out.write_lines(lines)
    return out.part
