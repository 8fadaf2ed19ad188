"""Who may see a mandate: those who may see its client."""

import sqlalchemy as sa

from crm.clients.visibility import hidden_client
from crm.core.access import Reader, per_reader
from crm.mandates.models import Mandate


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Mandate for this reader."""
    return ~hidden_client(user, Mandate.client_id)
