"""Conflict checks for tests, made through the product's own actions."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import Client
from crm.conflicts import actions
from crm.conflicts.models import ConflictCheck, ConflictHit
from crm.core.db import db, unit_of_work
from tests.tasks.firm import user


def run(app: Flask, client_id: int, *, by: str = "charlie", **values: Any) -> int:
    """Run a check of a client and return its id."""
    with app.app_context():
        actor = user(by)
        with unit_of_work(actor.id) as work:
            client = work.execute(sa.select(Client).where(Client.id == client_id)).scalar_one()
            return actions.run(work, actor, client, values).id


def oppose(app: Flask, client_id: int, name: str, **values: Any) -> int:
    """Name an adverse party of a client and return its id."""
    with app.app_context():
        actor = user("charlie")
        with unit_of_work(actor.id) as work:
            return actions.add_party(work, actor, client_id, {"name": name, **values}).id


def hits(app: Flask, check_id: int) -> list[tuple[str, int, str]]:
    """Return kind, client and reason of every hit, whoever may see it."""
    with app.app_context():
        query = sa.select(ConflictHit).where(ConflictHit.check_id == check_id).order_by(ConflictHit.id)
        return [(hit.kind, hit.client_id, hit.why) for hit in db.session.execute(query).scalars()]


def hit_ids(app: Flask, check_id: int) -> list[int]:
    """Return the ids of the hits of a check."""
    with app.app_context():
        query = sa.select(ConflictHit.id).where(ConflictHit.check_id == check_id).order_by(ConflictHit.id)
        return list(db.session.execute(query).scalars())


def read(app: Flask, check_id: int) -> ConflictCheck:
    """Return a check as it is stored."""
    with app.app_context():
        return db.session.execute(sa.select(ConflictCheck).where(ConflictCheck.id == check_id)).scalar_one()
