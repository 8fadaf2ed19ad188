"""The dry run: every row is read, judged and compared with the register and with the rows before it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from flask_babel import gettext as _

from crm.core.importing import ImportKind, ImportRow
from crm.imports import actions, queries
from crm.imports.judge import Judge
from crm.imports.opening import Opened, opened
from crm.imports.packing import packed
from crm.imports.settings import LEAVE
from crm.imports.shaping import chunks, difference
from crm.imports.tables.shapes import Row
from crm.jobs.declared import Running

#: Rows removed by one part, and of how many digests in 2^63 one of a million rows stands for.
REMOVED: Final = 5000
DIGEST_BITS: Final = 63


def check(running: Running) -> None:
    """Judge the rows of a batch; what each of them would do is kept, nothing else is written."""
    with opened(running, running.payload["batch_id"]) as found:
        if "line" not in running.kept:
            _clear(running, found)
        done, counts = int(running.kept.get("done", 0)), Counter(running.kept.get("counts", {}))
        judge = Judge(found.kind.fields(), found.mapping, found.choices)
        rows = (row for row in found.rows() if row.number > running.kept["line"])
        for chunk in chunks(rows):
            checked = _Chunk(found, judge, chunk)
            done += len(chunk)
            counts.update(row["outcome"] for row in checked.rows)
            with running.part(done=done, total=found.estimate(done)) as work:
                actions.add_rows(work, checked.rows, checked.names)
                running.keep(line=chunk[-1].number, done=done, counts=dict(counts))
        _forget_names(running, found.batch_id, done)
        with running.part(done=done, total=done) as work:
            actions.finish(work, found.batch_id, "checked", "planned", counts)


def _clear(running: Running, found: Opened) -> None:
    """Remove what an earlier dry run left."""
    clear_rows(running, found.batch_id)
    with running.part():
        running.keep(line=found.choices.reading.heading, done=0, counts={})


def clear_rows(running: Running, batch_id: int) -> None:
    """Remove the rows and names of a batch in small parts; those who wait come between them."""
    last = queries.last_number(batch_id)
    _forget_names(running, batch_id, last)
    for first in range(0, last + 1, REMOVED):
        with running.part() as work:
            actions.forget_rows(work, batch_id, first, first + REMOVED - 1)


def _forget_names(running: Running, batch_id: int, rows: int) -> None:
    """Remove the names, a part of all digests at a time: they are spread evenly."""
    parts = max(1, 4 * rows // REMOVED)
    step = 2**DIGEST_BITS // parts + 1
    for part in range(parts):
        with running.part() as work:
            actions.forget_names(work, batch_id, part * step, min((part + 1) * step, 2**DIGEST_BITS) - 1)


class _Chunk:
    """What becomes of some rows: `rows` and `names` as they are kept."""

    def __init__(self, found: Opened, judge: Judge, chunk: Sequence[Row]) -> None:
        self.rows: list[dict[str, Any]] = []
        self.names: list[dict[str, int]] = []
        self._found, self._kind = found, found.kind
        judged = [judge.row(row) for row in chunk]
        self._packed = {row.number: packed(row.values) for row in judged}
        whole = [row for row in judged if all(key in row.values for key in judge.required)]
        self._kind.settle(found.user, whole)
        sound = [row for row in whole if not row.problems]
        self._kind.match(found.user, sound)
        ids = [row.record_id for row in sound if row.record_id is not None]
        known = self._kind.present(found.user, ids) if ids else {}
        earlier = self._earlier(sound)
        for row in judged:
            self._keep(row, known, earlier)

    def _keep(self, row: ImportRow, known: Mapping[int, Mapping[str, Any]], earlier: "_Earlier") -> None:
        values, before = self._packed[row.number], None
        if row.problems:
            outcome, reasons = "error", row.problems
        elif (line := earlier.find(row)) is not None:
            outcome, reasons = earlier.judged(row, line, values)
        else:
            earlier.add(row, values)
            outcome, reasons, before = self._planned(row, known)
        self.rows.append({
            "batch_id": self._found.batch_id, "number": row.number, "outcome": outcome, "state": "planned",
            "values": values, "before": before,
            "record_id": row.record_id if outcome in {"update", "same"} else None, "version": None, "reasons": reasons,
        })  # fmt: skip

    def _planned(
        self, row: ImportRow, known: Mapping[int, Mapping[str, Any]]
    ) -> tuple[str, list[str], dict[str, Any] | None]:
        if row.record_id is None:
            return "create", [], None
        changed = difference(row.values, known.get(row.record_id, {}))
        if changed and self._found.choices.existing == LEAVE:
            return "same", [_("It is there already and is left as it is.")], None
        return ("update", [], packed(changed)) if changed else ("same", [], None)

    def _earlier(self, sound: Sequence[ImportRow]) -> "_Earlier":
        names = {row.number: _names(self._kind, row) for row in sound}
        digests = {each for both in names.values() for part in both for each in part}
        return _Earlier(self._found.batch_id, names, queries.names_known(self._found.batch_id, digests), self.names)


class _Earlier:
    """The rows so far by the names that they go by."""

    def __init__(
        self, batch_id: int, names: Mapping[int, tuple[list[int], list[int]]], known: dict[int, int],
        new: list[dict[str, int]],
    ) -> None:  # fmt: skip
        self._batch_id, self._names, self._known, self._new = batch_id, names, known, new
        self._values = dict(queries.values_of(batch_id, set(known.values())))

    def find(self, row: ImportRow) -> int | None:
        """Return the number of an earlier row that means the same record."""
        return next((self._known[each] for each in self._names[row.number][1] if each in self._known), None)

    def add(self, row: ImportRow, values: Mapping[str, Any]) -> None:
        """Let later rows find this one."""
        self._values[row.number] = dict(values)
        for each in self._names[row.number][0]:
            if each not in self._known:
                self._known[each] = row.number
                self._new.append({"batch_id": self._batch_id, "digest": each, "number": row.number})

    def judged(self, row: ImportRow, line: int, values: Mapping[str, Any]) -> tuple[str, list[str]]:
        """Return what becomes of a row whose record stands in an earlier one: nothing new, or something else."""
        theirs = self._values.get(line, {})
        row.record_id = None
        if all(theirs.get(key) == value for key, value in values.items()):
            return "same", [_("Row %(number)s of the file says the same.", number=line)]
        return "skip", [_("Row %(number)s of the file is the same record and says something else.", number=line)]


def _names(kind: ImportKind, row: ImportRow) -> tuple[list[int], list[int]]:
    """Return digests of the names a row goes by, and of those it looks for; a known record is found by its id alone."""
    goes_by, looks_for = kind.keys(row.values)
    if row.record_id is None:
        return list(_digests(goes_by)), list(_digests(looks_for))
    own = f"#{row.record_id}"
    return list(_digests([own, *goes_by])), list(_digests([own]))


def _digests(names: Iterable[str]) -> Iterator[int]:
    for name in names:
        digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
        yield int.from_bytes(digest) >> (64 - DIGEST_BITS)
