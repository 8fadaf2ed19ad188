"""Who may see a commitment: those who may see its engagement and all of its clients; without either, the firm."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.clients.visibility import hidden_client
from crm.commitments.models import Commitment, CommitmentClient
from crm.core.access import Reader, per_reader
from crm.engagements.models import Engagement
from crm.engagements.visibility import visible_to as engagement_visible_to


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Commitment for this reader."""
    # Aliased: a query that joins the link rows itself must not lend them to this test.
    link = aliased(CommitmentClient)
    hidden = sa.exists().where(link.commitment_id == Commitment.id, hidden_client(user, link.client_id))
    met = sa.select(Engagement.id).where(Engagement.id == Commitment.engagement_id, engagement_visible_to(user))
    return sa.and_(
        ~hidden, sa.or_(Commitment.engagement_id.is_(None), sa.exists(met.correlate_except(Engagement)))
    )  # fmt: skip
