"""Opportunities for tests, made by the feature's own actions."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.core.dates import today_in
from crm.core.db import db, unit_of_work
from crm.pipeline import actions
from crm.pipeline.models import Opportunity, Stage, StageMove
from crm.pipeline.stages import stages
from crm.reference.models import ServiceLine
from tests.tasks.firm import user

TODAY = today_in("America/Phoenix")


def day(ahead: int) -> date:
    """Return a day so many days from today (negative: ago)."""
    return TODAY + timedelta(days=ahead)


def stage(code: str) -> Stage:
    """Return a stage by its code (within an app context)."""
    return next(each for each in stages() if each.code == code)


def stage_id(app: Flask, code: str) -> int:
    """Return the id of a stage."""
    with app.app_context():
        return stage(code).id


def service_id(app: Flask, place: int = 0) -> int:
    """Return the id of one of the service lines."""
    with app.app_context():
        return list(db.session.execute(sa.select(ServiceLine.id).order_by(ServiceLine.id)).scalars())[place]


def add_opportunity(
    app: Flask, client_id: int, title: str, *, by: str = "alice", code: str = "identified", **values: Any
) -> int:
    """Add an opportunity in an open stage and return its id; `at` is the instant of its first move."""
    at = values.pop("at", None)
    with app.app_context():
        actor = user(by)
        given = {"client_id": client_id, "title": title, "account_lead_id": actor.id, **values}
        with unit_of_work(actor.id) as work:
            return actions.create(work, actor, given, stage_id=stage(code).id, at=at).id


def move(app: Flask, key: int, code: str, *, at: datetime | None = None, **more: Any) -> None:
    """Move an opportunity by its action."""
    with app.app_context():
        actor = user("alice")
        with unit_of_work(actor.id) as work:
            actions.move(work, actor, work.get_one(Opportunity, key), stage(code), at=at, **more)


def read(app: Flask, key: int) -> Opportunity:
    """Return an opportunity as it is stored."""
    with app.app_context():
        return db.session.execute(sa.select(Opportunity).where(Opportunity.id == key)).scalar_one()


def moves(app: Flask, key: int) -> list[StageMove]:
    """Return the moves of an opportunity, the first first."""
    with app.app_context():
        query = sa.select(StageMove).where(StageMove.opportunity_id == key).order_by(StageMove.at, StageMove.id)
        return list(db.session.execute(query).scalars())


def path(app: Flask, key: int) -> list[tuple[str, str]]:
    """Return the moves of an opportunity as (from, to) by code."""
    with app.app_context():
        codes = {each.id: each.code for each in stages()} | {None: ""}
    return [(codes[row.from_stage_id], codes[row.to_stage_id]) for row in moves(app, key)]
