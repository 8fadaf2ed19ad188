"""Asks for commitments of an institution or of engagements, with parties and clients."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import subqueryload

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.commitments.models import Commitment, CommitmentClient
from crm.commitments.queries import BY_DAY, LIVE, belongs, with_parties
from crm.commitments.visibility import visible_to
from crm.core.bulk import among
from crm.core.db import db
from crm.reports.build.period import Period


def of_institution(
    reader: User, institution_id: int, period: Period, client_id: int | None, most: int
) -> Sequence[Commitment]:
    """Return what is open between a body and us or our clients, and what was settled in the period, late ones first.

    With `client_id` those that concern this client and none other. `most` + 1 at most.
    """
    settled = Commitment.settled_on.between(period.start, period.end)
    query = _read(reader).where(
        belongs("institution", institution_id), sa.or_(Commitment.state == "open", settled)
    )  # fmt: skip
    return _found(query, client_id, most)


def of_engagements(reader: User, ids: Sequence[int], client_id: int | None, most: int) -> Sequence[Commitment]:
    """Return what was promised in these engagements, by day; with `client_id` as above. `most` + 1 at most."""
    return _found(_read(reader).where(among(Commitment.engagement_id, ids)), client_id, most)


def days_late(item: Commitment, today: date) -> int:
    """Return by how many days a commitment is late, or was when it was settled; 0 where it is not."""
    if item.due_on is None or item.state == "released":
        return 0
    return max(0, ((item.settled_on if item.state != "open" else None) or today).toordinal() - item.due_on.toordinal())


def _read(reader: User) -> sa.Select[Commitment]:
    clients = subqueryload(Commitment.clients).joinedload(CommitmentClient.client, innerjoin=True)
    options = (*with_parties(), clients.load_only(Client.id, Client.name))
    return sa.select(Commitment).where(LIVE, visible_to(reader)).options(*options)


def _found(query: sa.Select[Commitment], client_id: int | None, most: int) -> Sequence[Commitment]:
    if client_id is not None:
        link = CommitmentClient
        query = query.where(
            sa.exists().where(link.commitment_id == Commitment.id, link.client_id == client_id),
            ~sa.exists().where(link.commitment_id == Commitment.id, link.client_id != client_id),
        )
    query = query.order_by(Commitment.state != "open", *BY_DAY).limit(most + 1)
    return db.session.execute(query).scalars().all()
