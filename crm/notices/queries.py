"""Asks for a user's notices, wishes and mail."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.core.access import Reader, per_reader
from crm.core.db import db
from crm.core.feature import registry
from crm.core.listing import Page, Sort, fetch_page
from crm.core.offers import NoticeKind, NoticeText
from crm.notices.models import Mail, Notice, NoticeWish
from crm.notices.wishes import default_wish

#: The bell counts no further.
COUNT_LIMIT: Final = 99
#: Unread ones stand above the rest, at most so many.
UNREAD_LIMIT: Final = 100
_LATEST: Final = Sort((Notice.at.expression, Notice.id.expression), descending=True)
_NEWEST: Final = Sort((Mail.created_at.expression, Mail.id.expression), descending=True)


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with its text; None where its reader may not see the record any more."""

    notice: Notice
    kind: NoticeKind | None
    text: NoticeText | None


def counter(user: User) -> int:
    """Return how many notices the user has not read, at most COUNT_LIMIT."""
    return int(db.session.execute(_counted(user)).scalar_one())


@per_reader
def _counted(user: Reader) -> sa.Select[int]:
    rows = sa.select(Notice.id).where(Notice.user_id == user.id, Notice.seen_at.is_(None)).limit(COUNT_LIMIT)
    return sa.select(sa.func.count()).select_from(rows.subquery())


def unread(user: User) -> list[Told]:
    """Return the user's unread notices, the latest first."""
    query = sa.select(Notice).where(Notice.user_id == user.id, Notice.seen_at.is_(None))
    query = query.order_by(Notice.at.desc(), Notice.id.desc()).limit(UNREAD_LIMIT)
    return told(user, db.session.execute(query).scalars().all())


def read_page(user: User, cursor: str | None) -> Page:
    """Return one page of the notices that the user has read, the latest first."""
    return fetch_page(sa.select(Notice).where(Notice.user_id == user.id, Notice.seen_at.is_not(None)), _LATEST, cursor)


def told(user: User, notices: Sequence[Notice]) -> list[Told]:
    """Return notices with their texts as this user may see them now: one question for each kind."""
    kinds = registry().notices()
    texts: dict[str, Mapping[int, NoticeText]] = {}
    for name in {notice.kind for notice in notices} & kinds.keys():
        ids = sorted({notice.record_id for notice in notices if notice.kind == name})
        texts[name] = kinds[name].texts(user, ids)
    return [
        Told(notice, kinds.get(notice.kind), texts.get(notice.kind, {}).get(notice.record_id)) for notice in notices
    ]


def own_notice(user: User, notice_id: int) -> Notice | None:
    """Return one notice of the user's own."""
    query = sa.select(Notice).where(Notice.id == notice_id, Notice.user_id == user.id)
    return db.session.execute(query).scalar_one_or_none()


def wish_of(user: User) -> NoticeWish:
    """Return how a user wants to be told."""
    return wishes_of([user.id])[user.id]


def wishes_of(user_ids: Collection[int]) -> dict[int, NoticeWish]:
    """Return the wishes of users by id; those who have none get what holds for everybody."""
    query = sa.select(NoticeWish).where(NoticeWish.user_id.in_(list(user_ids)))
    found = {row.user_id: row for row in db.session.execute(query).scalars()}
    return {user_id: found.get(user_id) or default_wish(user_id) for user_id in user_ids}


def known(keys: Collection[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Return those of (user, kind, record, occasion) that were told already."""
    ids = {key[2] for key in keys}
    query = sa.select(Notice.user_id, Notice.kind, Notice.record_id, Notice.occasion)
    query = query.where(Notice.kind.in_({key[1] for key in keys}), Notice.user_id.in_({key[0] for key in keys}))
    return {tuple(row) for row in db.session.execute(query) if row.record_id in ids} if keys else set()


def unsent(user_id: int, way: str) -> Sequence[Notice]:
    """Return a user's notices of a way that went into no mail, in the order of time."""
    query = sa.select(Notice).where(Notice.user_id == user_id, Notice.way == way, Notice.mail_id.is_(None))
    return db.session.execute(query.order_by(Notice.at, Notice.id)).scalars().all()


def mailed(mail_id: int) -> Sequence[Notice]:
    """Return the notices of a mail."""
    query = sa.select(Notice).where(Notice.mail_id == mail_id).order_by(Notice.at, Notice.id)
    return db.session.execute(query).scalars().all()


def outbox(user: User, cursor: str | None, *, everybody: bool) -> Page:
    """Return one page of mail, the newest first: one's own, or that of all for whoever looks after the system."""
    query = sa.select(Mail).options(joinedload(Mail.user, innerjoin=True).load_only(User.id, User.name))
    return fetch_page(query if everybody else query.where(Mail.user_id == user.id), _NEWEST, cursor)


def own_mail(user: User, mail_id: int) -> Mail | None:
    """Return one mail to this user: nobody else reads it, whatever their role."""
    query = sa.select(Mail).where(Mail.id == mail_id, Mail.user_id == user.id).options(joinedload(Mail.user))
    return db.session.execute(query).scalar_one_or_none()
