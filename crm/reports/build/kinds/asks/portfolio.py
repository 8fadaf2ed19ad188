"""Asks for what partners look at of every client: eight statements, however many clients there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.visibility import visible_to
from crm.commitments.models import Commitment, CommitmentClient
from crm.commitments.queries import LIVE as COMMITMENT_LIVE
from crm.commitments.queries import late_on
from crm.commitments.visibility import visible_to as commitment_visible_to
from crm.core.bulk import among
from crm.core.db import db
from crm.issues.models import Issue, IssueClient
from crm.issues.queries import OPEN
from crm.issues.visibility import touched
from crm.mandates.models import Mandate, Objective
from crm.mandates.queries import LIVE as MANDATE_LIVE
from crm.mandates.visibility import visible_to as mandate_visible_to

#: Whose clients these are: who left is followed by nobody.
FOLLOWED: Final = ("active", "prospect", "dormant")


@dataclass(frozen=True, slots=True)
class Listed:
    """One client with what the firm says of it."""

    id: int
    name: str
    status: str
    lead_id: int | None
    contact_days: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Overdue:
    """A commitment whose day is past, and one of its clients."""

    id: int
    client_id: int
    maker: str
    text: str
    due_on: date | None


def clients(reader: User, most: int) -> Sequence[Listed]:
    """Return the clients that the firm follows, by name: `most` + 1 at most."""
    query = (
        sa.select(Client.id, Client.name, Client.status, Client.account_lead_id, Client.contact_days, Client.created_at)
        .where(Client.archived_at.is_(None), Client.status.in_(FOLLOWED), visible_to(reader))
        .order_by(Client.name_key, Client.id)
        .limit(most + 1)
    )
    return [Listed(*row) for row in db.session.execute(query)]


def objectives(reader: User, ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """Return how many objectives of active mandates are in each state, by client."""
    query = (
        sa.select(Mandate.client_id, Objective.state, sa.func.count())
        .join(Objective, Objective.mandate_id == Mandate.id)
        .where(
            among(Mandate.client_id, ids),
            Mandate.state == "active",
            MANDATE_LIVE,
            Objective.archived_at.is_(None),
            mandate_visible_to(reader),
        )
        .group_by(Mandate.client_id, Objective.state)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for client_id, state, number in db.session.execute(query):
        found[client_id][state] = int(number)
    return found


def overdue(reader: User, ids: Sequence[int], today: date, most: int) -> Sequence[Overdue]:
    """Return the open commitments of these clients whose day is past, the oldest first: `most` + 1 at most."""
    query = (
        sa.select(Commitment.id, CommitmentClient.client_id, Commitment.maker_kind, Commitment.text, Commitment.due_on)
        .join(CommitmentClient, CommitmentClient.commitment_id == Commitment.id)
        .where(
            late_on(today), COMMITMENT_LIVE, among(CommitmentClient.client_id, ids), commitment_visible_to(reader)
        )
        .order_by(Commitment.due_on, Commitment.id, CommitmentClient.client_id)
        .limit(most + 1)
    )  # fmt: skip
    return [Overdue(*row) for row in db.session.execute(query)]


def active_mandates(reader: User, ids: Sequence[int], most: int) -> Mapping[int, Sequence[Mandate]]:
    """Return the active mandates of these clients, those that end first before the others: `most` + 1 at most."""
    query = (
        sa.select(Mandate)
        .where(among(Mandate.client_id, ids), Mandate.state == "active", MANDATE_LIVE, mandate_visible_to(reader))
        .order_by(Mandate.ends_on.is_(None), Mandate.ends_on, Mandate.id)
        .limit(most + 1)
    )
    found: dict[int, list[Mandate]] = defaultdict(list)
    for mandate in db.session.execute(query).scalars():
        found[mandate.client_id].append(mandate)
    return found


def red_issues(reader: User, ids: Sequence[int], most: int) -> Mapping[int, Sequence[Issue]]:
    """Return the open issues at red that touch these clients: `most` + 1 at most."""
    query = (
        sa.select(IssueClient.client_id, Issue)
        .join(Issue, Issue.id == IssueClient.issue_id)
        .where(among(IssueClient.client_id, ids), touched(reader), OPEN, Issue.colour == "red")
        .order_by(Issue.id, IssueClient.client_id)
        .limit(most + 1)
    )
    found: dict[int, list[Issue]] = defaultdict(list)
    for client_id, issue in db.session.execute(query):
        found[client_id].append(issue)
    return found
