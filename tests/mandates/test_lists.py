"""Who sees a mandate, its list, its key dates, and how much its pages ask."""

import re
from typing import Any

import pytest
from flask import Flask

from crm.core.db import unit_of_work
from crm.mandates import actions, offers
from crm.mandates.models import Mandate
from crm.mandates.parts import PARTS
from tests.lists.records import csv_rows, export
from tests.mandates.records import add_mandate, add_row, day, form, read
from tests.support import People, count_queries
from tests.tasks.firm import add_client, user

CANARY = "Canary Zopilote"
STRANGERS = ("bob", "erin", "dora")
BUDGET = 30


@pytest.fixture
def secret(app: Flask) -> dict[str, int]:
    """A mandate of a client that only alice and the partners see, with an objective and dates."""
    client = add_client(app, "Quiet Holdings", access="team")
    key = add_mandate(app, client, CANARY, renewal_on=day(20), ends_on=day(25), scope="Zopilote")
    return {"client": client, "mandate": key, "objective": add_row(app, key, "objectives", title="Zopilote objective")}


def test_its_pages_open_to_team_and_partner_and_are_404_to_others(people: People, secret: dict[str, int]) -> None:
    at, row = f"/mandates/{secret['mandate']}", f"/objectives/{secret['objective']}"
    for page in ("", "/files", "/history"):
        for person, status in (("alice", 200), ("charlie", 200), *((name, 404) for name in STRANGERS)):
            assert getattr(people, person).get(at + page).status_code == status, (person, page)
    for page in ("/edit", "/end", "/time/new", row):
        for person, status in (("alice", 200), ("bob", 404), ("erin", 404), ("dora", 403)):
            assert getattr(people, person).get(at + page).status_code == status, (person, page)
    assert people.nobody.get(at).status_code == 302


def test_a_write_is_404_to_strangers_403_to_readers_401_to_nobody(
    app: Flask, people: People, secret: dict[str, int]
) -> None:
    with app.app_context():
        bob = user("bob").id
    row = f"objectives/{secret['objective']}"
    sent = form(bob, title="Taken over", ended_on=day(0).isoformat(), end_reason="Taken over")
    for page in (
        "edit",
        "end",
        "pause",
        "resume",
        "archive",
        "restore",
        "tasks",
        "objectives/new",
        row,
        f"{row}/archive",
    ):
        for person, status in (("bob", 404), ("erin", 404), ("dora", 403), ("nobody", 401)):
            assert getattr(people, person).post(f"/mandates/{secret['mandate']}/{page}", sent).status_code == status, (
                page
            )
    item = read(app, secret["mandate"])
    assert (item.title, item.state, item.version, item.archived_at) == (CANARY, "active", 1, None)


def test_no_list_search_panel_key_date_or_export_tells_a_stranger_of_it(
    app: Flask, people: People, secret: dict[str, int]
) -> None:
    add_mandate(app, add_client(app, "Abierta"), "Zopilote B", renewal_on=day(20))
    pages = ("/mandates?state=all", f"/mandates?client={secret['client']}", "/search?q=zopilote", "/key-dates?who=all")
    for page in pages:
        # A search marks the words that it found: the other one stands whole.
        assert "Canary" in people.charlie.get(page).text, page
        for name in STRANGERS:
            told = getattr(people, name).get(page).text
            assert "Canary" not in told, (name, page)
            assert "Quiet Holdings" not in told, (name, page)
    assert "Zopilote B" in people.bob.get("/key-dates?who=all").text
    assert CANARY in people.alice.get(f"/clients/{secret['client']}").text
    assert CANARY in export(people.alice, "mandates", "state=all").text
    assert CANARY not in export(people.bob, "mandates", "state=all").text
    assert people.dora.post("/mandates/export", {"query": "", "format": "csv"}).status_code == 403


def test_a_form_takes_no_hidden_client_and_no_lead_who_could_not_open_it(
    app: Flask, people: People, secret: dict[str, int]
) -> None:
    with app.app_context():
        alice, bob = user("alice").id, user("bob").id
    assert people.bob.post("/mandates/new", form(bob, client=secret["client"])).status_code == 422
    refused = people.alice.post("/mandates/new", form(bob, client=secret["client"]))
    assert refused.status_code == 422
    assert "This colleague may not see the client." in refused.text
    assert people.alice.post("/mandates/new", form(alice, client=secret["client"])).status_code == 303
    assert "Quiet Holdings" not in people.bob.get(f"/mandates/new?client={secret['client']}").text


def test_key_dates_are_of_active_mandates_in_use_and_of_what_is_not_delivered(app: Flask) -> None:
    client = add_client(app, "Hortalizas")
    dates: dict[str, Any] = {"renewal_on": day(10), "ends_on": day(40), "next_report_on": day(5)}
    key = add_mandate(app, client, "In force", **dates)
    for title, values in (("Memo", {"due_on": day(7)}), ("Given", {"due_on": day(7), "delivered_on": day(-1)}),
                          ("Off", {"due_on": day(7)}), ("Later", {"due_on": day(61)}), ("Undated", {})):  # fmt: skip
        row = add_row(app, key, "deliverables", title=title, **values)
        if title == "Off":
            with app.app_context(), unit_of_work(None) as work:
                actions.archive_row(work, work.get_one(PARTS["deliverables"].model, row))
    others = {name: add_mandate(app, client, name, **dates) for name in ("Rests", "Ended", "Archived")}
    add_row(app, others["Rests"], "deliverables", title="Of a resting one", due_on=day(7))
    with app.app_context(), unit_of_work(None) as work:
        actions.pause(work, work.get_one(Mandate, others["Rests"]))
        actions.end(work, work.get_one(Mandate, others["Ended"]), day(0), "Done")
        actions.archive(work, work.get_one(Mandate, others["Archived"]))
    wanted = [
        ("report", day(5), "In force: a report is due"), ("deliverable", day(7), "Memo: a deliverable is due"),
        ("renewal", day(10), "In force: talk about renewal"), ("mandate_end", day(40), "In force: a mandate ends"),
    ]  # fmt: skip
    with app.test_request_context():
        alice = user("alice")
        found = offers.between(alice, day(0), day(60), None)
        assert [(each.kind, each.day, each.label) for each in found] == wanted
        assert {(each.client_ids, each.url) for each in found} == {((client,), f"/mandates/{key}")}
        assert len({each.entry for each in found}) == 4
        # Both days of a span count; another client has none of these.
        assert [each.kind for each in offers.between(alice, day(7), day(10), [client])] == ["deliverable", "renewal"]
        assert offers.between(alice, day(0), day(60), [client + 1]) == []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "Alfa Beta"), ("state=all", "Alfa Beta Gama Delta"), ("state=paused", "Gama"), ("state=ended", "Delta"),
        ("due=renewal", "Alfa"), ("due=report", "Beta"), ("due=ending", "Alfa"), ("q=cafe", "Beta"),
        ("lead={bob}", "Beta"), ("client={other}&state=all", "Gama"), ("archived=1", "Old"),
        ("state=nonsense&due=x&lead=y", "Alfa Beta"), ("due=renewal&state=all", "Alfa Delta"),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_and_exported_alike(app: Flask, people: People, query: str, names: str) -> None:
    client, other = add_client(app, "Hortalizas"), add_client(app, "Minera")
    with app.app_context():
        bob = user("bob").id
    add_mandate(app, client, "Alfa", renewal_on=day(90), ends_on=day(90), next_report_on=day(31))
    add_mandate(app, client, "Beta", lead_id=bob, next_report_on=day(30), renewal_on=day(91), scope="Café de altura")
    ended: dict[str, int] = {
        "Gama": add_mandate(app, other, "Gama"), "Delta": add_mandate(app, client, "Delta", renewal_on=day(1)),
        "Old": add_mandate(app, client, "Old"),
    }  # fmt: skip
    with app.app_context(), unit_of_work(None) as work:
        actions.pause(work, work.get_one(Mandate, ended["Gama"]))
        actions.end(work, work.get_one(Mandate, ended["Delta"]), day(0), "Done")
        actions.archive(work, work.get_one(Mandate, ended["Old"]))
    asked = query.format(bob=bob, other=other)
    page = people.dora.get(f"/mandates?{asked}").text
    assert set(re.findall(r">\s*(Alfa|Beta|Gama|Delta|Old)</a>", page)) == set(names.split())
    rows = csv_rows(export(people.alice, "mandates", asked))
    titles = {next(value for name, value in row.items() if "about" in name or "Mandate" in name) for row in rows}
    assert titles == set(names.split())


def test_the_list_comes_by_renewal_and_those_without_a_day_last(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    for name, ahead in (("Alfa", None), ("Beta", 50), ("Gama", 3)):
        add_mandate(app, client, name, renewal_on=None if ahead is None else day(ahead))
    page = people.dora.get("/mandates").text
    assert re.findall(r">\s*(Alfa|Beta|Gama)</a>", page) == ["Gama", "Beta", "Alfa"]
    page = people.dora.get("/mandates?sort=title").text
    assert re.findall(r">\s*(Alfa|Beta|Gama)</a>", page) == ["Alfa", "Beta", "Gama"]


def test_the_number_of_queries_does_not_grow_with_the_rows(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    key = add_mandate(app, client, "Measured", renewal_on=day(9))
    with app.app_context():
        alice = user("alice").id
    usual: dict[str, dict[str, Any]] = {
        "objectives": {"title": "Goal", "state": "on_track", "progress": 1}, "deliverables": {"title": "Memo"},
        "results": {"text": "Effect", "happened_on": day(-1)}, "introductions": {"to_name": "Luz", "made_on": day(-1)},
        "time": {"minutes": 30, "worked_on": day(-1), "user_id": alice},
    }  # fmt: skip

    def add(count: int) -> None:
        with app.app_context(), unit_of_work(None) as work:
            for part, values in usual.items():
                work.add_all(PARTS[part].model(mandate_id=key, **values) for _number in range(count))
            work.add_all(
                Mandate(client_id=client, title=f"Work {number}", lead_id=alice, starts_on=day(0), renewal_on=day(3))
                for number in range(count)
            )

    def budget() -> list[int]:
        found = []
        for address in (f"/mandates/{key}", "/mandates?state=all", f"/clients/{client}", "/key-dates?who=all",
                        f"/mandates/{key}/time/new"):  # fmt: skip
            people.charlie.get(address)
            with count_queries(app) as seen:
                assert people.charlie.get(address).status_code == 200
            found.append(len(seen))
        return found

    add(10)
    small = budget()
    add(990)
    assert budget() == small
    assert max(small[:2]) <= BUDGET
