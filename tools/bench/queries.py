"""Counts the statements of each cell, inside this process: the served application stays untouched."""

from collections.abc import Sequence
from pathlib import Path

from flask import Flask

from crm.app import create_app
from crm.core.config import load_config
from crm.core.db import on_engine
from crm.demo.commands import PASSWORD
from tools.bench.cells import Cell, prepare
from tools.bench.http import Inside, sign_in

#: Not a question to the database, only the frame of one.
FRAME = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")


def inside(instance: Path, user: str) -> tuple[Inside, Flask]:
    """Return a signed-in reader in this process, and the application it asks."""
    app = create_app(load_config({"CRM_INSTANCE": str(instance)}))
    reader = Inside(app.test_client())
    sign_in(reader, user, PASSWORD)
    return reader, app


def count_queries(instance: Path, wanted: Sequence[Cell], user: str) -> dict[str, int]:
    """Return the number of statements of each cell, the user's own look-up included."""
    reader, app = inside(instance, user)
    sent: list[str] = []
    on_engine(app, sent.append)
    counts = {}
    for cell in wanted:
        prepare(reader, cell, cell.paths[0])()
        act = prepare(reader, cell, cell.paths[-1])
        sent.clear()
        act()
        counts[cell.name] = sum(not statement.startswith(FRAME) for statement in sent)
    return counts
