"""Who may see a client: one WHERE, used alike by page, list, search, export and report."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.clients.models.client import Client, ClientBarrier, ClientMember
from crm.core.access import Reader, per_reader


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Client for this reader.

    Access `firm` is open to all, `team` to the account lead, the team and the partners; an
    information barrier excludes whatever the role. Archived clients stay visible by their address.
    """
    barred = sa.exists().where(ClientBarrier.client_id == Client.id, ClientBarrier.user_id == user.id)
    if user.role == Role.PARTNER:
        return ~barred
    member = sa.exists().where(ClientMember.client_id == Client.id, ClientMember.user_id == user.id)
    return sa.and_(sa.or_(Client.access == "firm", Client.account_lead_id == user.id, member), ~barred)


def visible_ids(user: User | Reader) -> sa.Select[int]:
    """Return the ids of all clients this reader may see, as a subquery for other features."""
    return sa.select(Client.id).where(visible_to(user))


def hidden_client(
    user: User | Reader, client_id: sa.ColumnElement[Any] | InstrumentedAttribute[Any]
) -> sa.ColumnElement[bool]:
    """Return whether the client with this id is hidden from the reader (correlated, for NOT EXISTS)."""
    return ~sa.exists().where(Client.id == client_id, visible_to(user)).correlate_except(
        Client, ClientBarrier, ClientMember
    )
