"""D6: a backup made while people save and upload comes back on a clean place with all that was acknowledged before."""

import io
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.app import create_app
from crm.archive.commands import restore_command
from crm.clients.models.client import Client
from crm.clients.models.depth import ClientFile
from crm.core.commands import check_command
from crm.core.config import Config
from crm.core.db import db, unit_of_work
from crm.files.integrity import compare
from crm.files.models import StoredFile
from crm.files.setup import file_store
from tests.archive.places import empty_place, place, run, start
from tests.bar.test_durability import a_note, check
from tests.bar.test_files import token_of, upload
from tests.engines import Engine, add_people
from tests.server import Browser, Server
from tests.support import FAST_HASH, PASSWORD

pytestmark = pytest.mark.bar
WRITERS, RESTORES = 3, 5
#: Seconds between one's save and the next.
PAUSE = 0.1
#: Bytes of stored files in the long form, so that a rate by the GB says something.
LOAD = 300_000_000
FILE = 10_000_000
SECONDS_A_GB = 300


@dataclass
class Load:
    """People who save notes and upload files until it is over, and what was acknowledged to them."""

    server: Server
    client_id: int
    over: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    notes: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)

    def signed_in(self) -> Browser:
        """Give a browser of Alice's."""
        browser = Browser(self.server)
        browser.sign_in("alice@example.com", PASSWORD)
        return browser

    def write(self, browser: Browser, writer: int) -> None:
        """Save one note after another."""
        number = 0
        while not self.over.wait(PAUSE):
            note = a_note(self.client_id, number) | {"subject": f"Backup {writer} {number:05d}"}
            status, said = browser.post("/engagements/new", note, "/engagements/new")
            with self.lock:
                self.notes.add(str(note["subject"])) if status == 303 else self.refused.append(said)
            number += 1

    def upload(self, browser: Browser) -> None:
        """Upload one file after another."""
        token, number = token_of(browser, self.client_id), 0
        while not self.over.wait(PAUSE):
            name = f"{number:05d}.txt"
            status = upload(browser, self.client_id, token, name.encode() * 20_000, name)
            with self.lock:
                self.files.add(name) if status == 303 else self.refused.append(f"{name}: {status}")
            number += 1

    def acknowledged(self) -> tuple[set[str], set[str]]:
        """Return the notes and files acknowledged until now."""
        with self.lock:
            return set(self.notes), set(self.files)


def fill(config: Config, size: int) -> int:
    """Add the people, a client and so many bytes of its files; returns the client's id."""
    app = create_app(config, TESTING=True, **FAST_HASH)
    with app.app_context():
        add_people()
        with unit_of_work(None) as work:
            client = Client(name="Durable", name_key="durable", search_text="durable", country="MX")
            work.add(client)
            work.flush()
            for number in range(size // FILE):
                put = file_store().put(io.BytesIO(os.urandom(FILE)))
                file = StoredFile(
                    key=put.key, name=f"{number}.bin", size=put.size, sha256=put.sha256, media_type="text/plain"
                )
                work.add(file)
                work.flush()
                work.add(ClientFile(client_id=client.id, file_id=file.id))
            client_id = client.id
        db.session.remove()
        db.engine.dispose()
    return client_id


@contextmanager
def loaded(config: Config, client_id: int) -> Iterator[Load]:
    """Let people work on a served place; everything saved is acknowledged, and nobody is refused."""
    server, threads = Server(config.database_url, config.instance, patience=60), list[Thread]()
    load = Load(server, client_id)
    try:
        server.start()
        threads += [Thread(target=load.write, args=(load.signed_in(), writer)) for writer in range(WRITERS)]
        threads.append(Thread(target=load.upload, args=(load.signed_in(),)))
        for thread in threads:
            thread.start()
        until = time.monotonic() + 60
        while time.monotonic() < until and (len(load.notes) < 3 * WRITERS or len(load.files) < 2):
            time.sleep(0.05)
        yield load
    finally:
        load.over.set()
        for thread in threads:
            if thread.is_alive():
                thread.join(60)
        server.kill()
    assert not load.refused, load.refused[:3]


def missing_in(app: Flask, notes: set[str], files: set[str]) -> int:
    """Check a restored place from top to bottom; returns how many acknowledged notes and files it has not."""
    status, said = run(app, check_command)
    assert status == 0, said
    with app.app_context():
        found = check(db.engine)
        assert all(found.values()), "a note without its client or its trail"
        stored = compare(file_store())
        assert stored.good, stored
        named = set(db.session.execute(sa.select(StoredFile.name)).scalars())
        db.session.remove()
    return len(notes - set(found)) + len(files - named)


def back_up(config: Config, target: Path) -> float:
    """Run `crm backup` as a process of its own; returns the seconds it took."""
    began = time.monotonic()
    process = start(config, "backup", target)
    said, _none = process.communicate(timeout=600)
    assert process.returncode == 0, said
    return time.monotonic() - began


def back_up_and_restore(engine: Engine, folder: Path, worker_id: str, rounds: int, size: int) -> str:
    """Back up during load, restore each on a clean place, count what is missing; returns the figure."""
    config = engine.fresh(folder, f"puente_bar_{worker_id}")
    client_id = fill(config, size)
    missing, meanwhile, slowest, total = 0, 0, 0.0, 0
    with loaded(config, client_id) as load:
        for number in range(rounds):
            target, name = folder / f"backup-{number}.zip", f"puente_clean_{worker_id}"
            notes, files = load.acknowledged()
            seconds = back_up(config, target)
            meanwhile += len(load.acknowledged()[0]) - len(notes)
            with place(empty_place(engine.name, folder / f"clean-{number}", name)) as clean:
                began = time.monotonic()
                status, said = run(clean, restore_command, target)
                assert status == 0, said
                seconds += time.monotonic() - began
                missing += missing_in(clean, notes, files)
                total = size_of(clean)
            slowest = max(slowest, seconds * 1e9 / total)
    assert not missing
    assert meanwhile, "nobody worked while the backup ran"
    told = (
        f"{rounds} of {rounds} backups under load ({len(load.notes)} notes and {len(load.files)} files acknowledged, "
    )
    told += f"{meanwhile} notes while a backup ran) restored on clean places: integrity ok, rows and files agree, "
    told += f"{missing} acknowledged before the start missing"
    if not size:
        return told
    assert slowest <= SECONDS_A_GB
    return f"{told}; {total / 1e6:.0f} MB, backup and restore together at most {slowest:.0f} s/GB"


def size_of(app: Flask) -> int:
    """Return the bytes of database and files."""
    with app.app_context():
        files = db.session.execute(sa.select(sa.func.sum(StoredFile.size))).scalar() or 0
        database = db.session.execute(
            sa.text("SELECT pg_database_size(current_database())")
            if db.engine.dialect.name == "postgresql"
            else sa.text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        ).scalar_one()
        db.session.remove()
    return int(files) + int(database)


def test_a_backup_under_load_comes_back_with_all_that_was_acknowledged(
    engine: Engine, tmp_path: Path, worker_id: str, figure: Callable[..., None]
) -> None:
    figure("D6", engine.name, back_up_and_restore(engine, tmp_path, worker_id, 1, 0))


@pytest.mark.bar_only
def test_five_backups_under_load_come_back_within_five_minutes_a_gb(
    engine: Engine, tmp_path: Path, worker_id: str, figure: Callable[..., None]
) -> None:
    figure("D6", engine.name, back_up_and_restore(engine, tmp_path, worker_id, RESTORES, LOAD))
