"""Where people are at clients: a role at a visible client makes a person visible."""

import sqlalchemy as sa

from crm.clients.models.depth import ClientPerson
from crm.clients.visibility import hidden_client
from crm.core.access import Reader
from crm.core.offers import PersonTie
from crm.people.models import Person


def _exists() -> sa.ColumnElement[bool]:
    return sa.exists(sa.select(ClientPerson.id).where(ClientPerson.person_id == Person.id).correlate(Person))


def _visible(user: Reader) -> sa.ColumnElement[bool]:
    rows = sa.select(ClientPerson.id).where(
        ClientPerson.person_id == Person.id, ~hidden_client(user, ClientPerson.client_id)
    )
    return sa.exists(rows.correlate(Person))


#: A role that is over still shows where somebody was.
TIE = PersonTie(_exists, _visible)
