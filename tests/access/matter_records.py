"""Records of matters: alert, commitment, issue, mandate and opportunity, for the addresses that name them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from crm.advisories.models import Advisory, AdvisoryClient
from crm.alerts.models import AlertEvent, AlertRule, AlertTask
from crm.commitments.models import Commitment, CommitmentClient
from crm.conflicts.models import AdverseParty, ConflictCheck, ConflictHit, InformationBarrier
from crm.core.dates import now
from crm.core.text import fold
from crm.indicators.models import Series
from crm.issues.models import Issue
from crm.mandates.models import Mandate, Objective
from crm.pipeline.models import Opportunity, Stage, StageMove
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


def add_advisory(work: sa.orm.Session, words: str, client_id: int, lead: int) -> dict[str, object]:
    """Add an advisory to a client; returns the argument of its address."""
    item = Advisory(
        title_en=words, body_en=words, title_es=words, body_es=words, reason=words, author_id=lead,
        clients=[AdvisoryClient(client_id=client_id, name=words)],
    )  # fmt: skip
    work.add(item)
    work.flush()
    return {"advisory_id": item.id}


def add_alert(work: sa.orm.Session, words: str, client_id: int, task_id: int, owner: int) -> dict[str, object]:
    """Add an alert for a client that fired, with its follow-up; returns the argument of its addresses."""
    series = work.execute(sa.select(Series.id).order_by(Series.id).limit(1)).scalar()
    if series is None:
        made = Series(key="planted", title_en="Planted", title_es="Sembrada", source="census", frequency="month",
                      unit="USD", basis="census")  # fmt: skip
        work.add(made)
        work.flush()
        series = made.id
    asked = {"kind": "move", "bound": Decimal(10)}
    rule = AlertRule(series_id=series, client_id=client_id, note=words, owner_id=owner, due_days=5, **asked)
    work.add(rule)
    work.flush()
    day = date(2026, 7, 1)
    event = AlertEvent(
        rule_id=rule.id, period=day, value=Decimal(9), vintage=day, source="fred", before=Decimal(7), at=now(),
        opened_at=now(), **asked,
    )  # fmt: skip
    work.add(event)
    work.flush()
    work.add(AlertTask(event_id=event.id, client_id=client_id, task_id=task_id))
    return {"rule_id": rule.id}


def add_issue(work: sa.orm.Session) -> dict[str, object]:
    """Add an issue, open to all, that touches every client of these tests."""
    issue = Issue(year=2026, title_en=BAIT, title_es=BAIT, kind="tariff", search_text=BAIT)
    work.add(issue)
    work.flush()
    return {"issue_id": issue.id}


def add_mandate(work: sa.orm.Session, words: str, client_id: int, lead: int) -> dict[str, object]:
    """Add a mandate of a client with an objective, and an opportunity; returns the arguments of their addresses."""
    mandate = Mandate(
        client_id=client_id, title=words, scope=words, lead_id=lead, starts_on=now().date() - timedelta(days=30),
        renewal_on=now().date() + timedelta(days=40), fee_note=words, search_text=fold(words),
    )  # fmt: skip
    work.add(mandate)
    work.flush()
    objective = Objective(mandate_id=mandate.id, title=words, measure=words)
    work.add(objective)
    work.flush()
    own: dict[str, object] = {"mandate_id": mandate.id, "section": "objectives", "entry_id": objective.id}
    own |= add_advisory(work, words, client_id, lead)
    return own | add_opportunity(work, words, client_id, lead)


def add_opportunity(work: sa.orm.Session, words: str, client_id: int, lead: int) -> dict[str, object]:
    """Add an opportunity of a client in the first stage; returns the argument of its addresses."""
    stage = work.execute(sa.select(Stage.id).order_by(Stage.position).limit(1)).scalar_one()
    item = Opportunity(
        client_id=client_id, title=words, notes=words, account_lead_id=lead, next_step=words, source_note=words,
        stage_id=stage, stage_since=now(), search_text=fold(words),
    )  # fmt: skip
    work.add(item)
    work.flush()
    work.add(StageMove(opportunity_id=item.id, to_stage_id=stage, at=item.stage_since, user_id=lead))
    work.flush()
    return {"opportunity_id": item.id, "stages": dict(work.execute(sa.select(Stage.kind, Stage.id)).all())}


def add_conflict(work: sa.orm.Session, words: str, client_id: int, lead: int, kept_out: int) -> dict[str, object]:
    """Check a client, with a hit, an adverse party and a barrier; returns the arguments of their addresses."""
    now = datetime.now(UTC)
    party = AdverseParty(client_id=client_id, name=words, note=words)
    check = ConflictCheck(
        client_id=client_id, names=words, counterparties=words, decision_note=words, run_at=now, run_by_id=lead
    )
    work.add_all([party, check])
    work.flush()
    hit = ConflictHit(
        check_id=check.id, kind="adverse", client_id=client_id, adverse_id=party.id, searched=words, matched=words,
        why="same_name", score=100,
    )  # fmt: skip
    barrier = InformationBarrier(
        check_id=check.id, client_id=client_id, user_id=kept_out, reason=words, since=now, set_by_id=lead
    )
    work.add_all([hit, barrier])
    work.flush()
    return {"conflict_check_id": check.id, "hit_id": hit.id, "adverse_id": party.id, "barrier_id": barrier.id}
