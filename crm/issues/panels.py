"""What the pages of clients and institutions show of issues."""

from collections.abc import Mapping
from typing import Any, Final

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.models.client import Client
from crm.core.dates import today_in
from crm.institutions.models import Institution
from crm.issues import queries
from crm.issues.page import next_date

SHOWN: Final = 6


def client_panel(user: User, client: Client) -> Mapping[str, Any] | None:
    """Return the open issues that touch a client, with its position and the next date; None where there is none."""
    if not user.may(Permission.ISSUE_READ):
        return None
    rows = queries.of_client(client.id, SHOWN + 1, open_only=True)
    if not rows:
        return None
    today = today_in(user.time_zone)
    return {
        "rows": [(row, next_date(row.issue, today)) for row in rows[:SHOWN]], "more": len(rows) > SHOWN,
        "client_id": client.id,
    }  # fmt: skip


def institution_panel(user: User, body: Institution) -> Mapping[str, Any] | None:
    """Return the open issues that concern an institution; None where there is none."""
    if not user.may(Permission.ISSUE_READ):
        return None
    issues = queries.of_institution(body.id, SHOWN + 1)
    return {"issues": issues[:SHOWN], "more": len(issues) > SHOWN} if issues else None
