"""Changes of follow-ups. They flush within an open unit of work; `actor` is None for a command."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now
from crm.tasks.models import Task, TaskClient, TaskInstitution, TaskPerson, TaskReader

#: Values that `create` and `update` take beside LINKS; others are refused.
FIELDS: Final = frozenset({"title", "notes", "due_on", "assignee_id", "priority"})
#: What a follow-up belongs to: the value (ids), the link model and its column.
LINKS: Final[Mapping[str, tuple[Any, str]]] = {
    "clients": (TaskClient, "client_id"),
    "institutions": (TaskInstitution, "institution_id"),
    "people": (TaskPerson, "person_id"),
}


def create(work: Session, actor: User | None, values: Mapping[str, Any]) -> Task:
    """Add a follow-up. `values`: title, assignee_id; optional notes, due_on (date), priority, LINKS."""
    task = Task(created_by_id=actor.id if actor else None, clients=[], institutions=[], people=[], readers=[])
    set_values(task, values)
    work.add(task)
    work.flush()
    return task


def update(work: Session, _actor: User | None, task: Task, values: Mapping[str, Any]) -> None:
    """Change a follow-up (its links loaded): only the values given."""
    set_values(task, values)
    work.flush()


def complete(work: Session, actor: User | None, task: Task, at: datetime | None = None) -> None:
    """Tick a follow-up off, now or at an instant; one that is done already stays as it is."""
    if task.done_at is None:
        task.done_at = at or now()
        task.done_by_id = actor.id if actor else task.assignee_id
        work.flush()


def reopen(work: Session, _actor: User | None, task: Task) -> None:
    """Open a follow-up again."""
    task.done_at = None
    task.done_by_id = None
    work.flush()


def archive(work: Session, _actor: User | None, task: Task) -> None:
    """Put a follow-up aside: no list shows it, its address still does."""
    task.archived_at = task.archived_at or now()
    work.flush()


def restore(work: Session, _actor: User | None, task: Task) -> None:
    """Take an archived follow-up back."""
    task.archived_at = None
    work.flush()


def set_links(task: Task, name: str, ids: Collection[int]) -> None:
    """Make these the clients, institutions or people of a follow-up (they are loaded); its version rises with them."""
    model, key = LINKS[name]
    wanted = set(ids)
    links = getattr(task, name)
    have = {getattr(link, key) for link in links}
    if wanted == have:
        return
    kept = [link for link in links if getattr(link, key) in wanted]
    setattr(task, name, kept + [model(**{key: record_id}) for record_id in sorted(wanted - have)])
    # Only link rows change: without this the record's version would not.
    task.updated_at = now()


def limit(task: Task, readers: Collection[int] | None) -> None:
    """Leave a follow-up (its readers loaded) to these accounts, its assignee and its author; None opens it again."""
    wanted, have = set(readers or ()), {row.user_id for row in task.readers}
    if task.limited == (readers is not None) and wanted == have:
        return
    task.limited = readers is not None
    task.readers = [row for row in task.readers if row.user_id in wanted]
    task.readers += [TaskReader(user_id=key) for key in sorted(wanted - have)]
    # Only link rows may change: without this the record's version would not.
    task.updated_at = now()


def set_values(task: Task, values: Mapping[str, Any]) -> None:
    """Set the values given on a follow-up (its links loaded); the caller flushes."""
    unknown = set(values) - FIELDS - set(LINKS)
    if unknown:
        raise KeyError(*unknown)
    for name in FIELDS & set(values):
        setattr(task, name, values[name])
    for name in LINKS:
        if name in values:
            set_links(task, name, values[name])
