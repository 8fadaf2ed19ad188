"""The columns of the list of follow-ups."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.core.dates import zone_place
from crm.core.templating import day, local_day
from crm.lists.declared import Column, worded
from crm.tasks.forms import PRIORITIES
from crm.tasks.models import Task
from crm.tasks.rule_words import rule_words

Beside = Mapping[str, Any]
NAMES: Final = "names"


def _name(user_id: int | None, beside: Beside) -> str:
    return str(beside[NAMES].get(user_id, ""))


def _together(task: Any, beside: Beside) -> str:
    return ", ".join(sorted(_name(row.user_id, beside) for row in task.assignees))


def _hour(task: Any, _beside: Beside) -> str:
    return f"{task.due_time:%H:%M}" if task.due_time is not None else ""


def _zone(task: Any, _beside: Beside) -> str:
    return zone_place(task.due_zone) if task.due_zone else ""


def _day(name: str) -> Any:
    return lambda task, _beside: day(getattr(task, name)) if getattr(task, name) else ""


def _plain(name: str) -> Any:
    return lambda task, _beside: getattr(task, name)


_COLUMNS: Final = (
    Column("title", _l("What is to be done"), _plain("title"), fixed=True),
    Column("due", _l("Due"), _plain("due_on"), _day("due_on"), usual=True, short=True),
    Column("hour", _l("Hour"), _hour, usual=True, short=True),
    Column("zone", _l("Hour of"), _zone, short=True),
    Column("who", _l("Who"), lambda task, _b: task.assignee.name, usual=True),
    Column("together", _l("Together with"), _together, needs=NAMES),
    Column("clients", _l("Clients"), lambda task, _b: ", ".join(r.client.name for r in task.clients), usual=True),
    Column("priority", _l("Priority"), worded("priority", PRIORITIES), usual=True, short=True),
    Column("repeats", _l("Repeats"), lambda task, _b: rule_words(task)),
    Column("put_off", _l("Put off until"), _plain("snoozed_until"), _day("snoozed_until"), short=True),
    Column("waiting", _l("Waiting for"), _plain("waiting_for"), usual=True),
    Column("since", _l("Waiting since"), _plain("waiting_since"), _day("waiting_since"), short=True),
    Column("given", _l("Given by"), lambda task, b: _name(task.delegated_by_id, b), needs=NAMES),
    Column("notes", _l("Notes"), _plain("notes")),
    Column("done", _l("Done (UTC)"), lambda task, _b: task.done_at.strftime("%Y-%m-%d %H:%M") if task.done_at else "",
           lambda task, _b: local_day(task.done_at) if task.done_at else "", short=True),
    Column("done_by", _l("Done by"), lambda task, b: _name(task.done_by_id, b), needs=NAMES),
)  # fmt: skip


def columns() -> list[Column]:
    """Return all columns."""
    return list(_COLUMNS)


def load(_user: User, _chosen: Sequence[Column], _items: Sequence[Task]) -> dict[str, Any]:
    """Return what columns need beside the follow-ups of one page: the firm's people by name."""
    return {NAMES: {key: person.name for key, person in people_by_id().items()}}
