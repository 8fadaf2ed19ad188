"""Asks for opportunities as a review prints them, and for the moves of a period."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, defer

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import db
from crm.pipeline.models import Opportunity, StageMove
from crm.pipeline.queries import BY_EXPECTED, LIVE, with_names
from crm.pipeline.stages import ids_of
from crm.pipeline.visibility import visible_to

_LEAN: Final = (defer(Opportunity.notes, raiseload=True), defer(Opportunity.search_text, raiseload=True))


def open_ones(reader: User, most: int) -> Sequence[Opportunity]:
    """Return the open opportunities with client and account lead, the expected first: `most` + 1 at most."""
    query = sa.select(Opportunity).where(Opportunity.stage_id.in_(ids_of("open")), LIVE, visible_to(reader))
    return _found(query.order_by(*BY_EXPECTED), most)


def decided(reader: User, first: datetime, after: datetime, most: int) -> Sequence[Opportunity]:
    """Return what was signed or not won from one instant up to another, in that order: `most` + 1 at most."""
    query = sa.select(Opportunity).where(
        Opportunity.closed_at >= first,
        Opportunity.closed_at < after,
        Opportunity.stage_id.in_(ids_of("signed", "lost")),
        LIVE,
        visible_to(reader),
    )
    return _found(query.order_by(Opportunity.closed_at, Opportunity.id), most)


def moved(reader: User, first: datetime, after: datetime, most: int) -> Sequence[StageMove]:
    """Return the moves from one instant up to another with their opportunities and clients: `most` + 1 at most."""
    query = (
        sa.select(StageMove)
        .join(StageMove.opportunity)
        .join(Opportunity.client)
        .where(StageMove.at >= first, StageMove.at < after, LIVE, visible_to(reader))
        .options(
            contains_eager(StageMove.opportunity).options(
                *_LEAN, contains_eager(Opportunity.client).load_only(Client.id, Client.name)
            )
        )
        .order_by(StageMove.at, StageMove.id)
        .limit(most + 1)
    )
    return db.session.execute(query).scalars().all()


def from_event(reader: User, name: str, client_ids: Collection[int], most: int) -> Sequence[Opportunity]:
    """Return these clients' opportunities whose source names an event, the expected first: `most` + 1 at most."""
    named = sa.func.lower(Opportunity.source_note).contains(name.lower(), autoescape=True)
    of_these = Opportunity.client_id.in_(list(client_ids))
    query = sa.select(Opportunity).where(Opportunity.source == "event", named, of_these, LIVE, visible_to(reader))
    return _found(query.order_by(*BY_EXPECTED), most) if name and client_ids else []


def _found(query: sa.Select[Opportunity], most: int) -> Sequence[Opportunity]:
    return db.session.execute(query.options(*with_names(), *_LEAN).limit(most + 1)).scalars().all()
