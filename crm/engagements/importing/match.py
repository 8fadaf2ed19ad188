"""Finds the engagement that a row means: same start, same subject, same clients."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from crm.accounts.models import User
from crm.core.db import db
from crm.core.importing import ImportRow
from crm.core.text import fold
from crm.engagements.confidential import locked_ids
from crm.engagements.importing.settle import starts_at
from crm.engagements.models import Engagement, EngagementClient
from crm.engagements.visibility import visible_to

Identity = tuple[Any, str, tuple[int, ...]]


def match(user: User, rows: Sequence[ImportRow]) -> None:
    """Set `record_id` of rows: three statements."""
    meant = {row.number: _identity(row.values) for row in rows if not row.problems}
    known = _known(user, [identity[0] for identity in meant.values()])
    for row in rows:
        found = known.get(meant[row.number], []) if row.number in meant else []
        row.record_id = found[0] if len(found) == 1 else None
        if len(found) > 1:
            row.problems.append(_("Several engagements on record have this start, subject and clients."))
    locked = locked_ids(db.session(), {row.record_id for row in rows if row.record_id is not None})
    for row in rows:
        if row.record_id in locked:
            row.problems.append(_("A partner has locked this engagement: it is kept as it is."))


def keys(values: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the one name that a row goes by and looks for."""
    start, subject, clients = _identity(values)
    name = [f"{start.isoformat()} {clients} {subject}"]
    return name, name


def _identity(values: Mapping[str, Any]) -> Identity:
    return starts_at(values), fold(values["subject"]), tuple(values["clients"])


def _known(user: User, starts: Sequence[Any]) -> dict[Identity, list[int]]:
    if not starts:
        return {}
    query = sa.select(Engagement.id, Engagement.starts_at, Engagement.subject).where(
        Engagement.starts_at.in_(set(starts)), Engagement.archived_at.is_(None), visible_to(user)
    )
    found = db.session.execute(query).all()
    links = sa.select(EngagementClient.engagement_id, EngagementClient.client_id).where(
        EngagementClient.starts_at.in_(set(starts))
    )
    clients: dict[int, list[int]] = {}
    for engagement_id, client_id in db.session.execute(links):
        clients.setdefault(engagement_id, []).append(client_id)
    known: dict[Identity, list[int]] = {}
    for row in found:
        identity = (row.starts_at, fold(row.subject), tuple(sorted(clients.get(row.id, ()))))
        known.setdefault(identity, []).append(row.id)
    return known
