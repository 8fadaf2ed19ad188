"""Asks for checklists and what was started from them: only where the reader may see the client."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from crm.accounts.models import User
from crm.checklists.models import Checklist, ChecklistRun, ChecklistTask
from crm.clients.models.client import Client
from crm.clients.visibility import visible_ids
from crm.core.access import Reader, per_reader
from crm.core.db import db
from crm.tasks.models import Task
from crm.tasks.queries import shown_with
from crm.tasks.visibility import visible_to


@dataclass(frozen=True, slots=True)
class Progress:
    """A started checklist with how far it is; `due_on` is the day of the next step, None where all are done."""

    run: ChecklistRun
    done: int
    of: int
    due_on: date | None


def templates(*, archived: bool = False) -> Sequence[Checklist]:
    """Return the checklists on offer with their steps, with the archived ones last where wanted."""
    query = sa.select(Checklist).options(selectinload(Checklist.steps))
    if not archived:
        query = query.where(Checklist.archived_at.is_(None))
    query = query.order_by(Checklist.archived_at.is_not(None), Checklist.position, Checklist.id)
    return db.session.execute(query).scalars().all()


def template(checklist_id: int, *, lock: bool = False) -> Checklist | None:
    """Return one checklist with its steps, locked within an open unit of work where wanted."""
    query = sa.select(Checklist).where(Checklist.id == checklist_id).options(selectinload(Checklist.steps))
    return db.session.execute(query.with_for_update() if lock else query).scalar_one_or_none()


def get_visible(user: User, run_id: int, *, lock: bool = False) -> ChecklistRun | None:
    """Return a started checklist with its template and client, None for a stranger."""
    query = (
        sa.select(ChecklistRun)
        .join(ChecklistRun.client)
        .where(ChecklistRun.id == run_id, ChecklistRun.client_id.in_(visible_ids(user)))
        .options(
            contains_eager(ChecklistRun.client).load_only(Client.id, Client.name),
            joinedload(ChecklistRun.checklist, innerjoin=True),
        )
    )
    return db.session.execute(query.with_for_update(of=ChecklistRun) if lock else query).scalar_one_or_none()


def tasks_of(user: User, run_id: int) -> Sequence[Task]:
    """Return the follow-ups of a started checklist that the reader may see, in the order of its steps."""
    query = (
        sa.select(Task)
        .join(ChecklistTask, ChecklistTask.task_id == Task.id)
        .where(ChecklistTask.run_id == run_id, Task.archived_at.is_(None), visible_to(user))
        .options(*shown_with())
        .order_by(ChecklistTask.position, Task.id)
    )
    return db.session.execute(query).scalars().all()


def progress(user: User, *where: sa.ColumnElement[bool], limit: int = 20) -> Sequence[Progress]:
    """Return started checklists of visible clients with how far they are, the latest first: one statement."""
    found = db.session.execute(_progress(user, *where, limit=limit))
    return [Progress(run, done, of, _day(day)) for run, of, done, day in found]


def _progress(
    user: User | Reader, *where: sa.ColumnElement[bool], limit: int = 20
) -> sa.Select[ChecklistRun, int, int, Any]:
    open_day = sa.case((Task.done_at.is_(None), Task.due_on))
    return (
        sa.select(ChecklistRun, sa.func.count(Task.id), sa.func.count(Task.done_at), sa.func.min(open_day))
        .outerjoin(ChecklistTask, ChecklistTask.run_id == ChecklistRun.id)
        .outerjoin(Task, sa.and_(Task.id == ChecklistTask.task_id, Task.archived_at.is_(None), visible_to(user)))
        .where(ChecklistRun.client_id.in_(visible_ids(user)), *where)
        .group_by(ChecklistRun.id)
        .order_by(ChecklistRun.id.desc())
        .limit(limit)
        .options(selectinload(ChecklistRun.checklist))
    )


def _day(value: Any) -> date | None:
    """Return a day: SQLite gives the least of an expression as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def of_client(user: User, client_id: int, *, archived: bool = False) -> Sequence[Progress]:
    """Return what was started on a client, the latest first."""
    found = db.session.execute(_of_client(user, archived), {"client_id": client_id})
    return [Progress(run, done, of, _day(day)) for run, of, done, day in found]


@per_reader
def _of_client(user: Reader, archived: bool) -> sa.Select[Any, Any, Any, Any]:  # noqa: FBT001 - part of what is kept
    gone = ChecklistRun.archived_at
    of = ChecklistRun.client_id == sa.bindparam("client_id", type_=sa.Integer)
    return _progress(user, of, gone.is_not(None) if archived else gone.is_(None))


def of_task(user: User, task_id: int) -> Progress | None:
    """Return the started checklist that a follow-up is a step of."""
    runs = sa.select(ChecklistTask.run_id).where(ChecklistTask.task_id == task_id)
    return next(iter(progress(user, ChecklistRun.id.in_(runs), limit=1)), None)


def unfinished(user: User, client_id: int, checklist_id: int) -> Progress | None:
    """Return the same checklist started on a client before and not done yet."""
    same = (ChecklistRun.client_id == client_id, ChecklistRun.checklist_id == checklist_id)
    found = progress(user, *same, ChecklistRun.archived_at.is_(None))
    return next((each for each in found if each.done < each.of), None)
