"""Asks for definitions of reports."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.core.db import db
from crm.reports.models import Report, ReportDefinition
from crm.reports.visibility import definition_visible_to

_SUBJECTS: Final = ("client", "institution", "issue", "sector")


def in_use(user: User) -> Sequence[ReportDefinition]:
    """Return the definitions that a reader may see and that are in use, by name."""
    query = _definitions(user).where(ReportDefinition.archived_at.is_(None))
    return db.session.execute(query.order_by(ReportDefinition.name, ReportDefinition.id).limit(500)).scalars().all()


def get_visible(user: User, definition_id: int) -> ReportDefinition | None:
    """Return a visible definition with its subject and owner."""
    query = _definitions(user).where(ReportDefinition.id == definition_id)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def for_edit(user: User, definition_id: int) -> ReportDefinition | None:
    """Return a visible definition, locked until the unit of work ends."""
    query = _definitions(user).where(ReportDefinition.id == definition_id).with_for_update(of=ReportDefinition)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def _definitions(user: User) -> sa.Select[ReportDefinition]:
    return (
        sa.select(ReportDefinition)
        .where(definition_visible_to(user))
        .options(
            *(joinedload(getattr(ReportDefinition, name)) for name in _SUBJECTS),
            joinedload(ReportDefinition.owner, innerjoin=True),
        )
    )


def scheduled() -> Sequence[ReportDefinition]:
    """Return all definitions that are made by themselves, with subject and owner: for the worker."""
    query = sa.select(ReportDefinition).where(
        ReportDefinition.scheduled.is_(True), ReportDefinition.archived_at.is_(None)
    )
    query = query.options(
        *(joinedload(getattr(ReportDefinition, name)) for name in _SUBJECTS),
        joinedload(ReportDefinition.owner, innerjoin=True),
    )
    return db.session.execute(query.order_by(ReportDefinition.id)).scalars().all()


def was_made(definition_id: int, start: date) -> bool:
    """Tell whether a definition has made its report of a period."""
    query = sa.select(Report.id).where(Report.definition_id == definition_id, Report.period_start == start)
    return db.session.execute(query.limit(1)).first() is not None
