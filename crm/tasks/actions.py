"""Changes of follow-ups. They flush within an open unit of work; `actor` is None for a command."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now, to_utc
from crm.core.feature import registry
from crm.tasks.again import open_next, put_next_aside
from crm.tasks.models import Task, TaskAssignee, TaskClient, TaskInstitution, TaskPerson, TaskReader

#: Said with a follow-up and the id of who gave it (None: a command), when it is somebody else's from now on.
ASSIGNED: Final = "task.assigned"
#: Said with a follow-up, the ids of those who do it too from now on, and the id of who says so.
JOINED: Final = "task.joined"
#: Values that `create` and `update` take beside LINKS; others are refused.
FIELDS: Final = frozenset(
    ["title", "notes", "due_on", "due_time", "due_zone", "assignee_id", "priority", "rule", "rule_skip", "rule_start"]
)
#: What a follow-up belongs to: the value (ids), the link model and its column.
LINKS: Final[Mapping[str, tuple[Any, str]]] = {
    "clients": (TaskClient, "client_id"),
    "institutions": (TaskInstitution, "institution_id"),
    "people": (TaskPerson, "person_id"),
    "assignees": (TaskAssignee, "user_id"),
}


def create(work: Session, actor: User | None, values: Mapping[str, Any]) -> Task:
    """Add a follow-up. `values`: title, assignee_id; optional FIELDS and LINKS."""
    links: Any = {name: [] for name in (*LINKS, "readers")}
    task = Task(created_by_id=actor.id if actor else None, **links)
    set_values(task, values)
    work.add(task)
    work.flush()
    _tell(work, actor, task, None, set())
    return task


def update(work: Session, actor: User | None, task: Task, values: Mapping[str, Any]) -> None:
    """Change a follow-up (its links loaded): only the values given."""
    before = task.assignee_id, {row.user_id for row in task.assignees}
    set_values(task, values)
    work.flush()
    _tell(work, actor, task, *before)


def _tell(work: Session, actor: User | None, task: Task, answered: int | None, joined: set[int]) -> None:
    """Say that a follow-up was given to somebody, and who does it together with them from now on."""
    if actor is None:
        return
    if task.assignee_id not in {actor.id, answered}:
        registry().tell(ASSIGNED, work, task, actor.id)
    if more := {row.user_id for row in task.assignees} - joined - {actor.id}:
        registry().tell(JOINED, work, task, more, actor.id)


def complete(work: Session, actor: User | None, task: Task, at: datetime | None = None) -> Task | None:
    """Tick a follow-up off, now or at an instant; returns the next one where it recurs.

    One that is done already stays as it is.
    """
    if task.done_at is not None:
        return None
    task.done_at = at or now()
    task.done_by_id = actor.id if actor else task.assignee_id
    work.flush()
    return open_next(work, task)


def reopen(work: Session, _actor: User | None, task: Task) -> None:
    """Open a follow-up again; the next one that it had opened is put aside where nobody touched it yet."""
    task.done_at = None
    task.done_by_id = None
    work.flush()
    put_next_aside(work, task)


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
    if {"due_on", "due_time", "due_zone"} & set(values):
        _settle_due(task)
    if "rule" in values:
        _settle_rule(task, values)
    if "assignee_id" in values:
        if task.delegated_by_id == task.assignee_id:
            task.delegated_by_id = None
        # Nobody stands on it twice.
        set_links(task, "assignees", {row.user_id for row in task.assignees} - {task.assignee_id})


def _settle_due(task: Task) -> None:
    """Work out the instant of a day with a time; the first of two in an autumn fold."""
    if task.due_on is None or task.due_time is None:
        task.due_time, task.due_zone, task.due_at = None, "", None
    else:
        task.due_at = to_utc(datetime.combine(task.due_on, task.due_time), task.due_zone)


def _settle_rule(task: Task, values: Mapping[str, Any]) -> None:
    """Let a rule begin on its start, else on the day on which it is due; nothing recurs without a day."""
    if not task.rule or task.due_on is None:
        task.rule, task.rule_skip, task.rule_start, task.rule_day, task.rule_missed = "", "", None, None, 0
    elif values.get("rule_start") or task.rule_start is None:
        task.rule_start = task.rule_day = values.get("rule_start") or task.due_on
        task.rule_missed = 0
