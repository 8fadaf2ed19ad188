"""New, empty places for a firm on either engine, and what an archive says of its tables."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import sqlalchemy as sa
from click import Command
from flask import Flask

from crm.app import create_app
from crm.core.config import Config, load_config
from crm.core.db import db
from tests.engines import server_of
from tests.support import FAST_HASH, POSTGRES, ROOT, skip_or_fail


def empty_place(engine: str, folder: Path, name: str) -> Config:
    """Return the settings of an installation whose database is there without a table."""
    folder.mkdir(exist_ok=True)
    config = load_config({"CRM_INSTANCE": str(folder), "CRM_FETCH": "off"})
    if engine == "sqlite":
        return config
    if not POSTGRES:
        skip_or_fail("no PostgreSQL")
    url = sa.make_url(POSTGRES).set(database=name)
    drop_place(url)
    with server_of(url).connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    return replace(config, database_url=url.render_as_string(hide_password=False))


def drop_place(url: sa.URL) -> None:
    with server_of(url).connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)'))


@contextmanager
def place(config: Config, *, keep: bool = False) -> Iterator[Flask]:
    """Give the application on a place; its database goes at the end where it is PostgreSQL's, unless it is kept."""
    app = create_app(config, TESTING=True, **FAST_HASH)
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        if not config.sqlite and not keep:
            drop_place(sa.make_url(config.database_url))


def run(app: Flask, command: Command, *arguments: object) -> tuple[int, str]:
    """Run a command; returns its status and all that it said."""
    done = app.test_cli_runner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)
    return done.exit_code, done.output


def start(config: Config, *arguments: object) -> "subprocess.Popen[str]":
    """Start a crm command as a process of its own."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CRM_")}
    environment = clean | {
        "CRM_DATABASE_URL": config.database_url, "CRM_INSTANCE": str(config.instance), "CRM_FETCH": "off",
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "crm", *map(str, arguments)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def manifest_of(path: Path) -> dict[str, Any]:
    """Return the manifest of an archive."""
    if path.is_dir():
        return json.loads((path / "manifest.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]
    with ZipFile(path) as zipped:
        return json.loads(zipped.read("manifest.json"))  # type: ignore[no-any-return]


def parts_of(path: Path) -> dict[str, tuple[int, int | None, str]]:
    """Return (bytes, rows, sha256) of each part that a manifest names."""
    return {part["name"]: (part["bytes"], part["rows"], part["sha256"]) for part in manifest_of(path)["parts"]}


def rewritten(path: Path, changes: dict[str, bytes | None]) -> Path:
    """Write an archive anew with other bytes in some parts, or without them; returns the new file."""
    target = path.with_name(f"changed-{path.name}")
    with ZipFile(path) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = changes.get(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target
