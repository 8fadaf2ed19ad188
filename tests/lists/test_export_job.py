"""Long exports: made by the worker, fetched by their asker alone, as long as all that is in them may be seen."""

import hashlib
import io
from collections.abc import Iterator

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.dates import now
from crm.core.db import db, unit_of_work
from crm.jobs.models import Job
from crm.jobs.running import run_job
from crm.lists.export_job import export_store
from crm.lists.models import ExportLog
from tests.clients.firm import add_client, bar, user_id
from tests.jobs.probe import run_due
from tests.lists.records import csv_rows, export
from tests.support import People, Person


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let three rows be a long list, two a page."""
    monkeypatch.setattr("crm.lists.exports.DIRECT", 2)
    monkeypatch.setattr("crm.lists.exports.PAGE", 2)
    monkeypatch.setattr("crm.lists.export_job.PAGE", 2)


def asked(person: Person, page: str = "clients", query: str = "", kind: str = "csv") -> str:
    """Ask for a long export; returns its page."""
    answer = export(person, page, query, kind, every=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def entry(app: Flask) -> ExportLog:
    with app.app_context():
        return db.session.execute(sa.select(ExportLog).order_by(ExportLog.id.desc()).limit(1)).scalar_one()


def test_a_long_list_is_made_by_the_worker_and_waits_for_its_asker(app: Flask, people: People) -> None:
    names = [f"Añil {n}" for n in range(5)]
    for name in names:
        add_client(app, name)
    page = asked(people.alice, query="q=anil")
    assert "It begins in a moment." in people.alice.get(page).text
    assert people.alice.get(f"{page}/download").status_code == 302
    assert run_due(app) == 1
    assert "5 rows are ready." in people.alice.get(page).text
    answer = people.alice.get(f"{page}/download")
    assert [row["Name"] for row in csv_rows(answer)] == names
    kept = entry(app)
    assert (kept.rows, kept.size) == (5, len(answer.get_data()))
    assert kept.sha256 == hashlib.sha256(answer.get_data()).hexdigest()
    assert kept.ended_at is not None
    assert f"filename=clients-{answer.headers['Content-Disposition'][-14:]}".endswith(".csv")


def test_a_workbook_comes_the_same_way_in_its_askers_language(app: Flask, people: People) -> None:
    for number in range(4):
        add_client(app, f"C{number}")
    people.alice.post("/language", {"language": "es"})
    page = asked(people.alice, kind="xlsx")
    run_due(app)
    book = openpyxl.load_workbook(io.BytesIO(people.alice.get(f"{page}/download").get_data()))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Nombre", "C0", "C1", "C2", "C3"]


def test_nobody_else_finds_it_not_even_who_may_see_the_log(app: Flask, people: People) -> None:
    for number in range(3):
        add_client(app, f"C{number}")
    page = asked(people.alice)
    run_due(app)
    for stranger in (people.bob, people.charlie, people.erin):
        assert stranger.get(page).status_code == 404
        assert stranger.get(f"{page}/download").status_code == 404
    assert people.dora.get(page).status_code == 403


def test_rights_are_asked_again_when_it_is_made_and_when_it_is_fetched(app: Flask, people: People) -> None:
    ids = [add_client(app, f"C{number}") for number in range(4)]
    page = asked(people.bob)
    bar(app, ids[0], "bob")
    run_due(app)
    assert [row["Name"] for row in csv_rows(people.bob.get(f"{page}/download"))] == ["C1", "C2", "C3"]
    bar(app, ids[1], "bob")
    assert people.bob.get(f"{page}/download").status_code == 403


def test_one_that_breaks_off_in_the_midst_is_no_file(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        add_client(app, f"C{number}")
    page = asked(people.alice)

    def broken(*_args: object) -> Iterator[tuple[int, list[object]]]:
        yield 1, ["C0"]
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("crm.lists.export_job.rows", broken)
        run_due(app)
    kept = entry(app)
    assert (kept.rows, kept.key, kept.ended_at) == (None, "", None)
    assert people.alice.get(f"{page}/download").status_code == 302
    assert "tried again soon" in people.alice.get(page).text
    with app.app_context():
        assert list(export_store().list()) == []
        with unit_of_work(None) as work:
            work.execute(sa.update(Job).values(due_at=now()))
    run_due(app)
    assert len(csv_rows(people.alice.get(f"{page}/download"))) == 4


def test_a_file_goes_when_its_time_is_over(app: Flask, people: People) -> None:
    for number in range(3):
        add_client(app, f"C{number}")
    page = asked(people.alice)
    run_due(app)
    with app.app_context():
        assert len(list(export_store().list())) == 2
        with unit_of_work(None) as work:
            work.execute(sa.update(ExportLog).values(expires_at=now()))
            expiring = Job(kind="lists.expire", payload={})
            work.add(expiring)
            work.flush()
        key = expiring.id
    assert people.alice.get(f"{page}/download").status_code == 302
    run_job(app, key)
    with app.app_context():
        assert list(export_store().list()) == []
    assert "has expired" in people.alice.get(page).text
    assert entry(app).rows == 3


def test_a_short_list_is_answered_at_once(app: Flask, people: People) -> None:
    add_client(app, "Uno")
    assert export(people.alice, "clients").status_code == 200
    assert user_id(app, "alice") == entry(app).user_id
    assert run_due(app) == 0
