"""What a client's page shows of engagements beside its timeline."""

from collections.abc import Mapping
from typing import Any

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.models.client import Client
from crm.engagements.queries.offers import next_of_client


def next_meeting(user: User, client: Client) -> Mapping[str, Any] | None:
    """Return the next planned engagement of a client; None lets the strip do without it."""
    if not user.may(Permission.ENGAGEMENT_READ):
        return None
    item = next_of_client(user, client.id)
    return None if item is None else {"item": item}
