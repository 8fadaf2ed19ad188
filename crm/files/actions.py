"""Writes files: rows for bytes that are durable already, archived and brought back; told in the record's trail."""

import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.audit.models import AuditEntry
from crm.core.dates import now
from crm.core.db import after_commit
from crm.core.offers import FileOwner
from crm.files.intake import Taken
from crm.files.models import StoredFile
from crm.files.queries import Shown
from crm.files.setup import file_store
from crm.files.store import FileStore

_log = logging.getLogger(__name__)


def add(work: Session, user: User, owner: FileOwner, record_id: int, taken: Sequence[Taken]) -> list[StoredFile]:
    """Add files to a record that the caller has seen to be visible."""
    files = [
        StoredFile(
            key=each.put.key, name=each.name, size=each.put.size, sha256=each.put.sha256, media_type=each.media_type,
            uploaded_by_id=user.id,
        )
        for each in taken
    ]  # fmt: skip
    work.add_all(files)
    work.flush()
    work.add_all(owner.link(**{f"{owner.page}_id": record_id, "file_id": file.id}) for file in files)
    work.flush()
    return files


def archive(work: Session, user: User, shown: Shown) -> None:
    """Archive a file: it leaves the lists, its bytes stay."""
    if shown.file.archived_at is None:
        shown.file.archived_at = now()
        _tell(work, user, shown, [["archived_file", None, shown.file.id]])


def restore(work: Session, user: User, shown: Shown) -> None:
    """Put an archived file back."""
    if shown.file.archived_at is not None:
        shown.file.archived_at = None
        _tell(work, user, shown, [["archived_file", shown.file.id, None]])


def remove(work: Session, file: StoredFile) -> None:
    """Remove for good a file to which nothing refers any more: its row now, its bytes once that is committed."""
    key, store = file.key, file_store()
    work.delete(file)
    work.flush()
    after_commit(work, lambda: _remove_bytes(store, key))


def _remove_bytes(store: FileStore, key: str) -> None:
    try:
        store.delete(key)
    except OSError:  # no row stands for it any more: `crm files-sweep` removes it
        _log.exception("the bytes of a removed file could not be deleted")


def _tell(work: Session, user: User, shown: Shown, changes: list[list[Any]]) -> None:
    """Write into the trail of the record that the file belongs to."""
    work.add(
        AuditEntry(
            at=now(), actor_id=user.id, kind=shown.owner.page, record_id=shown.record_id, action="update",
            changes=changes,
        )
    )  # fmt: skip
    work.flush()
