"""Certifications for tests of key dates, by days from the readers' own today."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.core.dates import today_in
from crm.core.db import db
from crm.core.offers import entry_name
from crm.keydates.models import KeyDateTask
from crm.keydates.statutory import days_of, rules
from crm.tasks.models import Task, TaskClient
from tests.clients.depth_records import add_row

ZONE = "America/Phoenix"


def ahead(days: int) -> date:
    """Return the day so many days from today where the people of the tests are."""
    return today_in(ZONE) + timedelta(days=days)


def certify(app: Flask, client_id: int, days: int | None = 30, **values: Any) -> str:
    """Add a certification to a client that ends in so many days; returns the name of its key date."""
    ends = ahead(days) if days is not None else None
    row_id = add_row(app, client_id, "certifications", **({"kind": "oea", "expires_on": ends} | values))
    return entry_name("certification", row_id, ends or date.max)


def opened(app: Flask, entry: str) -> dict[int, Task]:
    """Return the follow-ups that were opened from an entry, by client."""
    with app.app_context():
        query = sa.select(KeyDateTask.client_id, Task).join(Task, Task.id == KeyDateTask.task_id)
        return {row[0]: row[1] for row in db.session.execute(query.where(KeyDateTask.entry == entry))}


def tasks_of(app: Flask, client_id: int) -> int:
    """Return how many follow-ups a client has."""
    with app.app_context():
        query = sa.select(sa.func.count()).select_from(TaskClient).where(TaskClient.client_id == client_id)
        return db.session.execute(query).scalar_one()


def next_statutory(key: str) -> str:
    """Return the name of the next statutory date of a rule."""
    from_day = ahead(0)
    day = days_of(next(rule for rule in rules() if rule.key == key), from_day, from_day + timedelta(days=400))[0]
    return entry_name("statutory", key, day)
