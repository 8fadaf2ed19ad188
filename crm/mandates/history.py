"""The trail of a mandate and of its parts in words."""

from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.audit.words import Resolver
from crm.core.amounts import CURRENCIES
from crm.core.i18n import language
from crm.files.queries import names_of as file_names
from crm.mandates.labels import FEE_BASES, RHYTHMS, STATES
from crm.reference.queries import service_lines_by_id
from crm.tasks.history import client_names, days, instants, people, person_names

LABELS: Final = {
    "client_id": _l("Client"), "title": _l("What it is about"), "service_line_id": _l("Service line"),
    "scope": _l("Scope: what is in it, and what is not"), "lead_id": _l("Mandate lead"),
    "starts_on": _l("Starts on"), "ends_on": _l("Last day"), "signed_on": _l("Signed on"),
    "renewal_on": _l("Talk about renewal by"), "next_report_on": _l("Next report due"), "fee_basis": _l("Fee basis"),
    "fee_amount": _l("Fee"), "fee_currency": _l("Currency"), "fee_rhythm": _l("Paid"),
    "fee_note": _l("Terms of payment"), "retainer_minutes": _l("Minutes the retainer covers a month"),
    "signatory_id": _l("Who signs for the client"), "state": _l("Status"), "ended_on": _l("Ended on"),
    "end_reason": _l("Why it ends"), "created_by_id": _l("Written by"), "archived_at": _l("Archived"),
    "files": _l("Files"), "archived_file": _l("Archived file"),
}  # fmt: skip


def resolvers(user: User) -> dict[str, Resolver]:
    """Return what puts a mandate's values into words for a reader; each asks at most one query."""
    coded: tuple[tuple[str, Any], ...] = (
        ("fee_basis", FEE_BASES), ("fee_rhythm", RHYTHMS), ("fee_currency", CURRENCIES), ("state", STATES),
    )  # fmt: skip
    return {
        **{name: _from(labels) for name, labels in coded},
        **dict.fromkeys(("lead_id", "created_by_id"), people),
        **dict.fromkeys(("starts_on", "ends_on", "signed_on", "renewal_on", "next_report_on", "ended_on"), days),
        **dict.fromkeys(("files", "archived_file"), file_names),
        "archived_at": lambda values: instants(values, user),
        "client_id": lambda values: client_names(values, user),
        "signatory_id": lambda values: person_names(values, user),
        "service_line_id": lambda _values: {key: row.title(language()) for key, row in service_lines_by_id().items()},
    }


def _from(labels: Any) -> Resolver:
    return lambda _values: {key: str(label) for key, label in labels.items()}
