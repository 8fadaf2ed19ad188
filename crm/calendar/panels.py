"""Who is away today, on My day."""

from collections.abc import Mapping
from typing import Any

from crm.accounts.models import User
from crm.accounts.queries import names_by_id
from crm.calendar import queries
from crm.calendar.labels import kind_told
from crm.core.dates import today_in


def away(user: User, _record: object) -> Mapping[str, Any] | None:
    """Return who is away today; nothing where everybody is there."""
    names = names_by_id()
    rows = queries.away_on(today_in(user.time_zone))
    return {"away": [(names[row.user_id], row, kind_told(user, row)) for row in rows]} if rows else None
