"""The trail of a check in words."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.audit.words import Resolver
from crm.conflicts.labels import STATES
from crm.conflicts.queries import titles_of
from crm.files.queries import names_of as file_names
from crm.tasks.history import client_names, days, instants, people


def labels() -> dict[str, Any]:
    """Return the label of each field of a check's trail."""
    return {
        "client_id": _l("Client"), "opportunity_id": _l("Opportunity"), "names": _l("Other names it has or had"),
        "tax_id": _l("Another tax ID"), "counterparties": _l("Whom the matter stands against"),
        "compared": _l("Names searched"), "looked_through": _l("Records compared"), "cut": _l("More was found"),
        "run_at": _l("Run on"), "run_by_id": _l("Run by"), "state": _l("Decision"), "decision_note": _l("Why"),
        "decided_by_id": _l("Decided by"), "decided_at": _l("Decided on"), "waiver": _l("What was waived"),
        "waiver_by": _l("Who gave the waiver"), "waiver_on": _l("Given on"), "files": _l("Files"),
        "archived_file": _l("Archived file"),
    }  # fmt: skip


def resolvers(user: User) -> dict[str, Resolver]:
    """Return what puts a check's values into words for a reader; each asks at most one query."""
    return {
        "client_id": lambda values: client_names(values, user),
        "opportunity_id": lambda values: titles_of(user, values),
        **dict.fromkeys(("run_by_id", "decided_by_id"), people),
        **dict.fromkeys(("run_at", "decided_at"), lambda values: instants(values, user)),
        "waiver_on": days,
        "state": lambda _values: {key: str(label) for key, label in STATES.items()},
        **dict.fromkeys(("files", "archived_file"), file_names),
    }
