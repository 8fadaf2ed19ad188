"""Asks what a client's report needs beside its engagements: mandates, commitments, issues. Only what the reader sees.

Every read is bounded, and the number of statements is the same whatever the number of rows.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from crm.accounts.models import User
from crm.commitments.models import Commitment, CommitmentClient
from crm.commitments.queries import BY_DAY, with_links, with_parties
from crm.commitments.queries import LIVE as COMMITMENT_LIVE
from crm.commitments.visibility import visible_to as commitment_visible_to
from crm.core.db import db
from crm.issues.models import Issue, IssueClient, IssueUpdate
from crm.issues.visibility import touched
from crm.mandates.models import Mandate, TimeUsed
from crm.mandates.parts import PARTS
from crm.mandates.queries import LIVE as MANDATE_LIVE
from crm.mandates.queries import with_names
from crm.mandates.visibility import visible_to as mandate_visible_to
from crm.people.models import Person
from crm.people.visibility import visible_to as person_visible_to
from crm.reports.build.period import Period
from crm.sources.models import HandedIn, SourceState

#: Mandates and issues of one client in a report: more nobody has.
MOST_MANDATES: Final = 20
MOST_ISSUES: Final = 40
#: Rows of one part of the mandates.
MOST_ROWS: Final = 200
_PARTS: Final = ("objectives", "deliverables", "results", "introductions")


def mandates(user: User, client_id: int, period: Period) -> Sequence[Mandate]:
    """Return the client's mandates that ran in the period, active ones first, then the latest."""
    ran = sa.and_(
        Mandate.starts_on <= period.end,
        sa.or_(Mandate.ends_on.is_(None), Mandate.ends_on >= period.start),
        sa.or_(Mandate.ended_on.is_(None), Mandate.ended_on >= period.start),
    )
    query = sa.select(Mandate).where(Mandate.client_id == client_id, ran, MANDATE_LIVE, mandate_visible_to(user))
    order = (Mandate.state != "active", Mandate.starts_on.desc(), Mandate.id.desc())
    return db.session.execute(query.options(*with_names()).order_by(*order).limit(MOST_MANDATES)).scalars().all()


def parts_of(mandate_ids: Collection[int]) -> dict[str, Sequence[Any]]:
    """Return the rows in use of mandates that the reader may see, by part: one statement each."""
    found: dict[str, Sequence[Any]] = {}
    for name in _PARTS:
        part = PARTS[name]
        query = sa.select(part.model).where(
            part.model.mandate_id.in_(list(mandate_ids)), part.model.archived_at.is_(None)
        )
        found[name] = db.session.execute(query.order_by(*part.order).limit(MOST_ROWS)).scalars().all()
    return found


def minutes_used(mandate_ids: Collection[int], period: Period) -> Mapping[int, int]:
    """Return the minutes worked in the period by mandate."""
    query = (
        sa.select(TimeUsed.mandate_id, sa.func.sum(TimeUsed.minutes))
        .where(
            TimeUsed.mandate_id.in_(list(mandate_ids)), TimeUsed.archived_at.is_(None),
            TimeUsed.worked_on.between(period.start, period.end),
        )
        .group_by(TimeUsed.mandate_id)
    )  # fmt: skip
    return {row[0]: int(row[1]) for row in db.session.execute(query)}


def commitments(user: User, client_id: int, period: Period, limit: int) -> Sequence[Commitment]:
    """Return a client's commitments that were settled in the period and all that are open, by day."""
    link = sa.select(CommitmentClient.commitment_id).where(CommitmentClient.client_id == client_id)
    settled = Commitment.settled_on.between(period.start, period.end)
    query = (
        sa.select(Commitment)
        .where(
            Commitment.id.in_(link), COMMITMENT_LIVE, sa.or_(Commitment.state == "open", settled),
            commitment_visible_to(user),
        )
        .options(*with_parties(), *with_links())
        .order_by(*BY_DAY)
        .limit(limit)
    )  # fmt: skip
    return db.session.execute(query).scalars().all()


def issues(user: User, client_id: int) -> Sequence[IssueClient]:
    """Return what the client has to do with issues, each with its citations: open ones first, then by number."""
    query = (
        sa.select(IssueClient)
        .join(IssueClient.issue)
        .where(IssueClient.client_id == client_id, Issue.archived_at.is_(None), touched(user))
        .options(
            contains_eager(IssueClient.issue).joinedload(Issue.chapter),
            contains_eager(IssueClient.issue).selectinload(Issue.citations),
        )
        .order_by((Issue.state == "settled"), Issue.id)
        .limit(MOST_ISSUES)
    )
    return db.session.execute(query).scalars().all()


def updates(issue_ids: Collection[int], period: Period) -> Sequence[IssueUpdate]:
    """Return the updates of the period, and of each issue the last one before it, the newest first."""
    start = datetime.combine(period.start, time(), UTC)
    after = datetime.combine(period.end + timedelta(days=1), time(), UTC)
    mine = IssueUpdate.issue_id.in_(list(issue_ids))
    order = (IssueUpdate.at.desc(), IssueUpdate.id.desc())
    place = sa.func.row_number().over(partition_by=IssueUpdate.issue_id, order_by=order)
    earlier = sa.select(IssueUpdate.id, place.label("place")).where(mine, IssueUpdate.at < start).subquery()
    last = sa.select(earlier.c.id).where(earlier.c.place == 1)
    inside = sa.and_(IssueUpdate.at >= start, IssueUpdate.at < after)
    query = sa.select(IssueUpdate).where(mine, sa.or_(inside, IssueUpdate.id.in_(last)))
    return db.session.execute(query.order_by(*order).limit(MOST_ROWS)).scalars().all()


def held_for_checking() -> tuple[frozenset[str], Sequence[HandedIn]]:
    """Return the keys of sources whose figures are held for checking, and the files handed in that are."""
    held = db.session.execute(sa.select(SourceState.key).where(SourceState.held)).scalars()
    files = sa.select(HandedIn).where(HandedIn.state == "held").order_by(HandedIn.id).limit(MOST_ROWS)
    return frozenset(held), db.session.execute(files).scalars().all()


def people(user: User, ids: Collection[int]) -> Mapping[int, Person]:
    """Return those of these people whom the reader may see, by id."""
    query = sa.select(Person).where(Person.id.in_(list(ids)), person_visible_to(user))
    return {person.id: person for person in db.session.execute(query).scalars()}
