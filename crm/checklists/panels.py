"""What other pages show of checklists."""

from collections.abc import Mapping
from typing import Any, Final

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.checklists import queries

PANEL: Final = 6


def of_client(user: User, client: Any) -> Mapping[str, Any] | None:
    """Return what was started on a client, with how far it is."""
    if not user.may(Permission.TASK_READ):
        return None
    found, may_edit = queries.of_client(user, client.id), user.may(Permission.TASK_WRITE)
    may_start = may_edit and client.archived_at is None
    return {"found": found[:PANEL], "may_start": may_start, "client": client} if found or may_start else None


def of_task(user: User, task: Any) -> Mapping[str, Any] | None:
    """Return the checklist that a follow-up is a step of."""
    found = queries.of_task(user, task.id)
    return {"each": found} if found else None
