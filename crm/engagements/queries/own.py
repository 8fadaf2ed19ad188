"""What My day asks of one's own engagements: planned ones, past ones without a note, requests and letters that wait."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from crm.accounts.models import User
from crm.core.access import Reader, per_reader
from crm.core.db import UTCDateTime, db
from crm.engagements.models import Engagement
from crm.engagements.queries.lists import among_many, few_of
from crm.engagements.queries.offers import LIVE, with_ids
from crm.engagements.visibility import visible_to

#: A WHERE, and the column by which what it finds is ordered.
Wanted = tuple[sa.ColumnElement[bool], Any]


def mine_for_day(
    user: User, today: date, spans: Sequence[tuple[datetime, datetime]], *, patience: int, soon: int, limit: int
) -> tuple[Sequence[Engagement], ...]:
    """Return the user's planned engagements of each span (from, before; instants), then requests, then letters.

    A request is told of on its reminder day, or after `patience` days without one; a reply `soon` days ahead. At most
    `limit` of each, the earliest first: five statements, however many engagements there are.
    """
    few = few_of(user)
    asked: dict[str, Any] = {
        "requested": today, "long_ago": today - timedelta(days=patience), "reply": today + timedelta(days=soon),
        "most": limit, **{f"from{n}": start for n, (start, _before) in enumerate(spans)},
        **{f"before{n}": before for n, (_start, before) in enumerate(spans)},
    }  # fmt: skip
    asked |= {} if few is None else {"few": list(few)}
    ids = [(number, key) for number, key in db.session.execute(_mine(user, len(spans), few is not None), asked)]
    found = db.session.execute(with_ids(user), {"ids": sorted({key for _number, key in ids})}).scalars()
    known = {item.id: item for item in found}
    return tuple(
        sorted(
            (known[key] for part, key in ids if part == number), key=lambda item: (getattr(item, order.key), item.id)
        )
        for number, (_where, order) in enumerate(_wanted(len(spans)))
    )


@per_reader
def _mine(user: Reader, spans: int, few: bool) -> sa.CompoundSelect[int, int]:  # noqa: FBT001 - part of what is kept
    mine = Engagement.id.in_(sa.bindparam("few", expanding=True)) if few else among_many(user.id)
    parts = []
    for number, (where, order) in enumerate(_wanted(spans)):
        found = sa.select(Engagement.id).where(where, LIVE, mine, visible_to(user))
        part = found.order_by(order, Engagement.id).limit(sa.bindparam("most", type_=sa.Integer)).subquery()
        parts.append(sa.select(sa.literal(number), part.c.id))
    return sa.union_all(*parts)


@cache
def _wanted(spans: int) -> Sequence[Wanted]:
    return (*((_planned(number), Engagement.starts_at) for number in range(spans)), _requests(), _letters())


def _planned(number: int) -> sa.ColumnElement[bool]:
    start = sa.bindparam(f"from{number}", type_=UTCDateTime)
    before = sa.bindparam(f"before{number}", type_=UTCDateTime)
    return sa.and_(Engagement.state == "planned", Engagement.starts_at >= start, Engagement.starts_at < before)


def _requests() -> Wanted:
    today, before = sa.bindparam("requested", type_=sa.Date), sa.bindparam("long_ago", type_=sa.Date)
    long_ago = sa.and_(Engagement.remind_on.is_(None), Engagement.requested_on <= before)
    where = sa.and_(Engagement.state == "requested", sa.or_(Engagement.remind_on <= today, long_ago))
    return where, Engagement.requested_on


def _letters() -> Wanted:
    # The same words as the index of those that wait.
    where = sa.and_(Engagement.reply_due_on.is_not(None), Engagement.replied_on.is_(None))
    until = sa.bindparam("reply", type_=sa.Date)
    return sa.and_(where, Engagement.reply_due_on <= until, Engagement.state != "cancelled"), Engagement.reply_due_on
