"""Commitments for tests, made by the feature's own actions."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import selectinload

from crm.commitments import actions
from crm.commitments.models import Commitment
from crm.core.dates import today_in
from crm.core.db import db, unit_of_work
from tests.tasks.firm import user

TODAY = today_in("America/Phoenix")


def day(ahead: int) -> date:
    """Return a day so many days from today (negative: ago)."""
    return TODAY + timedelta(days=ahead)


def add_commitment(app: Flask, by: str = "alice", *, due: int | None = None, state: str = "", **more: Any) -> int:
    """Add what an institution (or `maker_kind`) promised, `due` days from today; settled today if `state` says so."""
    with app.app_context():
        actor = user(by)
        values = {
            "text": "Answer in writing", "maker_kind": "institution", "receiver_kind": "us", "made_on": day(-60),
            "due_on": None if due is None else day(due), "owner_id": actor.id, **more,
        }  # fmt: skip
        with unit_of_work(actor.id) as work:
            item = actions.create(work, actor, values)
            if state:
                actions.settle(work, item, state, day(0), "because")
            return item.id


def read(app: Flask, commitment_id: int) -> Commitment:
    """Return a commitment as it is stored, with its clients."""
    with app.app_context():
        query = sa.select(Commitment).where(Commitment.id == commitment_id).options(selectinload(Commitment.clients))
        return db.session.execute(query).scalar_one()


def newest(app: Flask) -> int:
    """Return the id of the commitment added last."""
    with app.app_context():
        return db.session.execute(sa.select(sa.func.max(Commitment.id))).scalar_one()


def form(owner_id: int, **more: Any) -> dict[str, Any]:
    """Return what a browser sends: a client's promise to us (`maker_client`: its id), unless said otherwise."""
    return {
        "text": "Cartas de cupo", "maker_kind": "client", "receiver_kind": "us", "made_on": day(-2).isoformat(),
        "owner_id": owner_id, **more,
    }  # fmt: skip
