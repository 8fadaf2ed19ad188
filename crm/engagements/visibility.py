"""Who may see an engagement: those who may see all of its clients."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.clients.visibility import hidden_client
from crm.core.access import Reader, per_reader
from crm.engagements.models import Engagement, EngagementClient


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Engagement for this reader."""
    # Aliased: a query that joins the link rows itself must not lend them to this test.
    link = aliased(EngagementClient)
    return ~sa.exists().where(link.engagement_id == Engagement.id, hidden_client(user, link.client_id))
