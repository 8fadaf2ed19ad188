"""Two of the demo firm are away: one this week, one later."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.calendar.actions import add_absence
from crm.core.dates import today_in

#: Days from today: who, first and last day, kind, note by language.
AWAY: Final = (
    ("analyst@example.com", -1, 1, "travel", {"en": "Port visit in Nogales", "es": "Visita al puerto de Nogales"}),
    ("partner@example.com", 12, 18, "vacation", {"en": "Reachable by phone", "es": "Localizable por teléfono"}),
)


def add_absences(work: Session, users: Mapping[str, User]) -> None:
    """Write the absences down; flushes."""
    for email, first, last, kind, note in AWAY:
        user = users[email]
        today = today_in(user.time_zone)
        add_absence(work, {
            "user_id": user.id, "from_on": today + timedelta(days=first), "to_on": today + timedelta(days=last),
            "kind": kind, "note": note[user.language],
        })  # fmt: skip
