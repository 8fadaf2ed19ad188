"""Fixtures: one migrated and seeded database per worker, copied fresh for each test; four people; both engines."""

import json
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from crm.app import create_app
from crm.core.commands import migrate_and_seed
from crm.core.config import load_config
from crm.core.db import db
from crm.files.integrity import compare
from crm.files.setup import file_store
from tests.engines import Engine, fill_database, server_of
from tests.support import FAST_HASH, POSTGRES, SHARED, People, skip_or_fail


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the same tests on PostgreSQL after SQLite; long cases of the bar belong to `make bar` alone."""
    items.sort(key=lambda item: "postgresql" in item.name)
    if "CRM_TEST_FIGURES" not in os.environ:
        long = [item for item in items if item.get_closest_marker("bar_only")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]


#: Addresses outside this machine that a test tried to reach: each attempt fails its test (U4).
outbound: list[str] = []


@pytest.fixture(scope="session", autouse=True)
def _nothing_goes_out() -> Iterator[None]:
    """Refuse every connection to another machine and every look for its address."""
    with pytest.MonkeyPatch.context() as patch:
        guard(patch, outbound)
        yield


def guard(patch: pytest.MonkeyPatch, tried: list[str]) -> None:
    """Let sockets reach this machine alone; what else is tried is noted and refused."""
    connect, look = socket.socket.connect, socket.getaddrinfo

    def check(host: object) -> None:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name not in {"localhost", "127.0.0.1", "::1", "None", ""}:
            tried.append(name)
            raise AssertionError(f"a test tried to reach {name}")

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            check(address[0])
        connect(self, address)

    def looked(host: Any, *rest: Any, **more: Any) -> Any:
        check(host)
        return look(host, *rest, **more)

    patch.setattr(socket.socket, "connect", guarded)
    patch.setattr(socket, "getaddrinfo", looked)


@pytest.fixture(scope="session", autouse=True)
def _addresses_are_built_when_asked_for() -> Iterator[None]:
    """Compile the builder of a route's address at its first use: nine tenths of the time that an application takes."""
    compiled = Rule._compile_builder

    def late(self: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(compiled(self, append_unknown))
            return made[0](rule, **values)

        return build

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", late)
        yield


@pytest.fixture
def shared() -> Path:
    """Give the folder of real published files."""
    if not SHARED.is_dir():
        skip_or_fail("the real files of ../shared/data are not here")
    return SHARED


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("template")
    config = load_config({"CRM_INSTANCE": str(folder), "CRM_FETCH": "off"})
    fill_database(config, lambda: migrate_and_seed(lambda _text: None))
    engine = Engine("sqlite", config)
    engine.with_people(tmp_path_factory.mktemp("people"), "unused")
    return engine


@pytest.fixture(scope="session")
def postgresql_engine(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Engine]:
    if not POSTGRES:
        skip_or_fail("SKIPPED: no PostgreSQL (set CRM_TEST_POSTGRES to an address whose user may create databases)")
    folder = tmp_path_factory.mktemp("pg")
    url = sa.make_url(POSTGRES).set(database=f"puente_template_{worker_id}")
    server = server_of(url)
    with server.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{url.database}"'))
    address = url.render_as_string(hide_password=False)
    config = load_config({"CRM_INSTANCE": str(folder), "CRM_DATABASE_URL": address, "CRM_FETCH": "off"})
    fill_database(config, lambda: migrate_and_seed(lambda _text: None))
    engine = Engine("postgresql", config)
    engine.with_people(tmp_path_factory.mktemp("people"), f"puente_people_{worker_id}")
    yield engine
    with server.connect() as connection:
        for name in (url.database, f"puente_people_{worker_id}"):
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Give each database engine in turn."""
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found


@pytest.fixture
def app(engine: Engine, tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """Give the application on a fresh database that has the reference lists and four people."""
    config = engine.fresh(tmp_path, f"puente_test_{worker_id}", engine.peopled)
    made = create_app(config, TESTING=True, **FAST_HASH)
    yield made
    with made.app_context():
        db.session.remove()
        check_files(engine.name)
        db.session.remove()
        db.engine.dispose()


#: Rows whose files were compared at the end of their test, by engine (F5).
compared: Counter[str] = Counter()


def check_files(engine: str) -> None:
    """Compare what a test left in its store of files with its rows: sizes, sha256, orphans."""
    store = file_store()
    if Path(store.root).is_dir():
        found = compare(store)
        assert found.good, found
        compared[engine] += found.rows


def pytest_sessionfinish() -> None:
    """Write the figure of F5 for the whole suite: a test that left a difference has failed."""
    write_figure("U4", "both", f"connections to other machines in this run: {len(outbound)} of 0 allowed")
    for engine, rows in compared.items():
        write_figure("F5", engine, f"at the end of each test of this run: {rows} rows and files compared, 0 orphans, "
                     "0 missing, 0 mismatches where no test failed")  # fmt: skip


@pytest.fixture
def people(app: Flask) -> People:
    """Give signed-in browsers: alice and bob (consultants), charlie (partner), dora (analyst), erin (admin), nobody."""
    return People(app)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Give the xdist worker's name, also without xdist."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


@pytest.fixture
def figure() -> Callable[..., None]:
    """Give `figure(case, engine, text)`: writes one line of the bar's table."""
    return write_figure


def write_figure(case: str, engine: str, text: str) -> None:
    """Add a line to the bar's table, where one is being made."""
    target = os.environ.get("CRM_TEST_FIGURES")
    if target:
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"case": case, "engine": engine, "text": text}) + "\n")
