"""Asks for saved views, choices of columns and the log of exports."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.core.db import db
from crm.lists.models import ExportLog, ListChoice, SavedView

SHOWN = 200


def exports(limit: int = SHOWN) -> Sequence[ExportLog]:
    """Return the newest exports with who took them."""
    query = sa.select(ExportLog).options(joinedload(ExportLog.user)).order_by(ExportLog.id.desc()).limit(limit)
    return db.session.execute(query).scalars().all()


def export_entry(export_id: int) -> ExportLog | None:
    """Return an export by its id: for the worker."""
    return db.session.execute(sa.select(ExportLog).where(ExportLog.id == export_id)).scalar_one_or_none()


def own_export(user: User, export_id: int) -> ExportLog | None:
    """Return an export that the reader asked for, with its job; None for a stranger."""
    query = sa.select(ExportLog).where(ExportLog.id == export_id, ExportLog.user_id == user.id)
    return db.session.execute(query.options(joinedload(ExportLog.job))).scalar_one_or_none()


def export_keys() -> set[str]:
    """Return the keys of all stored exports that have not expired."""
    rows = db.session.execute(sa.select(ExportLog.key, ExportLog.ids_key).where(ExportLog.key != ""))
    return {key for row in rows for key in row}


def more_than(ids: sa.Select[int], number: int) -> bool:
    """Tell whether a list has more rows than this."""
    return count(ids.limit(number + 1)) > number


def count(ids: sa.Select[int]) -> int:
    """Return how many rows a list has."""
    return db.session.execute(sa.select(sa.func.count()).select_from(ids.subquery())).scalar_one()


def views_of(user: User, page: str) -> Sequence[SavedView]:
    """Return the views of a list that a reader may use, by name: their own and those that others share."""
    query = sa.select(SavedView).where(SavedView.page == page, _usable(user)).options(joinedload(SavedView.owner))
    return db.session.execute(query.order_by(SavedView.name, SavedView.id)).scalars().all()


def view_of(user: User, view_id: int) -> SavedView | None:
    """Return a view that a reader may use."""
    query = sa.select(SavedView).where(SavedView.id == view_id, _usable(user)).options(joinedload(SavedView.owner))
    return db.session.execute(query).scalar_one_or_none()


def own_view(user: User, view_id: int) -> SavedView | None:
    """Return a view of one's own."""
    query = sa.select(SavedView).where(SavedView.id == view_id, SavedView.owner_id == user.id)
    return db.session.execute(query.options(joinedload(SavedView.owner))).scalar_one_or_none()


def own_view_for_edit(user: User, view_id: int) -> SavedView | None:
    """Return a view of one's own, locked until the unit of work ends."""
    query = sa.select(SavedView).where(SavedView.id == view_id, SavedView.owner_id == user.id).with_for_update()
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def choice_of(user: User, page: str) -> ListChoice | None:
    """Return what a person chose for a list."""
    query = sa.select(ListChoice).where(ListChoice.user_id == user.id, ListChoice.page == page)
    return db.session.execute(query).scalar_one_or_none()


def _usable(user: User) -> sa.ColumnElement[bool]:
    return sa.or_(SavedView.owner_id == user.id, SavedView.shared.is_(True))
