"""Reports at their edges: the same bytes twice, more records than are printed, queries that do not grow."""

from datetime import date, datetime

from flask import Flask

from crm.core.db import on_engine
from crm.reports.build.facts import gather
from crm.reports.build.quarterly import build, document_of
from crm.reports.document import Note
from crm.reports.making import asked_of
from crm.reports.report_queries import get_visible
from crm.reports.writers.pdf import compile_pdf
from tests.reports.records import END, a_client, a_report, a_task, an_engagement, user_named
from tests.support import People


def test_the_same_records_on_the_same_day_give_the_same_bytes(app: Flask, people: People) -> None:
    client = a_client(app)
    an_engagement(app, client)
    a_report(people.alice, client)
    with app.test_request_context():
        alice = user_named("alice")
        report = get_visible(alice, 1)
        assert report is not None
        asked = asked_of(report, END)
        (first, warned), (second, _again) = (compile_pdf(build(asked, alice).document) for _turn in range(2))
    assert first == second
    assert warned == []


def test_a_report_with_more_records_than_it_prints_says_so(app: Flask, people: People) -> None:
    client = a_client(app)
    for day in (1, 2, 3):
        an_engagement(app, client, at=datetime(2026, 7, day, 9, 0))
    address = a_report(people.alice, client)
    with app.test_request_context():
        alice = user_named("alice")
        report = get_visible(alice, 1)
        assert report is not None
        cut = gather(asked_of(report, END, most=2), alice)
        assert (len(cut.held), cut.cut, gather(asked_of(report, END), alice).cut) == (2, True, False)
        assert any(isinstance(block, Note) and block.kind == "warning" for block in document_of(cut).sections[0].blocks)
    lines = people.alice.post(f"{address}/files", {"format": "csv"}).text.strip().splitlines()
    assert len(lines) == 4


def test_the_page_of_a_report_asks_as_much_for_many_records_as_for_one(app: Flask, people: People) -> None:
    client = a_client(app)
    an_engagement(app, client)
    a_task(app, client, title="Una")
    address = a_report(people.alice, client)
    people.alice.get(address)
    sent: list[str] = []
    on_engine(app, sent.append)
    people.alice.get(address)
    few = len(sent)
    for day in range(1, 12):
        an_engagement(app, client, at=datetime(2026, 8, day, 9, 0), summary_es="")
        a_task(app, client, title=f"Otra {day}", due_on=date(2026, 12, day))
    sent.clear()
    people.alice.get(address)
    assert len(sent) == few
    assert few <= 60
