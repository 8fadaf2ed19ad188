"""The trail of a follow-up in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.queries import consultants
from crm.audit.words import Resolver
from crm.clients import queries as clients
from crm.core.dates import instant, long_date, zone_place
from crm.core.i18n import language
from crm.institutions import queries as institutions
from crm.people.queries import names_of
from crm.tasks.forms import PRIORITIES
from crm.tasks.queries import titles
from crm.tasks.recurring import read_rule
from crm.tasks.rule_words import SKIPS, repeat_words

LABELS: Final = {
    "title": _l("What is to be done"), "due_on": _l("Due"), "assignee_id": _l("Who"), "priority": _l("Priority"),
    "clients": _l("Clients"), "institutions": _l("Institutions"), "people": _l("People"), "notes": _l("Notes"),
    "done_at": _l("Done"), "done_by_id": _l("Done by"),
    "due_time": _l("Hour"), "due_zone": _l("Hour of"), "assignees": _l("Together with"),
    "snoozed_until": _l("Put off until"), "waiting_for": _l("Waiting for"), "waiting_since": _l("Waiting since"),
    "delegated_by_id": _l("Given by"), "rule": _l("Repeats"), "rule_skip": _l("Moved past"),
    "rule_start": _l("Repeats from"), "rule_missed": _l("Missed before it"),
    "limited": _l("Only named readers"), "readers": _l("Readers"),
    "archived_at": _l("Archived"), "created_by_id": _l("Written by"),
}  # fmt: skip


def resolvers(user: User) -> dict[str, Resolver]:
    """Return what puts a follow-up's values into words for a reader; each asks at most one query."""
    return {
        **dict.fromkeys(("due_on", "snoozed_until", "waiting_since", "rule_start"), days),
        "due_time": lambda values: {v: v[:5] for v in values},
        "due_zone": lambda values: {v: zone_place(v) for v in values},
        "rule": lambda values: {v: repeat_words(told) if (told := read_rule(v)) else v for v in values},
        "rule_skip": lambda values: {v: ", ".join(str(SKIPS[word]) for word in v.split()) for v in values},
        "assignees": people,
        "delegated_by_id": people,
        "assignee_id": people,
        "done_by_id": people,
        "created_by_id": people,
        "readers": people,
        "priority": lambda _values: {code: str(label) for code, label in PRIORITIES.items()},
        "clients": lambda values: client_names(values, user),
        "institutions": lambda values: {body.id: body.name(language()) for body in institutions.with_ids(values)},
        "people": lambda values: person_names(values, user),
        "done_at": lambda values: instants(values, user),
        "archived_at": lambda values: instants(values, user),
    }


def days(values: Sequence[Any]) -> Mapping[Any, str]:
    """Return stored days as the reader's language writes them."""
    return {v: long_date(date.fromisoformat(v), language()) for v in values}


def people(_values: Sequence[Any]) -> Mapping[Any, str]:
    """Return the names of the firm's people by id."""
    return {u.id: u.name for u in consultants(active_only=False)}


def client_names(values: Sequence[Any], user: User) -> Mapping[Any, str]:
    """Return the names of clients by id; one that is hidden from the reader stays without a name."""
    known = {choice.id: choice.name for choice in clients.chosen(user, values, language())}
    return {v: known.get(v) or _("a client that is not open to you") for v in values}


def person_names(values: Sequence[Any], user: User) -> Mapping[Any, str]:
    """Return the names of people by id; one that is hidden from the reader stays without a name."""
    known = names_of(user, values)
    return {v: known.get(v) or _("somebody who is not open to you") for v in values}


def task_titles(values: Sequence[Any], user: User) -> Mapping[Any, str]:
    """Return the titles of follow-ups by id; one that is hidden from the reader stays without its title."""
    known = titles(user, values)
    return {v: known.get(v) or _("a follow-up that is not open to you") for v in values}


def instants(values: Sequence[Any], user: User) -> Mapping[Any, str]:
    """Return stored instants as the reader's clock shows them."""
    return {v: instant(datetime.fromisoformat(v), user.time_zone, language()) for v in values}
