"""Who may see an engagement: those who may see all of its clients."""

import sqlalchemy as sa

from crm.accounts.models import User
from crm.clients.visibility import hidden_client
from crm.engagements.models import Engagement, EngagementClient


def visible_to(user: User) -> sa.ColumnElement[bool]:
    """Return the WHERE on Engagement for this reader."""
    return ~sa.exists().where(
        EngagementClient.engagement_id == Engagement.id, hidden_client(user, EngagementClient.client_id)
    )
