"""The kinds of records that can be merged, and which of their values are chosen one by one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.audit.words import Resolver
from crm.clients import history as client_history
from crm.clients.models.client import Client
from crm.clients.visibility import visible_to as client_visible
from crm.core.i18n import language
from crm.institutions import history as institution_history
from crm.institutions.models import Institution
from crm.people import history as person_history
from crm.people.models import Person
from crm.people.visibility import visible_to as person_visible

#: Columns chosen together: a state belongs to its country.
Group = tuple[str, ...]
_PLACE: Final = ("country", "state", "city")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record. `slug` is its word in addresses, `page` its name elsewhere, also that of its table."""

    slug: str
    page: str
    model: Any
    permission: Permission
    groups: tuple[Group, ...]
    visible: Callable[[Any], sa.ColumnElement[bool]]
    labels: Callable[[], Mapping[str, Any]]
    resolvers: Callable[[User], Mapping[str, Resolver]]
    #: Long texts that may also be kept one after the other.
    joined: frozenset[str] = frozenset()
    #: Marks that hold where either record has them.
    strict: tuple[str, ...] = ()
    name: Callable[[Any], str] = field(default=lambda record: str(record.name))

    @property
    def argument(self) -> str:
        """Return the name of the record's id in addresses."""
        return f"{self.page}_id"

    @property
    def endpoint(self) -> str:
        """Return the endpoint of the record's page."""
        return f"{self.slug}.show"


def _everybody(_user: Any) -> sa.ColumnElement[bool]:
    return sa.true()


CLIENTS: Final = Kind(
    "clients", "client", Client, Permission.CLIENT_WRITE,
    (("name",), ("legal_name",), ("business",), ("status",), _PLACE, ("account_lead_id",), ("parent_id",),
     ("website",), ("tax_id",), ("phone",), ("report_language",)),
    client_visible, client_history.labels, client_history.resolvers,
)  # fmt: skip
PEOPLE: Final = Kind(
    "people", "person", Person, Permission.PERSON_WRITE,
    (("honorific",), ("given_name",), ("surname",), ("second_surname",), ("language",), ("preferred_channel",),
     ("consent_source", "consent_on"), ("privacy_notice_on",), ("notes",)),
    person_visible, lambda: person_history.LABELS, person_history.resolvers,
    joined=frozenset({"notes"}), strict=("do_not_contact",), name=lambda person: str(person.formal),
)  # fmt: skip
INSTITUTIONS: Final = Kind(
    "institutions", "institution", Institution, Permission.INSTITUTION_WRITE,
    (("name_en",), ("name_es",), ("short",), ("kind",), ("level",), _PLACE, ("parent_id",), ("gift_rule",),
     ("meeting_rule",), ("holidays",), ("website",), ("phone",), ("email",), ("address",), ("notes",)),
    _everybody, lambda: institution_history.LABELS, institution_history.resolvers,
    joined=frozenset({"notes"}), name=lambda body: str(body.name(language())),
)  # fmt: skip
KINDS: Final[Mapping[str, Kind]] = {kind.slug: kind for kind in (CLIENTS, PEOPLE, INSTITUTIONS)}
BY_PAGE: Final[Mapping[str, Kind]] = {kind.page: kind for kind in KINDS.values()}
