"""Changes of mandates and their parts. They flush within an open unit of work, never commit."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now
from crm.core.text import fold
from crm.mandates.models import Mandate, MandateTask
from crm.mandates.parts import Part, Row
from crm.tasks import actions as task_actions
from crm.tasks.models import Task

#: What `add` and `update` set; others are refused. A mandate ends by `end`.
FIELDS: Final = frozenset({
    "title", "service_line_id", "scope", "lead_id", "starts_on", "ends_on", "signed_on", "renewal_on",
    "next_report_on", "fee_basis", "fee_amount", "fee_currency", "fee_rhythm", "fee_note", "retainer_minutes",
    "signatory_id",
})  # fmt: skip


def add(work: Session, user: User | None, *, client_id: int, values: Mapping[str, Any]) -> Mandate:
    """Add a mandate of a client. Required in `values`: title, lead_id, starts_on; see FIELDS."""
    mandate = Mandate(client_id=client_id, created_by_id=user.id if user else None, state="active")
    _set(mandate, values)
    work.add(mandate)
    work.flush()
    return mandate


def update(work: Session, mandate: Mandate, values: Mapping[str, Any]) -> None:
    """Change a mandate: only the values given."""
    _set(mandate, values)
    work.flush()


def pause(work: Session, mandate: Mandate) -> None:
    """Let an active mandate rest."""
    mandate.state, mandate.ended_on, mandate.end_reason = "paused", None, ""
    work.flush()


def resume(work: Session, mandate: Mandate) -> None:
    """Let a mandate that rested or ended go on."""
    mandate.state, mandate.ended_on, mandate.end_reason = "active", None, ""
    work.flush()


def end(work: Session, mandate: Mandate, day: date, reason: str) -> None:
    """End a mandate on a day. Raises ValueError without a reason."""
    if not reason.strip():
        raise ValueError("a mandate ends for a reason")
    mandate.state, mandate.ended_on, mandate.end_reason = "ended", day, reason.strip()
    work.flush()


def archive(work: Session, mandate: Mandate) -> None:
    """Put it aside: lists, panels and dates leave it out, its address still shows it."""
    mandate.archived_at = mandate.archived_at or now()
    work.flush()


def restore(work: Session, mandate: Mandate) -> None:
    """Take an archived one back."""
    mandate.archived_at = None
    work.flush()


def save_row(work: Session, part: Part, row: Row, values: Mapping[str, Any]) -> None:
    """Set the values of a row, new or old (`row.mandate_id` set)."""
    unknown = set(values) - set(part.fields)
    if unknown:
        raise KeyError(*unknown)
    for name, value in values.items():
        setattr(row, name, value)
    work.add(row)
    work.flush()


def archive_row(work: Session, row: Row) -> None:
    """Take a row off its mandate; its trail keeps it."""
    row.archived_at = row.archived_at or now()
    work.flush()


def add_task(work: Session, actor: User, mandate: Mandate, values: Mapping[str, Any]) -> Task:
    """Add a follow-up of a mandate (values of a task), for its client."""
    task = task_actions.create(work, actor, {**values, "clients": [mandate.client_id]})
    work.add(MandateTask(mandate_id=mandate.id, task_id=task.id))
    work.flush()
    return task


def _set(mandate: Mandate, values: Mapping[str, Any]) -> None:
    unknown = set(values) - FIELDS
    if unknown:
        raise KeyError(*unknown)
    for name in FIELDS & set(values):
        setattr(mandate, name, values[name])
    if mandate.fee_amount is None:
        mandate.fee_currency = ""
    mandate.search_text = fold("\n".join((mandate.title, mandate.scope or "", mandate.fee_note or "")))
