"""What the queue shows of each record: who it is, how it is reached, who looks after it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy.orm import selectinload

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.clients.checks import tax_id_text, website_text
from crm.clients.models.client import Client
from crm.core.db import db
from crm.core.feature import registry
from crm.core.phones import phone_text
from crm.core.templating import day, local_day
from crm.duplicates.kinds import Kind, address_of
from crm.duplicates.likeness import Likeness
from crm.duplicates.models import DuplicatePair
from crm.duplicates.queries import wanted_of
from crm.institutions.models import Institution
from crm.people.contact import reach
from crm.people.models import Person


@dataclass(frozen=True, slots=True)
class Card:
    """One record beside another: name, place, address, and (label, value) of what it is told by."""

    id: int
    name: str
    place: str
    url: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One pair as the queue draws it."""

    pair: DuplicatePair
    sides: tuple[Card, Card]
    why: Sequence[str]
    apart_by: str


def shown_pairs(user: User, kind: Kind, pairs: Sequence[DuplicatePair]) -> list[Shown]:
    """Return pairs (of which the reader may see both) with their cards: as many statements for one as for many."""
    ids = sorted({key for pair in pairs for key in (pair.low_id, pair.high_id)})
    cards, wanted, people = _cards(user, kind, ids), wanted_of(kind), people_by_id()
    told = []
    for pair in pairs:
        why = wanted.reasons(Likeness(pair.name_score, pair.legal_score, pair.same))
        writer = people.get(pair.apart_by_id or 0)
        sides = (cards[pair.low_id], cards[pair.high_id])
        told.append(Shown(pair, sides, [str(reason) for reason in why], writer.name if writer else ""))
    return told


def _cards(user: User, kind: Kind, ids: Sequence[int]) -> dict[int, Card]:
    if not ids:
        return {}
    contact: Mapping[int, Any] = {}
    for column in registry().columns(kind.plural):
        if column.key == "last_contact":
            contact = column.load(user, ids)
    records = {record.id: record for record in _records(kind, ids)}
    return {
        choice.id: Card(
            choice.id,
            choice.name,
            choice.place,
            address_of(kind, choice.id),
            [(label, value) for label, value in _lines(records[choice.id], contact.get(choice.id)) if value],
        )
        for choice in kind.named(user, ids)
    }


def _records(kind: Kind, ids: Sequence[int]) -> Iterable[Any]:
    query = sa.select(kind.model).where(kind.model.id.in_(ids))
    if kind.model is Person:
        query = query.options(selectinload(Person.phones), selectinload(Person.emails))
    return db.session.execute(query).scalars()


def _lines(record: Any, last: Any) -> list[tuple[str, str]]:
    return [
        *_OF[type(record)](record),
        (_("Last contact"), day(last) if last else _("Never")),
        (pgettext("record", "Added"), local_day(record.created_at)),
    ]


def _client(client: Client) -> list[tuple[str, str]]:
    lead = people_by_id().get(client.account_lead_id or 0)
    return [
        (_("Legal name"), client.legal_name),
        (_("Tax ID"), tax_id_text(client.tax_id, client.country)),
        (_("Website"), website_text(client.website)),
        (_("Phone"), phone_text(client.phone)),
        (_("Account lead"), lead.name if lead else _("Nobody")),
    ]


def _person(person: Person) -> list[tuple[str, str]]:
    known = reach(person)
    phones = ", ".join(line.text for line in known.phones)
    return [(_("E-mail"), ", ".join(known.emails)), (_("Phone"), phones)]


def _institution(body: Institution) -> list[tuple[str, str]]:
    return [
        (_("Name in English"), body.name_en),
        (_("Name in Spanish"), body.name_es),
        (_("Short name"), body.short),
        (_("Phone"), phone_text(body.phone)),
        (_("E-mail"), body.email),
    ]


_OF: Final[Mapping[type[Any], Any]] = {Client: _client, Person: _person, Institution: _institution}
