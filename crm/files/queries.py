"""Asks for files: those of a record, one by its address for who sees its record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.db import db
from crm.core.feature import registry
from crm.core.listing import Page, Sort, fetch_page
from crm.core.offers import FileOwner
from crm.files.models import StoredFile

NEWEST = Sort((StoredFile.created_at.expression, StoredFile.id.expression), descending=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that the reader may see, and the record it belongs to."""

    file: StoredFile
    owner: FileOwner
    record_id: int


def owner_of(user: User, page: str, record_id: int) -> FileOwner | None:
    """Return the kind of record named by `page` if the reader may see this one, else None."""
    owner = registry().file_owners().get(page)
    if owner is None or not user.may(Permission(owner.permission)) or owner.get(user, record_id) is None:
        return None
    return owner


def get_visible(user: User, file_id: int) -> Shown | None:
    """Return a file whose record the reader may see; None for a stranger."""
    return _shown(user, sa.select(StoredFile).options(joinedload(StoredFile.uploaded_by)), file_id)


def for_edit(user: User, file_id: int) -> Shown | None:
    """Return a visible file, locked until the unit of work ends."""
    return _shown(user, sa.select(StoredFile).with_for_update(of=StoredFile), file_id)


def _shown(user: User, query: sa.Select[StoredFile], file_id: int) -> Shown | None:
    owners = registry().file_owners()
    places = [
        sa.select(sa.literal(page).label("page"), _record_id(owner).label("record_id")).where(
            owner.link.file_id == file_id
        )
        for page, owner in owners.items()
    ]
    for page, record_id in db.session.execute(sa.union_all(*places)).all() if places else ():
        owner = owner_of(user, page, record_id)
        if owner is not None:
            file = db.session.execute(query.where(StoredFile.id == file_id)).scalar_one()
            return Shown(file, owner, record_id)
    return None


def _record_id(owner: FileOwner) -> Any:
    return getattr(owner.link, f"{owner.page}_id")


def of_record(owner: FileOwner, record_id: int, cursor: str | None, *, archived: bool) -> Page:
    """Return one page of a visible record's files, the newest first (rows have `.StoredFile`)."""
    where = StoredFile.archived_at.is_not(None) if archived else StoredFile.archived_at.is_(None)
    query = (
        sa.select(StoredFile)
        .join(owner.link, owner.link.file_id == StoredFile.id)
        .where(_record_id(owner) == record_id, where)
        .options(joinedload(StoredFile.uploaded_by))
    )
    return fetch_page(query, NEWEST, cursor)


def counter(page: str) -> Callable[[User, Any], int]:
    """Return the function that counts a visible record's files for its tab."""

    def count(_user: User, record: Any) -> int:
        return sum(counts(registry().file_owners()[page], record.id))

    return count


def counts(owner: FileOwner, record_id: int) -> tuple[int, int]:
    """Return how many files a record has: in use, archived."""
    archived, every = db.session.execute(_counted(owner), {"record_id": record_id}).one()
    return every - archived, archived


@cache
def _counted(owner: FileOwner) -> sa.Select[int, int]:
    return (
        sa.select(sa.func.count(StoredFile.archived_at), sa.func.count())
        .join(owner.link, owner.link.file_id == StoredFile.id)
        .where(_record_id(owner) == sa.bindparam("record_id", type_=sa.Integer))
    )


def total_size() -> int:
    """Return the bytes of all files together."""
    return int(db.session.execute(sa.select(sa.func.coalesce(sa.func.sum(StoredFile.size), 0))).scalar_one())


def names_of(values: Sequence[Any]) -> Mapping[Any, str]:
    """Return the names of files by id: for the history of the record they belong to."""
    query = sa.select(StoredFile.id, StoredFile.name).where(StoredFile.id.in_([int(value) for value in values]))
    return {row.id: row.name for row in db.session.execute(query)}


def keys_known(keys: Iterable[str]) -> set[str]:
    """Return those of these keys that a row stands for."""
    return set(db.session.execute(sa.select(StoredFile.key).where(StoredFile.key.in_(list(keys)))).scalars())


def all_told() -> Mapping[str, tuple[int, str]]:
    """Return (bytes, sha256) of every row by key."""
    rows = db.session.execute(sa.select(StoredFile.key, StoredFile.size, StoredFile.sha256)).all()
    return {key: (size, sha256) for key, size, sha256 in rows}
