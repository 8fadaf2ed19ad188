"""Who sat across the table: institutions and people as records, with what each person was on that day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.models.depth import ClientPerson
from crm.core.db import db
from crm.engagements.models import Engagement, EngagementInstitution, EngagementPerson
from crm.institutions.posts import Held, posts_held
from crm.institutions.queries import with_ids
from crm.people.models import Person
from crm.people.visibility import within_limits

HELD_LIMIT = 420


def set_institutions(item: Engagement, ids: Collection[int]) -> bool:
    """Make these the institutions of an engagement (its rows loaded); tells whether anything changed."""
    wanted, have = set(ids), {link.institution_id for link in item.institutions}
    if wanted == have:
        return False
    item.institutions = [link for link in item.institutions if link.institution_id in wanted]
    item.institutions += [
        EngagementInstitution(institution_id=key, starts_at=item.starts_at) for key in sorted(wanted - have)
    ]
    return True


def set_people(item: Engagement, ids: Collection[int]) -> bool:
    """Make these the people present (the rows loaded); tells whether anything changed."""
    wanted, have = set(ids), {link.person_id for link in item.persons}
    if wanted == have:
        return False
    item.persons = [link for link in item.persons if link.person_id in wanted]
    item.persons += [EngagementPerson(person_id=key, starts_at=item.starts_at) for key in sorted(wanted - have)]
    return True


def out_of_sight(user: User, item: Engagement) -> list[int]:
    """Return the people present whom this reader may not see: a form does not show them, and a save keeps them."""
    query = (
        sa.select(EngagementPerson.person_id)
        .join(Person, Person.id == EngagementPerson.person_id)
        .where(EngagementPerson.engagement_id == item.id, ~within_limits(user))
    )
    return list(db.session.execute(query).scalars()) if item.id is not None else []


def keep_held(item: Engagement, *, day_moved: bool) -> None:
    """Say what each person present was on that day, where it is not said yet or the day has moved.

    What was written down stays as it was: a person moves on, an old note does not.
    """
    open_rows = [link for link in item.persons if day_moved or not link.held_en]
    if not open_rows:
        return
    bodies = {link.institution_id for link in item.institutions}
    clients = {link.client_id for link in item.clients}
    said = held_on([row.person_id for row in open_rows], item.starts_wall.date(), bodies, clients)
    for row in open_rows:
        row.held_en, row.held_es = said.get(row.person_id, ("", ""))


def held_on(
    person_ids: Sequence[int], day: date, institution_ids: Collection[int], client_ids: Collection[int]
) -> dict[int, tuple[str, str]]:
    """Return what people were on a day, in English and Spanish, by person.

    First a post at one of these institutions, then a role at one of these clients, then any post. Never a role at
    another client: who reads this need not know that client.
    """
    posts, roles = posts_held(person_ids, day), _roles(person_ids, day, client_ids)
    told = {}
    for person_id in person_ids:
        held = posts.get(person_id, [])
        here = next((each for each in held if each.institution_id in institution_ids), None)
        if here is None and person_id in roles:
            told[person_id] = (roles[person_id], roles[person_id])
        elif found := here or next(iter(held), None):
            told[person_id] = (found.text("en")[:HELD_LIMIT], found.text("es")[:HELD_LIMIT])
    return told


def _roles(person_ids: Sequence[int], day: date, client_ids: Collection[int]) -> Mapping[int, str]:
    """Return the roles of people at these clients on a day: 'Directora, Hortalizas del Mayo'."""
    query = (
        sa.select(ClientPerson.person_id, ClientPerson.title, Client.name)
        .join(Client, Client.id == ClientPerson.client_id)
        .where(
            ClientPerson.person_id.in_(list(person_ids)),
            ClientPerson.client_id.in_(list(client_ids)),
            sa.or_(ClientPerson.from_on.is_(None), ClientPerson.from_on <= day),
            sa.or_(ClientPerson.to_on.is_(None), ClientPerson.to_on >= day),
        )
        .order_by(ClientPerson.is_primary, ClientPerson.id.desc())
    )
    return {key: ", ".join(filter(None, (title, name)))[:HELD_LIMIT] for key, title, name in db.session.execute(query)}


def institutions_of(person_ids: Sequence[int], day: date) -> list[int]:
    """Return the institutions at which these people held a post on a day."""
    held: list[Held] = [each for posts in posts_held(person_ids, day).values() for each in posts]
    return sorted({each.institution_id for each in held})


def names_of(work: Session, item: Engagement) -> list[str]:
    """Return every name of the institutions and people of an engagement, by their ids, for its search text."""
    bodies = sorted(with_ids([link.institution_id for link in item.institutions]), key=lambda body: body.id)
    ids = [link.person_id for link in item.persons]
    people = work.execute(sa.select(Person).where(Person.id.in_(ids)).order_by(Person.id)).scalars() if ids else ()
    return [name for body in bodies for name in (body.name_en, body.name_es, body.short)] + [p.formal for p in people]


def met(item: Engagement, language: str) -> list[str]:
    """Return the names of those met: the institutions of the register, then what is not in it."""
    names = [link.institution.name(language) for link in item.institutions]
    return [*names, item.institution] if item.institution else names
