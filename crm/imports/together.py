"""What the page says before several imports are undone together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.imports import queries
from crm.imports.kinds import import_kinds
from crm.imports.models import ImportBatch
from crm.imports.page import may_undo


@dataclass(frozen=True, slots=True)
class ToUndo:
    """Rows of one import, or of all of one kind: records that go, that get back what they had, that were left alone."""

    label: Any
    go: int
    change: int
    same: int


@dataclass(frozen=True, slots=True)
class Together:
    """What would be undone, in this order, and by kind of record; `left_out` can't be undone (any more)."""

    batches: Sequence[tuple[ImportBatch, ToUndo]]
    kinds: Sequence[ToUndo]
    left_out: Sequence[ImportBatch]


def in_order(user: User, batches: Sequence[ImportBatch]) -> list[ImportBatch]:
    """Return those of these imports that the reader may undo now, the newest first: it rests on those before it."""
    kinds = import_kinds()
    allowed = [
        batch
        for batch in batches
        if may_undo(batch) and batch.kind in kinds and user.may(Permission(kinds[batch.kind].permission))
    ]
    return sorted(allowed, key=lambda batch: (batch.done_at or batch.updated_at, batch.id), reverse=True)


def together(user: User, batches: Sequence[ImportBatch]) -> Together:
    """Return what the undoing of these imports of the reader's own would do."""
    order = in_order(user, batches)
    written, labels = queries.written(order), {name: kind.label for name, kind in import_kinds().items()}
    each = [(batch, _sum(labels[batch.kind], [written[batch.id]])) for batch in order]
    kinds = dict.fromkeys(batch.kind for batch in order)
    by_kind = [_sum(labels[kind], [written[batch.id] for batch in order if batch.kind == kind]) for kind in kinds]
    return Together(each, by_kind, [batch for batch in batches if batch not in order])


def _sum(label: Any, counts: Sequence[Mapping[str, int]]) -> ToUndo:
    go, change, same = (sum(each.get(name, 0) for each in counts) for name in ("create", "update", "same"))
    return ToUndo(label, go, change, same)
