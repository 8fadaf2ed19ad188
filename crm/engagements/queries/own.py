"""What My day asks of one's own engagements: planned ones, past ones without a note, requests and letters that wait."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from crm.accounts.models import User
from crm.core.db import db
from crm.engagements.models import Engagement
from crm.engagements.queries.lists import took_part
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
    wanted = [(_planned(*span), Engagement.starts_at) for span in spans]
    wanted += [_requests(today, patience), _letters(today + timedelta(days=soon))]
    mine, parts = took_part(user), []
    for number, (where, order) in enumerate(wanted):
        found = sa.select(Engagement.id).where(where, LIVE, mine, visible_to(user))
        part = found.order_by(order, Engagement.id).limit(limit).subquery()
        parts.append(sa.select(sa.literal(number), part.c.id))
    ids = [(number, key) for number, key in db.session.execute(sa.union_all(*parts))]
    items = db.session.execute(with_ids(user), {"ids": sorted({key for _number, key in ids})}).scalars()
    known = {item.id: item for item in items}
    return tuple(
        sorted(
            (known[key] for part, key in ids if part == number), key=lambda item: (getattr(item, order.key), item.id)
        )
        for number, (_where, order) in enumerate(wanted)
    )


def _planned(start: datetime, before: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Engagement.state == "planned", Engagement.starts_at >= start, Engagement.starts_at < before)


def _requests(today: date, patience: int) -> Wanted:
    long_ago = sa.and_(Engagement.remind_on.is_(None), Engagement.requested_on <= today - timedelta(days=patience))
    where = sa.and_(Engagement.state == "requested", sa.or_(Engagement.remind_on <= today, long_ago))
    return where, Engagement.requested_on


def _letters(until: date) -> Wanted:
    # The same words as the index of those that wait.
    where = sa.and_(Engagement.reply_due_on.is_not(None), Engagement.replied_on.is_(None))
    return sa.and_(where, Engagement.reply_due_on <= until, Engagement.state != "cancelled"), Engagement.reply_due_on
