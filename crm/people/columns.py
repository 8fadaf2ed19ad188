"""The columns of the list of people. Who is not to be contacted has neither phone nor e-mail in any of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.feature import registry
from crm.core.templating import day, local_day
from crm.lists.declared import Column, offered_column, worded
from crm.people.contact import mark_of
from crm.people.labels import LANGUAGES, PREFERRED
from crm.people.names import Listed
from crm.people.queries import reach_of_many, roles_now

Beside = Mapping[str, Any]
ROLES, REACH = "roles", "reach"


def _plain(name: str) -> Callable[[Any, Beside], object]:
    return lambda person, _beside: getattr(person, name)


def _day(name: str) -> Callable[[Any, Beside], object]:
    return lambda person, _beside: day(getattr(person, name)) if getattr(person, name) else ""


def _phones(person: Any, beside: Beside) -> str:
    return "; ".join(line.text for line in beside[REACH][person.id].phones)


def _emails(person: Any, beside: Beside) -> str:
    return "; ".join(beside[REACH][person.id].emails)


_RECORD: Final = (
    Column("name", _l("Name"), lambda person, _b: person.formal, fixed=True),
    Column("given_name", _l("Given name"), _plain("given_name")),
    Column("surname", _l("Surname"), _plain("surname")),
    Column("second_surname", _l("Second surname"), _plain("second_surname")),
    Column("now", _l("What they are now"), lambda person, b: b[ROLES].get(person.id, ""), needs=ROLES, usual=True),
    Column("email", _l("E-mail"), lambda person, b: b[REACH][person.id].email_cell, usual=True),
    Column("emails", _l("All e-mails"), _emails),
    Column("phone", _l("Phone"), lambda person, b: b[REACH][person.id].phone_cell, usual=True, short=True),
    Column("phones", _l("All phones"), _phones),
    Column("contact", _l("Do not contact"), lambda person, _b: mark_of(person)),
    Column("language", _l("Language"), worded("language", LANGUAGES)),
    Column("preferred", _l("Preferred channel"), worded("preferred_channel", PREFERRED)),
    Column("consent_source", _l("Source of the data"), _plain("consent_source")),
    Column("consent_on", _l("Consent on"), _plain("consent_on"), _day("consent_on"), short=True),
    Column("privacy_notice_on", _l("Privacy notice on"), _plain("privacy_notice_on"), _day("privacy_notice_on"),
           short=True),
    Column("changed", _l("Changed (UTC)"), lambda person, _b: person.updated_at.strftime("%Y-%m-%d %H:%M"),
           lambda person, _b: local_day(person.updated_at), short=True),
)  # fmt: skip


def columns() -> list[Column]:
    """Return all columns: the record's, those of higher features."""
    return [*_RECORD, *(offered_column(column) for column in registry().columns("people"))]


def load(user: User, chosen: Sequence[Column], people: Sequence[Listed]) -> dict[str, Any]:
    """Return what columns need beside the people of one page; a role at a hidden client is none.

    How each of them may be reached is always there.
    """
    ids, needs = [person.id for person in people], {column.needs for column in chosen}
    found: dict[str, Any] = {REACH: reach_of_many(people)}
    if ROLES in needs:
        found[ROLES] = roles_now(user, ids)
    for column in registry().columns("people"):
        if column.key in needs:
            found[column.key] = column.load(user, ids)
    return found
