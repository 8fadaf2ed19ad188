"""Follow-ups as an import reads and writes them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session, selectinload

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.accounts.queries import people_by_id
from crm.audit.adding import add_many, trail_added
from crm.core.bulk import insert_many
from crm.core.dates import now, to_utc
from crm.core.db import db
from crm.core.importing import ImportKind, ImportRow
from crm.tasks import actions
from crm.tasks.importing.fields import FIELDS
from crm.tasks.importing.settle import keys, match, settle
from crm.tasks.models import Task
from crm.tasks.visibility import visible_to

#: How often something comes again is for no file to say.
_OWN: Final = actions.FIELDS - {"rule", "rule_skip", "rule_start"}
_REQUIRED: Final = frozenset({"title", "assignee_id", "priority"})
#: A file says the day on which something was done, not the hour.
NOON: Final = time(12)


def present(user: User, ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """Return the values of visible follow-ups by id, None for an empty one: four statements."""
    names = sorted(_OWN)
    columns = [getattr(Task, name) for name in names]
    query = sa.select(Task.id, Task.done_at, *columns).where(Task.id.in_(list(ids)), visible_to(user))
    told: dict[int, dict[str, Any]] = {}
    for row in db.session.execute(query).mappings():
        values = {name: row[name] or None for name in names} | {"done_on": _done_on(row["done_at"], row["assignee_id"])}
        hour = f"{row['due_time']:%H:%M}" if row["due_time"] is not None else None
        told[row["id"]] = values | dict.fromkeys(actions.LINKS) | {"due_time": hour}
    for name, (model, column) in actions.LINKS.items():
        key = getattr(model, column)
        links = sa.select(model.task_id, key).where(model.task_id.in_(list(told))).order_by(model.task_id, key)
        for task_id, linked in db.session.execute(links):
            told[task_id][name] = [*(told[task_id][name] or ()), linked]
    return told


def _done_on(done_at: datetime | None, assignee_id: int) -> date | None:
    """Return the day on the assignee's own calendar, as the day on which it is due."""
    return done_at.astimezone(ZoneInfo(people_by_id()[assignee_id].time_zone)).date() if done_at else None


def _done_at(done_on: date | None, assignee_id: int) -> datetime | None:
    """Return noon of that day, at the latest now."""
    if done_on is None:
        return None
    return min(to_utc(datetime.combine(done_on, NOON), people_by_id()[assignee_id].time_zone), now())


def create(work: Session, user: User, rows: Sequence[ImportRow]) -> list[int]:
    """Add follow-ups with their links and trail."""
    records = [_record(user, row.values) for row in rows]
    ids = add_many(work, Task, records)
    links: dict[str, list[dict[str, Any]]] = {name: [] for name in actions.LINKS}
    told: dict[int, list[list[Any]]] = {key: [] for key in ids}
    for key, row in zip(ids, rows, strict=True):
        for name, (_model, column) in actions.LINKS.items():
            for linked in row.values.get(name) or ():
                links[name].append({"task_id": key, column: linked})
                told[key].append([name, None, linked])
    for name, made in links.items():
        insert_many(work, actions.LINKS[name][0], made)
    trail_added(work, Task, records, ids, told)
    return ids


def _record(user: User, values: Mapping[str, Any]) -> dict[str, Any]:
    assignee_id = values.get("assignee_id") or user.id
    done_at = _done_at(values.get("done_on"), assignee_id)
    day, hour, zone = values.get("due_on"), _hour(values.get("due_time")), values.get("due_zone") or ""
    at = to_utc(datetime.combine(day, hour), zone) if day is not None and hour is not None else None
    return {
        "due_time": hour, "due_zone": zone, "due_at": at,
        "title": values["title"], "notes": values.get("notes") or "", "due_on": values.get("due_on"),
        "assignee_id": assignee_id, "priority": values.get("priority") or "normal", "created_by_id": user.id,
        "done_at": done_at, "done_by_id": assignee_id if done_at else None, "archived_at": None,
    }  # fmt: skip


def _hour(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def update(work: Session, user: User, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set values of visible follow-ups (held already); who was to do it has done it where a file says the day."""
    query = sa.select(Task).where(Task.id.in_(list(changes)), visible_to(user))
    query = query.options(*(selectinload(getattr(Task, name)) for name in actions.LINKS))
    for task in work.execute(query.execution_options(populate_existing=True)).scalars():
        values = changes[task.id]
        actions.set_values(task, _given(values))
        if "done_on" in values and values["done_on"] != _done_on(task.done_at, task.assignee_id):
            task.done_at = _done_at(values["done_on"], task.assignee_id)
            task.done_by_id = task.assignee_id if task.done_at else None
        task.updated_at = now()
    work.flush()


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as actions take them: an emptied field holds no text, an emptied list nothing."""
    empty: dict[str, Any] = dict.fromkeys(actions.LINKS, ()) | {
        "due_on": None, "due_time": None, "due_zone": "", "notes": "",
    }  # fmt: skip
    given = {
        name: empty[name] if value is None else value
        for name, value in values.items()
        if (name in _OWN or name in actions.LINKS) and (value is not None or name not in _REQUIRED)
    }
    return given | ({"due_time": _hour(given["due_time"])} if "due_time" in given else {})


def hold(work: Session, user: User, ids: Sequence[int]) -> Mapping[int, int]:
    """Lock visible follow-ups until the unit of work ends; returns their versions."""
    query = sa.select(Task.id, Task.version).where(Task.id.in_(list(ids)), visible_to(user))
    return {row.id: row.version for row in work.execute(query.order_by(Task.id).with_for_update(of=Task))}


def archive(work: Session, user: User, ids: Sequence[int]) -> None:
    """Put visible follow-ups aside, with the trail."""
    query = sa.select(Task).where(Task.id.in_(list(ids)), Task.archived_at.is_(None), visible_to(user))
    moment = now()
    for task in work.execute(query.execution_options(populate_existing=True)).scalars():
        task.archived_at = moment
    work.flush()


KIND: Final = ImportKind(
    "tasks", _l("Follow-ups"), Permission.TASK_WRITE, lambda: FIELDS, settle=settle, match=match, keys=keys,
    present=present, create=create, update=update, hold=hold, archive=archive,
    url=lambda key: url_for("tasks.show", task_id=key),
)  # fmt: skip
