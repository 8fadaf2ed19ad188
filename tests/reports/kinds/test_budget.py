"""A thousand records of each kind ask as much of the database as ten."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import Client, ClientSector
from crm.commitments.models import Commitment, CommitmentClient
from crm.core.bulk import insert_many
from crm.core.db import db, unit_of_work
from crm.engagements.issue_models import EngagementIssue
from crm.engagements.models import Engagement, EngagementClient, EngagementInstitution, EngagementTask
from crm.issues.models import IssueClient
from crm.pipeline.models import Opportunity, StageMove
from crm.reports.build.kinds.table import KINDS
from crm.tasks.models import Task, TaskClient
from tests.reports.kinds.firm import MISSION, Firm, agriculture, made, small_firm
from tests.support import count_queries
from tests.tasks.firm import user

MANY = 1000
NOW = datetime(2026, 8, 3, 18, tzinfo=UTC)


def fill(app: Flask, firm: Firm, first: int, number: int) -> None:
    """Add so many clients, each with an engagement, a commitment, a follow-up, an opportunity and an issue."""
    sector = agriculture(app)
    ids = range(first, first + number)
    with app.app_context():
        alice = user("alice").id
        stage = db.session.execute(sa.select(Opportunity.stage_id).limit(1)).scalar_one()
    stamped = {"version": 1, "created_at": NOW, "updated_at": NOW}
    rows: list[tuple[Any, list[dict[str, Any]]]] = [
        (Client, [{"id": n, "name": f"Client {n}", "name_key": f"client {n}", "place_key": "", "search_text": "",
                   "status": "active", "access": "firm", "country": "MX", "account_lead_id": alice, **stamped}
                  for n in ids]),
        (ClientSector, [{"client_id": n, "sector_id": sector, "is_primary": True} for n in ids]),
        (Engagement, [{"id": n, "track": "trade", "channel": "event", "state": "held", "starts_at": NOW,
                       "starts_wall": (NOW - timedelta(minutes=n % 600)).replace(tzinfo=None), "zone": "UTC",
                       "subject": MISSION, "search_text": "mision phoenix 2026", "name_officials": True,
                       "created_by_id": alice, **stamped} for n in ids]),
        (EngagementClient, [{"engagement_id": n, "client_id": n, "starts_at": NOW} for n in ids]),
        (EngagementInstitution, [{"engagement_id": n, "institution_id": firm.body, "starts_at": NOW} for n in ids]),
        (EngagementIssue, [{"engagement_id": n, "issue_id": firm.issue, "starts_at": NOW} for n in ids]),
        (IssueClient, [{"issue_id": firm.issue, "client_id": n, "position": "for", "active": True, **stamped}
                       for n in ids]),
        (Commitment, [{"id": n, "text": "Answer", "maker_kind": "institution", "maker_institution_id": firm.body,
                       "receiver_kind": "us", "made_on": date(2026, 8, 1), "due_on": date(2026, 9, 1),
                       "engagement_id": n, "owner_id": alice, "state": "open", "made_at": NOW, **stamped}
                      for n in ids]),
        (CommitmentClient, [{"commitment_id": n, "client_id": n} for n in ids]),
        (Task, [{"id": n, "title": "Call", "assignee_id": alice, "due_on": date(2026, 9, 1), **stamped} for n in ids]),
        (TaskClient, [{"task_id": n, "client_id": n} for n in ids]),
        (EngagementTask, [{"engagement_id": n, "task_id": n} for n in ids]),
        (Opportunity, [{"id": n, "client_id": n, "title": "Audit", "title_key": "audit", "stage_id": stage,
                        "account_lead_id": alice, "stage_since": NOW, "source": "event", "source_note": MISSION,
                        **stamped} for n in ids]),
        (StageMove, [{"id": n, "opportunity_id": n, "to_stage_id": stage, "at": NOW} for n in ids]),
    ]  # fmt: skip
    with app.app_context(), unit_of_work(None) as work:
        for model, values in rows:
            insert_many(work, model, values)


def asked(app: Flask, firm: Firm) -> dict[str, tuple[int, int]]:
    """Return of each kind how many statements it sends, and how many clients it prints."""
    counts = {}
    with app.test_request_context():
        for name in KINDS:
            with count_queries(app) as seen:
                built = made(name, "alice", firm)
            counts[name] = len(seen), len(built.records["client"])
    return counts


def test_a_thousand_records_ask_as_much_as_ten(app: Flask) -> None:
    firm = small_firm(app)
    fill(app, firm, 10_000, 10)
    asked(app, firm)  # what is kept in the process is made here
    few = asked(app, firm)
    fill(app, firm, 20_000, MANY)
    many = asked(app, firm)
    assert {name: sent for name, (sent, _clients) in many.items()} == {name: sent for name, (sent, _) in few.items()}
    assert {clients for _sent, clients in few.values()} == {12}
    assert {clients for _sent, clients in many.values()} == {MANY + 12}
    assert max(sent for sent, _clients in few.values()) <= 45, few
