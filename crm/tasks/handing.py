"""Putting a follow-up off, giving it away, waiting for somebody. Flushes within an open unit of work."""

from datetime import date

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.tasks import actions
from crm.tasks.models import Task


def snooze(work: Session, _actor: User | None, task: Task, until: date | None) -> None:
    """Say nothing of a follow-up before a day; None ends it."""
    task.snoozed_until = until
    work.flush()


def delegate(work: Session, actor: User, task: Task, assignee_id: int) -> None:
    """Give a follow-up (its assignees loaded) to a colleague; whoever gives it still waits for it."""
    if assignee_id == task.assignee_id:
        return
    task.delegated_by_id = actor.id
    actions.update(work, actor, task, {"assignee_id": assignee_id})


def wait(work: Session, _actor: User | None, task: Task, whom: str, since: date | None) -> None:
    """Say whom or what a follow-up waits for, since when; '' ends it."""
    task.waiting_for = whom
    task.waiting_since = since if whom else None
    work.flush()
