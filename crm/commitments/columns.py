"""The columns of the list of commitments."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.commitments.labels import PARTIES, maker, receiver, state_labels, state_of
from crm.commitments.models import Commitment
from crm.core.dates import today_in
from crm.core.templating import day, local_day
from crm.lists.declared import Column
from crm.people.queries import names_of

Beside = Mapping[str, Any]
PEOPLE, TODAY = "people", "today"


def _state(item: Any, beside: Beside) -> str:
    return state_labels()[state_of(item, beside[TODAY])]


def _days_late(item: Any, beside: Beside) -> int | None:
    today = beside[TODAY]
    return (today - item.due_on).days if state_of(item, today) == "late" else None


def _engagement(item: Any, _beside: Beside) -> str:
    return f"{item.engagement.number} {item.engagement.subject}" if item.engagement else ""


def _shown(name: str) -> Any:
    return lambda item, _beside: _day(getattr(item, name))


def _day(value: date | None) -> str:
    return day(value) if value else ""


_COLUMNS: Final = (
    Column("text", _l("What was promised"), lambda item, _b: item.text, fixed=True),
    Column("maker", _l("Made by"), lambda item, _b: maker(item), usual=True),
    Column("maker_kind", _l("Kind of maker"), lambda item, _b: str(PARTIES[item.maker_kind])),
    Column("person", _l("Who said it"), lambda item, b: b[PEOPLE].get(item.maker_person_id, ""), needs=PEOPLE),
    Column("receiver", _l("Made to"), lambda item, _b: receiver(item), usual=True),
    Column("due", _l("Due"), lambda item, _b: item.due_on, _shown("due_on"), usual=True, short=True),
    Column("state", _l("Status"), _state, needs=TODAY, usual=True, short=True),
    Column("late", _l("Days late"), _days_late, needs=TODAY, short=True),
    Column("made", _l("Made on"), lambda item, _b: item.made_on, _shown("made_on"), short=True),
    Column("engagement", _l("Engagement"), _engagement),
    Column("clients", _l("Clients"), lambda item, _b: ", ".join(link.client.name for link in item.clients), usual=True),
    Column("owner", _l("Who sees to it"), lambda item, _b: item.owner.name, usual=True),
    Column("settled", _l("Settled on"), lambda item, _b: item.settled_on, _shown("settled_on"), short=True),
    Column("reason", _l("Remark"), lambda item, _b: item.reason),
    Column("changed", _l("Changed (UTC)"), lambda item, _b: item.updated_at.strftime("%Y-%m-%d %H:%M"),
           lambda item, _b: local_day(item.updated_at), short=True),
)  # fmt: skip


def columns() -> list[Column]:
    """Return all columns."""
    return list(_COLUMNS)


def load(user: User, chosen: Sequence[Column], items: Sequence[Commitment]) -> dict[str, Any]:
    """Return what columns need beside the commitments of one page: the reader's day, names of people they may see."""
    found: dict[str, Any] = {TODAY: today_in(user.time_zone)}
    if PEOPLE in {column.needs for column in chosen}:
        ids = {item.maker_person_id for item in items if item.maker_person_id}
        found[PEOPLE] = names_of(user, ids) if ids else {}
    return found
