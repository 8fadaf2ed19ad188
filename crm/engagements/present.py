"""Who sat across the table: institutions and people as records, with what each person was on that day."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

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
        now_is, was = said.get(row.person_id, NOTHING), row.held_en
        row.held_en, row.held_es, row.in_post = now_is.held_en, now_is.held_es, now_is.in_post
        # A class that was written by hand stays with somebody whose post is not on record.
        if now_is.official_class or was != now_is.held_en:
            for name in CLASS:
                setattr(row, name, getattr(now_is, name))


def held_on(
    person_ids: Sequence[int], day: date, institution_ids: Collection[int], client_ids: Collection[int]
) -> dict[int, "Said"]:
    """Return what people were on a day by person; see `Standings.held_on`."""
    return standings(person_ids, client_ids).held_on(person_ids, day, institution_ids, client_ids)


def institutions_of(person_ids: Collection[int], day: date) -> list[int]:
    """Return the institutions at which these people held a post on a day."""
    return Standings(posts_held(person_ids), {}).institutions(person_ids, day)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody was on a day, named as the columns of the link row that keeps it."""

    held_en: str = ""
    held_es: str = ""
    in_post: bool = False
    official_class: str = ""
    class_source: str = ""
    class_checked_on: date | None = None


NOTHING: Final = Said()
CLASS: Final = ("official_class", "class_source", "class_checked_on")


@dataclass(frozen=True, slots=True)
class Standings:
    """What people were and when: their posts, and their roles at some clients."""

    posts: Mapping[int, Sequence[Held]]
    roles: Mapping[int, Sequence[tuple[ClientPerson, str]]]

    def held_on(
        self, person_ids: Sequence[int], day: date, institution_ids: Collection[int], client_ids: Collection[int]
    ) -> dict[int, Said]:
        """Return what people were on a day by person.

        First a post at one of these institutions, then a role at one of these clients, then any post. Never a role at
        another client: who reads this need not know that client.
        """
        told = {}
        for person_id in person_ids:
            held = [each for each in self.posts.get(person_id, ()) if each.on(day)]
            here = next((each for each in held if each.institution_id in institution_ids), None)
            role = self._role(person_id, day, client_ids)
            if here is None and role is not None:
                told[person_id] = Said(role, role)
            elif found := here or next(iter(held), None):
                told[person_id] = Said(
                    found.text("en")[:HELD_LIMIT], found.text("es")[:HELD_LIMIT], True,
                    found.official_class, found.class_source, found.class_checked_on,
                )  # fmt: skip
        return told

    def institutions(self, person_ids: Collection[int], day: date) -> list[int]:
        """Return the institutions at which these people held a post on a day."""
        return sorted({each.institution_id for key in person_ids for each in self.posts.get(key, ()) if each.on(day)})

    def _role(self, person_id: int, day: date, client_ids: Collection[int]) -> str | None:
        """Return a person's role at one of these clients on a day: 'Directora, Hortalizas del Mayo'."""
        said = None
        for role, name in self.roles.get(person_id, ()):
            began, over = role.from_on is None or role.from_on <= day, role.to_on is not None and role.to_on < day
            if role.client_id in client_ids and began and not over:
                said = ", ".join(filter(None, (role.title, name)))[:HELD_LIMIT]
        return said


def standings(person_ids: Collection[int], client_ids: Collection[int]) -> Standings:
    """Return what these people were at institutions and at these clients: two statements."""
    query = (
        sa.select(ClientPerson, Client.name)
        .join(Client, Client.id == ClientPerson.client_id)
        .where(ClientPerson.person_id.in_(list(person_ids)), ClientPerson.client_id.in_(list(client_ids)))
        .order_by(ClientPerson.is_primary, ClientPerson.id.desc())
    )
    roles: dict[int, list[tuple[ClientPerson, str]]] = {}
    for role, name in db.session.execute(query):
        roles.setdefault(role.person_id, []).append((role, name))
    return Standings(posts_held(person_ids), roles)


@dataclass(frozen=True, slots=True)
class Names:
    """Every name of institutions and people, by id."""

    bodies: Mapping[int, Sequence[str]]
    people: Mapping[int, str]

    def of(self, body_ids: Iterable[int], person_ids: Iterable[int]) -> list[str]:
        """Return the names of some of them, for a search text."""
        bodies = [name for key in sorted(body_ids) for name in self.bodies[key]]
        return bodies + [self.people[key] for key in sorted(person_ids)]


def all_names(body_ids: Collection[int], person_ids: Collection[int]) -> Names:
    """Return the names of institutions and people: two statements at the most."""
    bodies = {body.id: (body.name_en, body.name_es, body.short) for body in with_ids(body_ids)}
    query = sa.select(Person).where(Person.id.in_(list(person_ids)))
    people = {person.id: person.formal for person in db.session.execute(query).scalars()} if person_ids else {}
    return Names(bodies, people)


def names_of(item: Engagement) -> list[str]:
    """Return every name of the institutions and people of an engagement, for its search text."""
    bodies, people = [link.institution_id for link in item.institutions], [link.person_id for link in item.persons]
    return all_names(bodies, people).of(bodies, people)


def met(item: Engagement, language: str) -> list[str]:
    """Return the names of those met: the institutions of the register, then what is not in it."""
    names = [link.institution.name(language) for link in item.institutions]
    return [*names, item.institution] if item.institution else names
