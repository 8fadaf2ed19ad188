"""People for tests, made through the product's own actions."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.clients import role_changes
from crm.clients.models.client import Client
from crm.core.db import unit_of_work
from crm.people import actions


def add_person(app: Flask, given: str, surname: str = "", *, by: str = "", **values: Any) -> int:
    """Add a person, written by one of the firm (by a command without `by`)."""
    with app.app_context(), unit_of_work(None) as work:
        author = work.execute(sa.select(User).where(User.email == f"{by}@example.com")).scalar_one() if by else None
        return actions.create(work, author, {"given_name": given, "surname": surname} | values).id


def place(app: Flask, person_id: int, client_id: int, **values: Any) -> int:
    """Say what a person is at a client; returns the role's id."""
    with app.app_context(), unit_of_work(None) as work:
        client = work.execute(sa.select(Client).where(Client.id == client_id)).scalar_one()
        return role_changes.add(work, client, person_id, values).id
