"""Changes of checklists. They flush within an open unit of work."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.checklists.models import Checklist, ChecklistRun, ChecklistStep, ChecklistTask
from crm.core.dates import now
from crm.tasks import actions as tasks


def create(work: Session, values: Mapping[str, Any]) -> Checklist:
    """Add a checklist: title_en, title_es, steps (title_en, title_es, days, role each)."""
    last = work.execute(sa.select(sa.func.max(Checklist.position))).scalar()
    item = Checklist(position=(last or 0) + 1, steps=[])
    work.add(item)
    _set(item, values)
    work.flush()
    return item


def update(work: Session, item: Checklist, values: Mapping[str, Any]) -> None:
    """Change a checklist (its steps loaded); what was started from it stays as it is."""
    _set(item, values)
    # Only its steps may change: without this its version would not.
    item.updated_at = now()
    work.flush()


def _set(item: Checklist, values: Mapping[str, Any]) -> None:
    item.title_en, item.title_es = values["title_en"], values["title_es"]
    steps: Sequence[Mapping[str, Any]] = values["steps"]
    del item.steps[len(steps) :]
    for position, step in enumerate(steps):
        if position == len(item.steps):
            item.steps.append(ChecklistStep())
        for name, value in {**step, "position": position}.items():
            setattr(item.steps[position], name, value)


def archive(work: Session, item: Checklist | ChecklistRun) -> None:
    """Put it aside: a checklist is offered no longer, a started one is shown no longer; its follow-ups go on."""
    item.archived_at = item.archived_at or now()
    work.flush()


def restore(work: Session, item: Checklist | ChecklistRun) -> None:
    """Take it back."""
    item.archived_at = None
    work.flush()


def start(work: Session, actor: User, item: Checklist, values: Mapping[str, Any], language: str) -> ChecklistRun:
    """Open the follow-ups of a checklist (its steps loaded) on a visible client.

    `values`: client_id, starts_on, steps (ids of those wanted), who (ids of users by role).
    """
    client_id, first = values["client_id"], values["starts_on"]
    run = ChecklistRun(checklist_id=item.id, client_id=client_id, starts_on=first, started_by_id=actor.id)
    work.add(run)
    work.flush()
    for step in item.steps:
        if step.id in values["steps"]:
            task = tasks.create(work, actor, {
                "title": step.title(language), "due_on": first + timedelta(days=step.days),
                "assignee_id": values["who"][step.role], "clients": [client_id],
            })  # fmt: skip
            work.add(ChecklistTask(run_id=run.id, task_id=task.id, position=step.position))
    work.flush()
    return run
