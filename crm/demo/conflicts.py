"""Writes the conflict checks of the demo firm: clear, waived, with a barrier, to be decided; and adverse parties."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.queries import for_edit
from crm.conflicts import actions, barriers
from crm.conflicts.models import ConflictCheck, ConflictHit
from crm.core.dates import now, today_in
from crm.demo.content_files import Row, read
from crm.issues.models import Issue

PARTNER = "partner@example.com"


def add_conflicts(work: Session, users: Mapping[str, User], clients: Mapping[str, Client]) -> None:
    """Name adverse parties and run the checks, each in the name of who would have; flushes."""
    rows = read("conflicts")
    for row in rows["parties"]:
        work.info["actor_id"] = users[row["by"]].id
        values = {name: row.get(name, "") for name in actions.PARTY}
        actions.add_party(work, users[row["by"]], clients[row["client"]].id, values)
    issues = {row.title_en: row.id for row in work.execute(sa.select(Issue.id, Issue.title_en))}
    for row in rows["checks"]:
        _add_check(work, users, clients, row, issues)


def _add_check(
    work: Session, users: Mapping[str, User], clients: Mapping[str, Client], row: Row, issues: Mapping[str, int]
) -> None:
    author, client, partner = users[row["by"]], clients[row["client"]], users[PARTNER]
    work.info["actor_id"] = author.id
    positions = {issues[title]: side for side in ("for", "against") for title in row.get(side, ())}
    at = now() - timedelta(days=row["days_ago"])
    check = actions.run(work, author, client, {**_searched(row), "positions": positions, "at": at})
    for hit in _hits(work, check) if "judged" in row else ():
        actions.judge(work, author, check, hit, tuple(row["judged"]))
    work.info["actor_id"] = partner.id
    if "barrier" in row:
        told = row["barrier"]
        values = {"users": [users[told["user"]].id], "reason": told["reason"]}
        review = today_in(partner.time_zone) + timedelta(days=told["review_in"])
        closed = for_edit(partner, client.id) or client
        barriers.set_barriers(work, partner, check, closed, values | {"review_on": review})
    if "decision" in row:
        _decide(work, partner, check, row["decision"])
    work.flush()


def _searched(row: Row) -> dict[str, Any]:
    return {name: row.get(name, "") for name in ("names", "tax_id", "counterparties")}


def _hits(work: Session, check: ConflictCheck) -> list[ConflictHit]:
    return list(work.execute(sa.select(ConflictHit).where(ConflictHit.check_id == check.id)).scalars())


def _decide(work: Session, partner: User, check: ConflictCheck, told: Row) -> None:
    ago = timedelta(days=told["days_ago"])
    given = {"waiver_on": today_in(partner.time_zone) - ago} if "waiver" in told else {}
    actions.decide(work, partner, check, told["state"], dict(told) | given | {"at": now() - ago})
