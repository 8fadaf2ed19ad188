"""Asks for imports, as their author alone may: the batch, its rows, what is remembered."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.core.bulk import among
from crm.core.db import db
from crm.core.listing import Page, Sort, fetch_page
from crm.imports.models import ImportBatch, ImportMemory, ImportName, ImportRow
from crm.jobs.models import OVER, Job

SHOWN: Final = 50
NEVER_RUN: Final = ("uploaded", "read", "checking", "checked")
_NEWEST: Final = Sort((ImportBatch.id.expression,), descending=True)
_BY_NUMBER: Final = Sort((ImportRow.number.expression,))


def mine(user: User, cursor: str | None) -> Page:
    """Return one page of somebody's own imports, the newest first (rows have `.ImportBatch`)."""
    query = sa.select(ImportBatch).where(ImportBatch.author_id == user.id)
    return fetch_page(query.options(joinedload(ImportBatch.file), joinedload(ImportBatch.job)), _NEWEST, cursor, SHOWN)


def get_visible(user: User, batch_id: int) -> ImportBatch | None:
    """Return one of the reader's own imports with its file and job; None for a stranger."""
    query = _one(user, batch_id).options(joinedload(ImportBatch.file), joinedload(ImportBatch.job))
    return db.session.execute(query).scalar_one_or_none()


def for_edit(user: User, batch_id: int) -> ImportBatch | None:
    """Return such an import, locked until the unit of work ends."""
    query = _one(user, batch_id).options(joinedload(ImportBatch.file), joinedload(ImportBatch.job))
    locked = query.with_for_update(of=ImportBatch).execution_options(populate_existing=True)
    return db.session.execute(locked).scalar_one_or_none()


def _one(user: User, batch_id: int) -> sa.Select[ImportBatch]:
    return sa.select(ImportBatch).where(ImportBatch.id == batch_id, ImportBatch.author_id == user.id)


def page_of_rows(batch_id: int, outcome: str, state: str, cursor: str | None) -> Page:
    """Return one page of an import's rows in their order (rows have `.ImportRow`), of one outcome and state or all."""
    query = sa.select(ImportRow).where(ImportRow.batch_id == batch_id)
    if outcome:
        query = query.where(ImportRow.outcome == outcome)
    if state:
        query = query.where(ImportRow.state == state)
    return fetch_page(query, _BY_NUMBER, cursor, SHOWN)


def rows_after(batch_id: int, number: int, outcomes: Sequence[str], state: str, limit: int) -> Sequence[sa.Row[Any]]:
    """Return the next rows of an import, of these outcomes and one state, as plain rows."""
    columns = (
        ImportRow.number, ImportRow.outcome, ImportRow.values, ImportRow.before, ImportRow.record_id, ImportRow.version,
    )  # fmt: skip
    query = sa.select(*columns).where(
        ImportRow.batch_id == batch_id, ImportRow.number > number, ImportRow.outcome.in_(outcomes),
        ImportRow.state == state,
    )  # fmt: skip
    return db.session.execute(query.order_by(ImportRow.number).limit(limit)).all()


def values_of(batch_id: int, numbers: Iterable[int]) -> Mapping[int, dict[str, Any]]:
    """Return the packed values of rows by their numbers."""
    query = sa.select(ImportRow.number, ImportRow.values).where(
        ImportRow.batch_id == batch_id, among(ImportRow.number, numbers)
    )
    return {row.number: row[1] for row in db.session.execute(query)}


def names_known(batch_id: int, digests: Iterable[int]) -> dict[int, int]:
    """Return the number of the earlier row that goes by each of these names."""
    query = sa.select(ImportName.digest, ImportName.number).where(
        ImportName.batch_id == batch_id, among(ImportName.digest, digests)
    )
    return {row.digest: row.number for row in db.session.execute(query)}


def several(user: User, ids: Iterable[int]) -> Sequence[ImportBatch]:
    """Return those of these imports that are the reader's own, each with its job."""
    query = sa.select(ImportBatch).where(ImportBatch.id.in_(list(ids)), ImportBatch.author_id == user.id)
    return db.session.execute(query.options(joinedload(ImportBatch.job))).scalars().all()


def several_for_edit(user: User, ids: Iterable[int]) -> Sequence[ImportBatch]:
    """Return such imports, locked until the unit of work ends."""
    query = sa.select(ImportBatch).where(ImportBatch.id.in_(list(ids)), ImportBatch.author_id == user.id)
    locked = query.options(joinedload(ImportBatch.job)).order_by(ImportBatch.id).with_for_update(of=ImportBatch)
    return db.session.execute(locked.execution_options(populate_existing=True)).scalars().all()


def written(batches: Iterable[ImportBatch]) -> dict[int, dict[str, int]]:
    """Return by import how many of its rows are written, by outcome: a run that broke off has counted nothing."""
    found = {batch.id: dict(batch.counts.get("done") or {}) for batch in batches}
    query = sa.select(ImportRow.batch_id, ImportRow.outcome, sa.func.count()).where(
        ImportRow.batch_id.in_([key for key, counts in found.items() if not counts]), ImportRow.state == "done"
    )
    for batch_id, outcome, number in db.session.execute(query.group_by(ImportRow.batch_id, ImportRow.outcome)):
        found[batch_id][outcome] = number
    return found


def undone(batch_id: int) -> dict[str, int]:
    """Return how many rows of an import are undone, and how many were kept."""
    query = sa.select(ImportRow.state, sa.func.count()).where(
        ImportRow.batch_id == batch_id, ImportRow.state.in_(("undone", "kept"))
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(ImportRow.state))}


def undone_changes(kind: str, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return (record id, version after the undoing, version before the import) of undone changes of these records."""
    query = sa.select(ImportRow.record_id, ImportRow.version, ImportRow.version_before).where(
        ImportRow.record_id.in_(ids), ImportRow.version.is_not(None), ImportRow.version_before.is_not(None),
        ImportRow.state == "undone",
        ImportRow.batch_id.in_(sa.select(ImportBatch.id).where(ImportBatch.kind == kind)),
    )  # fmt: skip
    return [tuple(row) for row in db.session.execute(query)]


def outdated(unused: datetime, told: datetime) -> Sequence[int]:
    """Return the ids of imports whose details nobody needs: see `_outdated`."""
    query = sa.select(ImportBatch.id).where(_outdated(unused, told)).order_by(ImportBatch.id)
    return db.session.execute(query).scalars().all()


def outdated_for_edit(batch_id: int, unused: datetime, told: datetime) -> ImportBatch | None:
    """Return one of them with its file, locked until the unit of work ends; None where it is used again."""
    query = sa.select(ImportBatch).where(ImportBatch.id == batch_id, _outdated(unused, told))
    locked = query.options(joinedload(ImportBatch.file)).with_for_update(of=ImportBatch)
    return db.session.execute(locked.execution_options(populate_existing=True)).scalar_one_or_none()


def _outdated(unused: datetime, told: datetime) -> sa.ColumnElement[bool]:
    """Never run and left alone since `unused`; done or undone before `told`; removed, but for rows that are left."""
    idle = sa.or_(ImportBatch.job_id.is_(None), ImportBatch.job_id.in_(sa.select(Job.id).where(Job.state.in_(OVER))))
    never = sa.and_(ImportBatch.state.in_(NEVER_RUN), ImportBatch.updated_at < unused, idle)
    done = sa.and_(ImportBatch.state == "done", ImportBatch.done_at < told)
    undone = sa.and_(ImportBatch.state == "undone", ImportBatch.updated_at < told)
    left = sa.exists().where(ImportRow.batch_id == ImportBatch.id)
    kept = ImportBatch.removed_at.is_(None)
    return sa.or_(sa.and_(kept, sa.or_(never, done, undone)), sa.and_(sa.not_(kept), left))


def last_number(batch_id: int) -> int:
    """Return the highest number of an import's rows, 0 for none."""
    query = sa.select(sa.func.max(ImportRow.number)).where(ImportRow.batch_id == batch_id)
    return db.session.execute(query).scalar() or 0


def remembered(kind: str, heading: str) -> ImportMemory | None:
    """Return how files of this heading (a digest) were matched the last time."""
    query = sa.select(ImportMemory).where(ImportMemory.kind == kind, ImportMemory.heading == heading)
    return db.session.execute(query).scalar_one_or_none()


def reasons_after(batch_id: int, number: int, outcomes: Sequence[str], limit: int) -> list[tuple[int, str]]:
    """Return the next rows of these outcomes, each with why."""
    query = sa.select(ImportRow.number, ImportRow.reasons).where(
        ImportRow.batch_id == batch_id, ImportRow.number > number, ImportRow.outcome.in_(outcomes)
    )
    rows = db.session.execute(query.order_by(ImportRow.number).limit(limit))
    return [(row.number, " ".join(row.reasons)) for row in rows]
