"""PostgreSQL's own tools: pg_dump of a snapshot that we hold, and pg_restore; no password on a command line."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.engine import make_url

from crm.archive.manifest import ArchiveError
from crm.core.tables import snapshot


@contextmanager
def dumped(target: Path, without: Iterable[str] = ()) -> Iterator[sa.Connection]:
    """Dump the database in use into a file; gives a connection that sees the same. Raises ArchiveError.

    Of the tables named in `without` no row is dumped.
    """
    with snapshot() as connection:
        name = connection.execute(sa.select(sa.func.pg_export_snapshot())).scalar_one()
        # Comments would need the extension's owner when they are restored.
        plain = ("--format=custom", "--no-owner", "--no-privileges", "--no-comments")
        left = [f"--exclude-table-data={table}" for table in without]
        _run("pg_dump", *plain, *left, f"--snapshot={name}", f"--file={target}", f"--dbname={_address()}")
        yield connection


def faults_of_dump(path: Path) -> str:
    """Read a dump to its end without a database; returns what pg_restore says is wrong, '' for a whole one."""
    try:
        _run("pg_restore", f"--file={os.devnull}", str(path))
    except ArchiveError as error:
        return str(error)
    return ""


def restore_dump(path: Path) -> None:
    """Restore a dump into the database in use, which has no tables: in one transaction. Raises ArchiveError."""
    plain = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run("pg_restore", *plain, f"--dbname={_address()}", str(path))


def _address() -> str:
    url = make_url(current_app.config["CRM"].database_url)
    return sa.URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    ).render_as_string()


def _run(tool: str, *arguments: str) -> None:
    found = shutil.which(tool)
    if found is None:
        raise ArchiveError(
            f"{tool} is not installed here: install PostgreSQL's client programs (of the server's version or newer), "
            "or use crm archive, which needs none."
        )
    password = make_url(current_app.config["CRM"].database_url).password
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(  # noqa: S603 - the tool as found, our own arguments
        [found, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["no reason given"]
        raise ArchiveError(f"{tool} failed: {said[0]}")
