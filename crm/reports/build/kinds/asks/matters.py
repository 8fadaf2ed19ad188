"""Asks for issues: those of a body or of sectors, whom they touch, what was said of them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.bulk import among
from crm.core.db import db
from crm.issues.models import Issue, IssueCitation, IssueClient, IssueInstitution, IssueSector, IssueUpdate
from crm.issues.queries import LISTED, OPEN
from crm.issues.visibility import touched

#: Issues of one body or sector: nobody follows more.
FEW: Final = 200


def of_institution(reader: User, institution_id: int, client_id: int | None) -> Sequence[Issue]:
    """Return the open issues that concern a body, the one that changed last first; with a client those touching it."""
    query = sa.select(Issue).join(IssueInstitution, IssueInstitution.issue_id == Issue.id)
    return _found(reader, query.where(IssueInstitution.institution_id == institution_id), client_id)


def of_sectors(reader: User, sector_ids: Collection[int], client_id: int | None) -> Sequence[Issue]:
    """Return the open issues that concern one of these sectors, as above."""
    concerned = sa.select(IssueSector.issue_id).where(IssueSector.sector_id.in_(list(sector_ids)))
    return _found(reader, sa.select(Issue).where(Issue.id.in_(concerned)), client_id)


def _found(reader: User, query: sa.Select[Issue], client_id: int | None) -> Sequence[Issue]:
    if client_id is not None:
        mine = sa.select(IssueClient.issue_id).where(IssueClient.client_id == client_id, touched(reader))
        query = query.where(Issue.id.in_(mine))
    query = query.where(OPEN).options(joinedload(Issue.owner)).order_by(Issue.updated_at.desc(), Issue.id.desc())
    return db.session.execute(query.limit(FEW)).scalars().all()


def updates(issue_id: int, first: datetime, after: datetime) -> tuple[Sequence[IssueUpdate], IssueUpdate | None]:
    """Return the updates of an issue from one instant up to another, oldest first, and the last one before them."""
    query = sa.select(IssueUpdate).where(IssueUpdate.issue_id == issue_id).options(joinedload(IssueUpdate.author))
    within = query.where(IssueUpdate.at >= first, IssueUpdate.at < after)
    rows = db.session.execute(within.order_by(IssueUpdate.at, IssueUpdate.id).limit(FEW)).scalars().all()
    earlier = query.where(IssueUpdate.at < first).order_by(IssueUpdate.at.desc(), IssueUpdate.id.desc()).limit(1)
    return rows, db.session.execute(earlier).scalar_one_or_none()


def touching(reader: User, issue_ids: Sequence[int], most: int) -> Sequence[IssueClient]:
    """Return whom of the reader's clients these issues touch, by name: `most` + 1 at most."""
    query = (
        sa.select(IssueClient)
        .join(IssueClient.client)
        .options(contains_eager(IssueClient.client).load_only(Client.id, Client.name, Client.name_key))
        .where(among(IssueClient.issue_id, issue_ids), touched(reader))
        .order_by(Client.name_key, Client.id, IssueClient.issue_id)
        .limit(most + 1)
    )
    return db.session.execute(query).scalars().all()


def published(sector_ids: Collection[int], start: date, end: date) -> Sequence[tuple[IssueCitation, Issue]]:
    """Return the dated publications of listed issues of these sectors in a span, the newest first."""
    concerned = sa.select(IssueSector.issue_id).where(IssueSector.sector_id.in_(list(sector_ids)))
    query = (
        sa.select(IssueCitation, Issue)
        .join(Issue, Issue.id == IssueCitation.issue_id)
        .where(Issue.id.in_(concerned), LISTED, IssueCitation.cited_on.between(start, end))
        .order_by(IssueCitation.cited_on.desc(), IssueCitation.id)
        .limit(FEW)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]
