"""Who may see what of an issue: the issue itself is the firm's, a client's row is its readers'."""

import sqlalchemy as sa

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.clients.visibility import hidden_client
from crm.core.access import Reader, per_reader
from crm.issues.models import IssueClient


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on IssueClient for this reader, rows taken off the issue included."""
    return ~hidden_client(user, IssueClient.client_id)


@per_reader
def touched(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on IssueClient for the clients of this reader that an issue touches now."""
    return sa.and_(IssueClient.active, visible_to(user))


def sees_clashes(user: User) -> bool:
    """Tell whether positions of our own clients that clash are pointed out to somebody: partners alone."""
    return bool(user.role == Role.PARTNER)
