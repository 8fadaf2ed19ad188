"""Who may see an opportunity: those who may see its client."""

import sqlalchemy as sa

from crm.clients.visibility import hidden_client
from crm.core.access import Reader, per_reader
from crm.pipeline.models import Opportunity


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Opportunity for this reader."""
    return ~hidden_client(user, Opportunity.client_id)
