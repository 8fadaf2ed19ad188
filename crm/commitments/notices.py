"""Notices of commitments that are late, and their part of the digest."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from crm.commitments.labels import maker, receiver, standing
from crm.commitments.models import Commitment
from crm.commitments.queries import LIVE, OPEN, own_open, with_parties
from crm.commitments.visibility import visible_to
from crm.core.db import db
from crm.core.offers import DigestPart, NoticeKind, NoticeText, Occasion
from crm.notices.mornings import days_in, told_by_morning

_MOST: Final = 50


def _texts(user: Any, ids: Sequence[int]) -> Mapping[int, NoticeText]:
    query = sa.select(Commitment).where(Commitment.id.in_(ids), LIVE, visible_to(user)).options(*with_parties())
    return {item.id: _text(item) for item in db.session.execute(query).scalars()}


def _text(item: Commitment) -> NoticeText:
    detail = f"{maker(item)} → {receiver(item)} · {standing(item).text}"
    return NoticeText(item.text, url_for("commitments.show", commitment_id=item.id), detail)


def late(start: datetime, end: datetime) -> list[Occasion]:
    """Return the commitments that are late since a morning of (start, end], for who sees to them."""
    first, last = (day - timedelta(days=1) for day in days_in(start, end))
    query = sa.select(Commitment.id, Commitment.owner_id, Commitment.due_on)
    rows = [
        (row.id, row.owner_id, row.due_on + timedelta(days=1), f"{row.due_on}")
        for row in db.session.execute(query.where(OPEN, Commitment.due_on.between(first, last)))
    ]
    return list(told_by_morning(rows, start, end))


def _lines(user: Any, day: date) -> list[NoticeText]:
    before = day - timedelta(days=1)
    return [_text(item) for side in (True, False) for item in own_open(user, _MOST, before, ours=side)]


NOTICES: Final = (NoticeKind("commitment.late", _l("Commitment late"), "clipboard2-x", 30, _texts, late),)
DIGEST: Final = (DigestPart(_l("Late commitments"), 40, _lines),)
