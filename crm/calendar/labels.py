"""Words of the calendar."""

from typing import Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.calendar.models import Absence

KINDS: Final = {
    "vacation": _l("Vacation"), "sick": _l("Sick leave"), "travel": _l("Travel"), "other": _l("Other absence"),
}  # fmt: skip


def may_change(user: User, owner_id: int) -> bool:
    """Tell whether a user writes down absences of somebody: their own; partners and administrators all."""
    return user.id == owner_id or user.role in {Role.PARTNER, Role.ADMIN}


def kind_told(user: User, absence: Absence) -> str:
    """Return why somebody is away, as far as this reader is told: illness is nobody else's business."""
    if absence.kind == "sick" and not may_change(user, absence.user_id):
        return str(_l("Away"))
    return str(KINDS[absence.kind])
