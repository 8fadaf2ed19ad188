"""Who may see a person: whoever sees a place where the person is, else whoever wrote the person down."""

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.core.access import Reader, per_reader
from crm.core.feature import registry
from crm.people.models import Person


@per_reader
def visible_to(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Person for this reader.

    Higher features say where a person is (a role at a client, a post, an engagement): one place that the reader may
    see is enough. A person of hidden places only is hidden, but for its author; one of no place is the author's and
    the partners'. Limits of higher features come on top.
    """
    ties = registry().person_ties()
    seen = [tie.visible(user) for tie in ties]
    seen.append(Person.created_by_id == user.id)
    if user.role == Role.PARTNER:
        seen.append(~sa.or_(*(tie.exists() for tie in ties)))
    return sa.and_(sa.or_(*seen), within_limits(user))


@per_reader
def within_limits(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Person where a place of the person is known to be visible: limits of higher features only."""
    return sa.and_(sa.true(), *(limit(user) for limit in registry().person_limits()))


def hidden_person(
    user: User | Reader, person_id: sa.ColumnElement[int] | InstrumentedAttribute[int]
) -> sa.ColumnElement[bool]:
    """Return whether the person with this id is hidden from the reader (correlated, for NOT EXISTS)."""
    return ~sa.exists(sa.select(Person.id).where(Person.id == person_id, visible_to(user)).correlate_except(Person))
