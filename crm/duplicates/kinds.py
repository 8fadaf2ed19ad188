"""The kinds of records that may be duplicates: what each is told by, who may see one, what its card shows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients import queries as client_queries
from crm.clients.models.client import Client
from crm.clients.visibility import visible_to as client_visible
from crm.core.i18n import language
from crm.core.picker import Choice
from crm.duplicates import keys
from crm.duplicates.likeness import Facts
from crm.institutions import queries as institution_queries
from crm.institutions.models import Institution
from crm.people import queries as people_queries
from crm.people.models import Person
from crm.people.visibility import visible_to as person_visible

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of record."""

    #: As in `Panel.page` and in the trail; the list's address and page.
    page: str
    plural: str
    label: Any
    model: Any
    read: Permission
    write: Permission
    #: What may mean duplicate, with its label; all of it does until the firm says otherwise.
    fields: Mapping[str, Any]
    #: Columns that a record is told by.
    columns: tuple[str, ...]
    facts: Callable[[Values], Facts]
    #: The WHERE on the model for a reader.
    visible: Callable[[User], sa.ColumnElement[bool]]
    #: Name and place of those of these records that a reader may see.
    named: Callable[[User, Sequence[int]], Iterable[Choice]]

    @property
    def setting(self) -> str:
        """Return the key of the firm's setting: which fields count."""
        return f"duplicates_{self.page}"


def _exact(**found: Iterable[str]) -> dict[str, frozenset[str]]:
    return {name: frozenset(filter(None, values)) for name, values in found.items()}


def _related(values: Values) -> frozenset[int]:
    parent = values.get("parent_id")
    return frozenset({int(parent)} if parent else ())


def _client(values: Values) -> Facts:
    return Facts(
        int(values.get("id") or 0),
        (values.get("name") or "",),
        tuple(filter(None, [values.get("legal_name")])),
        _exact(
            tax_id=[keys.tax_key(values.get("tax_id") or "")], domain=[keys.domain_key(values.get("website") or "")],
            phone=[keys.phone_key(values.get("phone") or "")],
        ),
        _related(values),
    )  # fmt: skip


def _person(values: Values) -> Facts:
    name = " ".join(filter(None, (values.get(part) for part in ("given_name", "surname", "second_surname"))))
    numbers = [row if isinstance(row, str) else row["number"] for row in values.get("phones") or ()]
    return Facts(
        int(values.get("id") or 0),
        (name,),
        exact=_exact(
            email=[keys.email_key(address) for address in values.get("emails") or ()],
            phone=[keys.phone_key(number) for number in numbers],
        ),
    )


def _institution(values: Values) -> Facts:
    names = dict.fromkeys(filter(None, (values.get("name_en"), values.get("name_es"))))
    return Facts(
        int(values.get("id") or 0),
        tuple(names),
        exact=_exact(
            short=[keys.short_key(values.get("short") or "")], phone=[keys.phone_key(values.get("phone") or "")],
            email=[keys.email_key(values.get("email") or "")],
        ),
        related=_related(values),
    )  # fmt: skip


_NAME, _PHONE, _EMAIL = _l("Name"), _l("Phone"), _l("E-mail")
KINDS: Final[Mapping[str, Kind]] = {
    kind.page: kind
    for kind in (
        Kind(
            "client", "clients", _l("Clients"), Client, Permission.CLIENT_READ, Permission.CLIENT_WRITE,
            {"name": _NAME, "legal_name": _l("Legal name"), "tax_id": _l("Tax ID"), "domain": _l("Website"),
             "phone": _PHONE},
            ("name", "legal_name", "tax_id", "website", "phone", "parent_id"), _client, client_visible,
            lambda user, ids: client_queries.chosen(user, ids, language()),
        ),
        Kind(
            "person", "people", _l("People"), Person, Permission.PERSON_READ, Permission.PERSON_WRITE,
            {"name": _NAME, "email": _EMAIL, "phone": _PHONE},
            ("given_name", "surname", "second_surname"), _person, person_visible, people_queries.chosen,
        ),
        Kind(
            "institution", "institutions", _l("Institutions"), Institution, Permission.INSTITUTION_READ,
            Permission.INSTITUTION_WRITE,
            {"name": _NAME, "short": _l("Short name"), "phone": _PHONE, "email": _EMAIL},
            ("name_en", "name_es", "short", "phone", "email", "parent_id"), _institution, lambda _user: sa.true(),
            lambda _user, ids: institution_queries.chosen(list(ids)),
        ),
    )
}  # fmt: skip


def address_of(kind: Kind, record_id: int) -> str:
    """Return the address of a record's page."""
    where: dict[str, Any] = {f"{kind.page}_id": record_id}
    return url_for(f"{kind.plural}.show", **where)


BY_PLURAL: Final[Mapping[str, Kind]] = {kind.plural: kind for kind in KINDS.values()}
