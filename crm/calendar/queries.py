"""Asks for what stands on the calendar: plain rows within a span of days, whatever their number."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.calendar.models import Absence
from crm.core.bulk import among
from crm.core.dates import day_bounds
from crm.core.db import db
from crm.core.feature import registry
from crm.core.kept import detached, kept
from crm.core.offers import KeyDate
from crm.engagements.models import Engagement, EngagementConsultant
from crm.engagements.queries.lists import took_part
from crm.engagements.visibility import visible_to as engagement_visible_to
from crm.tasks.models import Task
from crm.tasks.queries import OPEN, mine
from crm.tasks.visibility import visible_to as task_visible_to

#: A page reads so many of each kind at most, and says where there are more.
MOST: Final = 3000


def engagements(user: User, start: date, end: date, *, own: bool) -> Sequence[Any]:
    """Return (id, starts_at, subject, state) of planned and held ones from a day to a day, the earliest first."""
    (first, _next), (_last, after) = day_bounds(start, user.time_zone), day_bounds(end, user.time_zone)
    where = [
        Engagement.starts_at >= first,
        Engagement.starts_at < after,
        Engagement.state.in_(("planned", "held")),
        Engagement.archived_at.is_(None),
        engagement_visible_to(user),
    ]
    if own:
        where.append(took_part(user))
    query = sa.select(Engagement.id, Engagement.starts_at, Engagement.subject, Engagement.state).where(*where)
    return db.session.execute(query.order_by(Engagement.starts_at, Engagement.id).limit(MOST)).all()


def consultants_of(engagement_ids: Collection[int]) -> Mapping[int, list[int]]:
    """Return who of us takes part in engagements that the reader sees, by engagement."""
    link = EngagementConsultant
    query = sa.select(link.engagement_id, link.user_id).where(among(link.engagement_id, engagement_ids))
    found: dict[int, list[int]] = {}
    for row in db.session.execute(query.order_by(link.engagement_id, link.user_id)):
        found.setdefault(row.engagement_id, []).append(row.user_id)
    return found


def tasks(user: User, start: date, end: date, *, own: bool) -> Sequence[Any]:
    """Return (id, title, due_on, due_at, due_time, due_zone, assignee_id) of open follow-ups due about those days.

    A day more on both sides: an hour of another zone may be on the reader's next or last day.
    """
    around = Task.due_on.between(start - timedelta(days=1), end + timedelta(days=1))
    where = [around, OPEN, task_visible_to(user)]
    if own:
        where.append(mine(user.id))
    query = sa.select(
        Task.id, Task.title, Task.due_on, Task.due_at, Task.due_time, Task.due_zone, Task.assignee_id
    ).where(*where)
    return db.session.execute(query.order_by(Task.due_on, Task.due_time, Task.id).limit(MOST)).all()


def key_dates(user: User, start: date, end: date) -> list[KeyDate]:
    """Return the key dates of all features from a day to a day."""
    found = [entry for offer in registry().key_dates() for entry in offer.between(user, start, end, None)]
    return sorted(found, key=lambda entry: (entry.day, entry.label, entry.entry))


def absences(start: date, end: date | None = None, *, user_id: int | None = None) -> Sequence[Absence]:
    """Return absences that touch the days from `start` to `end` (None: and later), the earliest first."""
    where = [Absence.archived_at.is_(None), Absence.to_on >= start]
    if end is not None:
        where.append(Absence.from_on <= end)
    if user_id is not None:
        where.append(Absence.user_id == user_id)
    query = sa.select(Absence).where(*where).options(joinedload(Absence.user, innerjoin=True))
    return db.session.execute(query.order_by(Absence.from_on, Absence.id).limit(MOST)).scalars().all()


@kept("absences", size=8)
def away_on(day: date) -> list[Absence]:
    """Return who is away on a day, without their accounts; kept in the process until an absence changes."""
    query = sa.select(Absence).where(Absence.archived_at.is_(None), Absence.from_on <= day, Absence.to_on >= day)
    return detached(list(db.session.execute(query.order_by(Absence.from_on, Absence.id).limit(MOST)).scalars()))


def one_absence(absence_id: int, *, lock: bool = False) -> Absence | None:
    """Return an absence with its person; `lock`: held until the unit of work ends."""
    query = sa.select(Absence).where(Absence.id == absence_id)
    if lock:
        return db.session.execute(query.with_for_update()).scalar_one_or_none()
    return db.session.execute(query.options(joinedload(Absence.user, innerjoin=True))).scalar_one_or_none()
