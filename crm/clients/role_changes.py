"""Changes of people's roles at clients. They flush within an open unit of work, never commit."""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients import queries
from crm.clients.models.client import Client
from crm.clients.models.depth import ClientPerson
from crm.core.dates import now
from crm.people.models import Person

PLAIN: Final = ("title", "kind", "is_primary", "from_on", "to_on")


def add(work: Session, client: Client, person_id: int, values: Mapping[str, Any]) -> ClientPerson:
    """Say what a person is at a client. `values`: title, kind, is_primary, from_on, to_on; all may be left out."""
    role = ClientPerson(client_id=client.id, person_id=person_id)
    work.add(role)
    change(work, role, values)
    client.updated_at = now()
    work.flush()
    return role


def change(work: Session, role: ClientPerson, values: Mapping[str, Any]) -> None:
    """Change a role; there is one at most whom to call first."""
    for name in PLAIN:
        if name in values:
            setattr(role, name, values[name])
    if role.is_primary:
        others = sa.select(ClientPerson).where(ClientPerson.client_id == role.client_id, ClientPerson.is_primary)
        for other in work.execute(others).scalars():
            if other is not role:
                other.is_primary = False
    work.flush()


def place(work: Session, actor: User, person: Person, said: Mapping[str, str]) -> None:
    """Place somebody who was just added from within a form: at the client it names, which the actor must see."""
    typed = said.get("client_id", "")
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 9:  # noqa: PLR2004 - no id is longer
        return
    client = queries.for_edit(actor, int(typed))
    if client is not None:
        add(work, client, person.id, {"title": " ".join(said.get("role", "").split())[:200]})
