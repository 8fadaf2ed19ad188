"""Changes of comments. They flush within an open unit of work."""

from collections.abc import Collection
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from crm.accounts.models import User
from crm.core.dates import now
from crm.core.db import db
from crm.core.feature import registry
from crm.tasks.models import Task, TaskComment, TaskMention

#: Said with a follow-up, the ids of those whom a comment names, and the comment.
MENTIONED: Final = "task.mentioned"
#: A page shows this many of the latest.
SHOWN: Final = 100


def latest(task_id: int) -> list[TaskComment]:
    """Return the latest comments of a follow-up that its reader may see, the oldest first."""
    query = sa.select(TaskComment).where(TaskComment.task_id == task_id).order_by(TaskComment.id.desc()).limit(SHOWN)
    return list(db.session.execute(query).scalars())[::-1]


def of_author(user: User, task_id: int, comment_id: int, *, lock: bool = False) -> TaskComment | None:
    """Return a comment with its mentions, None where it is not the user's own (or not of this follow-up)."""
    query = sa.select(TaskComment).where(
        TaskComment.id == comment_id, TaskComment.task_id == task_id, TaskComment.author_id == user.id
    )
    query = query.options(selectinload(TaskComment.mentions))
    return db.session.execute(query.with_for_update() if lock else query).scalar_one_or_none()


def add(work: Session, actor: User, task: Task, text: str, named: Collection[int]) -> TaskComment:
    """Write a comment and tell those whom it names."""
    mentions = [TaskMention(user_id=user_id) for user_id in sorted(set(named))]
    comment = TaskComment(task_id=task.id, author_id=actor.id, text=text, mentions=mentions)
    work.add(comment)
    work.flush()
    _tell(work, actor, task, comment, set(named))
    return comment


def edit(work: Session, actor: User, comment: TaskComment, text: str, named: Collection[int]) -> None:
    """Change a comment (its mentions loaded); only those whom it names newly are told."""
    task = work.execute(sa.select(Task).where(Task.id == comment.task_id)).scalar_one()
    before = {row.user_id for row in comment.mentions}
    comment.text = text
    comment.mentions = [row for row in comment.mentions if row.user_id in named]
    comment.mentions += [TaskMention(user_id=user_id) for user_id in sorted(set(named) - before)]
    work.flush()
    _tell(work, actor, task, comment, set(named) - before)


def archive(work: Session, comment: TaskComment) -> None:
    """Take a comment off the page; its author may put it back."""
    comment.archived_at = now()
    work.flush()


def restore(work: Session, comment: TaskComment) -> None:
    """Put a comment back on the page."""
    comment.archived_at = None
    work.flush()


def _tell(work: Session, actor: User, task: Task, comment: TaskComment, named: set[int]) -> None:
    if more := named - {actor.id}:
        registry().tell(MENTIONED, work, task, more, comment)
