"""The run: planned rows become records, a part at a time; each part is one commit with how far it came."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.core.feature import WRITTEN, registry
from crm.core.importing import ImportRow
from crm.imports import actions, queries
from crm.imports.beside import no_edit_of_others
from crm.imports.opening import Opened, opened
from crm.imports.packing import packed, unpacked
from crm.imports.parts import Rows, in_parts
from crm.imports.settings import LEAVE
from crm.imports.shaping import CHUNK, difference
from crm.jobs.declared import Running

WRITES: Final = ("create", "update")


def run(running: Running) -> None:
    """Write the planned rows of a batch."""
    with opened(running, running.payload["batch_id"]) as found:
        planned = Counter(found.counts["planned"])
    at_work = _Run(running, found, sum(planned[outcome] for outcome in WRITES))
    size = CHUNK
    while rows := queries.rows_after(found.batch_id, at_work.line, WRITES, "planned", size):
        in_parts(rows, at_work.write, at_work.refuse)
        size = running.fit(len(rows), CHUNK)
    untouched = Counter({outcome: number for outcome, number in planned.items() if outcome not in WRITES})
    with running.part(done=at_work.done, total=at_work.total) as work:
        actions.finish(work, found.batch_id, "done", "done", at_work.counts + untouched)


class _Run:
    """A run at work: how far it came, also before its worker died, and what it counted."""

    def __init__(self, running: Running, found: Opened, total: int) -> None:
        self.line, self.done = int(running.kept.get("line", 0)), int(running.kept.get("done", 0))
        self.counts, self.total = Counter(running.kept.get("counts", {})), total
        self._running, self._found = running, found

    def write(self, rows: Rows) -> None:
        """Write rows as one part."""
        judged = [ImportRow(row.number, unpacked(row.values)) for row in rows]
        self._found.kind.settle(self._found.user, judged)
        self._keep(rows, lambda work: _write(work, self._found, judged))

    def refuse(self, row: sa.Row[Any], reason: str) -> None:
        """Keep why a row could not be written."""
        self._keep([row], lambda _work: [_written(row.number, "error", [reason])])

    def _keep(self, rows: Rows, write: Callable[[Session], list[dict[str, Any]]]) -> None:
        line, done = rows[-1].number, self.done + len(rows)
        with self._running.part(done=done, total=self.total) as work:
            written = write(work)
            actions.change_rows(work, self._found.batch_id, written)
            counts = self.counts + Counter(row["outcome"] for row in written)
            self._running.keep(line=line, done=done, counts=dict(counts))
        self.line, self.done, self.counts = line, done, counts


def _write(work: Session, found: Opened, judged: Sequence[ImportRow]) -> list[dict[str, Any]]:
    """Write one part; returns what became of each row. What changed since the dry run counts as it is now."""
    kind, user = found.kind, found.user
    sound = [row for row in judged if not row.problems]
    kind.match(user, sound)
    known_ids = [row.record_id for row in sound if row.record_id is not None and not row.problems]
    were = kind.hold(work, user, known_ids) if known_ids else {}
    known = dict(kind.present(user, known_ids)) if known_ids else {}
    new: list[ImportRow] = []
    changes: dict[int, dict[str, Any]] = {}
    outcomes = {row.number: _decide(row, known, new, changes, found.choices.existing) for row in judged}
    touched = [*(row.values for row in new), *changes.values(), *(known[key] for key in changes)]
    with no_edit_of_others(work, found, touched):
        for row, record_id in zip(new, kind.create(work, user, new), strict=True):
            row.record_id = record_id
        if changes:
            kind.update(work, user, changes)
    after = dict(kind.present(user, list(changes))) if changes else {}
    versions = kind.hold(work, user, [row.record_id for row in sound if row.record_id is not None])
    registry().tell(WRITTEN, work, kind.name, {row.record_id for row in new} | changes.keys())
    return [
        _written(
            row.number, *outcomes[row.number], record_id=row.record_id, version=versions.get(row.record_id or 0),
            version_before=were.get(row.record_id or 0) if row.record_id in changes else None,
            before=_before(row.record_id, known, after),
        )
        for row in judged
    ]  # fmt: skip


def _written(number: int, outcome: str, reasons: list[str], **record: Any) -> dict[str, Any]:
    """Return what became of a row, as it is kept."""
    of_record = dict.fromkeys(("record_id", "version", "version_before", "before")) | record
    return {"number": number, "state": "done", "outcome": outcome, "reasons": reasons, **of_record}


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
