"""`crm archive`, `crm backup`, `crm restore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from crm.archive.backup import check_backup, write_backup
from crm.archive.manifest import ArchiveError, Manifest
from crm.archive.reading import check_archive, read_archive
from crm.archive.restore import restore_backup
from crm.archive.stored import Packed, warnings
from crm.archive.writing import write_archive
from crm.core.db import driver
from crm.files.setup import file_store

_FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group("archive")
def archive_group() -> None:
    """Write the whole firm into an archive that either engine reads (docs/archive.md), or read one."""


@archive_group.command("write")
@_FILE
@with_appcontext
def archive_write(file: Path) -> None:
    """Write FILE.zip, or a folder where the name does not end in .zip; Puente may be in use meanwhile."""
    with _in_a_sentence():
        manifest, packed = write_archive(file, file_store())
    click.echo(f"{file}: {_told(manifest)}, {_files(packed)}.")
    _warn(packed)


@archive_group.command("read")
@_FILE
@with_appcontext
def archive_read(file: Path) -> None:
    """Read an archive into a new database of either engine; sign in with the passwords that it has."""
    with _in_a_sentence():
        manifest, files, missing = read_archive(file, file_store())
    click.echo(f"Read {file} of {manifest.made_at}: {_told(manifest)}, {files:,} files. Everybody signs in anew.")
    _warn_of_missing(missing)


@archive_group.command("check")
@_FILE
@with_appcontext
def archive_check(file: Path) -> None:
    """Compare every part of an archive with its checksum."""
    with _in_a_sentence():
        manifest = check_archive(file)
    click.echo(f"{file} of {manifest.made_at} is whole: {_told(manifest)}, schema {manifest.schema}.")


@click.command("backup")
@_FILE
@click.option("--verify", is_flag=True, help="Write nothing: look whether FILE, a backup, is whole.")
@with_appcontext
def backup_command(file: Path, *, verify: bool) -> None:
    """Copy database and files into FILE while Puente is in use, and look whether the copy is whole."""
    with _in_a_sentence():
        if verify:
            manifest = check_backup(file)
            click.echo(f"{file} of {manifest.made_at} is whole: {manifest.engine}, schema {manifest.schema}.")
            return
        manifest, packed = write_backup(file, file_store())
    size = file.stat().st_size
    click.echo(f"{file}: {size:,} bytes, the database ({manifest.engine}) and {_files(packed)}; read again and whole.")
    _warn(packed)


@click.command("restore")
@_FILE
@click.option("--replace", is_flag=True, help="Replace a database that is in use; a backup of it is made first.")
@with_appcontext
def restore_command(file: Path, *, replace: bool) -> None:
    """Bring back what crm backup wrote, into a new installation (stop servers and workers first)."""
    with _in_a_sentence():
        restored = restore_backup(file, file_store(), replace=replace)
    if restored.kept is not None:
        click.echo(f"What was here before is in {restored.kept}.")
    click.echo(
        f"Restored {file} of {restored.manifest.made_at} with {restored.files:,} files. Everybody signs in anew; "
        "look with crm check and crm files-check."
    )
    _warn_of_missing(restored.missing)


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """Say what went wrong without a traceback."""
    try:
        yield
    except ArchiveError as error:
        raise click.ClickException(str(error)) from error
    except (DBAPIError, driver().Error) as error:
        said = str(getattr(error, "orig", error)).splitlines()[0]
        raise click.ClickException(f"The database can't be used: {said}. See docs/deploy.md on restoring.") from error


def _told(manifest: Manifest) -> str:
    tables = [part for part in manifest.parts if part.name.startswith("tables/")]
    return f"{len(tables)} tables, {sum(part.rows or 0 for part in tables):,} rows"


def _files(packed: Packed) -> str:
    return f"{packed.count:,} files ({packed.bytes:,} bytes)"


def _warn_of_missing(count: int) -> None:
    if count:
        click.echo(f"{count} files were missing already when it was written (crm files-check lists them).", err=True)


def _warn(packed: Packed) -> None:
    for warning in warnings(packed):
        click.echo(warning, err=True)
