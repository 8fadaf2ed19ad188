"""Writes the issues that the demo firm follows; every figure, date and citation in them is made up and says so."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.dates import today_in
from crm.core.text import fold
from crm.demo.content_files import Row, read
from crm.engagements import issue_links
from crm.engagements.models import Engagement
from crm.institutions.models import Institution
from crm.issues import actions, positions
from crm.issues.models import Issue
from crm.reference.models import Port, Sector

#: An issue is spoken of in at most so many engagements.
SPOKEN_OF: Final = 5
PLAIN: Final = (
    "title_en", "title_es", "kind", "state", "description", "recommendation", "usmca_chapter", "usmca_article",
    "hs_codes",
)  # fmt: skip
WRITTEN_AT: Final = time(17)


def add_issues(
    work: Session, users: Mapping[str, User], clients: Mapping[str, Client], engagements: Iterable[Engagement]
) -> None:
    """Add the issues with their updates, clients and follow-ups, and name them in engagements; flushes."""
    known = {
        "sectors": {row.code: row.id for row in work.execute(sa.select(Sector.code, Sector.id))},
        "ports": {row.code: row.id for row in work.execute(sa.select(Port.code, Port.id))},
        "institutions": {row.code: row.id for row in work.execute(sa.select(Institution.code, Institution.id))},
    }
    held = list(engagements)
    for row in read("issues"):
        owner = users[row["owner"]]
        work.info["actor_id"] = owner.id
        today = today_in(owner.time_zone)
        issue = actions.create(work, owner, _values(row, owner, known, today))
        for days, colour, email, text in row["updates"]:
            work.info["actor_id"] = users[email].id
            at = datetime.combine(today - timedelta(days=days), WRITTEN_AT, UTC)
            actions.add_update(work, users[email], issue, {"colour": colour, "text": text}, at)
        for slug, position, ask in row["clients"]:
            work.info["actor_id"] = clients[slug].account_lead_id or owner.id
            positions.add(work, issue.id, clients[slug].id, position, ask)
        _add_task(work, users, issue, row, today)
        _name(work, issue, row, clients, held)


def _values(row: Row, owner: User, known: Mapping[str, Mapping[Any, int]], today: date) -> dict[str, Any]:
    """Return an issue as the values that its form gives; the file counts its days from today."""
    values = {name: row[name] for name in PLAIN}
    values |= {name: [ids[code] for code in row[name]] for name, ids in known.items()}
    for name, days in (("effective_on", row["effective_in"]), ("comments_due_on", row["comments_in"])):
        values[name] = today + timedelta(days=days) if days is not None else None
    values["citations"] = [
        {"source": each["source"], "text": each["text"], "cited_on": today - timedelta(days=each["days_ago"])}
        for each in row["citations"]
    ]
    if row["value"]:
        amount, currency, period, note = row["value"]
        values |= {"value_amount": Decimal(amount), "value_currency": currency, "value_period": period,
                   "value_note": note}  # fmt: skip
    return values | {"owner_id": owner.id}


def _add_task(work: Session, users: Mapping[str, User], issue: Issue, row: Row, today: date) -> None:
    if row["task"]:
        title, email, days = row["task"]
        work.info["actor_id"] = users[email].id
        values = {"title": title, "assignee_id": users[email].id, "due_on": today + timedelta(days=days)}
        actions.add_task(work, users[email], issue, values)


def _name(
    work: Session, issue: Issue, row: Row, clients: Mapping[str, Client], engagements: Iterable[Engagement]
) -> None:
    """Name the issue in engagements of its clients whose subject speaks of it."""
    touched = {clients[slug].id for slug, _position, _ask in row["clients"]}
    words = [fold(word) for word in row["words"]]
    about = [
        item
        for item in engagements
        if touched & {link.client_id for link in item.clients} and any(word in fold(item.subject) for word in words)
    ]
    for item in about[-SPOKEN_OF:]:
        work.info["actor_id"] = item.created_by_id
        issue_links.keep(work, item, [*issue_links.issue_ids(item), issue.id])
