"""What people are at clients, as an import reads and writes it: [client id, title, kind] of each present role."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.audit.adding import add_many, link_text
from crm.audit.capture import record_many
from crm.clients.models.client import Client
from crm.clients.models.depth import ClientPerson
from crm.clients.visibility import visible_ids
from crm.core.dates import now, today_in
from crm.core.db import db
from crm.people.models import Person

Role = list[Any]
FIRST_KIND = "contact"


def roles(user: User, person_ids: Sequence[int]) -> dict[int, list[Role]]:
    """Return the present roles of people at clients that the reader may see, sorted, by person."""
    told: dict[int, list[Role]] = {}
    columns = (ClientPerson.person_id, ClientPerson.client_id, ClientPerson.title, ClientPerson.kind)
    for person_id, *role in db.session.execute(sa.select(*columns).where(_present(user, person_ids))):
        told.setdefault(person_id, []).append(role)
    return {key: sorted(found) for key, found in told.items()}


def places(user: User, person_ids: Sequence[int]) -> dict[int, set[int]]:
    """Return the visible clients where people are or were."""
    query = sa.select(ClientPerson.person_id, ClientPerson.client_id).where(
        ClientPerson.person_id.in_(list(person_ids)), ClientPerson.client_id.in_(visible_ids(user))
    )
    told: dict[int, set[int]] = {}
    for person_id, client_id in db.session.execute(query):
        told.setdefault(person_id, set()).add(client_id)
    return told


def still_there(user: User, client_ids: Sequence[int]) -> set[int]:
    """Return those of these clients where somebody is, who is in the lists."""
    query = sa.select(ClientPerson.client_id).where(
        ClientPerson.client_id.in_(client_ids),
        sa.or_(ClientPerson.to_on.is_(None), ClientPerson.to_on >= today_in(user.time_zone)),
        sa.exists().where(Person.id == ClientPerson.person_id, Person.archived_at.is_(None)),
    )
    return set(db.session.execute(query).scalars())


def counted(work: Session, user: User, person_ids: Sequence[int]) -> dict[int, int]:
    """Return the sum of the versions of people's visible roles: it rises with every change of one."""
    query = sa.select(ClientPerson.person_id, sa.func.sum(ClientPerson.version)).where(
        ClientPerson.person_id.in_(list(person_ids)), ClientPerson.client_id.in_(visible_ids(user))
    )
    return {key: int(total) for key, total in work.execute(query.group_by(ClientPerson.person_id))}


def widened(held: Sequence[Role], said: Sequence[Role]) -> list[Role]:
    """Return the roles of a person after a row: those held stay; a title or kind said of the only role corrects it."""
    found = [list(role) for role in held]
    for client_id, title, kind in said:
        here = [role for role in found if role[0] == client_id]
        same = [role for role in here if role[1] == title]
        role = same[0] if same else here[0] if len(here) == 1 or (here and not title) else None
        if role is None:
            found.append([client_id, title, kind or FIRST_KIND])
        else:
            role[1:] = [title or role[1], kind or role[2]]
    return sorted(found)


def add_roles(work: Session, said: Mapping[int, Sequence[Role]]) -> None:
    """Add roles of new people by person, with the trail of their clients, whose versions rise."""
    records = [
        {"client_id": client_id, "person_id": person_id, "title": title, "kind": kind or FIRST_KIND,
         "is_primary": False, "from_on": None, "to_on": None}
        for person_id, found in said.items() for client_id, title, kind in found
    ]  # fmt: skip
    add_many(work, ClientPerson, records)
    told: dict[int, list[list[Any]]] = {}
    for record in records:
        text = link_text(person_id=record["person_id"], title=record["title"])
        told.setdefault(record["client_id"], []).append(["people", None, text])
    record_many(work, "client", list(told.items()))
    _touch(work, told)


def set_roles(work: Session, user: User, wanted: Mapping[int, Sequence[Role]]) -> None:
    """Make these the present roles of people at visible clients.

    One that is not wanted (the undoing of an import) goes, unless somebody changed it since it was added.
    """
    held: dict[int, list[ClientPerson]] = {}
    query = sa.select(ClientPerson).where(_present(user, list(wanted))).order_by(ClientPerson.id)
    for role in work.execute(query.execution_options(populate_existing=True)).scalars():
        held.setdefault(role.person_id, []).append(role)
    asked = {role[0] for said in wanted.values() for role in said}
    open_to = set(work.execute(visible_ids(user).where(Client.id.in_(asked))).scalars())
    touched: set[int] = set()
    for person_id, said in wanted.items():
        sound = [role for role in said if role[0] in open_to]
        touched |= _set_roles(work, person_id, held.get(person_id, []), sound)
    work.flush()
    _touch(work, touched)


def _set_roles(work: Session, person_id: int, held: list[ClientPerson], said: Sequence[Role]) -> set[int]:
    """Pair wanted roles with those held, exact ones first; returns the clients that gain or lose somebody."""
    rest = [list(role) for role in said]
    left = []
    for row in held:
        exact = [row.client_id, row.title, row.kind]
        if exact in rest:
            rest.remove(exact)
        else:
            left.append(row)
    touched = set()
    for row in left:
        other = next((role for role in rest if role[0] == row.client_id), None)
        if other is not None:
            rest.remove(other)
            row.title, row.kind = other[1], other[2] or FIRST_KIND
        elif row.version == 1:
            touched.add(row.client_id)
            work.delete(row)
    for client_id, title, kind in rest:
        touched.add(client_id)
        work.add(ClientPerson(client_id=client_id, person_id=person_id, title=title, kind=kind or FIRST_KIND))
    return touched


def _present(user: User, person_ids: Sequence[int]) -> sa.ColumnElement[bool]:
    """Return the WHERE for roles of these people, at clients that the reader may see, that have not ended."""
    today = today_in(user.time_zone)
    return sa.and_(
        ClientPerson.person_id.in_(list(person_ids)),
        sa.or_(ClientPerson.to_on.is_(None), ClientPerson.to_on >= today),
        ClientPerson.client_id.in_(visible_ids(user)),
    )


def _touch(work: Session, client_ids: Mapping[int, Any] | set[int]) -> None:
    """Let the versions of clients rise: who is at a client is part of it."""
    values: dict[Any, Any] = {Client.version: Client.version + 1, Client.updated_at: now()}
    changed = sa.update(Client).where(Client.id.in_(sorted(client_ids))).values(values)
    if client_ids:
        work.execute(changed, execution_options={"synchronize_session": False})
