"""Changes of the firm's stages. They flush within an open unit of work; the kind of a stage never changes."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.core.dates import now
from crm.pipeline.models import Stage
from crm.pipeline.stage_queries import all_stages, is_used


class NeededStageError(Exception):
    """The stage cannot be archived: the message says why."""


def add(work: Session, values: Mapping[str, Any]) -> Stage:
    """Add an open stage after the last open one."""
    rows = list(all_stages(lock=True))
    stage = Stage(code=f"own-{secrets.token_hex(6)}", kind="open", **values)
    last = max((place for place, row in enumerate(rows) if row.kind == "open"), default=-1)
    rows.insert(last + 1, stage)
    work.add(stage)
    _renumber(rows)
    work.flush()
    return stage


def update(work: Session, stage: Stage, values: Mapping[str, Any]) -> None:
    """Change titles and probability."""
    for name, value in values.items():
        setattr(stage, name, value)
    work.flush()


def shift(work: Session, stage: Stage, by: int) -> None:
    """Move a stage one place up (-1) or down (1) among those in use; at the end it stays."""
    rows = list(all_stages(lock=True))
    shown = [row for row in rows if row.archived_at is None]
    place = shown.index(stage) + by if stage in shown else -1
    if 0 <= place < len(shown):
        other = rows.index(shown[place])
        rows.insert(other, rows.pop(rows.index(stage)))
        _renumber(rows)
    work.flush()


def archive(work: Session, stage: Stage) -> None:
    """Offer a stage no longer. Raises NeededStageError where it is used or the last of its kind."""
    alike = [row for row in all_stages(lock=True) if row.kind == stage.kind and row.archived_at is None]
    if alike == [stage]:
        raise NeededStageError(_("It is the only stage of its kind: it stays."))
    if is_used(stage.id):
        raise NeededStageError(_("Opportunities stand in this stage: move them first."))
    stage.archived_at = stage.archived_at or now()
    work.flush()


def restore(work: Session, stage: Stage) -> None:
    """Offer it again."""
    stage.archived_at = None
    work.flush()


def _renumber(rows: Sequence[Stage]) -> None:
    """Write the places that changed, and only those: each written row has another version."""
    for place, row in enumerate(rows):
        if row.position != place:
            row.position = place
