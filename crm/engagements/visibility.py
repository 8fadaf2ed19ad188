"""Who may see an engagement: those who may see all of its clients."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.accounts.models import User
from crm.clients.visibility import hidden_client
from crm.engagements.models import Engagement, EngagementClient


def visible_to(user: User) -> sa.ColumnElement[bool]:
    """Return the WHERE on Engagement for this reader."""
    # Aliased: a query that joins the link rows itself must not lend them to this test.
    link = aliased(EngagementClient)
    return ~sa.exists().where(link.engagement_id == Engagement.id, hidden_client(user, link.client_id))
