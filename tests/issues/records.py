"""Issues for tests, made through the product's own actions."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.core.db import db, unit_of_work
from crm.issues import actions, positions, queries
from crm.issues.models import Issue, IssueClient
from tests.tasks.firm import user


def add_issue(app: Flask, title: str, *, by: str = "alice", **values: Any) -> int:
    """Add an issue and return its id."""
    with app.app_context():
        actor = user(by)
        with unit_of_work(actor.id) as work:
            return actions.create(work, actor, {"title_en": title, "kind": "tariff", **values}).id


def touch(app: Flask, issue_id: int, client_id: int, position: str = "", ask: str = "") -> None:
    """Say that an issue touches a client."""
    with app.app_context(), unit_of_work(user("charlie").id) as work:
        assert positions.add(work, issue_id, client_id, position, ask) is not None


def add_update(app: Flask, issue_id: int, colour: str, text: str, at: datetime | None = None) -> None:
    """Say how an issue stands."""
    with app.app_context():
        actor = user("alice")
        with unit_of_work(actor.id) as work:
            issue = queries.for_edit(issue_id)
            assert issue is not None
            actions.add_update(work, actor, issue, {"colour": colour, "text": text}, at)


def read(app: Flask, issue_id: int) -> Issue:
    """Return an issue as it is stored, with its rows."""
    with app.app_context():
        issue = queries.get(issue_id)
        assert issue is not None
        return issue


def rows_of(app: Flask, issue_id: int) -> list[tuple[int, str, str, bool]]:
    """Return (client, position, ask, on it now) of every row of an issue, whoever may see it."""
    with app.app_context():
        query = sa.select(IssueClient).where(IssueClient.issue_id == issue_id).order_by(IssueClient.client_id)
        return [(r.client_id, r.position, r.ask, r.active) for r in db.session.execute(query).scalars()]
