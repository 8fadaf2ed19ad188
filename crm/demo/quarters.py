"""Writes two quarters of work for three clients of the demo firm, whole enough for a report in both languages."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.commitments import actions as commitment_actions
from crm.core.dates import today_in
from crm.demo.calendar import business_day
from crm.demo.content_files import read
from crm.demo.register import HEAD_COMES, Register
from crm.engagements import actions
from crm.engagements.models import Engagement
from crm.issues.models import Issue

#: Hours at which these contacts begin, one after the other.
_HOURS: Final = (time(9, 30), time(11), time(12, 30), time(16))
_PLAIN: Final = (
    "track", "channel", "subject", "summary_en", "summary_es", "outcome", "next_step", "minutes", "language", "usmca",
)  # fmt: skip


def add_quarters(work: Session, users: Mapping[str, User], clients: Mapping[str, Client], register: Register) -> None:
    """Write engagements with their issues, and what was promised in them, in the name of who led each; flushes."""
    issues: dict[str, int] = {row.title_en: row.id for row in work.execute(sa.select(Issue.title_en, Issue.id))}
    content, made = read("quarters"), dict[str, Engagement]()
    for number, row in enumerate(content["engagements"]):
        author = users[row["who"][0]]
        work.info["actor_id"] = author.id
        day = business_day(today_in(author.time_zone) - timedelta(days=row["ago"]), -1)
        values = _values(row, users, clients, register, day) | {
            "starts_wall": datetime.combine(day, _HOURS[number % len(_HOURS)]), "zone": author.time_zone,
            "issues": [issues[row["issue"]]] if row["issue"] else [],
        }  # fmt: skip
        made[row["key"]] = actions.create(work, author, values)
    for row in content["commitments"]:
        _promise(work, row, made[row["engagement"]])


def _values(
    row: Mapping[str, Any], users: Mapping[str, User], clients: Mapping[str, Client], register: Register, day: date
) -> dict[str, Any]:
    body = register.institutions.get(row["body"])
    heads = register.heads.get(row["body"], []) if row["channel"] in HEAD_COMES else []
    there = [key for key, first, last in heads if first <= day and (last is None or day <= last)]
    ours = [users[email].id for email in row["who"]]
    return {name: row[name] for name in _PLAIN} | {
        "state": "held", "clients": [clients[row["client"]].id], "consultants": ours,
        "institutions": [body] if body else [], "institution": row["text"], "persons": there, "note": "",
    }  # fmt: skip


def _promise(work: Session, row: Mapping[str, Any], met: Engagement) -> None:
    day = met.starts_wall.date()
    client_id = met.clients[0].client_id
    work.info["actor_id"] = met.created_by_id
    values: dict[str, Any] = {
        "text": row["text"], "made_on": day, "due_on": day + timedelta(days=row["due"]), "engagement_id": met.id,
        "clients": [client_id], "owner_id": met.created_by_id,
    }  # fmt: skip
    for side in ("maker", "receiver"):
        values[f"{side}_kind"] = row[side]
        if row[side] == "client":
            values[f"{side}_client_id"] = client_id
        elif row[side] == "institution":
            values[f"{side}_institution_id"] = met.institutions[0].institution_id
    item = commitment_actions.create(work, None, values)
    if "state" in row:
        commitment_actions.settle(work, item, row["state"], day + timedelta(days=row["settled"]), "")
