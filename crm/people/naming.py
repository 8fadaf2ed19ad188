"""People by what a file calls them: the whole name as it is said, with or without its title, or surnames first."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from crm.accounts.models import User
from crm.core.db import db
from crm.core.text import fold
from crm.people.models import Person
from crm.people.names import without_title
from crm.people.visibility import visible_to


def people_named(user: User, texts: Collection[str]) -> Mapping[str, list[int]]:
    """Return the ids of listed people that the reader may see, by each of these names, in one statement."""
    said = {text: said_name(text) for text in texts}
    wanted = {key for name in said.values() for key in turned(name)}
    if not wanted:
        return {text: [] for text in texts}
    query = sa.select(Person.id, Person.given_name, Person.surname, Person.second_surname).where(
        Person.name_key.in_(wanted), Person.archived_at.is_(None), visible_to(user)
    )
    known: dict[str, list[int]] = {}
    for key, *parts in db.session.execute(query.order_by(Person.id)):
        known.setdefault(fold(" ".join(parts)), []).append(key)
    return {text: known.get(name, []) for text, name in said.items()}


def said_name(text: str) -> str:
    """Return a written name folded in the order in which it is said: 'Ruiz Soto, Lic. Ana' gives 'ana ruiz soto'."""
    surnames, comma, given = text.partition(",")
    return fold(f"{without_title(given)[1]} {surnames}" if comma else without_title(text)[1])


def turned(name: str) -> list[str]:
    """Return what the sort key of a name as it is said may be: surnames go first, and any word may be the first."""
    words = name.split()
    return [" ".join([*words[at:], *words[:at]])[:300] for at in range(len(words))]
