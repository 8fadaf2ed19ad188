"""Who is away today, on My day."""

from collections.abc import Mapping
from typing import Any

from crm.accounts.models import User
from crm.calendar import queries
from crm.calendar.labels import kind_told
from crm.core.dates import today_in


def away(user: User, _record: object) -> Mapping[str, Any] | None:
    """Return who is away today; nothing where everybody is there."""
    today = today_in(user.time_zone)
    rows = queries.absences(today, today)
    return {"away": [(row, kind_told(user, row)) for row in rows]} if rows else None
