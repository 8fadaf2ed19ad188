"""The trail of checklists in words."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.audit.words import Resolver
from crm.checklists.labels import ROLES
from crm.tasks.history import client_names, days, instants, people

LABELS: Final = {
    "title_en": _l("Title in English"), "title_es": _l("Title in Spanish"), "steps": _l("Step"),
    "starts_on": _l("Start"), "started_by_id": _l("Started by"), "client_id": _l("Client"),
    "archived_at": _l("Archived"), "code": _l("Code"), "es_ours": _l("Translated by us"),
    "checklist_id": _l("Checklist"), "position": _l("Order"),
}  # fmt: skip


def resolvers(user: User, titles: Mapping[int, str]) -> dict[str, Resolver]:
    """Return what puts values into words for a reader; `titles` are those of checklists."""
    return {
        "starts_on": days,
        "started_by_id": people,
        "client_id": lambda values: client_names(values, user),
        "archived_at": lambda values: instants(values, user),
        "checklist_id": lambda _values: titles,
        "steps": lambda values: {value: _step(value) for value in values},
    }


def _step(value: Any) -> str:
    """Return 'Thank-you note · Nota de agradecimiento · 1 · Support' from the stored line."""
    text, _blank, role = str(value).rpartition(" ")
    return f"{text} · {ROLES[role]}" if role in ROLES else str(value)
