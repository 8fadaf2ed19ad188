"""Asks who is and was at a client, and where a person is and was, as far as the reader may see it."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.models.depth import ClientPerson
from crm.clients.visibility import visible_to
from crm.core.access import Reader, per_reader
from crm.core.dates import today_in
from crm.core.db import db
from crm.people.models import Person
from crm.people.visibility import within_limits

#: On the client's page; the tab has all.
SHOWN = 5


def people_of(user: User, client_id: int, *, emails: bool = True) -> Sequence[ClientPerson]:
    """Return the roles at a client (which the reader may see) with their people: present ones first, primary first.

    Phones are loaded, e-mail addresses where they are asked for.
    """
    return db.session.execute(_people_of(user, emails), {"client_id": client_id}).scalars().all()


@per_reader
def _people_of(user: Reader, emails: bool) -> sa.Select[ClientPerson]:  # noqa: FBT001 - part of what is kept
    lines = [selectinload(Person.phones), *([selectinload(Person.emails)] if emails else [])]
    return (
        sa.select(ClientPerson)
        .join(ClientPerson.person)
        .where(
            ClientPerson.client_id == sa.bindparam("client_id", type_=sa.Integer), Person.archived_at.is_(None),
            within_limits(user),
        )
        .options(contains_eager(ClientPerson.person).options(*lines))
        .order_by(
            ClientPerson.to_on.is_not(None), ClientPerson.is_primary.desc(), ClientPerson.to_on.desc(), Person.name_key,
            ClientPerson.id,
        )
    )  # fmt: skip


def over(role: ClientPerson, user: User) -> bool:
    """Tell whether a role has ended by the reader's own day."""
    return role.to_on is not None and role.to_on < today_in(user.time_zone)


def count_now(user: User, client: Client) -> int:
    """Return how many people are at a client now."""
    asked = {"client_id": client.id, "today": today_in(user.time_zone)}
    return db.session.execute(_counted(user), asked).scalar_one()


@per_reader
def _counted(user: Reader) -> sa.Select[int]:
    mine = ClientPerson.client_id == sa.bindparam("client_id", type_=sa.Integer)
    return (
        sa.select(sa.func.count(sa.distinct(ClientPerson.person_id)))
        .join(ClientPerson.person)
        .where(mine, _still(sa.bindparam("today", type_=sa.Date)), Person.archived_at.is_(None), within_limits(user))
    )


def _still(today: Any) -> sa.ColumnElement[bool]:
    return sa.or_(ClientPerson.to_on.is_(None), ClientPerson.to_on >= today)


def get_role(user: User, client_id: int, role_id: int) -> ClientPerson | None:
    """Return a role at a visible client with its person; None for a stranger."""
    return db.session.execute(_role(user, client_id, role_id)).scalar_one_or_none()


def role_for_edit(user: User, client_id: int, role_id: int) -> ClientPerson | None:
    """Return a role at a visible client, locked until the unit of work ends."""
    query = _role(user, client_id, role_id).with_for_update(of=ClientPerson)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def _role(user: User, client_id: int, role_id: int) -> sa.Select[ClientPerson]:
    return (
        sa.select(ClientPerson)
        .join(Client, Client.id == ClientPerson.client_id)
        .join(Person, Person.id == ClientPerson.person_id)
        .where(ClientPerson.id == role_id, ClientPerson.client_id == client_id, visible_to(user), within_limits(user))
        .options(joinedload(ClientPerson.person))
    )


def has_role(client_id: int, person_id: int, title: str) -> bool:
    """Tell whether a person has a role of this title at a client that has not ended."""
    same = sa.select(ClientPerson.id).where(
        ClientPerson.client_id == client_id, ClientPerson.person_id == person_id, ClientPerson.title == title,
        ClientPerson.to_on.is_(None),
    )  # fmt: skip
    return bool(db.session.execute(sa.select(sa.exists(same))).scalar_one())


def roles_of_person(user: User, person: Person) -> Sequence[tuple[ClientPerson, Client]]:
    """Return a person's roles at clients that the reader may see, present ones first."""
    query = (
        sa.select(ClientPerson, Client)
        .join(Client, Client.id == ClientPerson.client_id)
        .where(ClientPerson.person_id == person.id, visible_to(user))
        .order_by(
            ClientPerson.to_on.is_not(None), ClientPerson.to_on.desc(), ClientPerson.from_on.desc(), Client.name_key
        )
    )
    return [(role, client) for role, client in db.session.execute(query)]


def roles_now(user: User, ids: Sequence[int]) -> Mapping[int, str]:
    """Return what people are now at visible clients: 'Directora, Hortalizas del Mayo'."""
    told: dict[int, list[str]] = {}
    asked = {"ids": list(ids), "today": today_in(user.time_zone)}
    for person_id, title, name in db.session.execute(_roles_now(user), asked):
        told.setdefault(person_id, []).append(", ".join(filter(None, (title, name))))
    return {key: " · ".join(dict.fromkeys(texts)) for key, texts in told.items()}


@per_reader
def _roles_now(user: Reader) -> sa.Select[int, str, str]:
    wanted = ClientPerson.person_id.in_(sa.bindparam("ids", expanding=True))
    still = _still(sa.bindparam("today", type_=sa.Date))
    return (
        sa.select(ClientPerson.person_id, ClientPerson.title, Client.name)
        .join(Client, Client.id == ClientPerson.client_id)
        .where(wanted, still, Client.archived_at.is_(None), visible_to(user))
        .order_by(ClientPerson.person_id, ClientPerson.is_primary.desc(), ClientPerson.id)
    )


def client_panel(user: User, client: Client) -> dict[str, Any] | None:
    """Return whom to call at a client, for its page."""
    roles = [role for role in people_of(user, client.id, emails=False) if not over(role, user)]
    return {"client": client, "roles": roles[:SHOWN], "more": max(0, len(roles) - SHOWN)}


def person_panel(user: User, person: Person) -> dict[str, Any] | None:
    """Return where a person is and was at clients, for their page."""
    rows = roles_of_person(user, person)
    return {"rows": [(role, client, over(role, user)) for role, client in rows]} if rows else None
