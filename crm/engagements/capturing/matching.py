"""Who is meant: people whom the reader may see, by e-mail, phone and name; clients through them. Nothing of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from crm.accounts.models import User
from crm.accounts.queries import consultants
from crm.clients.person_roles import roles
from crm.core.db import db
from crm.core.phones import check_phone
from crm.core.text import fold
from crm.engagements.capturing.shape import Party
from crm.people.models import Person, PersonEmail, PersonPhone
from crm.people.queries import named
from crm.people.visibility import visible_to


@dataclass
class Met:
    """Ids of people, of their clients and of our own; those not found as lines of text."""

    persons: list[int] = field(default_factory=list)
    clients: list[int] = field(default_factory=list)
    consultants: list[int] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def match(user: User, parties: Sequence[Party]) -> Met:
    """Return who took part. Somebody hidden from the reader is text, as somebody unknown is."""
    met = Met()
    firm_mail = {each.email: each.id for each in consultants()}
    firm_name = {fold(each.name): each.id for each in consultants()}
    phones = {party: number for party in parties if (number := _phone(party.phone))}
    by_mail = _by_mail(user, [party.email.lower() for party in parties if party.email])
    by_phone = _by_phone(user, list(phones.values()))
    for party in parties:
        own = firm_mail.get(party.email.lower()) or (None if party.email else firm_name.get(fold(party.name)))
        if own:
            met.consultants.append(own)
            continue
        found = _one(party, by_mail.get(party.email.lower(), []))
        found = found or _one(party, by_phone.get(phones.get(party, ""), []))
        person_id = found.id if found else named(user, party.name) if party.name else None
        if person_id:
            met.persons.append(person_id)
        else:
            met.others.append(_line(party))
    met.persons = list(dict.fromkeys(met.persons))
    met.consultants = list(dict.fromkeys([user.id, *met.consultants]))
    held = roles(user, met.persons)
    met.clients = list(dict.fromkeys(role[0] for person_id in met.persons for role in held.get(person_id, [])))
    return met


def _one(party: Party, people: Sequence[Person]) -> Person | None:
    """Return the person meant by an address: it may be shared, then the name decides."""
    words = set(fold(party.name).split())
    fitting = [person for person in people if not words or words & set(fold(person.name).split())]
    return fitting[0] if len(fitting) == 1 else None


def _by_mail(user: User, addresses: Sequence[str]) -> Mapping[str, list[Person]]:
    column = sa.func.lower(PersonEmail.address)
    query = sa.select(column, Person).join(Person, Person.id == PersonEmail.person_id)
    return _listed(user, query.where(column.in_(addresses)))


def _by_phone(user: User, numbers: Sequence[str]) -> Mapping[str, list[Person]]:
    query = sa.select(PersonPhone.number, Person).join(Person, Person.id == PersonPhone.person_id)
    return _listed(user, query.where(PersonPhone.number.in_(numbers)))


def _listed(user: User, query: sa.Select[str, Person]) -> Mapping[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    query = query.where(visible_to(user), Person.archived_at.is_(None)).order_by(Person.id)
    for key, person in db.session.execute(query):
        found.setdefault(key, []).append(person)
    return found


def _phone(text: str) -> str:
    if not text:
        return ""
    try:
        return check_phone(text, "MX")
    except ValueError:
        return ""


def _line(party: Party) -> str:
    reach = party.email or party.phone
    return f"{party.name} <{reach}>" if party.name and reach else party.name or reach
