"""Judges rows of follow-ups, and finds the follow-up that each of them means."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.naming import accounts_named
from crm.accounts.permissions import Permission
from crm.accounts.queries import people_by_id
from crm.clients.naming import clients_named, pick_clients
from crm.core.dates import today_in
from crm.core.db import db
from crm.core.importing import ImportRow
from crm.core.offers import Lazy
from crm.core.text import fold
from crm.institutions.naming import institutions_named
from crm.people.naming import people_named
from crm.tasks.actions import LINKS
from crm.tasks.models import Task, TaskClient
from crm.tasks.queries import hidden_clients, hidden_people
from crm.tasks.visibility import visible_to
from crm.tasks.zoned import missing_hour

#: As the form's pickers have it.
MOST_LINKS: Final = 20
_NOBODY: Final = _l("No consultant to whom it can be given has this e-mail address or name: %(name)s")
_HOUR: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::00)?")


def settle(user: User, rows: Sequence[ImportRow]) -> None:
    """Put ids (sorted) for names; consultants are given what they may see: statements by consultant, not by row."""
    clients = clients_named(user, _texts(rows, "clients"))
    bodies = institutions_named(_texts(rows, "institutions"))
    people = people_named(user, _texts(rows, "people"))
    account = accounts_named(lambda each: each.active and each.may(Permission.TASK_WRITE))
    today = today_in(user.time_zone)
    for row in rows:
        pick_clients(row, "clients", clients)
        _pick(row, "institutions", bodies, _("There is no institution of this name: %(name)s"),
              _("Several institutions are called %(name)s."))  # fmt: skip
        _pick(row, "people", people, _("There is nobody of this name: %(name)s"),
              _("Several people are called %(name)s."))  # fmt: skip
        _settle_assignee(row, account)
        _pick(
            row, "assignees", {text: list(account(text)) for text in row.values.get("assignees", ())}, _NOBODY, _NOBODY
        )
        _settle_hour(row, user)
        if row.values.get("done_on") and row.values["done_on"] > today:
            row.problems.append(_("The day on which it was done lies ahead."))
        if any(len(row.values.get(name, ())) > MOST_LINKS for name in LINKS):
            row.problems.append(_("At most %(number)s clients, institutions and people each.", number=MOST_LINKS))
    _check_sight(user, rows)


def _texts(rows: Sequence[ImportRow], key: str) -> set[str]:
    return {text for row in rows for text in row.values.get(key, ())}


def _pick(row: ImportRow, key: str, found: Mapping[str, list[int]], none: Lazy, several: Lazy) -> None:
    if key not in row.values:
        return
    ids = set()
    for text in row.values[key]:
        if len(found[text]) == 1:
            ids.add(found[text][0])
        else:
            row.problems.append(str(several if found[text] else none) % {"name": text})
    row.values[key] = sorted(ids)


def _settle_assignee(row: ImportRow, account: Any) -> None:
    """Put an id for the assignee; a new follow-up without one is the importer's own."""
    if "assignee_id" not in row.values:
        return
    text = row.values.pop("assignee_id")
    ids = account(text)
    if len(ids) == 1:
        row.values["assignee_id"] = ids[0]
    else:
        row.problems.append(str(_NOBODY) % {"name": text})


def _settle_hour(row: ImportRow, user: User) -> None:
    """Put an hour as HH:MM with its zone; an hour without a day is none."""
    hour, day = row.values.pop("due_time", None), row.values.get("due_on")
    zone = row.values.pop("due_zone", None) or user.time_zone
    if hour is None:
        return
    found = _HOUR.fullmatch(hour)
    if found is None:
        row.problems.append(_("There is no such hour: %(hour)s", hour=hour))
    elif day is None:
        row.problems.append(_("An hour needs its day."))
    else:
        at = time(int(found[1]), int(found[2]))
        if problem := missing_hour(datetime.combine(day, at), zone):
            row.problems.append(problem)
        row.values |= {"due_time": f"{at:%H:%M}", "due_zone": zone}


def _check_sight(user: User, rows: Sequence[ImportRow]) -> None:
    """Refuse to give a follow-up to somebody who could not open it."""
    given: dict[int, list[ImportRow]] = {}
    for row in rows:
        named = {row.values.get("assignee_id", user.id), *row.values.get("assignees", ())}
        for user_id in named - {user.id}:
            given.setdefault(user_id, []).append(row)
    for assignee_id, theirs in given.items():
        assignee = people_by_id()[assignee_id]
        clients = set(hidden_clients(assignee, _ids(theirs, "clients")))
        people = set(hidden_people(assignee, _ids(theirs, "people")))
        for row in theirs:
            if clients & set(row.values.get("clients", ())) or people & set(row.values.get("people", ())):
                row.problems.append(_("This colleague may not see every client and person chosen here."))


def _ids(rows: Sequence[ImportRow], key: str) -> list[int]:
    return sorted({key_id for row in rows for key_id in row.values.get(key, ())})


def match(user: User, rows: Sequence[ImportRow]) -> None:
    """Set `record_id` of rows, same title (folded), day and clients: two statements."""
    known = _known(user, [row.values for row in rows])
    for row in rows:
        found = known.get(_identity(row.values), [])
        row.record_id = found[0] if len(found) == 1 else None
        if len(found) > 1:
            row.problems.append(_("Several follow-ups on record have this title, day and clients."))


def keys(values: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the one name that a row goes by and looks for."""
    title, day, clients = _identity(values)
    name = [f"{day} {clients} {title}"]
    return name, name


def _identity(values: Mapping[str, Any]) -> tuple[str, Any, tuple[int, ...]]:
    return fold(values.get("title") or ""), values.get("due_on"), tuple(values.get("clients") or ())


def _known(user: User, rows: Collection[Mapping[str, Any]]) -> dict[tuple[str, Any, tuple[int, ...]], list[int]]:
    days = {values["due_on"] for values in rows if values.get("due_on")}
    # Those without a day may be many: they must be written alike but for case.
    titles = {text for values in rows if not values.get("due_on") for text in _written(values.get("title") or "")}
    undated = sa.and_(Task.due_on.is_(None), sa.func.lower(Task.title).in_(titles))
    query = sa.select(Task.id, Task.title, Task.due_on).where(
        sa.or_(Task.due_on.in_(days), undated), Task.archived_at.is_(None), visible_to(user)
    )
    found = db.session.execute(query).all()
    links = sa.select(TaskClient.task_id, TaskClient.client_id).where(TaskClient.task_id.in_([row.id for row in found]))
    clients: dict[int, list[int]] = {}
    for task_id, client_id in db.session.execute(links):
        clients.setdefault(task_id, []).append(client_id)
    known: dict[tuple[str, Any, tuple[int, ...]], list[int]] = {}
    for row in found:
        identity = (fold(row.title), row.due_on, tuple(sorted(clients.get(row.id, ()))))
        known.setdefault(identity, []).append(row.id)
    return known


def _written(title: str) -> tuple[str, ...]:
    """Return a title in lower case: SQLite leaves letters with accents as they are."""
    return title.lower(), re.sub("[A-Z]+", lambda found: found.group().lower(), title)
