"""What the pages of an institution and a person show of who of us knows them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from flask import url_for

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.dates import day_bounds, today_in
from crm.institutions.models import Institution
from crm.people.models import Person
from crm.relations.queries import who_met

#: What was longer ago says little of who is known there now: two years.
DAYS: Final = 730
SHOWN: Final = 5


def who_knows(place: str, user: User, record: Institution | Person) -> Mapping[str, Any] | None:
    """Return who of us met a record most often in two years; of a body also the address of those meetings."""
    if not user.may(Permission.ENGAGEMENT_READ):
        return None
    first = today_in(user.time_zone) - timedelta(days=DAYS)
    rows = who_met(user, place, record.id, day_bounds(first, user.time_zone)[0], SHOWN)
    if place == "person":
        return {"rows": rows, "place": place} if rows else None
    narrowed: dict[str, Any] = {"institution": record.id, "state": "held", "from": first.isoformat()}
    return {"rows": rows, "place": place, "all_url": url_for("engagements.index", **narrowed)}
