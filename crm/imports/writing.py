"""The run: planned rows become records, a part at a time; each part is one commit with how far it came."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.core.feature import WRITTEN, registry
from crm.core.importing import ImportRow
from crm.imports import actions, queries
from crm.imports.opening import Opened, opened
from crm.imports.packing import packed, unpacked
from crm.imports.settings import LEAVE
from crm.imports.shaping import difference
from crm.jobs.declared import Running

WRITES: Final = ("create", "update")
#: Rows of one commit, half of what is checked at once: who waits for SQLite's one writer asks ever more rarely, and
#: misses the pause after a part that took long.
PART: Final = 250
#: After a part, others get as long as this share of it to write: SQLite has one writer, and who waits for it asks now
#: and then only.
BREATH: Final = 0.2


@contextmanager
def breathing() -> Iterator[None]:
    """Pause after what is done here, so that others come to write."""
    began = time.monotonic()
    yield
    time.sleep((time.monotonic() - began) * BREATH)


def run(running: Running) -> None:
    """Write the planned rows of a batch."""
    with opened(running) as found:
        planned = Counter(found.counts["planned"])
    total = sum(planned[outcome] for outcome in WRITES)
    line, done = int(running.kept.get("line", 0)), int(running.kept.get("done", 0))
    counts = Counter(running.kept.get("counts", {}))
    while rows := queries.rows_after(found.batch_id, line, WRITES, "planned", PART):
        judged = [ImportRow(row.number, unpacked(row.values)) for row in rows]
        found.kind.settle(found.user, judged)
        line, done = rows[-1].number, done + len(rows)
        with breathing(), running.part(done=done, total=total) as work:
            written = _write(work, found, judged)
            actions.change_rows(work, found.batch_id, written)
            counts.update(row["outcome"] for row in written)
            running.keep(line=line, done=done, counts=dict(counts))
    untouched = Counter({outcome: number for outcome, number in planned.items() if outcome not in WRITES})
    with running.part(done=done, total=total) as work:
        actions.finish(work, found.batch_id, "done", "done", counts + untouched)


def _write(work: Session, found: Opened, judged: Sequence[ImportRow]) -> list[dict[str, Any]]:
    """Write one part; returns what became of each row. What changed since the dry run counts as it is now."""
    kind, user = found.kind, found.user
    sound = [row for row in judged if not row.problems]
    kind.match(user, sound)
    known_ids = [row.record_id for row in sound if row.record_id is not None and not row.problems]
    if known_ids:
        kind.hold(work, user, known_ids)
    known = dict(kind.present(user, known_ids)) if known_ids else {}
    new: list[ImportRow] = []
    changes: dict[int, dict[str, Any]] = {}
    outcomes = {row.number: _decide(row, known, new, changes, found.choices.existing) for row in judged}
    for row, record_id in zip(new, kind.create(work, user, new), strict=True):
        row.record_id = record_id
    if changes:
        kind.update(work, user, changes)
    after = dict(kind.present(user, list(changes))) if changes else {}
    versions = kind.hold(work, user, [row.record_id for row in sound if row.record_id is not None])
    registry().tell(WRITTEN, work, kind.name, {row.record_id for row in new} | changes.keys())
    return [
        {
            "number": row.number, "state": "done", "outcome": outcomes[row.number][0],
            "reasons": outcomes[row.number][1], "record_id": row.record_id,
            "version": versions.get(row.record_id) if row.record_id is not None else None,
            "before": _before(row.record_id, known, after),
        }
        for row in judged
    ]  # fmt: skip


def _decide(
    row: ImportRow, known: dict[int, Any], new: list[ImportRow], changes: dict[int, dict[str, Any]], existing: str
) -> tuple[str, list[str]]:
    """Return a row's outcome and reasons, and put it where it is written."""
    if row.problems:
        return "error", row.problems
    if row.record_id is None:
        new.append(row)
        return "create", []
    if row.record_id in changes:
        return "skip", [_("Another row of the file changed this record.")]
    differs = difference(row.values, known[row.record_id])
    if differs and existing != LEAVE:
        changes[row.record_id] = {key: row.values[key] for key in differs}
        return "update", []
    return "same", []


def _before(record_id: int | None, known: dict[int, Any], after: dict[int, Any]) -> dict[str, Any] | None:
    """Return what a changed record had in every field that is another now, also those that changed with others."""
    if record_id not in after:
        return None
    now_is = after[record_id]
    return packed({key: value for key, value in known[record_id].items() if value != now_is.get(key)})
