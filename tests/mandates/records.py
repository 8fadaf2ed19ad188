"""Mandates and their rows for tests, made by the feature's own actions."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.core.dates import today_in
from crm.core.db import db, unit_of_work
from crm.mandates import actions
from crm.mandates.models import Mandate
from crm.mandates.parts import PARTS
from tests.tasks.firm import user

TODAY = today_in("America/Phoenix")


def day(ahead: int) -> date:
    """Return a day so many days from today (negative: ago)."""
    return TODAY + timedelta(days=ahead)


def add_mandate(app: Flask, client_id: int, title: str, *, by: str = "alice", **values: Any) -> int:
    """Add a mandate that began a hundred days ago and return its id."""
    with app.app_context():
        actor = user(by)
        with unit_of_work(actor.id) as work:
            given = {"title": title, "lead_id": actor.id, "starts_on": day(-100), **values}
            return actions.add(work, actor, client_id=client_id, values=given).id


def add_row(app: Flask, mandate_id: int, part: str, **values: Any) -> int:
    """Add a row of a part and return its id."""
    with app.app_context():
        actor = user("alice")
        with unit_of_work(actor.id) as work:
            row = PARTS[part].model(mandate_id=mandate_id)
            given = {"user_id": actor.id, **values} if part == "time" else values
            actions.save_row(work, PARTS[part], row, given)
            return int(row.id)


def read(app: Flask, mandate_id: int) -> Mandate:
    """Return a mandate as it is stored."""
    with app.app_context():
        return db.session.execute(sa.select(Mandate).where(Mandate.id == mandate_id)).scalar_one()


def read_row(app: Flask, part: str, row_id: int) -> Any:
    """Return a row as it is stored."""
    with app.app_context():
        return db.session.get_one(PARTS[part].model, row_id)


def newest(app: Flask, part: str) -> Any:
    """Return the row of a part that was added last, or None."""
    with app.app_context():
        model = PARTS[part].model
        return db.session.execute(sa.select(model).order_by(model.id.desc()).limit(1)).scalar_one_or_none()


def form(lead: int, **more: Any) -> dict[str, Any]:
    """Return what a browser sends of a mandate."""
    return {
        "title": "Labor programme", "lead_id": lead, "starts_on": day(-100).isoformat(), "fee_basis": "retainer",
        "fee_amount": "4,000", "fee_currency": "USD", "fee_rhythm": "month",
    } | more  # fmt: skip
