"""Asks for follow-ups: only those that the reader may see."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.visibility import visible_ids
from crm.core.access import Reader, per_reader
from crm.core.dates import day_bounds, today_in
from crm.core.db import UTCDateTime, db
from crm.core.listing import Page, Sort, fetch_page
from crm.people.queries import names_of
from crm.tasks.models import Task, TaskAssignee, TaskClient, TaskInstitution, TaskNext, TaskPerson
from crm.tasks.visibility import visible_to

OPEN: Final = sa.and_(Task.done_at.is_(None), Task.archived_at.is_(None))
#: The day as text sorts the same on both engines; one without a day comes last.
_DAY: Final = sa.func.coalesce(sa.cast(Task.due_on, sa.String(10)), "9999-12-31")
#: Within a day those with an hour come first, by the hour.
_HOUR: Final = sa.type_coerce(
    sa.func.coalesce(sa.func.substr(sa.cast(Task.due_time, sa.String(16)), 1, 5), "99"), sa.String(5)
)
BY_DAY: Final = Sort((_DAY, _HOUR, Task.id.expression))
BY_DONE: Final = Sort((Task.done_at.expression, Task.id.expression), descending=True)
#: Where it is asked for it is never NULL.
_DONE: Final = sa.type_coerce(Task.done_at, UTCDateTime())
#: The kinds of record that a follow-up belongs to: its link rows, and which column names the record.
PLACES: Final[Mapping[str, tuple[Any, Any]]] = {
    "client": (TaskClient, TaskClient.client_id),
    "institution": (TaskInstitution, TaskInstitution.institution_id),
    "person": (TaskPerson, TaskPerson.person_id),
}
#: The navigation counts no further.
COUNT_LIMIT: Final = 99


def mine(user_id: Any) -> sa.ColumnElement[bool]:
    """Return the WHERE on Task for one's own: those that one answers for, and those that one does with others.

    By two indexes: an OR of both would walk the table on PostgreSQL.
    """
    own = aliased(Task)
    answers = sa.select(own.id).where(own.assignee_id == user_id, own.done_at.is_(None), own.archived_at.is_(None))
    joins = sa.select(TaskAssignee.task_id).where(TaskAssignee.user_id == user_id)
    return Task.id.in_(sa.union_all(answers, joins))


def waited_for(user_id: int) -> sa.ColumnElement[bool]:
    """Return the WHERE on Task for what one waits for: one's own that wait for somebody, and those one gave away."""
    own = sa.and_(mine(user_id), Task.waiting_for != "")
    return sa.or_(own, sa.and_(Task.delegated_by_id == user_id, Task.assignee_id != user_id))


def awake(today: Any) -> sa.ColumnElement[bool]:
    """Return the WHERE on Task for those that are not put off beyond a day."""
    return sa.or_(Task.snoozed_until.is_(None), Task.snoozed_until <= today)


def _people() -> tuple[ORMOption, ...]:
    return joinedload(Task.assignee, innerjoin=True), joinedload(Task.done_by)


def shown_with() -> tuple[ORMOption, ...]:
    """Return what a row of a follow-up shows: its people and clients."""
    return (
        *_people(),
        selectinload(Task.assignees),
        selectinload(Task.clients).joinedload(TaskClient.client, innerjoin=True).load_only(Client.id, Client.name),
    )


def get_visible(user: User, task_id: int) -> Task | None:
    """Return a follow-up with all that it belongs to, or None for a stranger."""
    query = sa.select(Task).where(Task.id == task_id, visible_to(user)).options(
        *shown_with(),
        selectinload(Task.institutions).joinedload(TaskInstitution.institution, innerjoin=True),
        selectinload(Task.people).joinedload(TaskPerson.person, innerjoin=True),
    )  # fmt: skip
    return db.session.execute(query).scalar_one_or_none()


def titles(user: User, ids: Sequence[int]) -> Mapping[int, str]:
    """Return the titles of those of these follow-ups that the reader may see."""
    query = sa.select(Task.id, Task.title).where(Task.id.in_(ids), visible_to(user))
    return {row.id: row.title for row in db.session.execute(query)}


def for_edit(user: User, task_id: int) -> Task | None:
    """Return a follow-up that the user may see, locked within an open unit of work."""
    query = (
        sa.select(Task)
        .where(Task.id == task_id, visible_to(user))
        .options(*(selectinload(getattr(Task, name)) for name in ("clients", "institutions", "people", "assignees")))
        .with_for_update(of=Task)
    )
    return db.session.execute(query).scalar_one_or_none()


def due(user: User, until: date, limit: int = 50) -> Sequence[Task]:
    """Return the user's own open follow-ups due up to and including a day, the most overdue first; none put off."""
    asked = {"until": until, "today": today_in(user.time_zone), "most": limit}
    return db.session.execute(_due(user), asked).scalars().all()


@per_reader
def _due(user: Reader) -> sa.Select[Task]:
    until, today = sa.bindparam("until", type_=sa.Date), sa.bindparam("today", type_=sa.Date)
    return (
        sa.select(Task)
        .where(mine(user.id), Task.due_on <= until, OPEN, awake(today), visible_to(user))
        .options(*shown_with())
        .order_by(Task.due_on, _HOUR, Task.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


def counter(user: User) -> int:
    """Return how many of the user's own open follow-ups are due or overdue, at most COUNT_LIMIT."""
    return int(db.session.execute(_counted(user), {"today": today_in(user.time_zone)}).scalar_one())


@per_reader
def _counted(user: Reader) -> sa.Select[int]:
    today = sa.bindparam("today", type_=sa.Date)
    own = sa.select(Task.id).where(mine(user.id), Task.due_on <= today, awake(today))
    rows = own.where(OPEN, visible_to(user)).limit(COUNT_LIMIT).subquery()
    return sa.select(sa.func.count()).select_from(rows)


def _of(place: str, user: User | Reader, record_id: Any, *options: ORMOption) -> sa.Select[Task]:
    link, key = PLACES[place]
    return (
        sa.select(Task)
        .join(link, link.task_id == Task.id)
        .where(key == record_id, Task.archived_at.is_(None), visible_to(user))
        .options(*(options or shown_with()))
    )


def of_record(place: str, user: User, record_id: int, cursor: str | None = None, *, done: bool = False) -> Page:
    """Return one page of a record's follow-ups (see PLACES): open ones by day, or done ones, the last first."""
    query = _of(place, user, record_id)
    if done:
        return fetch_page(query.where(Task.done_at.is_not(None)), BY_DONE, cursor)
    return fetch_page(query.where(Task.done_at.is_(None)), BY_DAY, cursor)


def open_of_record(place: str, user: User, record_id: int, limit: int = 100, *, names: bool = True) -> Sequence[Task]:
    """Return a record's open follow-ups, the most overdue first, those without a day last."""
    return db.session.execute(_open(user, place, limit, names), {"record_id": record_id}).scalars().all()


@per_reader
def _open(user: Any, place: str, limit: int, names: bool) -> sa.Select[Task]:  # noqa: FBT001 - part of what is kept
    query = _of(place, user, sa.bindparam("record_id", type_=sa.Integer), *(shown_with() if names else _people()))
    return query.where(Task.done_at.is_(None)).order_by(_DAY, _HOUR, Task.id).limit(limit)


def beside(user: User, task_id: int) -> Mapping[str, int]:
    """Return the follow-ups before and after one that recurs, as far as the reader may see them: `before`, `after`."""
    query = sa.select(TaskNext.task_id, TaskNext.next_id).where(
        sa.or_(TaskNext.task_id == task_id, TaskNext.next_id == task_id)
    )
    found = {("after" if row.task_id == task_id else "before"): row for row in db.session.execute(query)}
    ids = {key: row.next_id if key == "after" else row.task_id for key, row in found.items()}
    seen = titles(user, [key for key in ids.values() if key]) if ids else {}
    return {key: value for key, value in ids.items() if value in seen}


def closed_in(user: User, client_id: int, start: date, end: date) -> Sequence[Task]:
    """Return a client's follow-ups done from `start` to `end`, both included, by the user's own calendar."""
    first, _ = day_bounds(start, user.time_zone)
    _, after = day_bounds(end, user.time_zone)
    query = _of("client", user, client_id).where(Task.done_at >= first, Task.done_at < after)
    return db.session.execute(query.order_by(Task.done_at, Task.id)).scalars().all()


def hidden_clients(user: User, client_ids: Sequence[int]) -> set[int]:
    """Return those of the clients that the user may not see (or that do not exist)."""
    if not client_ids:
        return set()
    query = visible_ids(user).where(Client.id.in_(client_ids))
    return set(client_ids) - set(db.session.execute(query).scalars())


def hidden_people(user: User, person_ids: Sequence[int]) -> set[int]:
    """Return those of the people that the user may not see (or that do not exist)."""
    return set(person_ids) - set(names_of(user, person_ids)) if person_ids else set()


def timeline(place: str, user: User, record_id: int) -> sa.Select[str, datetime, int]:
    """Return (kind, at, id) of a record's finished follow-ups, for its timeline."""
    link, key = PLACES[place]
    return (
        sa.select(sa.literal("task").label("kind"), _DONE.label("at"), Task.id.label("id"))
        .join(link, link.task_id == Task.id)
        .where(key == record_id, Task.done_at.is_not(None), Task.archived_at.is_(None), visible_to(user))
    )


def timeline_items(user: User, ids: Sequence[int]) -> Mapping[int, Any]:
    """Return the visible follow-ups of a timeline page by id."""
    return {task.id: task for task in db.session.execute(_events(user), {"ids": list(ids)}).scalars()}


@per_reader
def _events(user: Reader) -> sa.Select[Task]:
    query = sa.select(Task).where(Task.id.in_(sa.bindparam("ids", expanding=True)), visible_to(user))
    return query.outerjoin(Task.done_by).options(contains_eager(Task.done_by))
