"""The dated updates of issues on the timeline of the clients that they touch."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.core.db import db
from crm.core.feature import TimelineKind
from crm.issues.models import Issue, IssueClient, IssueUpdate
from crm.issues.queries import LISTED
from crm.issues.visibility import touched


def of_client(user: User, client_id: int) -> sa.Select[str, datetime, int]:
    """Return (kind, at, id) of the updates of issues that touch a client."""
    return (
        sa.select(sa.literal("issue_update").label("kind"), IssueUpdate.at.label("at"), IssueUpdate.id.label("id"))
        .join(Issue, Issue.id == IssueUpdate.issue_id)
        .join(IssueClient, IssueClient.issue_id == Issue.id)
        .where(IssueClient.client_id == client_id, touched(user), LISTED)
    )


def items(_user: User, ids: Sequence[int]) -> Mapping[int, IssueUpdate]:
    """Return the updates of a timeline page by id; what an issue says is open to the firm."""
    query = sa.select(IssueUpdate).where(IssueUpdate.id.in_(list(ids)))
    query = query.options(joinedload(IssueUpdate.issue, innerjoin=True), joinedload(IssueUpdate.author))
    return {update.id: update for update in db.session.execute(query).scalars()}


KIND = TimelineKind("client", "issue_update", of_client, items, "issues/_timeline.html")
