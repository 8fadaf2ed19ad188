"""The trail of a report in words."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.audit.words import Resolver
from crm.core.i18n import LANGUAGE_LABELS
from crm.reports.kinds import KINDS
from crm.reports.labels import LEVELS, STATES
from crm.tasks.history import client_names, instants, people

LABELS: Final = {
    "kind": _l("Kind"), "client_id": _l("Client"), "institution_id": _l("Institution"), "issue_id": _l("Issue"),
    "sector_id": _l("Sector"), "mission": _l("Trade mission or fair"), "period_start": _l("First day"),
    "period_end": _l("Last day"), "language": _l("Language of the report"), "level": _l("For whom"),
    "sections": _l("Sections"), "figures": _l("Figures"),
    "leave_out_empty": _l("Leave out sections with nothing to say"), "letter": _l("Cover letter"),
    "signed_by": _l("Signed by"), "at_risk": _l("What is at risk"), "needed": _l("What we need from the client"),
    "planned": _l("Plan for the next quarter"), "state": _l("Status"), "prepared_by_id": _l("Prepared by"),
    "asked_by_id": _l("Asked for approval by"), "asked_at": _l("Asked for approval"),
    "decided_by_id": _l("Who decided"), "decided_at": _l("Decided"), "reason": _l("What is to be changed"),
    "definition_id": _l("Made from the definition"), "archived_at": _l("Archived"),
}  # fmt: skip


def resolvers(user: User) -> dict[str, Resolver]:
    """Return what puts a report's values into words for a reader; each asks at most one query."""
    return {
        **dict.fromkeys(("prepared_by_id", "asked_by_id", "decided_by_id"), people),
        **dict.fromkeys(("asked_at", "decided_at", "archived_at"), lambda v: instants(v, user)),
        "client_id": lambda values: client_names(values, user),
        "kind": lambda _values: {name: str(kind.label) for name, kind in KINDS.items()},
        "state": lambda _values: {code: str(label) for code, label in STATES.items()},
        "level": lambda _values: {code: str(label) for code, label in LEVELS.items()},
        "language": lambda _values: {code: str(label) for code, label in LANGUAGE_LABELS.items()},
        "leave_out_empty": lambda _values: {True: _("yes"), False: _("no")},
    }
