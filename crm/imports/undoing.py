"""The undoing of an import: what nobody changed since goes back to what it was; the rest is kept and told why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.core.feature import WRITTEN, registry
from crm.imports import actions, queries
from crm.imports.opening import Opened, opened
from crm.imports.packing import unpacked
from crm.imports.writing import PART, WRITES, breathing
from crm.jobs.declared import Running


def undo(running: Running) -> None:
    """Archive what a batch added and give back what it changed."""
    with opened(running) as found:
        written = Counter(found.counts.get("done") or {})
    total = sum(written[outcome] for outcome in WRITES) or None
    line, done = int(running.kept.get("line", 0)), int(running.kept.get("done", 0))
    counts = Counter(running.kept.get("counts", {}))
    while rows := queries.rows_after(found.batch_id, line, WRITES, "done", PART):
        line, done = rows[-1].number, done + len(rows)
        with breathing(), running.part(done=done, total=total) as work:
            undone = _undo(work, found, rows)
            actions.change_rows(work, found.batch_id, undone)
            counts.update(row["state"] for row in undone)
            running.keep(line=line, done=done, counts=dict(counts))
    with running.part(done=done, total=total) as work:
        actions.finish(work, found.batch_id, "undone", "undone", counts)


def _undo(work: Session, found: Opened, rows: Sequence[sa.Row[Any]]) -> list[dict[str, Any]]:
    """Undo one part; returns what became of each row."""
    versions = found.kind.hold(work, found.user, [row.record_id for row in rows if row.record_id is not None])
    new, changes, told = [], {}, []
    for row in rows:
        reasons = _reasons(row, versions)
        if not reasons and row.outcome == "create":
            new.append(row.record_id)
        elif not reasons and row.before:
            changes[row.record_id] = unpacked(row.before)
        told.append({"number": row.number, "state": "kept" if reasons else "undone", "reasons": reasons})
    if new:
        found.kind.archive(work, found.user, [record_id for record_id in new if record_id is not None])
    if changes:
        found.kind.update(work, found.user, {key: was for key, was in changes.items() if key is not None})
    registry().tell(WRITTEN, work, found.kind.name, changes.keys())
    return told


def _reasons(row: sa.Row[Any], versions: Mapping[int, int]) -> list[str]:
    """Return why a record is kept as it is, nothing where it goes back."""
    if row.record_id not in versions:
        return [_("You may not see this record any more: it is kept.")]
    if versions[row.record_id] != row.version:
        return [_("It was edited since: it is kept as it is.")]
    return []
