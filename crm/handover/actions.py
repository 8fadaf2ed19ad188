"""Hands over within an open unit of work; looking at what would happen is the same, taken back."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.bulk import among
from crm.core.dates import now
from crm.handover.holdings import HOLDINGS, Holding
from crm.handover.models import Handover
from crm.notices.actions import tell
from crm.tasks.models import TaskAssignee

#: So many names of a kind are shown.
NAMED: Final = 8


@dataclass(slots=True)
class Part:
    """What of one kind goes over and what stays: ids, and the first names that the reader may see."""

    holding: Holding
    moved: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    left_names: list[str] = field(default_factory=list)


def hand_over(work: Session, actor: User, giver: User, taker: User, kinds: Collection[str]) -> list[Part]:
    """Give what `giver` holds of these kinds to `taker`, as far as `taker` may see it; returns what goes and stays.

    Clients go first: whoever leads one sees what belongs to it. Each record's trail names `actor`.
    """
    parts = [_one_kind(work, actor, each, giver, taker) for each in HOLDINGS if each.name in kinds]
    moved = {part.holding.name: len(part.moved) for part in parts if part.moved}
    if moved:
        left = {part.holding.name: len(part.left) for part in parts if part.left}
        row = Handover(at=now(), from_id=giver.id, to_id=taker.id, by_id=actor.id, moved=moved, left=left)
        work.add(row)
        work.flush()
        tell(work, "handover.done", row.id, [taker.id], "done")
    return parts


def _one_kind(work: Session, actor: User, holding: Holding, giver: User, taker: User) -> Part:
    model, part = holding.model, Part(holding)
    held = (getattr(model, holding.attribute) == giver.id, holding.open)
    # Names first: afterwards the reader may see less than before.
    shown = set(work.execute(sa.select(model.id).where(*held, holding.visible(actor))).scalars())
    query = sa.select(model).where(*held).order_by(model.id).with_for_update(of=model)
    rows: Sequence[Any] = work.execute(query).scalars().all()
    may = set(work.execute(sa.select(model.id).where(*held, (holding.may_have or holding.visible)(taker))).scalars())
    for row in rows:
        ids, names = (part.moved, part.names) if row.id in may else (part.left, part.left_names)
        ids.append(row.id)
        if row.id in shown and len(names) < NAMED:
            names.append(holding.title(row))
        if row.id in may:
            setattr(row, holding.attribute, taker.id)
    if holding.name == "tasks" and part.moved:
        # Who answers for a follow-up is not among those who do it together with others.
        own = (TaskAssignee.user_id == taker.id, among(TaskAssignee.task_id, part.moved))
        work.execute(sa.delete(TaskAssignee).where(*own))
    work.flush()
    return part


def fingerprint(taker: User, parts: Sequence[Part]) -> str:
    """Return a digest of what was shown: the same records to the same colleague."""
    told = [f"{part.holding.name}:{sorted(part.moved)}:{sorted(part.left)}" for part in parts]
    return hashlib.sha256("|".join([str(taker.id), *told]).encode()).hexdigest()[:32]
