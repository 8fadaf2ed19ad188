"""A recurring follow-up that is ticked off opens the next one, in the same transaction and once."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.queries import people_by_id
from crm.core.dates import now, to_utc, today_in
from crm.core.db import Base, insert_or
from crm.tasks.models import (
    Task,
    TaskAssignee,
    TaskClient,
    TaskComment,
    TaskInstitution,
    TaskNext,
    TaskPerson,
    TaskReader,
)
from crm.tasks.recurring import Coming, coming, skip_words

_SAME: Final = (
    "title", "notes", "due_time", "due_zone", "assignee_id", "created_by_id", "delegated_by_id", "priority", "limited",
    "rule", "rule_skip", "rule_start",
)  # fmt: skip
_ROWS: Final[Mapping[str, tuple[Any, str]]] = {
    "clients": (TaskClient, "client_id"), "institutions": (TaskInstitution, "institution_id"),
    "people": (TaskPerson, "person_id"), "assignees": (TaskAssignee, "user_id"), "readers": (TaskReader, "user_id"),
}  # fmt: skip


def coming_of(task: Task) -> Coming | None:
    """Return what follows a follow-up, by its assignee's own calendar; None where nothing does."""
    if not task.rule or task.rule_start is None or task.rule_day is None:
        return None
    today = today_in(people_by_id()[task.assignee_id].time_zone)
    return coming(task.rule, skip_words(task.rule_skip), task.rule_start, task.rule_day, today)


def open_next(work: Session, task: Task) -> Task | None:
    """Open the one that follows a follow-up just ticked off; None where nothing follows or it is open already."""
    found = coming_of(task)
    if found is None:
        return None
    # Whoever ticks at the same time waits here on PostgreSQL, then finds it taken; SQLite has one writer.
    claim = insert_or(TaskNext).values(task_id=task.id).on_conflict_do_nothing().returning(TaskNext.task_id)
    if work.execute(claim).first() is None:
        return None
    made = Task(
        due_on=found.due, rule_day=found.day, rule_missed=found.missed,
        **{name: getattr(task, name) for name in _SAME}, **{name: _rows(work, task, name) for name in _ROWS},
    )  # fmt: skip
    if made.due_time is not None:
        made.due_at = to_utc(datetime.combine(found.due, made.due_time), made.due_zone)
    work.add(made)
    work.flush()
    work.execute(sa.update(TaskNext).where(TaskNext.task_id == task.id).values(next_id=made.id))
    for table, column in _hung_on():
        rows = sa.select(table.c[column], sa.literal(made.id)).where(table.c.task_id == task.id)
        work.execute(sa.insert(table).from_select([column, "task_id"], rows))
    return made


@cache
def _hung_on() -> tuple[tuple[sa.Table, str], ...]:
    """Return the tables by which records of features above have follow-ups (`issue_task`): the next one is theirs, too.

    By the metadata, as a merge finds them, so that features above are covered without being imported.
    """
    found = []
    for table in Base.metadata.sorted_tables:
        names = {column.name for column in table.columns}
        if "task_id" in names and len(names) == 2 and not table.name.startswith("task_"):  # noqa: PLR2004 - a pure link
            found.append((table, (names - {"task_id"}).pop()))
    return tuple(found)


def _rows(work: Session, task: Task, name: str) -> list[Any]:
    model, column = _ROWS[name]
    keys = work.execute(sa.select(getattr(model, column)).where(model.task_id == task.id)).scalars()
    return [model(**{column: key}) for key in sorted(keys)]


def put_next_aside(work: Session, task: Task) -> None:
    """Archive what a follow-up opened when it was ticked off; one that somebody touched stays."""
    comment = sa.exists().where(TaskComment.task_id == Task.id)
    query = (
        sa.select(Task)
        .join(TaskNext, TaskNext.next_id == Task.id)
        .where(TaskNext.task_id == task.id, Task.version == 1, ~comment)
        .with_for_update(of=Task)
    )
    made = work.execute(query).scalar_one_or_none()
    if made is not None:
        made.archived_at = now()
        work.flush()
        work.execute(sa.delete(TaskNext).where(TaskNext.task_id == task.id))
