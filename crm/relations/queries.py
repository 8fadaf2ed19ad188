"""Asks who of us met a body or a person: counts over engagements that the reader may see."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.core.db import db
from crm.engagements.models import Engagement, EngagementConsultant
from crm.engagements.queries.lists import PLACES
from crm.engagements.visibility import visible_to


@dataclass(frozen=True, slots=True)
class Knows:
    """One of us who met them: how many held engagements, and the wall day of the last."""

    user: User
    count: int
    last: date


def who_met(user: User, place: str, record_id: int, since: datetime, limit: int) -> list[Knows]:
    """Return the active consultants with most held engagements with a record of a place since an instant.

    Of equals the most recent first. Places: those of the lists of engagements.
    """
    link, key = PLACES[place]
    met, last = sa.func.count().label("met"), sa.func.max(Engagement.starts_wall).label("last")
    active = [person.id for person in people_by_id().values() if person.active]
    query = (
        sa.select(EngagementConsultant.user_id, met, last)
        .join(Engagement, Engagement.id == EngagementConsultant.engagement_id)
        .join(link, link.engagement_id == Engagement.id)
        .where(key == record_id, link.starts_at >= since)
        # Concatenated: SQLite would walk the index of states instead of this record's own rows.
        .where(Engagement.state.concat("") == "held", Engagement.archived_at.is_(None), visible_to(user))
        .where(EngagementConsultant.user_id.in_(active))
        .group_by(EngagementConsultant.user_id)
        .order_by(met.desc(), last.desc(), EngagementConsultant.user_id)
        .limit(limit)
    )
    return [Knows(people_by_id()[who], count, day.date()) for who, count, day in db.session.execute(query)]
