"""Records of matters: a commitment and an issue, for the addresses that name them."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from crm.commitments.models import Commitment, CommitmentClient
from crm.core.text import fold
from crm.issues.models import Issue
from tests.access.own_records import BAIT


def add_commitment(work: sa.orm.Session, words: str, client_id: int, lead: int) -> int:
    """Add what a client promised us; returns its id."""
    today = datetime.now(UTC)
    item = Commitment(
        text=words, maker_kind="client", maker_client_id=client_id, receiver_kind="us", made_on=today.date(),
        made_at=today, due_on=today.date() - timedelta(days=3), owner_id=lead, reason="", search_text=fold(words),
        clients=[CommitmentClient(client_id=client_id)],
    )  # fmt: skip
    work.add(item)
    work.flush()
    return item.id


def add_issue(work: sa.orm.Session) -> dict[str, object]:
    """Add an issue, open to all, that touches every client of these tests."""
    issue = Issue(year=2026, title_en=BAIT, title_es=BAIT, kind="tariff", search_text=BAIT)
    work.add(issue)
    work.flush()
    return {"issue_id": issue.id}
