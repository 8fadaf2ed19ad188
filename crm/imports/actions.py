"""Changes imports: steps forward and back, and what the jobs write. They flush, never commit."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.bulk import insert_many
from crm.core.dates import now
from crm.core.db import insert_or
from crm.files.actions import remove as remove_file
from crm.files.models import StoredFile
from crm.imports.models import ImportBatch, ImportMemory, ImportName, ImportRow
from crm.imports.receiving import Received
from crm.imports.settings import Choices
from crm.imports.tables.shapes import Settings
from crm.jobs.actions import ask

CHECK, RUN, UNDO, CLEAN = "imports.check", "imports.run", "imports.undo", "imports.clean"
#: Rows by the thousand are written without the mapper, which would take as long again.
_ROWS: Final[sa.Table] = ImportRow.__table__  # type: ignore[assignment]
_NAMES: Final[sa.Table] = ImportName.__table__  # type: ignore[assignment]
#: The state of a batch while its job works.
STATES: Final = {CHECK: "checking", RUN: "running", UNDO: "undoing"}


def add(work: Session, user: User, kind: str, preset: str, received: Received) -> ImportBatch:
    """Add an import for a file whose bytes are in the store."""
    put = received.put
    file = StoredFile(
        key=put.key, name=received.name, size=put.size, sha256=put.sha256, media_type=received.media_type,
        uploaded_by_id=user.id,
    )  # fmt: skip
    work.add(file)
    work.flush()
    batch = ImportBatch(author_id=user.id, kind=kind, preset=preset, file_id=file.id, file_name=file.name)
    work.add(batch)
    work.flush()
    return batch


def set_reading(work: Session, batch: ImportBatch, reading: Settings, heading: Sequence[str]) -> None:
    """Keep how the file is read; the columns are matched anew."""
    batch.settings, batch.heading, batch.mapping, batch.counts = Choices(reading).stored(), list(heading), {}, {}
    batch.state, batch.job_id = "read", None
    work.flush()


def set_columns(work: Session, batch: ImportBatch, mapping: Mapping[str, int], choices: Choices, digest: str) -> None:
    """Keep which column holds what, remember it for the next file of this heading, and ask for the dry run."""
    batch.mapping, batch.settings, batch.counts = dict(mapping), choices.stored(), {}
    _remember(work, batch.kind, digest, mapping, choices.answers)
    begin(work, batch, CHECK)


def _remember(work: Session, kind: str, digest: str, mapping: Mapping[str, int], answers: Mapping[str, Any]) -> None:
    values = {"mapping": dict(mapping), "answers": dict(answers), "used_at": now()}
    fresh = insert_or(ImportMemory).values(kind=kind, heading=digest, **values)
    work.execute(fresh.on_conflict_do_update(index_elements=["kind", "heading"], set_=values))


def begin(work: Session, batch: ImportBatch, job: str) -> None:
    """Ask for the dry run or the run of an import."""
    batch.job_id = ask(work, job, {"batch_id": batch.id}, actor_id=batch.author_id).id
    batch.state = STATES[job]
    work.flush()


def begin_undo(work: Session, batches: Sequence[ImportBatch]) -> None:
    """Ask for the undoing of imports of one author by one job, in their order."""
    if not batches:
        return
    ids = [batch.id for batch in batches]
    job_id = ask(work, UNDO, {"batch_ids": ids}, actor_id=batches[0].author_id).id
    for batch in batches:
        batch.job_id, batch.state = job_id, STATES[UNDO]
    work.flush()


def finish(work: Session, batch_id: int, state: str, part: str, counts: Mapping[str, int]) -> None:
    """Write that a job of an import has ended, with what it counted."""
    batch = work.execute(sa.select(ImportBatch).where(ImportBatch.id == batch_id).with_for_update()).scalar_one()
    batch.state, batch.counts = state, {**batch.counts, part: dict(counts)}
    if state == "done":
        batch.done_at = now()
    work.flush()


def close(work: Session, batch: ImportBatch) -> None:
    """Mark that the details of an import (locked) are removed, and remove its file; its rows are `forget_rows`'."""
    batch.removed_at = batch.removed_at or now()
    if batch.state not in {"done", "undone"}:
        batch.state, batch.job_id = "expired", None
    file, batch.file, batch.file_id = batch.file, None, None
    work.flush()
    if file is not None:
        remove_file(work, file)


def add_rows(work: Session, rows: Sequence[dict[str, Any]], names: Sequence[dict[str, int]]) -> None:
    """Add checked rows, and the names by which later ones find them."""
    insert_many(work, _ROWS, rows)
    insert_many(work, _NAMES, names)


def change_rows(work: Session, batch_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Set columns of rows: each dict has `number` and the same columns as the others."""
    if rows:
        at = (_ROWS.c.batch_id == batch_id, _ROWS.c.number == sa.bindparam("at"))
        values = [{"at": row["number"], **{name: row[name] for name in row if name != "number"}} for row in rows]
        work.execute(sa.update(_ROWS).where(*at), values)


def raise_versions(work: Session, kind: str, raised: Sequence[tuple[int, int, int]]) -> None:
    """Let rows of a kind go on with their records: (record, version it had, version it has)."""
    if raised:
        of_kind = _ROWS.c.batch_id.in_(sa.select(ImportBatch.id).where(ImportBatch.kind == kind))
        at = (_ROWS.c.record_id == sa.bindparam("of"), _ROWS.c.version == sa.bindparam("was"), of_kind)
        values = [{"of": key, "was": was, "version": now_is} for key, was, now_is in raised]
        work.execute(sa.update(_ROWS).where(*at), values)


def forget_rows(work: Session, batch_id: int, first: int, last: int) -> None:
    """Remove the checked rows of these numbers: the columns were matched anew."""
    gone = sa.delete(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.number.between(first, last))
    work.execute(gone, execution_options={"synchronize_session": False})


def forget_names(work: Session, batch_id: int, first: int, last: int) -> None:
    """Remove the names with digests from first to last."""
    gone = sa.delete(ImportName).where(ImportName.batch_id == batch_id, ImportName.digest.between(first, last))
    work.execute(gone, execution_options={"synchronize_session": False})
