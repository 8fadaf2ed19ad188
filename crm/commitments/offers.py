"""What other pages ask about commitments: timelines and the search box."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from flask import url_for

from crm.accounts.models import User
from crm.commitments.labels import maker, receiver, standing
from crm.commitments.models import Commitment
from crm.commitments.queries import BY_DAY, LIVE, belongs, with_parties
from crm.commitments.visibility import visible_to
from crm.core.db import UTCDateTime, db
from crm.core.find import contains_words
from crm.core.offers import SearchHit

#: Where it is asked for it is never NULL.
_SETTLED: Final = sa.type_coerce(Commitment.settled_at, UTCDateTime())


def made(place: str, user: User, record_id: int) -> sa.Select[str, datetime, int]:
    """Return (kind, at, id) of the promises of a record, by the day each was made."""
    return sa.select(
        sa.literal("commitment").label("kind"), Commitment.made_at.label("at"), Commitment.id.label("id")
    ).where(belongs(place, record_id), LIVE, visible_to(user))


def settled(place: str, user: User, record_id: int) -> sa.Select[str, datetime, int]:
    """Return (kind, at, id) of what became of a record's promises, by the day it was settled."""
    return sa.select(sa.literal("commitment-end").label("kind"), _SETTLED.label("at"), Commitment.id.label("id")).where(
        belongs(place, record_id), Commitment.settled_at.is_not(None), LIVE, visible_to(user)
    )


def timeline_items(user: User, ids: Sequence[int]) -> Mapping[int, Commitment]:
    """Return the visible commitments of a timeline page by id."""
    query = sa.select(Commitment).where(Commitment.id.in_(list(ids)), visible_to(user)).options(*with_parties())
    return {item.id: item for item in db.session.execute(query).scalars()}


def find(user: User, words: list[str], limit: int) -> list[SearchHit]:
    """Return visible commitments that hold all the folded words, open ones first."""
    query = (
        sa.select(Commitment)
        .where(contains_words(Commitment, Commitment.search_text.expression, words), LIVE, visible_to(user))
        .options(*with_parties())
        .order_by(Commitment.state != "open", *BY_DAY)
        .limit(limit)
    )
    return [
        SearchHit(
            item.text,
            f"{maker(item)} → {receiver(item)} · {standing(item).text}",
            url_for("commitments.show", commitment_id=item.id),
        )
        for item in db.session.execute(query).scalars()
    ]
