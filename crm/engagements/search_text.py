"""The folded text that finds an engagement: its own words, and the names of those met."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.core.text import fold
from crm.engagements.models import Engagement, EngagementInstitution, EngagementPerson
from crm.institutions.models import Institution
from crm.people.models import Person

SEARCHED: Final = (
    "subject", "note", "institution", "people", "summary_en", "summary_es", "outcome", "next_step",
    "purpose", "place", "request_to", "letter_number", "legal_texts",
)  # fmt: skip
#: Engagements written anew by one round of statements.
CHUNK: Final = 500
_LINKS: Final[dict[str, Any]] = {
    "institution": EngagementInstitution.institution_id, "person": EngagementPerson.person_id,
}  # fmt: skip


def text_of(record: Any, names: Iterable[str]) -> str:
    """Return the text for an engagement (or a row or mapping with the same columns) and the names of those met."""
    value = record.get if isinstance(record, Mapping) else partial(getattr, record)
    return fold("\n".join([*(value(name) or "" for name in SEARCHED), *names]))


def refresh(work: Session, page: str, ids: Sequence[int]) -> None:
    """Write the text anew of every engagement with these institutions or people (`page`); no version rises."""
    if page not in _LINKS:
        return
    column = _LINKS[page]
    link = column.class_.engagement_id
    found = list(work.execute(sa.select(link).where(column.in_(ids)).distinct().order_by(link)).scalars())
    for start in range(0, len(found), CHUNK):
        _refresh(work, found[start : start + CHUNK])


def _refresh(work: Session, ids: Sequence[int]) -> None:
    names = names_of(work, ids)
    columns = (Engagement.id, Engagement.search_text, *(getattr(Engagement, name) for name in SEARCHED))
    fresh = [
        {"key": row.id, "text": text}
        for row in work.execute(sa.select(*columns).where(Engagement.id.in_(ids)))
        if (text := text_of(row, names.get(row.id, []))) != row.search_text
    ]
    if fresh:
        table: Any = Engagement.__table__
        statement = sa.update(table).where(table.c.id == sa.bindparam("key"))
        work.connection().execute(statement.values(search_text=sa.bindparam("text")), fresh)


def names_of(work: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return every name of the institutions and people of engagements, by engagement: institutions first, by id."""
    found: dict[int, list[str]] = {}
    bodies = (
        sa.select(EngagementInstitution.engagement_id, Institution.name_en, Institution.name_es, Institution.short)
        .join(Institution, Institution.id == EngagementInstitution.institution_id)
        .where(EngagementInstitution.engagement_id.in_(ids))
        .order_by(Institution.id)
    )
    for key, *names in work.execute(bodies):
        found.setdefault(key, []).extend(names)
    people = (
        sa.select(EngagementPerson.engagement_id, Person)
        .join(Person, Person.id == EngagementPerson.person_id)
        .where(EngagementPerson.engagement_id.in_(ids))
        .order_by(Person.id)
    )
    for key, person in work.execute(people):
        found.setdefault(key, []).append(person.formal)
    return found
