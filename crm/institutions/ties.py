"""Where people are at institutions: whoever holds or held a post is known to the whole firm."""

import sqlalchemy as sa

from crm.core.access import Reader
from crm.core.offers import PersonTie
from crm.institutions.models import PostHolder
from crm.people.models import Person


def _exists() -> sa.ColumnElement[bool]:
    return sa.exists(sa.select(PostHolder.id).where(PostHolder.person_id == Person.id).correlate(Person))


def _visible(_user: Reader) -> sa.ColumnElement[bool]:
    return _exists()


TIE = PersonTie(_exists, _visible)
