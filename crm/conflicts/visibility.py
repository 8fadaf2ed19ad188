"""Who may see what of conflict checks: those who may see the client; of a hit, those who may see its client, too."""

import sqlalchemy as sa

from crm.clients.visibility import hidden_client
from crm.conflicts.models import AdverseParty, ConflictCheck, InformationBarrier
from crm.core.access import Reader, per_reader
from crm.pipeline.models import Opportunity


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on ConflictCheck for this reader."""
    return ~hidden_client(user, ConflictCheck.client_id)


@per_reader
def visible_parties(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on AdverseParty for this reader."""
    return ~hidden_client(user, AdverseParty.client_id)


@per_reader
def visible_barriers(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on InformationBarrier for this reader."""
    return ~hidden_client(user, InformationBarrier.client_id)


@per_reader
def visible_opportunities(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Opportunity for this reader."""
    return ~hidden_client(user, Opportunity.client_id)
