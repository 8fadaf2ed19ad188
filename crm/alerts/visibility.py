"""Who may see an alert rule: the firm; one for a client, those who may see the client."""

import sqlalchemy as sa

from crm.alerts.models import AlertRule
from crm.clients.visibility import hidden_client
from crm.core.access import Reader, per_reader


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on AlertRule for this reader."""
    return sa.or_(
        AlertRule.client_id.is_(None), ~hidden_client(user, sa.type_coerce(AlertRule.client_id, sa.Integer()))
    )
