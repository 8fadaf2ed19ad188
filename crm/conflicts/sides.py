"""Asks for adverse parties of clients, and for the barriers that checks have set."""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.clients.models.client import Client, ClientBarrier
from crm.conflicts.models import AdverseParty, InformationBarrier
from crm.conflicts.visibility import visible_barriers, visible_parties
from crm.core.db import db

#: Rows of a card, or of a page without pages.
MOST: Final = 200


def parties_of(client_id: int, *, archived: bool = False, limit: int = MOST) -> Sequence[AdverseParty]:
    """Return the adverse parties of a client, which the reader may see, by name."""
    where = AdverseParty.archived_at.is_not(None) if archived else AdverseParty.archived_at.is_(None)
    query = (
        sa.select(AdverseParty)
        .where(AdverseParty.client_id == client_id, where)
        .order_by(AdverseParty.name_key, AdverseParty.id)
    )
    return db.session.execute(query.limit(limit)).scalars().all()


def party(user: User, adverse_id: int, *, lock: bool = False) -> AdverseParty | None:
    """Return an adverse party whose client the reader may see, with the client."""
    query = sa.select(AdverseParty).where(AdverseParty.id == adverse_id, visible_parties(user))
    query = query.with_for_update(of=AdverseParty) if lock else query.options(joinedload(AdverseParty.client))
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def kept_out(client_id: int) -> set[int]:
    """Return who is kept out of a client, by whichever barrier."""
    query = sa.select(ClientBarrier.user_id).where(ClientBarrier.client_id == client_id)
    return set(db.session.execute(query).scalars())


def barriers_of(
    user: User, *where: sa.ColumnElement[bool], lifted: bool = False, limit: int = MOST
) -> Sequence[InformationBarrier]:
    """Return visible barriers with their people, those to be looked at first at the head."""
    query = (
        sa.select(InformationBarrier)
        .where(visible_barriers(user), *where, *(() if lifted else (InformationBarrier.lifted_at.is_(None),)))
        .options(
            joinedload(InformationBarrier.client, innerjoin=True).load_only(Client.id, Client.name),
            joinedload(InformationBarrier.user, innerjoin=True),
            joinedload(InformationBarrier.set_by, innerjoin=True),
        )
        .order_by(
            InformationBarrier.lifted_at.is_not(None), InformationBarrier.review_on.is_(None),
            InformationBarrier.review_on, InformationBarrier.id,
        )
        .limit(limit)
    )  # fmt: skip
    return db.session.execute(query).scalars().all()


def barrier(user: User, barrier_id: int, *, lock: bool = False) -> InformationBarrier | None:
    """Return a barrier of a client that the reader may see."""
    query = sa.select(InformationBarrier).where(InformationBarrier.id == barrier_id, visible_barriers(user))
    query = query.with_for_update(of=InformationBarrier) if lock else query
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def has_barrier(client_id: int) -> bool:
    """Tell whether anybody is kept out of a client."""
    return bool(db.session.execute(sa.select(sa.exists().where(ClientBarrier.client_id == client_id))).scalar_one())
