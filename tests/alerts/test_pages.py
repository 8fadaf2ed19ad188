"""The pages of alerts: the base rate before saving, who reads and writes, stale saves, the price of the list."""

from decimal import Decimal

import sqlalchemy as sa
from flask import Flask

from crm.alerts.models import AlertRule
from crm.core.db import db, unit_of_work
from tests.alerts.records import FORM, KEY, add_rule, check, publish, rule
from tests.clients.firm import user_id
from tests.indicators.support import add_client
from tests.support import People, count_queries

NEW = f"/alerts/new?series={KEY}"


def stored(app: Flask) -> int:
    with app.app_context():
        return db.session.execute(sa.select(sa.func.count()).select_from(AlertRule)).scalar_one()


def test_nothing_is_saved_before_its_base_rate_was_seen(app: Flask, people: People) -> None:
    assert "/alerts/new?series=" in people.alice.get(f"/indicators/{KEY}").text
    page = people.alice.get(NEW)
    assert "It would have fired" in page.text
    filled = {**FORM, "owner_id": user_id(app, "alice")}
    for more in ({"seen": "move 10"}, {"look": "1"}):
        look = people.alice.post(NEW, filled | more)
        assert look.status_code == 200
        assert "Nothing is saved yet" in look.text
        assert "Rises by more than 10% on a year before" in look.text
        assert "a year.</b>" in look.text
        assert 'value="rise 10"' in look.text
    assert stored(app) == 0
    for wrong in ({"bound": "ten"}, {"scope": "client"}, {"scope": "sector"}, {"due_days": "-1"}):
        assert people.alice.post(NEW, filled | wrong).status_code == 422
    made = people.alice.post(NEW, filled)
    assert made.status_code == 303
    assert stored(app) == 1
    shown = people.alice.get(made.location).text
    for words in ("Rises by more than 10% on a year before", "Call them", "It has not fired yet", "4 days later"):
        assert words in shown
    assert people.alice.get("/alerts/new").status_code == 303
    assert people.alice.get("/alerts/new?series=no-such").status_code == 404


def test_a_stale_save_keeps_ones_words_and_archive_brings_no_deletion(app: Flask, people: People) -> None:
    number = add_rule(app)
    at, filled = f"/alerts/{number}", {**FORM, "owner_id": user_id(app, "alice"), "version": 1}
    assert people.alice.post(f"{at}/edit", filled | {"note": "First", "due_days": 7}).status_code == 303
    lost = people.bob.post(f"{at}/edit", filled | {"note": "Bob was here"})
    assert lost.status_code == 409
    assert "Bob was here" in lost.text
    assert "First" in lost.text
    assert rule(app, number).note == "First"
    for action, listed in (("archive", False), ("restore", True)):
        version = rule(app, number).version
        assert people.bob.post(f"{at}/{action}", {"version": version - 1}).status_code == 409
        assert people.bob.post(f"{at}/{action}", {"version": version}).status_code == 303
        assert (f'href="{at}"' in people.bob.get("/alerts").text) is listed
        assert (f'href="{at}"' in people.bob.get("/alerts?archived=1").text) is not listed
    history = people.alice.get(at).text
    assert "What to do then" in history
    assert "First" in history


def test_a_rule_of_a_hidden_client_is_not_there_and_its_follow_ups_are_only_for_its_readers(
    app: Flask, people: People
) -> None:
    client = add_client(app, "Cerrada", access="team", lead="bob")
    add_client(app, "Abierta", lead="bob")
    number, wide = add_rule(app, "bob", client_id=client), add_rule(app, "bob")
    publish(app, 25)
    check(app)
    for path in ("", "/edit"):
        assert people.alice.get(f"/alerts/{number}{path}").status_code == 404
        assert people.bob.get(f"/alerts/{number}{path}").status_code == 200
    assert "Cerrada" not in people.alice.get("/alerts").text
    assert "Cerrada" in people.bob.get("/alerts").text
    fired = people.alice.get(f"/alerts/{wide}").text
    assert "+25.0% on" in fired
    assert "Abierta" in fired
    assert "Cerrada" not in fired
    assert "Cerrada" in people.bob.get(f"/alerts/{wide}").text
    assert people.bob.post(f"/alerts/{number}/edit", {
        **FORM, "scope": "client", "client": client, "owner_id": user_id(app, "alice"), "version": 1,
    }).status_code == 422  # fmt: skip


def test_an_analyst_reads_and_the_list_costs_the_same_for_many(app: Flask, people: People) -> None:
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.text("UPDATE user_account SET role = 'analyst' WHERE email = 'dora@example.com'"))
    number = add_rule(app)
    publish(app, 25)
    check(app)
    assert people.dora.get(f"/alerts/{number}").status_code == 200
    assert "Add an alert" not in people.dora.get(f"/indicators/{KEY}").text
    assert people.dora.get(NEW).status_code == 403
    assert people.dora.post(f"/alerts/{number}/archive", {"version": 1}).status_code == 403
    counts = []
    for _size in range(2):
        people.alice.get("/alerts")
        with count_queries(app) as seen:
            assert "+25.0% on" in people.alice.get("/alerts").text
        counts.append(len(seen))
        with app.app_context(), unit_of_work(None) as work:
            made = rule(app, number)
            names = ("series_id", "kind", "owner_id", "due_days")
            row = {name: getattr(made, name) for name in names} | {"bound": Decimal(5), "note": ""}
            work.add_all([AlertRule(**row) for _n in range(40)])
    assert counts[0] == counts[1]
