"""What other pages show of the pipeline."""

from collections.abc import Mapping
from typing import Any, Final

from flask import url_for

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.pipeline import queries

#: A client's page holds so many; the table has them all.
PANEL: Final = 5


def of_client(user: User, record: Any) -> Mapping[str, Any] | None:
    """Return a client's opportunities that are not decided; None where there is none and none may be added."""
    if not user.may(Permission.OPPORTUNITY_READ):
        return None
    found = queries.open_of_client(user, record.id, PANEL + 1)
    may_edit = user.may(Permission.OPPORTUNITY_WRITE)
    if not found and not may_edit:
        return None
    return {
        "rows": found[:PANEL],
        "add_url": url_for("pipeline.new", client=record.id) if may_edit else "",
        "all_url": url_for("pipeline.table", client=record.id, state="all"),
    }
