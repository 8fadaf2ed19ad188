"""A definition makes the next report: by hand, or once a quarter as a draft for its owner."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import ClientBarrier
from crm.core.db import db, unit_of_work
from crm.reports import jobs
from crm.reports.models import Report, ReportDefinition
from tests.jobs.probe import ask, declare, run_due
from tests.reports.records import START, a_client, a_report, user_named
from tests.reports.steps import number_of
from tests.support import People


def defined(app: Flask, people: People, **values: object) -> int:
    """Keep a client's report with a letter as a definition; returns its id."""
    address = a_report(people.alice, a_client(app))
    with app.app_context(), unit_of_work(None) as work:
        report = work.execute(sa.select(Report).where(Report.id == number_of(address))).scalar_one()
        report.letter, report.sections = "Estimada Lucía:", "letter brief"
    typed = {"name": "Trimestral", "period": "last-quarter", "scheduled": "y", **values}
    assert people.alice.post(f"{address}/define", typed).status_code == 303
    with app.app_context():
        return db.session.execute(sa.select(sa.func.max(ReportDefinition.id))).scalar_one()


def made(app: Flask, definition_id: int) -> list[Report]:
    """Return what a definition made beside the report that it was kept from."""
    with app.app_context():
        query = (
            sa.select(Report)
            .where(Report.definition_id == definition_id, Report.period_start != START)
            .order_by(Report.id)
        )
        return list(db.session.execute(query).scalars())


def run_on(app: Flask, monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(jobs, "today_in", lambda _zone: day)
    declare(app, jobs.make_drafts)
    ask(app)
    run_due(app)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 10, 20), date(2026, 10, 1)),
        # New Year's Day is a holiday of both countries, 2 and 3 January 2027 are a weekend.
        (date(2027, 2, 1), date(2027, 1, 4)),
        (date(2028, 1, 10), date(2028, 1, 3)),
    ],
)
def test_the_first_business_day_of_a_quarter_is_one_of_both_countries(day: date, first: date) -> None:
    assert jobs.first_business_day(day) == first


def test_a_scheduled_definition_makes_its_draft_once_a_quarter_and_tells_its_owner(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = defined(app, people)
    run_on(app, monkeypatch, date(2027, 1, 1))
    assert made(app, key) == [], "the quarter has no business day yet"
    for day in (4, 4, 20):
        run_on(app, monkeypatch, date(2027, 1, day))
    (report,) = made(app, key)
    assert (report.period_start, report.period_end) == (date(2026, 10, 1), date(2026, 12, 31))
    assert (report.state, report.letter, report.sections) == ("draft", "Estimada Lucía:", "letter brief")
    assert "Draft of a report made for a new quarter" in people.alice.get("/notifications").text
    run_on(app, monkeypatch, date(2027, 4, 1))
    assert [each.period_start for each in made(app, key)] == [date(2026, 10, 1), date(2027, 1, 1)]


def test_no_draft_is_made_for_whoever_may_not_see_the_client_any_more(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = defined(app, people)
    with app.app_context():
        alice = user_named("alice").id
        with unit_of_work(None) as work:
            client = work.execute(sa.select(ReportDefinition.client_id)).scalar_one()
            work.add(ClientBarrier(client_id=client, user_id=alice))
    run_on(app, monkeypatch, date(2027, 1, 4))
    assert made(app, key) == []
    assert people.alice.get(f"/reports/definitions/{key}").status_code == 404
    assert people.bob.get(f"/reports/definitions/{key}").status_code == 200


def test_a_definition_is_renamed_put_aside_and_made_from_by_hand(app: Flask, people: People) -> None:
    key = defined(app, people, scheduled="")
    page = people.alice.get(f"/reports/definitions/{key}").text
    version = page.split('name="version"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    typed: dict[str, object] = {"version": version, "name": "Otro nombre", "period": "since-last"}
    assert people.alice.post(f"/reports/definitions/{key}", typed).status_code == 303
    stale = people.alice.post(f"/reports/definitions/{key}", typed | {"name": "Tarde"})
    assert stale.status_code == 409
    assert "Tarde" in stale.text
    assert "Otro nombre" in people.alice.get("/reports/definitions").text
    answer = people.alice.post(f"/reports/definitions/{key}/report")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/edit")
    assert "Estimada Lucía:" in people.alice.get(answer.headers["Location"]).text
    assert people.alice.post(f"/reports/definitions/{key}/archive").status_code == 303
    assert "Otro nombre" not in people.alice.get("/reports/definitions").text


def test_a_copy_has_the_plan_and_not_the_history(app: Flask, people: People) -> None:
    address = a_report(people.alice, a_client(app))
    with app.app_context(), unit_of_work(None) as work:
        report = work.execute(sa.select(Report).where(Report.id == number_of(address))).scalar_one()
        report.letter, report.state = "Estimada Lucía:", "approved"
    answer = people.bob.post(f"{address}/clone")
    assert answer.status_code == 303
    page = people.bob.get(answer.headers["Location"]).text
    assert "Estimada Lucía:" in page
    shown = people.bob.get(answer.headers["Location"].removesuffix("/edit")).text
    assert "Draft" in shown
    assert "Bob" in shown


def test_since_the_last_report_begins_the_day_after_it_and_says_where_nothing_is_left(
    app: Flask, people: People
) -> None:
    client = a_client(app)
    address = a_report(people.alice, client)
    with app.app_context(), unit_of_work(None) as work:
        report = work.execute(sa.select(Report).where(Report.id == number_of(address))).scalar_one()
        report.state = "approved"
    answer = people.alice.post(f"/reports/new?client={client}", {"period": "since-last", "language": "es"})
    assert answer.status_code == 303
    with app.app_context():
        last = db.session.execute(sa.select(Report).order_by(Report.id.desc()).limit(1)).scalar_one()
        assert last.period_start == date(2026, 10, 1)
        with unit_of_work(None) as work:
            work.merge(last).state = "approved"
    again = people.alice.post(f"/reports/new?client={client}", {"period": "since-last", "language": "es"})
    assert again.status_code == 422
    assert "covers the days up to today" in again.text
