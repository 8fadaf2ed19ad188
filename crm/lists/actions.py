"""Changes saved views, choices of columns and the log of exports. They flush, never commit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now
from crm.files.store import Put
from crm.lists.models import ExportLog, ListChoice, SavedView
from crm.lists.queries import choice_of


def save_view(work: Session, user: User, page: str, name: str, query: str, *, shared: bool) -> SavedView:
    """Keep a view under a name. UniqueTakenError follows for a name that its owner has already."""
    view = SavedView(page=page, name=name, owner_id=user.id, shared=shared, query=query)
    work.add(view)
    work.flush()
    return view


def change_view(work: Session, view: SavedView, *, name: str, shared: bool) -> None:
    """Rename a view, share it or take it back."""
    view.name, view.shared = name, shared
    work.flush()


def keep_query(work: Session, view: SavedView, query: str) -> None:
    """Let a view show what is on the screen now."""
    view.query = query
    work.flush()


def remove_view(work: Session, view: SavedView) -> None:
    """Remove a view: whoever opened the list with it gets the whole list again. No record is touched."""
    work.delete(view)
    work.flush()


def choose_columns(work: Session, user: User, page: str, keys: Sequence[str]) -> None:
    """Keep the columns that a person wants in a list; none means the usual ones."""
    choice = _choice(work, user, page, needed=bool(keys))
    if choice is not None:
        choice.columns = " ".join(keys)[:1000]
    work.flush()


def choose_view(work: Session, user: User, page: str, view_id: int | None) -> None:
    """Let a list open with a view; None opens the whole list."""
    choice = _choice(work, user, page, needed=view_id is not None)
    if choice is not None:
        choice.view_id = view_id
    work.flush()


def log_export(work: Session, user: User, page: str, kind: str, query: str) -> ExportLog:
    """Write down that somebody takes a list, before its first byte is sent."""
    entry = ExportLog(at=now(), user_id=user.id, page=page, format=kind, query=query)
    work.add(entry)
    work.flush()
    return entry


def end_export(work: Session, entry_id: int, rows: int) -> None:
    """Complete the log of an export that was sent whole."""
    work.execute(sa.update(ExportLog).where(ExportLog.id == entry_id).values(rows=rows, ended_at=now()))


def keep_export(
    work: Session, entry_id: int, rows: int, *, stored: Put, ids_key: str, expires_at: datetime, **became: str
) -> None:
    """Complete the log of an export that the worker has made and stored; `format` where it became another one."""
    values: dict[str, Any] = {"rows": rows, "ended_at": now(), "key": stored.key, **became}
    values |= {"size": stored.size, "sha256": stored.sha256}
    values |= {"ids_key": ids_key, "expires_at": expires_at}
    work.execute(sa.update(ExportLog).where(ExportLog.id == entry_id).values(values))


def forget_files(work: Session, moment: datetime) -> list[str]:
    """Take the files of expired exports out of the log; returns their keys, which nobody may fetch any more."""
    due = sa.select(ExportLog).where(ExportLog.expires_at <= moment).with_for_update()
    keys = []
    for entry in work.execute(due).scalars():
        keys += [entry.key, entry.ids_key]
        entry.key, entry.ids_key, entry.expires_at = "", "", None
    work.flush()
    return keys


def _choice(work: Session, user: User, page: str, *, needed: bool) -> ListChoice | None:
    choice = choice_of(user, page)
    if choice is None and needed:
        choice = ListChoice(user_id=user.id, page=page, columns="")
        work.add(choice)
    return choice
