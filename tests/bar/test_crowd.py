"""C3 (SQLite): eight save at once, a worker writes, a backup reads; nobody is told that the database is locked."""

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest

from crm.app import create_app
from crm.clients.models.client import Client
from crm.core.db import db, unit_of_work
from crm.jobs.actions import ask
from tests.bar.test_durability import a_note
from tests.engines import Engine, add_people
from tests.server import Browser, Server
from tests.support import FAST_HASH, PASSWORD

WRITERS = 8
#: A save that waits for another's writes is answered within this, p99.
PATIENCE = 1.0


@dataclass
class Tally:
    """What the writers were answered, and how long each save took, in seconds."""

    answers: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    locked: int = 0
    copies: int = 0

    @property
    def p99(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)]


def write(server: Server, client_id: int, numbers: "count[int]", over: Event, tally: Tally) -> None:
    """Save one note after another until it is over."""
    browser = Browser(server)
    browser.sign_in("alice@example.com", PASSWORD)
    while not over.is_set():
        begin = monotonic()
        status, text = browser.post("/engagements/new", a_note(client_id, next(numbers)), "/engagements/new")
        tally.seconds.append(monotonic() - begin)
        tally.answers[status] += 1
        tally.locked += "locked" in str(text).lower()


def back_up(source: Path, target: Path, over: Event, tally: Tally) -> None:
    """Copy the database while it is written, again and again, and look whether each copy is whole."""
    while not over.is_set():
        target.unlink(missing_ok=True)
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new, pages=500)
            assert new.execute("PRAGMA quick_check").fetchone() == ("ok",)
        tally.copies += 1
        over.wait(1)


def crowd(engine: Engine, folder: Path, name: str, seconds: float) -> Tally:
    """Let writers, worker and backup at one served database for so long."""
    config = engine.fresh(folder, name)
    app = create_app(config, TESTING=True, **FAST_HASH)
    with app.app_context():
        add_people()
        with unit_of_work(None) as work:
            client = Client(name="Crowded", name_key="crowded", search_text="crowded", country="MX")
            work.add(client)
            work.flush()
            client_id = client.id
        db.engine.dispose()
    server, over, tally, numbers = Server(config.database_url, folder), Event(), Tally(), count()
    server.start()
    try:
        threads = [Thread(target=write, args=(server, client_id, numbers, over, tally)) for _ in range(WRITERS)]
        source = Path(config.database_url.removeprefix("sqlite:///"))
        threads.append(Thread(target=back_up, args=(source, folder / "copy.db", over, tally)))
        for thread in threads:
            thread.start()
        until = monotonic() + seconds
        while monotonic() < until:
            with app.app_context(), unit_of_work(None) as work:
                ask(work, "jobs.forget", {}, actor_id=None)
            over.wait(0.2)
        over.set()
        for thread in threads:
            thread.join(60)
    finally:
        server.kill()
    return tally


def judge(tally: Tally, figure: Callable[..., None], engine: Engine, seconds: float) -> None:
    """Count what went wrong; the figures go to the table of the bar."""
    bad = sum(number for status, number in tally.answers.items() if status != 303)
    done = tally.answers[303]
    told = f"{done} saves, {bad} refused, {tally.locked} told of a lock, {tally.copies} whole copies meanwhile"
    figure("C3", engine.name, f"{WRITERS} writers, {seconds:.0f} s: {told}, p99 of a save {1000 * tally.p99:.0f} ms")
    assert done > WRITERS
    assert not bad, tally.answers
    assert not tally.locked
    assert tally.copies


@pytest.mark.bar
def test_nobody_is_told_of_a_lock_while_eight_write_and_a_backup_reads(
    sqlite_engine: Engine, tmp_path: Path, worker_id: str, figure: Callable[..., None]
) -> None:
    judge(crowd(sqlite_engine, tmp_path, f"puente_bar_{worker_id}", 5), figure, sqlite_engine, 5)


@pytest.mark.bar
@pytest.mark.bar_only
def test_a_minute_of_eight_writers_answers_within_a_second(
    sqlite_engine: Engine, tmp_path: Path, worker_id: str, figure: Callable[..., None]
) -> None:
    tally = crowd(sqlite_engine, tmp_path, f"puente_bar_{worker_id}", 60)
    judge(tally, figure, sqlite_engine, 60)
    assert tally.p99 <= PATIENCE
