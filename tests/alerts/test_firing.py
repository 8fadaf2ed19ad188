"""New figures: what fires, once a period; which follow-ups are opened, for whom, in whose language."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.alerts import actions, queries
from crm.clients.models.client import Client
from crm.core.dates import today_in
from crm.core.db import db, unit_of_work
from crm.handover.actions import hand_over
from crm.reference.models import Sector
from tests.alerts.records import add_rule, check, events, opened, publish, rule
from tests.clients.firm import bar, user_id
from tests.indicators.support import add_client
from tests.tasks.firm import user


def test_a_new_figure_fires_once_and_opens_one_follow_up_for_each_client_touched(app: Flask) -> None:
    maker, hotel = add_client(app, "Arneses"), add_client(app, "Playa", sectors=["tourism.lodging"])
    number, quiet = add_rule(app, note="Ask for the order book"), add_rule(app, bound=Decimal(90))
    check(app)
    assert events(app, number) == []
    (period,) = publish(app, 25)
    check(app)
    (event,) = events(app, number)
    assert (event.period, event.source, event.more, event.kind) == (period, "fred", False, "rise")
    assert event.before is not None
    assert round((event.value - event.before) / event.before * 100) == 25
    assert event.opened_at is not None
    ((client, task),) = opened(app, number).items()
    assert client == maker
    assert hotel not in opened(app, number)
    bob = user_id(app, "bob")
    assert task.assignee_id == bob
    with app.app_context():
        reader = user("bob")
        assert task.due_on == today_in(reader.time_zone) + timedelta(days=4)
    assert "+25.0%" in task.title
    for part in ("(US$ million)", "US Census Bureau, by FRED, as published in", "Ask for the order book", "10%"):
        assert part in task.notes
    check(app)
    publish(app, 40, later=1)
    check(app)
    assert len(events(app, number)) == 1
    assert len(opened(app, number)) == 1
    assert events(app, quiet) == []
    assert rule(app, number).version == 1


def test_a_revision_may_fire_where_the_first_figure_did_not_and_of_two_months_the_last_opens(app: Flask) -> None:
    add_client(app, "Arneses")
    number = add_rule(app)
    publish(app, 5)
    check(app)
    assert events(app, number) == []
    publish(app, 30, later=1)
    check(app)
    assert [round(e.value / (e.before or 1), 1) for e in events(app, number)] == [Decimal("1.3")]
    publish(app, 50, months=2)
    check(app)
    found = events(app, number)
    assert len(found) == 3
    with app.app_context():
        served = [len(queries.served(event.id)) for event in found]
    assert served == [1, 0, 1]


def test_another_rule_or_one_restored_does_not_fire_on_what_is_published(app: Flask) -> None:
    add_client(app, "Arneses")
    edited, away = add_rule(app, bound=Decimal(60)), add_rule(app)
    with app.app_context(), unit_of_work(None) as work:
        actions.archive(work, queries.for_edit(user("alice"), away))  # type: ignore[arg-type]
    publish(app, 30)
    with app.app_context(), unit_of_work(None) as work:
        actions.restore(work, queries.for_edit(user("alice"), away))  # type: ignore[arg-type]
        actions.update(work, queries.for_edit(user("alice"), edited), {"bound": Decimal(10)})  # type: ignore[arg-type]
    check(app)
    assert events(app, edited) == events(app, away) == []


def test_scope_lead_owner_and_partner_decide_who_gets_what(app: Flask) -> None:
    goods = "agriculture.fresh-vegetables"
    led = add_client(app, "Con responsable", sectors=[goods])
    alone = add_client(app, "Sin responsable", sectors=["agriculture.fresh-vegetables"])
    hidden = add_client(app, "Cerrada", sectors=[goods], access="team")
    other = add_client(app, "Otra", chapters=[("87", "both")])
    archived = add_client(app, "Archivada", sectors=[goods])
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.update(Client).where(Client.id.in_((alone, hidden))).values(account_lead_id=None))
        work.execute(sa.update(Client).where(Client.id == archived).values(archived_at=sa.func.now()))
        user("bob").language = "es"
    bar(app, led, "alice")
    with app.app_context():
        sector = db.session.execute(sa.select(Sector.parent_id).where(Sector.code == goods)).scalar()
    of_sector, of_client = add_rule(app, sector_id=sector), add_rule(app, client_id=other)
    publish(app, 25)
    check(app)
    found = opened(app, of_sector)
    assert {key: task.assignee_id for key, task in found.items()} == {
        led: user_id(app, "bob"), alone: user_id(app, "alice"), hidden: user_id(app, "charlie"),
    }  # fmt: skip
    assert "Exportaciones de EE. UU." in found[led].title
    assert "US exports to Mexico" in found[alone].title
    assert list(opened(app, of_client)) == [other]


def test_an_event_is_bounded_and_goes_on_where_a_worker_died(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST", 4)
    monkeypatch.setattr(actions, "PART", 2)
    for n in range(6):
        add_client(app, f"Planta {n}")
    number = add_rule(app)
    publish(app, 25)
    whole = actions.open_part
    calls: list[int] = []

    def dies(work: Any, event_id: int) -> bool:
        calls.append(event_id)
        if len(calls) == 2:
            whole(work, event_id)
            raise RuntimeError("the machine went away")
        return whole(work, event_id)

    monkeypatch.setattr(actions, "open_part", dies)
    check(app)
    assert len(opened(app, number)) == 2
    check(app)
    assert len(opened(app, number)) == 4
    (event,) = events(app, number)
    assert event.more
    assert event.opened_at is not None


def test_alerts_are_handed_over_with_the_rest(app: Flask) -> None:
    number = add_rule(app)
    with app.app_context(), unit_of_work(None) as work:
        (part,) = hand_over(work, user("charlie"), user("alice"), user("bob"), {"alerts"})
        assert part.names == ["US exports to Mexico, all goods"]
    assert rule(app, number).owner_id == user_id(app, "bob")
