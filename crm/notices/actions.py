"""Tells users, and puts mail into the outbox. All of it flushes within an open unit of work."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.core.dates import now
from crm.core.db import insert_or
from crm.core.feature import registry
from crm.core.offers import NoticeKind, Occasion
from crm.notices import queries
from crm.notices.models import Mail, Notice, NoticeWatch, NoticeWish
from crm.notices.speaking import speaking_to
from crm.notices.wishes import default_wish, quiet_end, way_of

#: Mail and read notices are kept so long.
KEPT: Final = timedelta(days=90)
_ROWS: Final = 200


def tell(work: Session, kind: str, record_id: int, user_ids: Iterable[int], occasion: str) -> int:
    """Tell users of a record, now; returns how many. Those who may not see it, or were told of it, are not told."""
    moment = now()
    found = [Occasion(user_id, record_id, occasion, moment) for user_id in set(user_ids)]
    return tell_all(work, registry().notices()[kind], found)


def tell_all(work: Session, kind: NoticeKind, occasions: Collection[Occasion]) -> int:
    """Tell what is new among occasions; returns how many. The database keeps each from being told twice."""
    keys = {(each.user_id, kind.name, each.record_id, each.name[:120]): each for each in occasions}
    old, moment = queries.known(keys), now()
    new = [each for key, each in keys.items() if key not in old]
    people = {key: user for key, user in people_by_id().items() if user.active}
    wishes = queries.wishes_of({each.user_id for each in new})
    rows = []
    for user_id in sorted({each.user_id for each in new} & people.keys()):
        user, way = people[user_id], way_of(wishes[user_id], kind)
        mine = [each for each in new if each.user_id == user_id]
        if way != "off":
            mail_at = quiet_end(wishes[user_id], user, moment) if way == "now" else None
            rows += [_row(kind, each, way, moment, mail_at) for each in _visible(kind, user, mine)]
    told = 0
    for start in range(0, len(rows), _ROWS):
        insert = insert_or(Notice).values(rows[start : start + _ROWS]).on_conflict_do_nothing()
        told += len(work.execute(insert.returning(Notice.id)).all())
    return told


def _visible(kind: NoticeKind, user: User, mine: list[Occasion]) -> list[Occasion]:
    with speaking_to(user):
        seen = kind.texts(user, sorted({each.record_id for each in mine}))
    return [each for each in mine if each.record_id in seen]


def _row(kind: NoticeKind, told: Occasion, way: str, moment: datetime, mail_at: datetime | None) -> dict[str, Any]:
    return {
        "user_id": told.user_id, "kind": kind.name, "record_id": told.record_id, "occasion": told.name[:120],
        "at": told.at, "created_at": moment, "way": way, "mail_at": mail_at,
    }  # fmt: skip


def mark_read(work: Session, user_id: int, notice_id: int | None = None) -> None:
    """Mark one of a user's notices as read, or all of them."""
    read = sa.update(Notice).where(Notice.user_id == user_id, Notice.seen_at.is_(None))
    work.execute((read if notice_id is None else read.where(Notice.id == notice_id)).values(seen_at=now()))


def wish_for_edit(work: Session, user_id: int) -> NoticeWish:
    """Return a user's wishes, locked; they are written down if they were not before."""
    empty = default_wish(user_id)
    values = {name: getattr(empty, name) for name in ("user_id", "ways", "digest_hour", "weekdays", "send_empty")}
    work.execute(insert_or(NoticeWish).values(values).on_conflict_do_nothing())
    query = sa.select(NoticeWish).where(NoticeWish.user_id == user_id).with_for_update()
    return work.execute(query.execution_options(populate_existing=True)).scalar_one()


def queue_mail(
    work: Session,
    user: User,
    kind: str,
    subject: str,
    *,
    day: date | None = None,
    once: str | None = None,
    address: str = "",
) -> int | None:
    """Put a mail into the outbox; returns its id, None where it is there already. `address`: not the user's own."""
    values = {
        "user_id": user.id, "kind": kind, "address": address or user.email, "subject": subject[:200], "day": day,
        "once": once, "state": "queued", "error": "", "attempts": 0, "asked": False, "created_at": now(),
    }  # fmt: skip
    return work.execute(insert_or(Mail).values(values).on_conflict_do_nothing().returning(Mail.id)).scalar()


def put_into(work: Session, notices: Collection[Notice], mail_id: int) -> None:
    """Write down which mail notices went into."""
    ids = [notice.id for notice in notices]
    work.execute(sa.update(Notice).where(Notice.id.in_(ids), Notice.mail_id.is_(None)).values(mail_id=mail_id))


def hold_watch(work: Session, moment: datetime) -> datetime:
    """Return up to when was looked for what is due, and set it to a moment; others wait until this is committed."""
    row = {"name": "due", "until": moment}
    work.execute(insert_or(NoticeWatch).values(row).on_conflict_do_nothing())
    watch = work.execute(sa.select(NoticeWatch).where(NoticeWatch.name == "due").with_for_update()).scalar_one()
    before, watch.until = watch.until, moment
    return before


def forget_old(work: Session) -> None:
    """Remove old mail, and old notices that were read."""
    before = now() - KEPT
    old = sa.select(Mail.id).where(Mail.created_at < before)
    work.execute(sa.delete(Notice).where(Notice.seen_at.is_not(None), Notice.created_at < before))
    work.execute(sa.update(Notice).where(Notice.mail_id.in_(old)).values(mail_id=None, way="app"))
    work.execute(sa.delete(Mail).where(Mail.created_at < before))
