"""Asks for people: one by the address, a few by their name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import selectinload

from crm.accounts.models import User
from crm.core.access import Reader
from crm.core.db import db
from crm.core.feature import registry
from crm.core.find import contains_words
from crm.core.offers import SearchHit
from crm.core.picker import Choice
from crm.core.text import fold, search_words
from crm.people.contact import Line, Reach, mark_of, may_be_contacted
from crm.people.models import Person, PersonEmail, PersonPhone
from crm.people.names import Listed
from crm.people.visibility import visible_to

PICKED = 10


def get_visible(user: User, person_id: int) -> Person | None:
    """Return a person that this reader may see, without their rows; None for a stranger."""
    return db.session.execute(_one(user, person_id)).scalar_one_or_none()


def get_full(user: User, person_id: int) -> Person | None:
    """Return a visible person with phones and e-mails."""
    return db.session.execute(_one(user, person_id).options(*with_lines())).scalar_one_or_none()


def for_edit(user: User, person_id: int) -> Person | None:
    """Return a visible person with phones and e-mails, locked until the unit of work ends."""
    query = _one(user, person_id).options(*with_lines()).with_for_update(of=Person)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def with_lines() -> list[Any]:
    """Return the loader options of phones and e-mails: two statements, whatever the number of people."""
    return [selectinload(Person.phones), selectinload(Person.emails)]


def _one(user: User | Reader, person_id: int) -> sa.Select[Person]:
    return sa.select(Person).where(Person.id == person_id, visible_to(user))


def roles_now(user: User, ids: Sequence[int]) -> Mapping[int, str]:
    """Return what people are now and where ('Consul general, …'), as far as the reader may see it."""
    told: dict[int, list[str]] = {}
    for column in registry().columns("person-role") if ids else ():
        for key, text in column.load(user, ids).items():
            told.setdefault(key, []).append(str(text))
    return {key: " · ".join(texts) for key, texts in told.items()}


def reach_of_many(people: Sequence[Listed]) -> dict[int, Reach]:
    """Return how people of a list may be reached, by their ids: two statements, whatever their number."""
    ids = [person.id for person in people if not person.do_not_contact]
    phones: dict[int, list[Line]] = {}
    for person_id, number, kind, on_whatsapp in db.session.execute(_phones_of(ids)) if ids else ():
        phones.setdefault(person_id, []).append(Line(number, kind, on_whatsapp))
    emails: dict[int, list[str]] = {}
    for person_id, address in db.session.execute(_emails_of(ids)) if ids else ():
        emails.setdefault(person_id, []).append(address)
    return {
        person.id: Reach(person.do_not_contact, tuple(phones.get(person.id, ())), tuple(emails.get(person.id, ())))
        for person in people
    }


def _phones_of(ids: Sequence[int]) -> sa.Select[int, str, str, bool]:
    columns = (PersonPhone.person_id, PersonPhone.number, PersonPhone.kind, PersonPhone.whatsapp)
    return sa.select(*columns).where(PersonPhone.person_id.in_(ids)).order_by(PersonPhone.position, PersonPhone.id)


def _emails_of(ids: Sequence[int]) -> sa.Select[int, str]:
    columns = (PersonEmail.person_id, PersonEmail.address)
    return sa.select(*columns).where(PersonEmail.person_id.in_(ids)).order_by(PersonEmail.position, PersonEmail.id)


def choices(user: User, typed: str, *, contact: bool = False, limit: int = PICKED) -> list[Choice]:
    """Return listed people for what was typed: surnames that begin with it first, then those that hold its words.

    `contact` leaves out whoever is not to be contacted: for lists of people to be written to.
    """
    words = search_words(typed)
    query = _listed(user).order_by(Person.name_key, Person.id).limit(limit)
    if contact:
        query = query.where(may_be_contacted())
    start = fold(typed)[:200]
    begins = sa.and_(Person.name_key >= start, Person.name_key < start + "\U0010ffff")
    found = list(db.session.execute(query.where(begins)).scalars()) if words else []
    if len(found) < limit:
        rest = query.where(contains_words(Person, Person.search_text, words, names=True)) if words else query
        known = {person.id for person in found}
        found += [person for person in db.session.execute(rest).scalars() if person.id not in known]
    return _as_choices(user, found[:limit])


def chosen(user: User, ids: Iterable[int]) -> list[Choice]:
    """Return those of these people that the reader may see, archived ones too, in the order given."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    rows = db.session.execute(sa.select(Person).where(Person.id.in_(wanted), visible_to(user))).scalars()
    by_id = {person.id: person for person in rows}
    return _as_choices(user, [by_id[key] for key in wanted if key in by_id])


def named(user: User, name: str) -> int | None:
    """Return the id of the one visible person of exactly this name (accents, case and order of the parts apart)."""
    words = search_words(name)
    query = _listed(user).where(contains_words(Person, Person.search_text, words, names=True)).limit(PICKED)
    found = db.session.execute(query).scalars() if words else ()
    ids = [person.id for person in found if fold(person.name) == fold(name)]
    return ids[0] if len(ids) == 1 else None


def find(user: User, words: list[str], limit: int) -> list[SearchHit]:
    """Return listed people whose names or e-mail addresses hold all of these folded words."""
    query = _listed(user).where(contains_words(Person, Person.search_text, words, names=True))
    found = list(db.session.execute(query.order_by(Person.name_key, Person.id).limit(limit)).scalars())
    roles = roles_now(user, [person.id for person in found])
    return [
        SearchHit(person.formal, roles.get(person.id, ""), url_for("people.show", person_id=person.id))
        for person in found
    ]


def names_of(user: User, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of those of these people that the reader may see."""
    rows = db.session.execute(sa.select(Person).where(Person.id.in_(list(ids)), visible_to(user))).scalars()
    return {person.id: person.formal for person in rows}


def _listed(user: User) -> sa.Select[Person]:
    return sa.select(Person).where(visible_to(user), Person.archived_at.is_(None))


def _as_choices(user: User, people: Sequence[Person]) -> list[Choice]:
    roles = roles_now(user, [person.id for person in people])
    return [Choice(p.id, p.formal, " · ".join(filter(None, (mark_of(p), roles.get(p.id, ""))))) for p in people]
