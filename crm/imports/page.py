"""Gathers what the pages of an import show."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from crm.accounts.models import User
from crm.core.dates import now
from crm.core.importing import ImportField
from crm.files.setup import file_store
from crm.imports import queries, words
from crm.imports.forms import ReadingForm
from crm.imports.kinds import import_kinds
from crm.imports.matching import digest, suggest
from crm.imports.models import ImportBatch, ImportRow
from crm.imports.reading import PREVIEW, Beginning, Questions, answered, beginning, questions
from crm.imports.settings import UNDO_DAYS, Choices, choices_of
from crm.imports.tables.shapes import Look, Settings, TableError
from crm.imports.telling import Told


@contextmanager
def file_of(batch: ImportBatch) -> Iterator[IO[bytes]]:
    """Open the file of an import."""
    if batch.file is None:
        raise FileNotFoundError(batch.file_name)
    with file_store().open(batch.file.key) as stream:
        yield stream


def reading_values(
    batch: ImportBatch, look: Look, form: ReadingForm, stream: IO[bytes], chosen: Settings | None
) -> dict[str, Any]:
    """Return the values of the page of reading: the file as it looks when read so, or why it can't be."""
    read, problem = None, ""
    try:
        read = beginning(stream, chosen or look.settings, PREVIEW)
    except TableError as error:
        problem = str(error)
    samples = {each.name: each.samples for each in look.encodings}
    return {"batch": batch, "look": look, "form": form, "read": read, "problem": problem, "samples": samples}


@dataclass(frozen=True, slots=True)
class ColumnsStep:
    """What the step of columns works on: the fields, the beginning of the file, what is chosen so far."""

    fields: Sequence[ImportField]
    read: Beginning
    mapping: Mapping[str, int]
    choices: Choices
    remembered: bool


def columns_step(batch: ImportBatch) -> ColumnsStep:
    """Return what is chosen already, else what is suggested. Raises TableError."""
    kind, chosen = import_kinds()[batch.kind], choices_of(batch.settings)
    with file_of(batch) as stream:
        read = beginning(stream, chosen.reading)
    memory = queries.remembered(batch.kind, digest(read.heading))
    if batch.mapping:
        return ColumnsStep(kind.fields(), read, batch.mapping, chosen, remembered=False)
    mapping = suggest(kind, read.heading, batch.preset, memory.mapping if memory else None)
    if memory:
        chosen = choices_of({**chosen.stored(), **memory.answers})
    return ColumnsStep(kind.fields(), read, mapping, chosen, memory is not None)


def columns_values(
    batch: ImportBatch, step: ColumnsStep, mapping: Mapping[str, int], choices: Choices, problems: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Return the values of the page of columns."""
    asked = questions(step.read, step.fields, mapping)
    filled, still_open = answered(asked, choices)
    by_place = {place: key for key, place in mapping.items()}
    return {
        "batch": batch, "step": step, "by_place": by_place, "choices": filled, "still_open": still_open,
        "problems": problems, "asked": _asked(asked, {each.key: each for each in step.fields}),
        "phones": asked.phones,
        "unused": [name for place, name in enumerate(step.read.heading) if place not in by_place], "words": words,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One question about a column: its form field, whose column, the ways to read it, cells that have several."""

    name: str
    key: str
    label: Any
    options: Mapping[str, Any]
    samples: Sequence[str]


def _asked(found: Questions, fields: Mapping[str, ImportField]) -> list[Asked]:
    named = (("decimal", found.decimals, words.DECIMALS), ("order", found.orders, words.ORDERS))
    return [
        Asked(f"{name}-{key}", key, fields[key].label, {o: labels[o] for o in judged.options}, judged.asked_about)
        for name, judgements, labels in named
        for key, judged in judgements.items()
        if not judged.sure
    ]


def may_undo(batch: ImportBatch) -> bool:
    """Tell whether an import, also one whose run or undoing stopped half-way, may be undone now."""
    if batch.state in {"running", "undoing"}:
        return batch.job is None or (batch.job.over and batch.job.state != "done")
    until = undo_until(batch)
    return until is not None and now() < until


def undo_until(batch: ImportBatch) -> datetime | None:
    """Return the end of the time in which an import may be undone; None for one that is not done."""
    return batch.done_at + timedelta(days=UNDO_DAYS) if batch.state == "done" and batch.done_at else None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row as its list shows it."""

    row: ImportRow
    values: str
    changes: str
    url: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became, or would become, of the rows: counts by outcome with their words, one page of rows."""

    counts: Mapping[str, int]
    labels: words.Counted
    rows: Sequence[ShownRow] = ()
    after: str | None = None
    first: bool = True
    #: Rows to be written, and rows that somebody has to look at.
    writes: int = 0
    rest: int = 0


def result_of(batch: ImportBatch, args: Mapping[str, str]) -> Result:
    """Return the counts and the asked page of rows: `outcome`, `state` and `after` as in an address."""
    part = "planned" if batch.state == "checked" else "done"
    counts = dict(batch.counts.get(part) or {})
    outcome, state = args.get("outcome", ""), args.get("state", "")
    sound = (outcome if outcome in words.OUTCOMES else "", state if state in words.UNDONE else "")
    page = queries.page_of_rows(batch.id, *sound, args.get("after"))
    kind = import_kinds()[batch.kind]
    told_by = Told(kind.fields())
    shown = [_shown(row.ImportRow, told_by, kind.url) for row in page.rows]
    ordered = {name: counts.get(name, 0) for name in words.PLANNED}
    writes, rest = ordered["create"] + ordered["update"], ordered["skip"] + ordered["error"]
    told = words.PLANNED if part == "planned" else words.DONE
    return Result(ordered, told, shown, page.after, page.first, writes, rest)


def _shown(row: ImportRow, told: Told, url: Any) -> ShownRow:
    changes = ", ".join(told.labels.get(key, key) for key in row.before or {})
    return ShownRow(row, told.values(row.values), changes, url(row.record_id) if row.record_id else "")


def mine_with_kinds(user: User, cursor: str | None) -> dict[str, Any]:
    """Return the values of the list of somebody's own imports."""
    labels, page = {name: kind.label for name, kind in import_kinds().items()}, queries.mine(user, cursor)
    undoing = [row.ImportBatch.job for row in page.rows if row.ImportBatch.state == "undoing"]
    return {
        "page": page, "labels": labels, "states": words.STATES, "may_undo": may_undo,
        "undoing": next((job for job in undoing if job and not job.over), None),
        "any_to_undo": any(may_undo(row.ImportBatch) for row in page.rows),
    }  # fmt: skip
