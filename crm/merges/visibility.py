"""Who may see a person that was merged of one open to more colleagues and one open to fewer."""

import sqlalchemy as sa

from crm.core.access import Reader
from crm.merges.models import MergeReader
from crm.people.models import Person


def limit(user: Reader) -> sa.ColumnElement[bool]:
    """Return the WHERE on Person: no limit was set, or the reader is within it."""
    rows = sa.select(MergeReader.user_id).where(MergeReader.person_id == Person.id).correlate(Person)
    return sa.or_(~sa.exists(rows), sa.exists(rows.where(MergeReader.user_id == user.id)))
