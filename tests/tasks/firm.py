"""Records that tests of follow-ups and engagements stand on."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.clients.models.client import Client, ClientBarrier
from crm.core.db import db, unit_of_work
from crm.core.text import fold
from crm.tasks import actions
from crm.tasks.models import Task


def user(name: str) -> User:
    """Return one of the five people (within an app context)."""
    return db.session.execute(sa.select(User).where(User.email == f"{name}@example.com")).scalar_one()


def add_client(app: Flask, name: str, *, access: str = "firm", lead: str = "alice", barred: str = "") -> int:
    """Add a client and return its id; `team` access opens it to its lead and the partners."""
    with app.app_context():
        lead_id, barred_id = user(lead).id, user(barred).id if barred else None
        with unit_of_work(lead_id) as work:
            client = Client(name=name, name_key=fold(name), access=access, account_lead_id=lead_id)
            work.add(client)
            work.flush()
            if barred_id:
                work.add(ClientBarrier(client_id=client.id, user_id=barred_id))
        return client.id


def add_task(app: Flask, by: str, **values: Any) -> int:
    """Add a follow-up of somebody's own and return its id."""
    with app.app_context():
        actor = user(by)
        given: Mapping[str, Any] = {"title": "Call the broker", "assignee_id": actor.id, **values}
        with unit_of_work(actor.id) as work:
            return actions.create(work, actor, given).id


def read_task(app: Flask, task_id: int) -> Task:
    """Return a follow-up as it is stored, without its rows."""
    with app.app_context():
        return db.session.execute(sa.select(Task).where(Task.id == task_id)).scalar_one()
