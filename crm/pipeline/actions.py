"""Changes of opportunities. They flush within an open unit of work, never commit; `actor` is None for a command."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now
from crm.core.text import fold
from crm.mandates import actions as mandate_actions
from crm.mandates.models import Mandate
from crm.pipeline.models import Opportunity, OpportunityTask, Stage, StageMove
from crm.pipeline.stages import stages_by_id
from crm.tasks import actions as task_actions
from crm.tasks.models import Task

#: What `create` and `update` set; others are refused. The stage changes by `move` alone.
FIELDS: Final = frozenset({
    "client_id", "title", "notes", "service_line_id", "value_amount", "value_currency", "fee_basis", "probability",
    "expected_on", "account_lead_id", "source", "source_note", "next_step", "next_step_on",
})  # fmt: skip
ENDED: Final = ("signed", "lost")


def create(
    work: Session, actor: User | None, values: Mapping[str, Any], *, stage_id: int, at: datetime | None = None
) -> Opportunity:
    """Add an opportunity in an open stage. Required: client_id, title, account_lead_id; see FIELDS."""
    at = at or now()
    item = Opportunity(created_by_id=actor.id if actor else None, stage_id=stage_id, stage_since=at)
    if stages_by_id()[stage_id].kind not in {"open", "hold"}:
        raise ValueError("an opportunity begins in an open stage")
    _set(item, values)
    work.add(item)
    work.flush()
    work.add(StageMove(opportunity_id=item.id, to_stage_id=stage_id, at=at, user_id=item.created_by_id))
    work.flush()
    return item


def update(work: Session, item: Opportunity, values: Mapping[str, Any]) -> None:
    """Change an opportunity: only the values given."""
    _set(item, values)
    work.flush()


def move(
    work: Session, actor: User | None, item: Opportunity, stage: Stage, *, reason: str = "", note: str = "",
    at: datetime | None = None,
) -> None:  # fmt: skip
    """Move an opportunity to another stage, and keep the move. To a signed stage it goes by `sign`.

    Raises ValueError where it was not won and no reason is given. Its own stage changes nothing.
    """
    if stage.kind == "lost" and not reason:
        raise ValueError("an opportunity that was not won needs a reason")
    if stage.kind == "signed" and item.mandate_id is None:
        raise ValueError("an opportunity is signed with its mandate")
    _move(work, actor, item, stage, at or now())
    item.lost_reason, item.lost_note = (reason, note) if stage.kind == "lost" else ("", "")
    work.flush()


def sign(
    work: Session, actor: User, item: Opportunity, stage: Stage, values: Mapping[str, Any], *,
    at: datetime | None = None,
) -> Mandate:  # fmt: skip
    """Make the mandate of an opportunity (values as `crm.mandates.actions.add` takes them) and move it to `stage`."""
    if stage.kind != "signed":
        raise ValueError("signing leads to a signed stage")
    mandate = mandate_actions.add(work, actor, client_id=item.client_id, values=values)
    item.mandate_id = mandate.id
    move(work, actor, item, stage, at=at)
    return mandate


def take_over(work: Session, actor: User, item: Opportunity, stage: Stage, at: datetime) -> None:
    """Keep a move that was made elsewhere, as a file tells of it: signed there, it has no mandate here."""
    _move(work, actor, item, stage, at)
    work.flush()


def _move(work: Session, actor: User | None, item: Opportunity, stage: Stage, at: datetime) -> None:
    if item.stage_id == stage.id:
        return
    # The history runs forward whatever the clock of this machine did.
    at = max(at, item.stage_since)
    work.add(
        StageMove(
            opportunity_id=item.id, from_stage_id=item.stage_id, to_stage_id=stage.id, at=at,
            user_id=actor.id if actor else None,
        )
    )  # fmt: skip
    item.stage_id, item.stage_since = stage.id, at
    item.closed_at = at if stage.kind in ENDED else None


def archive(work: Session, item: Opportunity) -> None:
    """Put it aside: board, lists and figures leave it out, its address still shows it."""
    item.archived_at = item.archived_at or now()
    work.flush()


def restore(work: Session, item: Opportunity) -> None:
    """Take an archived one back."""
    item.archived_at = None
    work.flush()


def add_task(work: Session, actor: User, item: Opportunity, values: Mapping[str, Any]) -> Task:
    """Add a follow-up of an opportunity (values of a task), for its client."""
    task = task_actions.create(work, actor, {**values, "clients": [item.client_id]})
    work.add(OpportunityTask(opportunity_id=item.id, task_id=task.id))
    work.flush()
    return task


def _set(item: Opportunity, values: Mapping[str, Any]) -> None:
    unknown = set(values) - FIELDS
    if unknown:
        raise KeyError(*unknown)
    for name in FIELDS & set(values):
        setattr(item, name, values[name])
    if item.value_amount is None:
        item.value_currency = ""
    item.search_text = fold("\n".join((item.title, item.next_step or "", item.notes or "", item.source_note or "")))
