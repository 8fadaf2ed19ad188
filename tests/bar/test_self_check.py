"""D8: the engine's settings as the product reads them back, on a database that has been written to."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.checks import self_check
from crm.core.db import db
from tests.access.records import make_records
from tests.access.test_routes import Sent, send
from tests.engines import Engine
from tests.support import People

pytestmark = pytest.mark.bar


def test_the_database_checks_itself_after_every_route_was_sent_to(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    send(app, people, make_records(app), "partner", Sent())
    with app.app_context():
        checks = {check.name: check for check in self_check()}
        broken = [tuple(row) for row in foreign_key_violations(engine)]
    told = ", ".join(f"{check.name} {check.found}" for check in checks.values())
    figure("D8", engine.name, f"{told}; {len(broken)} foreign-key violations")
    assert [check.name for check in checks.values() if not check.good] == []
    assert broken == []
    if engine.name == "sqlite":
        assert {name: checks[name].found for name in ("journal mode", "synchronous", "foreign keys", "mmap size")} == {
            "journal mode": "wal", "synchronous": "2", "foreign keys": "1", "mmap size": "0",
        }  # fmt: skip
        assert int(checks["busy timeout (ms)"].found) >= 5000
        assert tuple(map(int, checks["SQLite version"].found.split("."))) >= (3, 51, 3)


def foreign_key_violations(engine: Engine) -> list[sa.Row[tuple[object, ...]]]:
    """Return the rows that point to nothing: by SQLite's own check, else by looking for each foreign key's parent."""
    with db.engine.connect() as connection:
        if engine.name == "sqlite":
            return list(connection.exec_driver_sql("PRAGMA foreign_key_check"))
        found: list[sa.Row[tuple[object, ...]]] = []
        for table in db.metadata.sorted_tables:
            for key in table.foreign_keys:
                parent = key.column.table.alias()
                missing = ~sa.exists().where(parent.c[key.column.name] == key.parent)
                found += connection.execute(sa.select(key.parent).where(key.parent.is_not(None), missing))
        return found
