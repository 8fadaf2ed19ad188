"""Where people were: whoever sees an engagement sees the people who were present."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.core.access import Reader
from crm.core.offers import PersonTie
from crm.engagements.models import Engagement, EngagementPerson
from crm.engagements.visibility import visible_to
from crm.people.models import Person


def _exists() -> sa.ColumnElement[bool]:
    row = aliased(EngagementPerson)
    return sa.exists(sa.select(row.person_id).where(row.person_id == Person.id).correlate(Person))


def _visible(user: Reader) -> sa.ColumnElement[bool]:
    # Aliased: a page of an engagement's own people must not lend its rows to this test.
    row = aliased(EngagementPerson)
    present = (
        sa.select(row.person_id)
        .join(Engagement, Engagement.id == row.engagement_id)
        .where(row.person_id == Person.id, visible_to(user))
    )
    return sa.exists(present.correlate(Person))


TIE = PersonTie(_exists, _visible)
