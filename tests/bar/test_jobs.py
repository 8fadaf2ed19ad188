"""C4 and D4: workers are killed at random; every effect is there once, no file is half a file."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.app import create_app
from crm.core.config import Config
from crm.core.db import db, unit_of_work
from crm.jobs import actions
from crm.jobs.carrier import carrier
from crm.jobs.models import Job
from crm.lists.export_job import export_store
from crm.lists.models import ExportLog
from tests.engines import Engine, add_people
from tests.jobs.probe import PARTS, rows
from tests.lists.records import csv_rows
from tests.support import FAST_HASH, ROOT, People

pytestmark = [pytest.mark.bar, pytest.mark.bar_only]
JOBS, WORKERS, KILLS = 500, 3, 20
CLIENTS = 6_000
LIMIT = 240.0


class Workers:
    """A number of worker processes, of which one is killed and another started now and then."""

    def __init__(self, config: Config, module: str, number: int) -> None:
        self.command = [sys.executable, "-m", *module.split()]
        self.environment = environment(config)
        self.processes = [self.start() for _number in range(number)]

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self, number: int) -> None:
        self.processes[number].send_signal(signal.SIGKILL)
        self.processes[number].wait()
        self.processes[number] = self.start()


@contextmanager
def working(config: Config, module: str, number: int) -> Iterator[Workers]:
    workers = Workers(config, module, number)
    try:
        yield workers
    finally:
        for process in workers.processes:
            process.kill()
            process.wait()


@pytest.fixture
def site(engine: Engine, tmp_path: Path, worker_id: str) -> Iterator[tuple[Flask, Config]]:
    """Give an application that carries its jobs for real."""
    config = engine.fresh(tmp_path, f"puente_jobs_{worker_id}")
    made = create_app(config, **FAST_HASH)
    with made.app_context():
        add_people()
    yield made, config
    with made.app_context():
        carrier(made).queue.storage.close()
        db.session.remove()
        db.engine.dispose()


def states(app: Flask) -> Counter[str]:
    with app.app_context():
        found = Counter(db.session.execute(sa.select(Job.state).where(Job.kind == "probe")).scalars())
        db.session.remove()
    return found


def test_500_jobs_of_three_workers_are_each_done_once_whoever_is_killed(
    site: tuple[Flask, Config], engine: Engine, figure: Callable[..., None]
) -> None:
    app, config = site
    with app.app_context():
        for start in range(0, JOBS, 50):
            with unit_of_work(None) as work:
                for number in range(start, start + 50):
                    actions.ask(work, "probe", {"number": number}, actor_id=None)
    rng, began = random.Random(4), time.monotonic()  # noqa: S311 - when to kill
    with working(config, "tests.jobs.worker", WORKERS) as workers:
        for kill in range(KILLS):
            time.sleep(rng.uniform(0.5, 1.5))
            workers.kill(kill % WORKERS)
        while states(app)["done"] < JOBS and time.monotonic() - began < LIMIT:
            time.sleep(0.5)
    seconds, found = time.monotonic() - began, states(app)
    effects = Counter(rows(app))
    wanted = [(number, part) for number in range(JOBS) for part in range(PARTS)]
    wrong = sum(effects[each] != 1 for each in wanted) + len(effects.keys() - set(wanted))
    pickled = sum(payload.startswith(b"\x80") for payload in messages(app))
    text = (
        f"{found['done']} of {JOBS} jobs done by {WORKERS} workers with {KILLS} kill -9 in {seconds:.0f} s; "
        f"{len(effects)} effects, {wrong} not exactly once, {JOBS - found['done']} stuck, {pickled} pickled payloads"
    )
    figure("C4", engine.name, text)
    assert (found["done"], wrong, pickled) == (JOBS, 0, 0), text


def messages(app: Flask) -> list[bytes]:
    """Return what lies in the queue now and what a job's id looks like in it."""
    with app.app_context():
        queue = app.extensions["crm_jobs_carrier"].queue
        return [bytes(item) for item in queue.storage.enqueued_items()]


def test_an_export_killed_at_twenty_points_is_whole_or_not_there(
    site: tuple[Flask, Config], engine: Engine, figure: Callable[..., None]
) -> None:
    app, config = site
    subprocess.run([sys.executable, "-c", MAKE, str(CLIENTS)], cwd=ROOT, check=True, env=environment(config))
    alice, rng = People(app).alice, random.Random(4)  # noqa: S311 - when to kill
    pages, at_work, truncated, began = list[str](), 0, 0, time.monotonic()
    with working(config, "crm worker", 1) as workers:
        while at_work < KILLS and time.monotonic() - began < LIMIT:
            if "queued" not in export_states(app) and "running" not in export_states(app):
                sent = alice.post("/clients/export", {"query": "", "format": "csv", "all": "1"})
                pages.append(sent.headers["Location"])
            if "running" in export_states(app):
                time.sleep(rng.uniform(0, 1.5))
                at_work += "running" in export_states(app)
                workers.kill(0)
                truncated += sum(not whole for whole in kept_whole(app))
            time.sleep(0.05)
        while set(export_states(app)) != {"done"} and time.monotonic() - began < 2 * LIMIT:
            time.sleep(0.5)
    bodies = [alice.get(f"{page}/download") for page in pages]
    exact = sum(len(csv_rows(body)) == CLIENTS for body in bodies)
    matching = sum(kept_whole(app))
    text = (
        f"{len(pages)} exports of {CLIENTS} rows, {at_work} kill -9 while one was made: {truncated} truncated files "
        f"marked done; {matching} of {len(pages)} match their checksum, {exact} their number of rows"
    )
    figure("D4", engine.name, text)
    assert (at_work, truncated, matching, exact) == (KILLS, 0, len(pages), len(pages)), text


#: Adds plain clients by the rows of the made-up database.
MAKE = """
import sys
import sqlalchemy as sa
from crm.app import create_app
from crm.clients.models.client import Client
from crm.core.db import unit_of_work
from crm.core.text import fold
with create_app().app_context(), unit_of_work(None) as work:
    names = [f"Cliente {n:06} Añil" for n in range(int(sys.argv[1]))]
    work.execute(sa.insert(Client), [
        {"name": n, "name_key": fold(n), "search_text": fold(n), "status": "active", "version": 1} for n in names
    ])
"""


def environment(config: Config) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CRM_")}
    return kept | {
        "CRM_DATABASE_URL": config.database_url, "CRM_INSTANCE": str(config.instance),
        "CRM_SECRET_KEY": config.secret_key,
    }  # fmt: skip


def export_states(app: Flask) -> list[str]:
    with app.app_context():
        found = db.session.execute(sa.select(Job.state).where(Job.kind == "lists.export")).scalars().all()
        db.session.remove()
    return list(found)


def kept_whole(app: Flask) -> list[bool]:
    """Tell of each export that is marked done whether its file matches its checksum."""
    with app.app_context():
        found = []
        for entry in db.session.execute(sa.select(ExportLog).where(ExportLog.rows.is_not(None))).scalars():
            with export_store().open(entry.key) as file:
                found.append(hashlib.sha256(file.read()).hexdigest() == entry.sha256 and entry.rows == CLIENTS)
        db.session.remove()
    return found
