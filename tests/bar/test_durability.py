"""D1: what was answered with a 303 is there after kill -9 of the whole process group."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm.app import create_app
from crm.clients.models.client import Client
from crm.core.db import db, driver, unit_of_work
from tests.engines import Engine, add_people
from tests.server import Browser, Server
from tests.support import FAST_HASH, PASSWORD

pytestmark = [pytest.mark.bar, pytest.mark.bar_only]

KILLS = 20
WRITES_A_ROUND = 25


def a_note(client_id: int, number: int) -> dict[str, object]:
    """Return the form of one engagement that says its number."""
    return {
        "subject": f"Durability {number:04d}",
        "note": f"Note {number:04d} " + "palabra " * 50,
        "track": "trade",
        "channel": "phone",
        "state": "held",
        "starts_wall": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M"),
        "zone": "UTC",
        "clients": [client_id],
        "minutes": "15",
    }


def test_every_acknowledged_note_survives_twenty_kills_of_the_whole_process_group(
    engine: Engine, tmp_path: Path, worker_id: str, figure: Callable[..., None]
) -> None:
    config = engine.fresh(tmp_path, f"puente_bar_{worker_id}")
    app = create_app(config, TESTING=True, **FAST_HASH)
    with app.app_context():
        add_people()
        with unit_of_work(None) as work:
            client = Client(name="Durable", name_key="durable", search_text="durable", country="MX")
            work.add(client)
            work.flush()
            client_id = client.id
        db.engine.dispose()
    server = Server(config.database_url, tmp_path)
    acknowledged: list[str] = []
    slowest = 0.0
    for _kill in range(KILLS):
        slowest = max(slowest, server.start())
        browser = Browser(server)
        browser.sign_in("alice@example.com", PASSWORD)
        for _write in range(WRITES_A_ROUND):
            note = a_note(client_id, len(acknowledged))
            status, where = browser.post("/engagements/new", note, "/engagements/new")
            assert status == 303, where
            acknowledged.append(str(note["subject"]))
        server.kill()
    with app.app_context():
        found = check(app_engine=db.engine)
        db.engine.dispose()
    lost = set(acknowledged) - set(found)
    halves = [subject for subject, audited in found.items() if not audited]
    counted = f"{len(acknowledged)} acknowledged, {KILLS} kills, {len(lost)} lost, {len(halves)} half-written"
    figure("D1", engine.name, f"{counted}, ready within {slowest:.1f} s")
    assert not lost
    assert not halves


def check(app_engine: sa.Engine) -> dict[str, bool]:
    """Return each note found with whether its client row and its audit row are there too; checks integrity."""
    with app_engine.connect() as connection:
        if app_engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
            assert re.match(r"\d+\.\d+", driver().sqlite_version)
        rows = connection.exec_driver_sql(
            "SELECT e.subject, EXISTS (SELECT 1 FROM engagement_client c WHERE c.engagement_id = e.id)"
            " AND EXISTS (SELECT 1 FROM audit_entry a WHERE a.kind = 'engagement' AND a.record_id = e.id)"
            " FROM engagement e"
        )
        return {subject: bool(whole) for subject, whole in rows}
