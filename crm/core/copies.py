"""Copies of a whole SQLite database by SQLite's own backup, while it is in use."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from crm.core.db import db, driver


def copy_database(target: Path, without: Iterable[str] = ()) -> None:
    """Copy the database in use into an empty file: one snapshot, which neither waits for writers nor holds them up.

    Tables named in `without` are emptied in the copy.
    """
    with closing(driver().connect(target, isolation_level=None)) as copy:
        with _in_use() as used:
            # All pages at once: a copy in steps begins anew whenever another process writes.
            used.backup(copy, pages=-1)
        # Overwritten, not only given free.
        copy.execute("PRAGMA secure_delete=ON")
        for table in without:
            copy.execute(f'DELETE FROM "{table}"')
        # One file that needs no write-ahead log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")


def put_database(source: Path) -> None:
    """Replace all that the database in use holds by a copy, in one transaction: killed meanwhile, it is as before."""
    with closing(driver().connect(source)) as copy, _in_use() as used:
        copy.backup(used, pages=-1)
    db.engine.dispose()


def faults_of(path: Path) -> str:
    """Return what SQLite finds wrong with a copy, '' for a whole one."""
    with closing(driver().connect(path)) as copy:
        try:
            first = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            broken = copy.execute("PRAGMA foreign_key_check").fetchone()
        except driver().DatabaseError as error:
            return str(error)
    if first != "ok":
        return str(first)
    return f"a row of {broken[0]} refers to none of {broken[2]}" if broken else ""


@contextmanager
def reading_copy(path: Path) -> Iterator[sa.Connection]:
    """Give a connection to a copy."""
    engine = sa.create_engine(f"sqlite:///{path}", module=driver())
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _in_use() -> Iterator[Any]:
    with closing(db.engine.raw_connection()) as held:
        yield held.driver_connection
