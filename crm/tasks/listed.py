"""The list of follow-ups: what an address asks of it, and one statement for a page of rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.accounts.queries import people_by_id
from crm.core.dates import now, today_in
from crm.core.db import db
from crm.core.listing import PAGE, Page, fetch_page
from crm.lists.declared import Chip, ListPage
from crm.tasks.columns import columns, load
from crm.tasks.models import Task, TaskAssignee
from crm.tasks.queries import BY_DAY, BY_DONE, OPEN, mine, shown_with, waited_for
from crm.tasks.visibility import visible_to

#: One's own open ones are what the list opens with.
SHOWS: Final = ("mine", "team", "waiting", "done")
DUE: Final = {"late": _l("Overdue"), "today": _l("Due today"), "week": _l("Due within a week"),
              "none": _l("Without a day")}  # fmt: skip
WEEK: Final = timedelta(days=7)
PUT_OFF: Final = {"no": _l("Not put off"), "yes": _l("Put off")}


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """One reading of the list; empty fields do not narrow it."""

    show: str = "mine"
    #: Of the team: whose.
    who: int | None = None
    due: str = ""
    put_off: str = ""
    high: bool = False


def read_filter(args: Mapping[str, str]) -> TaskFilter:
    """Return the filter of an address; what is odd in it is ignored."""
    show = args.get("show", "")
    show = show if show in SHOWS else "mine"
    who = args.get("who", "")
    return TaskFilter(
        show=show,
        who=int(who) if show in {"team", "done"} and re.fullmatch(r"[0-9]{1,9}", who) else None,
        due=_known(args, "due", DUE),
        put_off=_known(args, "put_off", PUT_OFF),
        high=args.get("high", "") in {"1", "y", "on", "true"},
    )


def _known(args: Mapping[str, str], name: str, known: Mapping[str, object]) -> str:
    value = args.get(name, "")
    return value if value in known else ""


def sound(args: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of an address that ask something, in a fixed order."""
    wanted, usual = read_filter(args), TaskFilter()
    found: dict[str, str] = {}
    for name in TaskFilter.__dataclass_fields__:
        value = getattr(wanted, name)
        if value != getattr(usual, name):
            found[name] = "1" if value is True else str(value)
    return found


def chips(wanted: TaskFilter) -> list[Chip]:
    """Return a filter as its reader says it; which list it is stands in the tabs."""
    person = people_by_id().get(wanted.who or 0)
    found = {
        "who": (person.name if person else _("Somebody")) if wanted.who else "",
        "due": str(DUE.get(wanted.due, "")),
        "put_off": str(PUT_OFF.get(wanted.put_off, "")),
        "high": _("High priority") if wanted.high else "",
    }
    return [Chip(str(text), (name,)) for name, text in found.items() if text]


def conditions(user: User, wanted: TaskFilter) -> list[sa.ColumnElement[bool]]:
    """Return the WHERE of a filter, visibility included."""
    found = [visible_to(user), Task.archived_at.is_(None) if wanted.show == "done" else OPEN]
    today = today_in(user.time_zone)
    if wanted.show == "done":
        found.append(Task.done_at.is_not(None))
    elif wanted.show == "mine":
        found.append(mine(user.id))
    elif wanted.show == "waiting":
        found.append(waited_for(user.id))
    if wanted.who is not None:
        joins = sa.exists().where(TaskAssignee.task_id == Task.id, TaskAssignee.user_id == wanted.who)
        found.append(sa.or_(Task.assignee_id == wanted.who, joins))
    if wanted.high:
        found.append(Task.priority == "high")
    if wanted.put_off:
        off = sa.and_(Task.snoozed_until.is_not(None), Task.snoozed_until > today)
        found.append(off if wanted.put_off == "yes" else ~off)
    due = {
        "late": sa.or_(Task.due_on < today, Task.due_at < now()), "today": Task.due_on == today,
        "week": Task.due_on <= today + WEEK, "none": Task.due_on.is_(None),
    }  # fmt: skip
    return found + ([due[wanted.due]] if wanted.due else [])


def page_of(user: User, wanted: TaskFilter, cursor: str | None, size: int = PAGE) -> Page:
    """Return one page of follow-ups with all that they name."""
    query = sa.select(Task).where(*conditions(user, wanted)).options(*shown_with())
    page = fetch_page(query, BY_DONE if wanted.show == "done" else BY_DAY, cursor, size)
    return Page([row[0] for row in page.rows], page.after, page.first)


def _fetch(user: User, parts: Mapping[str, str], cursor: str | None, size: int) -> Page:
    return page_of(user, read_filter(parts), cursor, size)


def _ids(user: User, parts: Mapping[str, str]) -> sa.Select[int]:
    return sa.select(Task.id).where(*conditions(user, read_filter(parts)))


def _seen(user: User, ids: Sequence[int]) -> int:
    query = sa.select(sa.func.count()).select_from(Task).where(Task.id.in_(ids), visible_to(user))
    return db.session.execute(query).scalar_one()


LIST = ListPage(
    "tasks", _l("Follow-ups"), "tasks.index", Permission.TASK_READ, columns, sound, _fetch, load, _ids, _seen,
)  # fmt: skip
