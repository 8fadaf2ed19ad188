"""The trail of an advisory in words."""

from typing import Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.advisories.labels import RULES, STATES
from crm.audit.words import Resolver
from crm.core.i18n import language
from crm.indicators.queries.series import with_ids as series_with_ids
from crm.issues.queries import with_ids
from crm.reference.queries import sectors_by_id
from crm.tasks.history import client_names, instants, people

LABELS: Final = {
    "title_en": _l("Title in English"), "title_es": _l("Title in Spanish"), "body_en": _l("Text in English"),
    "body_es": _l("Text in Spanish"), "issue_id": _l("Begun from the issue"), "series_id": _l("Begun from the series"),
    "rule": _l("Clients by rule"), "sector_id": _l("Sector"), "state": _l("Status"), "author_id": _l("Author"),
    "asked_by_id": _l("Asked for approval by"), "asked_at": _l("Asked for approval"),
    "decided_by_id": _l("Who decided"), "decided_at": _l("Decided"), "reason": _l("Why it went back"),
    "sending_at": _l("Sending asked for"),
    "sent_at": _l("Sent"), "clients": _l("Clients"), "archived_at": _l("Archived"),
}  # fmt: skip


def resolvers(user: User) -> dict[str, Resolver]:
    """Return what puts an advisory's values into words for a reader; each asks at most one query."""
    return {
        **dict.fromkeys(("author_id", "asked_by_id", "decided_by_id"), people),
        **dict.fromkeys(
            ("asked_at", "decided_at", "sending_at", "sent_at", "archived_at"), lambda v: instants(v, user)
        ),
        "state": lambda _values: {code: str(label) for code, label in STATES.items()},
        "rule": lambda _values: {code: str(label) for code, label in RULES.items()},
        "clients": lambda values: client_names(values, user),
        "issue_id": lambda values: {issue.id: issue.title(language()) for issue in with_ids(values)},
        "series_id": lambda values: {each.id: each.title(language()) for each in series_with_ids(values)},
        "sector_id": lambda _values: {key: row.title(language()) for key, row in sectors_by_id().items()},
    }
