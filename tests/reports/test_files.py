"""A heavy report is made by the worker: with progress, stopped on request, never half and called done."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import Client
from crm.core.dates import now
from crm.core.db import db, unit_of_work
from crm.jobs.models import Job
from crm.lists.export_job import export_store
from crm.lists.models import ExportLog
from crm.reports import files
from crm.reports.views import take
from tests.jobs.probe import run_due
from tests.reports.records import a_client, a_report, an_engagement, pdf_text
from tests.support import People


@pytest.fixture(autouse=True)
def _everything_is_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take, "DIRECT", -1)


def asked(app: Flask, people: People, form: str = "pdf") -> tuple[int, str]:
    """Ask for the file of a client's report; returns the client and the page that tells how far it is."""
    client = a_client(app)
    an_engagement(app, client)
    answer = people.alice.post(f"{a_report(people.alice, client)}/files", {"format": form})
    assert answer.status_code == 303, answer.text
    return client, answer.headers["Location"]


def entry(app: Flask) -> ExportLog:
    with app.app_context():
        return db.session.execute(sa.select(ExportLog)).scalar_one()


def test_the_file_is_made_in_the_background_and_logged_with_its_level_and_rows(app: Flask, people: People) -> None:
    _client, page = asked(app, people)
    assert "made in the background" in people.alice.get(page).text
    assert people.alice.get(f"{page}/download").status_code == 303
    run_due(app)
    assert "The file is ready." in people.alice.get(page).text
    data = people.alice.get(f"{page}/download").data
    assert "Ampliarán el horario" in pdf_text(data)
    row = entry(app)
    assert (row.page, row.format, row.size) == ("report", "pdf", len(data))
    assert "level=client" in row.query
    assert row.rows
    assert people.bob.get(page).status_code == 404, "who asked has it, nobody else"
    assert "Report" in people.charlie.get("/settings/exports").text


@pytest.mark.parametrize("form", ["docx", "xlsx", "csv"])
def test_every_form_comes_from_the_worker_too(app: Flask, people: People, form: str) -> None:
    _client, page = asked(app, people, form)
    run_due(app)
    assert people.alice.get(f"{page}/download").data


def test_a_worker_that_dies_after_writing_leaves_nothing_that_counts_as_done(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    _client, page = asked(app, people)

    def die(*_said: Any, **_more: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files, "keep_export", die)
        with pytest.raises(KeyboardInterrupt):
            run_due(app)
    row = entry(app)
    assert (row.key, row.rows, row.ended_at) == ("", None, None)
    with app.app_context(), unit_of_work(None) as work:
        job = work.execute(sa.select(Job).where(Job.id == row.job_id)).scalar_one()
        job.claimed_until = now() - timedelta(seconds=1)
    run_due(app)
    assert people.alice.get(f"{page}/download").data.startswith(b"%PDF")


def test_what_is_stopped_is_not_made(app: Flask, people: People) -> None:
    _client, page = asked(app, people)
    assert people.alice.post(f"/jobs/{entry(app).job_id}/stop").status_code == 303
    run_due(app)
    assert entry(app).key == ""
    assert "Back to the report" in people.alice.get(page).text


def test_who_may_not_see_a_record_in_it_any_more_does_not_get_the_file(app: Flask, people: People) -> None:
    client, page = asked(app, people)
    run_due(app)
    with app.app_context(), unit_of_work(None) as work:
        found = work.execute(sa.select(Client).where(Client.id == client)).scalar_one()
        found.access, found.account_lead_id = "team", None
    assert people.alice.get(f"{page}/download").status_code == 404


def test_a_file_is_gone_after_a_day(app: Flask, people: People) -> None:
    _client, page = asked(app, people)
    run_due(app)
    row = entry(app)
    with app.app_context(), unit_of_work(None) as work:
        work.merge(row).expires_at = now() - timedelta(seconds=1)
    assert people.alice.get(f"{page}/download").status_code == 303
    assert "has expired" in people.alice.get(page).text
    with app.app_context():
        assert export_store().open(row.key).read(4) == b"%PDF"


def test_a_long_report_comes_in_volumes_packed_in_one_file_with_the_same_bytes_each_time(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "ONE_FILE", 0)
    monkeypatch.setattr(files, "volumes", lambda _document, _tell: iter([b"%PDF one", b"%PDF two"]))
    _client, page = asked(app, people)
    run_due(app)
    assert entry(app).format == "zip"
    data = people.alice.get(f"{page}/download").data
    again = people.alice.post("/reports/1/files", {"format": "pdf"}).headers["Location"]
    run_due(app)
    assert people.alice.get(f"{again}/download").data == data
