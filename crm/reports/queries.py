"""Asks for the contacts that a report is about: only those that the reader may see."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.interfaces import ORMOption

from crm.accounts.models import User
from crm.core.db import db
from crm.engagements.models import Engagement, EngagementClient, EngagementConsultant
from crm.engagements.queries.one import with_parties, with_people
from crm.engagements.visibility import visible_to as engagement_visible_to
from crm.reports.build.period import Period

#: A day of any zone begins and ends within this of the same day in UTC: the index of instants narrows with it.
_ZONES: Final = timedelta(hours=15)


def of_period(user: User, client_id: int, period: Period, state: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the WHERE on Engagement, joined to EngagementClient, for a client's contacts by their own calendar."""
    first, after = datetime.combine(period.start, time()), datetime.combine(period.end + timedelta(days=1), time())
    return (
        EngagementClient.client_id == client_id,
        EngagementClient.starts_at.between(*_instants(first, after)),
        Engagement.starts_wall >= first,
        Engagement.starts_wall < after,
        Engagement.state == state,
        Engagement.archived_at.is_(None),
        engagement_visible_to(user),
    )


def engagements(
    user: User, client_id: int, period: Period, state: str, limit: int, *, whole: bool = True
) -> Sequence[Engagement]:
    """Return the engagements of a client in one state by the calendar of their own place, oldest first.

    At most `limit`: a report of any length stays one bounded read. Not `whole`: with clients and institutions alone.
    """
    query = (
        sa.select(Engagement)
        .join(EngagementClient, EngagementClient.engagement_id == Engagement.id)
        .where(*of_period(user, client_id, period, state))
        .options(*(_shown(user) if whole else with_parties()))
        .order_by(Engagement.starts_wall, Engagement.id)
        .limit(limit)
    )
    return db.session.execute(query).scalars().all()


def _instants(first: datetime, after: datetime) -> tuple[datetime, datetime]:
    """Return instants that hold every wall time between the two, whatever its zone."""
    return first.replace(tzinfo=UTC) - _ZONES, after.replace(tzinfo=UTC) + _ZONES


def _shown(user: User) -> tuple[ORMOption, ...]:
    return (
        *with_parties(),
        with_people(user),
        selectinload(Engagement.sectors),
        selectinload(Engagement.chapters),
        selectinload(Engagement.consultants).joinedload(EngagementConsultant.user, innerjoin=True),
        selectinload(Engagement.usmca),
    )
