"""Notices of follow-ups: due, overdue, assigned, mentioned in a comment; and their part of the digest."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session, selectinload

from crm.core.dates import long_date, now
from crm.core.db import db
from crm.core.i18n import language
from crm.core.offers import DigestPart, NoticeKind, NoticeText, Occasion
from crm.notices.actions import tell
from crm.notices.mornings import days_in, morning_of
from crm.tasks.due import hour_of
from crm.tasks.models import Task
from crm.tasks.queries import OPEN
from crm.tasks.queries import due as due_until
from crm.tasks.visibility import visible_to


def _texts(user: Any, ids: Sequence[int]) -> Mapping[int, NoticeText]:
    query = sa.select(Task.id, Task.title, Task.due_on, Task.due_time, Task.due_zone, Task.done_at)
    rows = db.session.execute(query.where(Task.id.in_(ids), Task.archived_at.is_(None), visible_to(user)))
    return {row.id: _text(row) for row in rows}


def _text(task: Any) -> NoticeText:
    when = [long_date(task.due_on, language()), hour_of(task)] if task.due_on else []
    day = _("due %(day)s", day=", ".join(filter(None, when))) if when else ""
    return NoticeText(task.title, url_for("tasks.show", task_id=task.id), _("Done") if task.done_at else day)


def _told_by(task: Task, user_id: int, later: int) -> datetime | None:
    """Return when a user is told that a follow-up is due (`later` 0) or overdue (1); None: not by this notice.

    Due at its hour, else in the morning of its day; one that was put off is told of as overdue, on the day it is back.
    """
    if task.due_on is None:
        return None
    back = task.snoozed_until if task.snoozed_until and task.snoozed_until > task.due_on else None
    if not later:
        return None if back else task.due_at or morning_of(user_id, task.due_on)
    return morning_of(user_id, max(task.due_on + timedelta(days=1), back or task.due_on))


def _dated(start: datetime, end: datetime, later: int) -> Iterator[tuple[Task, int, datetime]]:
    """Yield the open follow-ups of which somebody is told in (start, end], with each who does it."""
    first, last = (day - timedelta(days=later) for day in days_in(start, end))
    near = sa.or_(Task.due_on.between(first, last), Task.due_at.between(start, end))
    if later:
        near = sa.or_(near, Task.snoozed_until.between(*days_in(start, end)))
    query = sa.select(Task).where(OPEN, near).options(selectinload(Task.assignees))
    for task in db.session.execute(query).scalars():
        for user_id in dict.fromkeys([task.assignee_id, *(row.user_id for row in task.assignees)]):
            at = _told_by(task, user_id, later)
            if at is not None and start < at <= end:
                yield task, user_id, at


def due(start: datetime, end: datetime) -> list[Occasion]:
    """Return the follow-ups that are due in (start, end], for those who do them."""
    return [Occasion(user_id, task.id, at.isoformat(), at) for task, user_id, at in _dated(start, end, 0)]


def overdue(start: datetime, end: datetime) -> list[Occasion]:
    """Return the follow-ups that are overdue since (start, end]: their day is past."""
    return [
        Occasion(user_id, task.id, f"{max(task.due_on or day, day)}", at)
        for task, user_id, at in _dated(start, end, 1)
        for day in [task.snoozed_until or date.min]
    ]


def on_assigned(work: Session, task: Task, by_id: int | None) -> None:
    """Tell the assignee, unless they gave it to themselves."""
    if task.assignee_id != by_id:
        tell(work, "task.assigned", task.id, [task.assignee_id], now().isoformat())


def on_joined(work: Session, task: Task, user_ids: Collection[int], by_id: int | None) -> None:
    """Tell those who do it as well from now on."""
    tell(work, "task.assigned", task.id, [each for each in user_ids if each != by_id], now().isoformat())


def on_mentioned(work: Session, task: Task, user_ids: Collection[int], comment: Any) -> None:
    """Tell those whom a comment names."""
    tell(work, "task.mentioned", task.id, user_ids, f"comment {comment.id}")


def _lines(user: Any, day: date, *, late: bool) -> list[NoticeText]:
    return [_text(task) for task in due_until(user, day) if task.due_on and (task.due_on < day) == late]


NOTICES: Final = (
    NoticeKind("task.due", _l("Follow-up due"), "check2-square", 10, _texts, due),
    NoticeKind("task.overdue", _l("Follow-up overdue"), "exclamation-circle", 11, _texts, overdue),
    NoticeKind("task.assigned", _l("Follow-up given to you"), "person-check", 12, _texts, way="now"),
    NoticeKind("task.mentioned", _l("You are named in a comment"), "at", 13, _texts, way="now"),
)
DIGEST: Final = (
    DigestPart(_l("Due today"), 20, lambda user, day: _lines(user, day, late=False)),
    DigestPart(_l("Overdue"), 30, lambda user, day: _lines(user, day, late=True)),
)
HEARS: Final[Mapping[str, Callable[..., None]]] = {
    "task.assigned": on_assigned, "task.joined": on_joined, "task.mentioned": on_mentioned,
}  # fmt: skip
