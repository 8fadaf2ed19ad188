"""The trail of an alert rule in words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.alerts.words import KINDS
from crm.audit.words import Resolver
from crm.core.i18n import language
from crm.core.money import number
from crm.indicators.queries.series import with_ids
from crm.reference.queries import sectors_by_id
from crm.tasks.history import client_names, instants, people

LABELS: Final = {
    "series_id": _l("Series"), "kind": _l("Fires when a new figure"), "bound": _l("Percentage or value"),
    "sector_id": _l("Sector"),
    "client_id": _l("Client"), "owner_id": _l("Who answers for the alert"),
    "due_days": _l("Follow-ups are due in days"), "note": _l("What to do then"), "created_by_id": _l("Written by"),
    "archived_at": _l("Archived"),
}  # fmt: skip


def resolvers(user: User) -> dict[str, Resolver]:
    """Return what puts a rule's values into words for a reader; each asks at most one query."""
    return {
        "series_id": _series,
        "kind": lambda _values: {kind: str(label) for kind, label in KINDS.items()},
        "bound": lambda values: {value: number(Decimal(str(value))) for value in values},
        "sector_id": _sectors,
        "client_id": lambda values: client_names(values, user),
        **dict.fromkeys(("owner_id", "created_by_id"), people),
        "archived_at": lambda values: instants(values, user),
    }


def _series(values: Sequence[Any]) -> Mapping[Any, str]:
    return {series.id: series.title(language()) for series in with_ids(values)}


def _sectors(values: Sequence[Any]) -> Mapping[Any, str]:
    known = sectors_by_id()
    return {value: known[value].title(language()) for value in values if value in known}
