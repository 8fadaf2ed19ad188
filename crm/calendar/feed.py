"""The private feed: one user's own engagements and follow-ups, exactly as far as that user may see them."""

from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from icalendar import Event

from crm.accounts.models import User
from crm.accounts.sessions import digest
from crm.calendar import events
from crm.calendar.models import CalendarFeed
from crm.core.dates import now, today_in
from crm.core.db import db
from crm.engagements.models import Engagement
from crm.engagements.queries.lists import took_part
from crm.engagements.visibility import visible_to as engagement_visible_to
from crm.notices.speaking import speaking_to
from crm.tasks.models import Task
from crm.tasks.queries import OPEN, mine
from crm.tasks.visibility import visible_to as task_visible_to

BACK: Final = timedelta(days=90)
AHEAD: Final = timedelta(days=365)
#: Of each kind, those nearest to the end of the window go first.
MOST: Final = 2000


def user_of(token: str) -> User | None:
    """Return whose feed a token opens; None for an unknown one and for an account that is closed."""
    query = sa.select(User).join(CalendarFeed, CalendarFeed.user_id == User.id)
    return db.session.execute(query.where(CalendarFeed.token_hash == digest(token), User.active)).scalar_one_or_none()


def feed_of(user: User) -> CalendarFeed | None:
    """Return a user's feed, if they have one."""
    return db.session.execute(sa.select(CalendarFeed).where(CalendarFeed.user_id == user.id)).scalar_one_or_none()


def document(user: User) -> bytes:
    """Return the feed in the user's language."""
    with speaking_to(user):
        found = events.calendar([*_engagements(user), *_tasks(user)])
        found.add("X-WR-CALNAME", events.name())
        found.add("NAME", events.name())
        found.add("REFRESH-INTERVAL", timedelta(hours=1), {"VALUE": "DURATION"})
        return bytes(found.to_ical())


def _engagements(user: User) -> list[Event]:
    moment = now()
    query = sa.select(Engagement).where(
        Engagement.starts_at.between(moment - BACK, moment + AHEAD),
        Engagement.state.in_(("planned", "held", "cancelled")),
        Engagement.archived_at.is_(None),
        engagement_visible_to(user),
        took_part(user),
    )
    rows = db.session.execute(query.order_by(Engagement.starts_at.desc(), Engagement.id.desc()).limit(MOST)).scalars()
    page = events.page_of
    return [events.of_engagement(row, address=page("engagements.show", engagement_id=row.id)) for row in rows]


def _tasks(user: User) -> list[Event]:
    today = today_in(user.time_zone)
    query = sa.select(Task).where(
        Task.due_on.between(today - BACK, today + AHEAD), OPEN, task_visible_to(user), mine(user.id)
    )
    rows = db.session.execute(query.order_by(Task.due_on.desc(), Task.id.desc()).limit(MOST)).scalars()
    page = events.page_of
    return [events.of_task(row, row.due_on, address=page("tasks.show", task_id=row.id)) for row in rows if row.due_on]
