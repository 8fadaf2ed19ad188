"""To whom an advisory goes at each client, and what is in the way."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, selectinload

from crm.accounts.models import User
from crm.advisories.models import Advisory
from crm.clients.models.client import Client
from crm.clients.models.depth import ClientPerson
from crm.core.bulk import among
from crm.core.dates import today_in
from crm.core.db import db
from crm.people.models import Person
from crm.people.visibility import within_limits


@dataclass(frozen=True, slots=True)
class Contact:
    """The main contact of a client; `problem` says why nothing can be sent there."""

    person_id: int | None = None
    name: str = ""
    address: str = ""
    problem: str = "no_contact"


def main_contacts(user: User, client_ids: Iterable[int]) -> dict[int, Contact]:
    """Return by client its main contact as of today, one with an address before others: two statements."""
    today = today_in(user.time_zone)
    query = (
        sa.select(ClientPerson)
        .join(ClientPerson.person)
        .where(
            among(ClientPerson.client_id, client_ids), ClientPerson.is_primary,
            sa.or_(ClientPerson.to_on.is_(None), ClientPerson.to_on >= today),
            sa.or_(ClientPerson.from_on.is_(None), ClientPerson.from_on <= today),
            Person.archived_at.is_(None), within_limits(user),
        )
        .options(contains_eager(ClientPerson.person).options(selectinload(Person.emails)))
        .order_by(ClientPerson.client_id, Person.name_key, ClientPerson.id)
    )  # fmt: skip
    found: dict[int, Contact] = {}
    for role in db.session.execute(query).scalars():
        known, contact = found.get(role.client_id), _contact(role.person)
        if known is None or (known.problem and not contact.problem):
            found[role.client_id] = contact
    return found


def _contact(person: Person) -> Contact:
    address = person.emails[0].address if person.emails else ""
    problem = "no_wish" if person.do_not_contact else "" if address else "no_address"
    return Contact(person.id, person.formal, "" if person.do_not_contact else address, problem)


def problem_of(item: Advisory, client: Client, contact: Contact) -> str:
    """Return why an advisory can't go to a client, '' where it can."""
    if client.archived_at is not None:
        return "archived"
    return contact.problem if item.has(client.report_language) else "no_text"
