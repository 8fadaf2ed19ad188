"""Who was brought before whom, by quarter; whom nobody was in contact with, and in which order that is told."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from crm.relations.coverage import recency, spans
from tests.clients.firm import add_client, user_id
from tests.engagements.records import add_engagement
from tests.home.test_my_day import age, wall
from tests.institutions.records import add_institution
from tests.issues.records import add_issue, touch
from tests.support import People, count_queries


def cells(page: str) -> dict[str, tuple[int, str]]:
    """Return (number, recency) of a page's cells by the client and institution in their addresses."""
    found = re.findall(r'class="met (\w+)" href="/engagements\?([^"]+)"><b>([\d,]+)</b>', page)
    return {
        "/".join(re.findall(r"(?:client|institution)=(\d+)", query)): (int(count), how) for how, query, count in found
    }


def test_a_cell_counts_held_engagements_of_the_period_and_opens_them(app: Flask, people: People) -> None:
    client = add_client(app, "Uno", account_lead_id=user_id(app, "alice"))
    body = add_institution(app, "Aduana")
    for days in (3, 5):
        add_engagement(app, "alice", [client], institutions=[body], starts_wall=wall(-days), subject=f"Met {days}")
    add_engagement(app, "alice", [client], institutions=[body], starts_wall=wall(-900), subject="Long ago")
    add_engagement(app, "alice", [client], institutions=[body], starts_wall=wall(4), state="planned")
    page = people.alice.get("/relationships").text
    assert cells(page) == {f"{client}/{body}": (2, "fresh")}
    address = re.search(r'class="met fresh" href="([^"]+)"', page)
    assert address
    opened = people.alice.get(address[1].replace("&amp;", "&")).text
    assert "Met 3" in opened
    assert "Met 5" in opened
    assert "Long ago" not in opened


def test_a_hidden_client_or_engagement_is_in_no_row_and_no_number(app: Flask, people: People) -> None:
    shared, secret = add_client(app, "Abierta"), add_client(app, "Oculta", access="team")
    body = add_institution(app, "Consulado")
    add_engagement(app, "charlie", [shared, secret], institutions=[body], starts_wall=wall(-3))
    page = people.bob.get("/relationships?who=all").text
    assert "Abierta" in page
    assert "Oculta" not in page
    assert cells(page) == {}
    assert len(cells(people.charlie.get("/relationships?who=all").text)) == 2


def test_own_clients_and_sectors_narrow_the_rows(app: Flask, people: People) -> None:
    add_client(app, "Mía", account_lead_id=user_id(app, "alice"))
    add_client(app, "Ajena")
    assert "Ajena" not in people.alice.get("/relationships").text
    assert "Ajena" in people.alice.get("/relationships?who=all").text
    assert "No client here" in people.alice.get("/relationships?sector=1").text


def test_the_quarters_are_those_of_the_calendar() -> None:
    found = spans(date(2026, 2, 3))
    assert [(span.key, span.first, span.last) for span in found] == [
        ("year", date(2025, 4, 1), date(2026, 2, 3)), ("2026-q1", date(2026, 1, 1), date(2026, 2, 3)),
        ("2025-q4", date(2025, 10, 1), date(2025, 12, 31)), ("2025-q3", date(2025, 7, 1), date(2025, 9, 30)),
        ("2025-q2", date(2025, 4, 1), date(2025, 6, 30)),
    ]  # fmt: skip


@pytest.mark.parametrize(("days", "name"), [(0, "fresh"), (30, "fresh"), (31, "fading"), (91, "old"), (181, "faint")])
def test_a_colour_says_how_long_ago(days: int, name: str) -> None:
    assert recency(days) == name


def test_more_rows_ask_no_more_statements(app: Flask, people: People) -> None:
    alice, counted = user_id(app, "alice"), []
    bodies = [add_institution(app, f"Cuerpo {number}") for number in range(12)]
    for rounds in (2, 20):
        for number in range(rounds):
            client = add_client(app, f"Cliente {rounds} {number}", account_lead_id=alice)
            age(app, client, 200)
            add_engagement(app, "alice", [client], institutions=bodies, starts_wall=wall(-60))
        for path in ("/relationships", "/relationships/quiet"):
            people.alice.get(path)
            with count_queries(app) as seen:
                assert people.alice.get(path).status_code == 200
            counted.append(len(seen))
    assert counted[:2] == counted[2:]
    assert max(counted) <= 12


def test_a_clients_own_interval_goes_before_its_status(app: Flask, people: People) -> None:
    alice = user_id(app, "alice")
    often = add_client(app, "Cada semana", account_lead_id=alice, contact_days=7)
    never = add_client(app, "Nunca", account_lead_id=alice, contact_days=0)
    for client in (often, never):
        age(app, client, 500)
        add_engagement(app, "alice", [client], starts_wall=wall(-8))
    page = people.alice.get("/relationships/quiet").text
    assert "8 days, meant to be 7" in page
    assert "Nunca" not in page


def test_those_with_most_at_stake_come_first_and_pesos_are_not_added_to_dollars(app: Flask, people: People) -> None:
    alice = user_id(app, "alice")
    made = {}
    for name, days in (("Callada", 300), ("Pesos", 40), ("Dólares", 40), ("Sin monto", 41)):
        made[name] = add_client(app, name, account_lead_id=alice)
        age(app, made[name], days)
    for name, amount, currency in (("Pesos", 90_000_000, "MXN"), ("Dólares", 10, "USD")):
        value: dict[str, Any] = {"value_amount": Decimal(amount), "value_currency": currency, "value_period": "year"}
        touch(app, add_issue(app, f"Issue of {name}", **value, value_note="Exports"), made[name])
    page = people.alice.get("/relationships/quiet").text
    places = [page.index(f">{name}<") for name in ("Dólares", "Pesos", "Callada", "Sin monto")]
    assert places == sorted(places)


def test_the_interval_is_typed_on_the_clients_form_and_told_in_its_history(app: Flask, people: People) -> None:
    form: dict[str, object] = {
        "name": "Agrícola",
        "status": "active",
        "access": "firm",
        "country": "MX",
        "report_language": "es",
    }
    made = people.alice.post("/clients/new", form | {"contact_days": "14"}).headers["Location"]
    assert 'name="contact_days"' in people.alice.get(f"{made}/edit").text
    assert "Days between contacts" in people.alice.get(f"{made}/history").text
    assert people.alice.post("/clients/new", form | {"name": "Otra", "contact_days": "-1"}).status_code == 422
