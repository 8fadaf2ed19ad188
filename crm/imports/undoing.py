"""The undoing of an import: what nobody changed since goes back to what it was; the rest is kept and told why."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.core.feature import WRITTEN, registry
from crm.imports import actions, queries
from crm.imports.beside import no_edit_of_others
from crm.imports.opening import Opened, opened
from crm.imports.packing import unpacked
from crm.imports.parts import Rows, in_parts
from crm.imports.shaping import CHUNK
from crm.imports.writing import WRITES
from crm.jobs.declared import Running


def undo(running: Running) -> None:
    """Undo batches one after the other, in the order of the payload: each ends for itself."""
    ids = [int(batch_id) for batch_id in running.payload["batch_ids"]]
    user = running.user
    written = queries.written(queries.several(user, ids)) if user else {}
    total = sum(counts.get(outcome, 0) for counts in written.values() for outcome in WRITES)
    for place, batch_id in enumerate(ids):
        if place >= int(running.kept.get("over", 0)):
            with opened(running, batch_id) as found:
                at_work = _Undoing(running, found, total)
            size = CHUNK
            while rows := queries.rows_after(batch_id, at_work.line, WRITES, "done", size):
                in_parts(rows, at_work.write, at_work.refuse)
                size = running.fit(len(rows), CHUNK)
            counts = queries.undone(batch_id)
            with running.part(done=at_work.done, total=total) as work:
                actions.finish(work, batch_id, "undone", "undone", counts)
                running.keep(over=place + 1, line=0)


class _Undoing:
    """The undoing of one batch: how far it came, also before its worker died."""

    def __init__(self, running: Running, found: Opened, total: int) -> None:
        self.line, self.done = int(running.kept.get("line", 0)), int(running.kept.get("done", 0))
        self._running, self._found, self._total = running, found, total

    def write(self, rows: Rows) -> None:
        """Undo rows as one part."""
        self._keep(rows, lambda work: _undo(work, self._found, rows))

    def refuse(self, row: sa.Row[Any], reason: str) -> None:
        """Keep why a row could not be undone."""
        self._keep([row], lambda _work: [_kept(row, [reason])])

    def _keep(self, rows: Rows, write: Callable[[Session], list[dict[str, Any]]]) -> None:
        line, done = rows[-1].number, self.done + len(rows)
        with self._running.part(done=done, total=self._total) as work:
            actions.change_rows(work, self._found.batch_id, write(work))
            self._running.keep(line=line, done=done)
        self.line, self.done = line, done


def _undo(work: Session, found: Opened, rows: Rows) -> list[dict[str, Any]]:
    """Undo one part; returns what became of each row."""
    kind, user = found.kind, found.user
    versions = kind.hold(work, user, [row.record_id for row in rows if row.record_id is not None])
    given_back = _given_back(kind.name, rows, versions)
    added = [row.record_id for row in rows if row.outcome == "create" and row.record_id in versions]
    held_back = kind.holds_back(user, added) if kind.holds_back and added else {}
    new, changes, reasons = [], {}, {}
    for row in rows:
        reasons[row.number] = _reasons(row, versions, given_back, held_back)
        if not reasons[row.number] and row.outcome == "create":
            new.append(row.record_id)
        elif not reasons[row.number] and row.before:
            changes[row.record_id] = unpacked(row.before)
    if new:
        kind.archive(work, user, new)
    if changes:
        touched = [*changes.values(), *kind.present(user, list(changes)).values()]
        with no_edit_of_others(work, found, touched):
            kind.update(work, user, changes)
    registry().tell(WRITTEN, work, kind.name, changes.keys())
    now_are = kind.hold(work, user, list(changes)) if changes else {}
    return [
        _kept(row, reasons[row.number])
        if reasons[row.number]
        else {
            "number": row.number, "state": "undone", "reasons": [], "version": now_are.get(row.record_id, row.version)
        }
        for row in rows
    ]  # fmt: skip


def _kept(row: sa.Row[Any], reasons: list[str]) -> dict[str, Any]:
    return {"number": row.number, "state": "kept", "reasons": reasons, "version": row.version}


def _given_back(kind: str, rows: Rows, versions: Mapping[int, int]) -> dict[int, set[int]]:
    """Return for records with another version than these rows left: the versions that they are as good as.

    A later import changed such a record, and its undoing gave everything back: it is as this import left it. So one
    goes back through any number of imports, as long as nobody else touched the record.
    """
    others = [row.record_id for row in rows if versions.get(row.record_id, row.version) != row.version]
    found: dict[int, set[int]] = {}
    for record_id, version, before in queries.undone_changes(kind, others) if others else ():
        if version == versions[record_id]:
            found.setdefault(record_id, set()).add(before)
    return found


def _reasons(
    row: sa.Row[Any], versions: Mapping[int, int], given_back: Mapping[int, set[int]], held_back: Mapping[int, str]
) -> list[str]:
    """Return why a record is kept as it is, nothing where it goes back."""
    if row.record_id not in versions:
        return [_("You may not see this record any more: it is kept.")]
    if versions[row.record_id] != row.version and row.version not in given_back.get(row.record_id, ()):
        return [_("It was edited since: it is kept as it is.")]
    return [held_back[row.record_id]] if row.record_id in held_back else []
