"""Opportunities that stand still and days of mandates are told once, to who leads them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import db, unit_of_work
from crm.mandates import actions as mandates
from crm.pipeline import actions
from crm.pipeline.models import Opportunity, Stage
from crm.pipeline.stages import stages_by_id
from tests.notices.clock import Clock
from tests.notices.records import look, notices
from tests.tasks.firm import add_client, user

DAWN = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(monkeypatch, DAWN)
    look(app)
    return made


def stage(code: str) -> Stage:
    return next(each for each in stages_by_id().values() if each.code == code)


def test_an_opportunity_without_a_move_for_thirty_days_is_told_once_and_again_after_a_move(
    app: Flask, clock: Clock
) -> None:
    client = add_client(app, "Hortalizas")
    with app.app_context():
        alice = user("alice")
        with unit_of_work(alice.id) as work:
            values = {"client_id": client, "title": "Temporada", "account_lead_id": alice.id}
            item = actions.create(work, alice, values, stage_id=stage("identified").id, at=DAWN - timedelta(days=29)).id
    for _day in range(4):
        clock.go(hours=24)
        look(app)
    told = [(row.kind, row.record_id, row.at) for row in notices(app)]
    assert told == [("opportunity.still", item, DAWN + timedelta(days=1))]
    with app.app_context(), unit_of_work(None) as work:
        moved = work.execute(sa.select(Opportunity)).scalar_one()
        actions.move(work, None, moved, stage("conversation"), at=DAWN + timedelta(days=4))
    for _day in range(31):
        clock.go(hours=24)
        look(app)
    again = [row.at for row in notices(app) if row.kind == "opportunity.still"][1:]
    assert again == [DAWN + timedelta(days=34)]


def test_report_renewal_and_end_of_a_mandate_are_told_in_the_morning(app: Flask, clock: Clock) -> None:
    client = add_client(app, "Hortalizas")
    day = date(2026, 11, 26)
    with app.app_context():
        alice = user("alice")
        with unit_of_work(alice.id) as work:
            values = {
                "title": "Temporada", "lead_id": alice.id, "starts_on": date(2026, 1, 5), "ends_on": day,
                "renewal_on": day, "next_report_on": day + timedelta(days=7),
            }  # fmt: skip
            mandate = mandates.add(work, alice, client_id=client, values=values).id
            paused = mandates.add(work, alice, client_id=client, values=values | {"title": "Pausa"})
            mandates.pause(work, paused)
        db.session.remove()
    for _time in range(48):
        clock.go(hours=1)
        look(app)
    morning = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
    told = {(row.kind, row.record_id, row.at) for row in notices(app)}
    assert told == {(f"mandate.{name}", mandate, morning) for name in ("report", "renewal", "end")}
