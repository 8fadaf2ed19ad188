"""The trail of an opportunity in words."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.audit.words import Resolver
from crm.core.amounts import CURRENCIES
from crm.core.i18n import language
from crm.files.queries import names_of as file_names
from crm.mandates.labels import FEE_BASES
from crm.mandates.queries import titles as mandate_titles
from crm.pipeline.labels import LOST_REASONS, SOURCES
from crm.pipeline.stages import stage_titles
from crm.reference.queries import service_lines_by_id
from crm.tasks.history import client_names, days, instants, people

LABELS: Final = {
    "client_id": _l("Client"), "title": _l("What it is about"), "notes": _l("Notes"),
    "service_line_id": _l("Service line"), "value_amount": _l("Value"), "value_currency": _l("Currency"),
    "fee_basis": _l("Fee basis"), "stage_id": _l("Stage"), "probability": _l("Own probability in percent"),
    "expected_on": _l("Signature expected on"), "account_lead_id": _l("Account lead"), "source": _l("Source"),
    "source_note": _l("Who referred it, which event"), "next_step": _l("Next step"), "next_step_on": _l("By when"),
    "lost_reason": _l("Why it was not won"), "lost_note": _l("In a few words"),
    "stage_since": _l("In this stage since"),
    "closed_at": _l("Ended"), "mandate_id": _l("Mandate"), "created_by_id": _l("Written by"),
    "archived_at": _l("Archived"), "files": _l("Files"), "archived_file": _l("Archived file"),
}  # fmt: skip


def resolvers(user: User) -> dict[str, Resolver]:
    """Return what puts an opportunity's values into words for a reader; each asks at most one query."""
    coded: tuple[tuple[str, Any], ...] = (
        ("fee_basis", FEE_BASES), ("source", SOURCES), ("lost_reason", LOST_REASONS), ("value_currency", CURRENCIES),
    )  # fmt: skip
    return {
        **{name: _from(labels) for name, labels in coded},
        **dict.fromkeys(("account_lead_id", "created_by_id"), people),
        **dict.fromkeys(("expected_on", "next_step_on"), days),
        **dict.fromkeys(("stage_since", "closed_at", "archived_at"), lambda values: instants(values, user)),
        "client_id": lambda values: client_names(values, user),
        "stage_id": lambda _values: stage_titles(),
        "service_line_id": lambda _values: {key: row.title(language()) for key, row in service_lines_by_id().items()},
        "files": file_names,
        "archived_file": file_names,
        "mandate_id": lambda values: mandate_titles(user, values),
    }


def _from(labels: Any) -> Resolver:
    return lambda _values: {key: str(label) for key, label in labels.items()}
