"""Who may see an advisory: those who may see all of its clients; without any, the firm."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.advisories.models import Advisory, AdvisoryClient
from crm.clients.visibility import hidden_client
from crm.core.access import Reader, per_reader


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Advisory for this reader."""
    # Aliased: a query that joins the link rows itself must not lend them to this test.
    link = aliased(AdvisoryClient)
    return ~sa.exists().where(link.advisory_id == Advisory.id, hidden_client(user, link.client_id))
