"""Engagements for tests, made by the feature's own actions."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import selectinload

from crm.core.db import db, unit_of_work
from crm.engagements import actions
from crm.engagements.models import Engagement, EngagementClient, EngagementTask
from crm.tasks.models import Task
from tests.tasks.firm import user

START = datetime(2026, 11, 17, 10, 30)


def values(clients: list[int], **more: Any) -> dict[str, Any]:
    """Return the least that an engagement needs, as actions take it."""
    return {
        "track": "trade", "channel": "phone", "state": "held", "starts_wall": START, "zone": "America/Phoenix",
        "subject": "Customs broker, Nogales", "clients": clients, **more,
    }  # fmt: skip


def add_engagement(app: Flask, by: str, clients: list[int], **more: Any) -> int:
    """Log an engagement and return its id."""
    with app.app_context():
        actor = user(by)
        with unit_of_work(actor.id) as work:
            return actions.create(work, actor, values(clients, **more)).id


def read(app: Flask, engagement_id: int) -> Engagement:
    """Return an engagement as it is stored, with all of its rows."""
    rows = [selectinload(getattr(Engagement, name)) for name in ("clients", "consultants", "usmca")]
    tasks = selectinload(Engagement.tasks).joinedload(EngagementTask.task).selectinload(Task.clients)
    with app.app_context():
        query = sa.select(Engagement).where(Engagement.id == engagement_id).options(*rows, tasks)
        return db.session.execute(query).scalar_one()


def form(clients: list[int] | int, **more: Any) -> dict[str, Any]:
    """Return what a browser sends."""
    return {
        "track": "diplomatic", "channel": "in_person", "state": "held", "starts_wall": "2026-11-17T10:30",
        "zone": "America/Phoenix", "subject": "Consul general of Mexico, Phoenix", "clients": clients, **more,
    }  # fmt: skip


def newest(app: Flask) -> int:
    """Return the id of the engagement logged last."""
    with app.app_context():
        return db.session.execute(sa.select(sa.func.max(Engagement.id))).scalar_one()


def link_starts(app: Flask, engagement_id: int) -> set[datetime]:
    """Return the instants that the client rows repeat."""
    with app.app_context():
        query = sa.select(EngagementClient.starts_at).where(EngagementClient.engagement_id == engagement_id)
        return set(db.session.execute(query).scalars())
