"""Reads the trail of one record; who may read the record may read its trail."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from crm.accounts.models import User
from crm.audit.models import AuditEntry
from crm.core.db import db
from crm.core.feature import registry

PAGE = 50


@dataclass(frozen=True)
class HistoryPage:
    """Entries newest first with the actor's name, and the id to go on from."""

    rows: Sequence[tuple[AuditEntry, str | None]]
    before: int | None


def history(kind: str, record_id: int, before: int | None = None) -> HistoryPage:
    """Return one page of a record's trail, keyset-paged by entry id; with that of what was merged into it."""
    taken = registry().merged(f"{kind}_id")
    ids = [record_id, *(old for old, kept in taken.items() if kept == record_id)]
    query = (
        sa.select(AuditEntry, User.name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.kind == kind, AuditEntry.record_id.in_(ids))
        .order_by(AuditEntry.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(AuditEntry.id < before)
    rows = [(row.AuditEntry, row.name) for row in db.session.execute(query)]
    more = len(rows) > PAGE
    return HistoryPage(rows[:PAGE], rows[PAGE - 1][0].id if more else None)
