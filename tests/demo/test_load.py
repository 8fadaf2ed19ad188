"""`crm demo`: all of the firm or nothing, once, never beside real records and never in production."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from crm.accounts.models import User
from crm.alerts.models import AlertTask
from crm.app import create_app
from crm.audit.models import AuditEntry
from crm.checklists.models import ChecklistRun, ChecklistTask
from crm.clients.models.client import Client, ClientBarrier
from crm.conflicts.models import AdverseParty, ConflictCheck, ConflictHit
from crm.core.dates import today_in
from crm.core.db import Base, db
from crm.core.firm import firm_settings, is_demo
from crm.demo.commands import ACCOUNTS, PASSWORD, demo_command
from crm.demo.content_files import read
from crm.demo.firm import build_firm
from crm.duplicates.models import DuplicatePair
from crm.duplicates.rebuild import settle_all
from crm.engagements.issue_models import EngagementIssue
from crm.engagements.models import (
    Engagement,
    EngagementClient,
    EngagementInstitution,
    EngagementPerson,
    EngagementTask,
)
from crm.files.models import StoredFile
from crm.issues.models import Issue
from crm.people.models import Person
from crm.tasks.models import Task, TaskComment, TaskMention
from tests.engines import Engine
from tests.support import FAST_HASH


@pytest.fixture
def empty(engine: Engine, tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """Give the application on a database with the reference lists and nobody in it."""
    made = create_app(engine.fresh(tmp_path, f"puente_demo_{worker_id}"), TESTING=True, **FAST_HASH)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def demo(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return CliRunner().invoke(demo_command, arguments, obj=None)


def rows(model: type[Base]) -> int:
    return db.session.execute(sa.select(sa.func.count()).select_from(model)).scalar_one()


def test_the_whole_firm_is_loaded_and_a_second_time_keeps_it(empty: Flask) -> None:
    first = demo(empty)
    assert first.exit_code == 0, first.output
    assert PASSWORD in first.output
    assert all(f"{name}@example.com" in first.output for name in ACCOUNTS)
    with empty.app_context():
        firm = build_firm(today_in(empty.config["CRM"].time_zone))
        assert rows(User) == len(firm.people)
        assert rows(Client) == len(firm.clients) + len(read("doubles")["clients"]) == 42
        assert settle_all() == 0, "compared by the command itself"
        assert rows(DuplicatePair) == 3, "what the queue shows, and nothing that is none"
        quarters = len(read("quarters")["engagements"])
        told = sum(len(row["clients"]) for row in read("advisories") if row["state"] == "sent")
        assert rows(Engagement) == len(firm.engagements) + len(read("correspondence")) + told + quarters
        assert rows(EngagementClient) == sum(len(item.clients) for item in firm.engagements) + told + quarters + len(
            read("correspondence")
        )
        assert rows(EngagementTask) == len(firm.follow_ups)
        new = [
            holder
            for holder in firm.holders
            if holder.to_on is None and (today_in(empty.config["CRM"].time_zone) - holder.from_on).days <= 180
        ]
        opened = rows(ChecklistTask) + rows(AlertTask) + len(read("work")["follow_ups"])
        assert rows(Task) - opened == len(firm.follow_ups) + len(new) + sum(
            row["task"] is not None for row in read("issues")
        )
        assert (rows(ChecklistRun), rows(TaskComment), rows(TaskMention)) == (2, 3, 2)
        assert rows(Issue) == len(read("issues")) == 8
        assert rows(EngagementIssue) > 0
        assert len(new) == 2
        assert rows(StoredFile) == len(read("documents")) + 1, "the documents and the logo"
        assert rows(Person) == len(firm.contacts) + len(firm.holders) + len(read("doubles")["people"])
        assert rows(EngagementPerson) > len(firm.clients)
        assert rows(EngagementInstitution) > len(firm.clients)
        checks = read("conflicts")["checks"]
        barred = sum(len(client.barred) for client in firm.clients)
        assert rows(ClientBarrier) == barred + sum("barrier" in row for row in checks)
        states = db.session.execute(sa.select(ConflictCheck.state).order_by(ConflictCheck.state)).scalars().all()
        assert (states, rows(ConflictHit)) == (["barrier", "clear", "open", "waived"], 4)
        assert rows(AdverseParty) == len(read("conflicts")["parties"]) + 2
        done = db.session.execute(sa.select(sa.func.count()).where(Task.done_at.is_not(None))).scalar_one()
        ticked = sum(row["done"] for row in read("work")["checklists"])
        assert done - ticked == sum(item.done_on is not None for item in firm.follow_ups)
        assert firm_settings()["firm_name"] == firm.name
        assert is_demo()
        named = db.session.execute(sa.select(AuditEntry.actor_id).where(AuditEntry.kind == "engagement").distinct())
        assert None not in named.scalars().all()
        db.session.remove()
    second = demo(empty)
    assert second.exit_code == 0
    assert "kept" in second.output
    assert PASSWORD in second.output
    with empty.app_context():
        assert rows(Client) == 42


def test_the_four_accounts_sign_in_and_every_page_says_demo(empty: Flask) -> None:
    demo(empty)
    for name in ACCOUNTS:
        browser = empty.test_client()
        token = browser.get("/login").text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        words = {"csrf_token": token, "email": f"{name}@example.com", "password": PASSWORD}
        assert browser.post("/login", data=words).status_code == 302
        page = browser.get("/account")
        assert page.status_code == 200
        assert 'class="demo"' in page.text


def test_a_database_with_real_records_is_refused(app: Flask) -> None:
    answer = demo(app)
    assert answer.exit_code == 1
    assert "holds real records" in answer.output
    with app.app_context():
        assert rows(Client) == 0
        assert not firm_settings()["demo"]


def test_production_is_refused_before_anything_is_written(empty: Flask) -> None:
    empty.config["CRM"] = replace(empty.config["CRM"], production=True)
    answer = demo(empty)
    assert answer.exit_code == 1
    assert "production" in answer.output
    with empty.app_context():
        assert rows(User) == 0
