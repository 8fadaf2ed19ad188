"""The trail of a commitment in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.audit.words import Resolver
from crm.commitments.labels import PARTIES, state_labels
from crm.core.dates import long_date
from crm.core.db import db
from crm.core.i18n import language
from crm.engagements.models import Engagement
from crm.engagements.visibility import visible_to as engagement_visible_to
from crm.institutions.queries import with_ids
from crm.tasks.history import client_names, instants, people, person_names

LABELS: Final = {
    "text": _l("What was promised"), "maker_kind": _l("Made by"), "maker_client_id": _l("Client that promised"),
    "maker_institution_id": _l("Institution that promised"), "maker_person_id": _l("Who said it"),
    "receiver_kind": _l("Made to"), "receiver_client_id": _l("Client to whom it was promised"),
    "receiver_institution_id": _l("Institution to which it was promised"), "due_on": _l("Due"),
    "made_on": _l("Made on"), "engagement_id": _l("In which engagement"), "owner_id": _l("Who sees to it"),
    "state": _l("Status"), "settled_on": _l("Settled on"), "reason": _l("Remark"), "clients": _l("For which clients"),
    "created_by_id": _l("Written by"), "archived_at": _l("Archived"),
}  # fmt: skip


def resolvers(user: User) -> dict[str, Resolver]:
    """Return what puts a commitment's values into words for a reader; each asks at most one query."""
    return {
        **dict.fromkeys(("maker_kind", "receiver_kind"), lambda _values: {key: str(PARTIES[key]) for key in PARTIES}),
        **dict.fromkeys(("maker_client_id", "receiver_client_id", "clients"), lambda v: client_names(v, user)),
        **dict.fromkeys(("maker_institution_id", "receiver_institution_id"), _bodies),
        **dict.fromkeys(("owner_id", "created_by_id"), people),
        **dict.fromkeys(("due_on", "made_on", "settled_on"), _days),
        "maker_person_id": lambda values: person_names(values, user),
        "engagement_id": lambda values: _engagements(values, user),
        "state": lambda _values: state_labels(),
        "archived_at": lambda values: instants(values, user),
    }


def _bodies(values: Sequence[Any]) -> Mapping[Any, str]:
    return {body.id: body.name(language()) for body in with_ids(values)}


def _days(values: Sequence[Any]) -> Mapping[Any, str]:
    return {value: long_date(date.fromisoformat(value), language()) for value in values}


def _engagements(values: Sequence[Any], user: User) -> Mapping[Any, str]:
    query = sa.select(Engagement.id, Engagement.subject).where(
        Engagement.id.in_(list(values)), engagement_visible_to(user)
    )
    known = {row.id: row.subject for row in db.session.execute(query)}
    return {value: known.get(value) or _("an engagement that is not open to you") for value in values}
