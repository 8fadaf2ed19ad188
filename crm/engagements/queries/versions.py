"""The versions of an engagement's texts, for who may see the engagement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from crm.accounts.queries import people_by_id
from crm.core.db import db
from crm.engagements.confidential_models import EngagementPart, EngagementPartVersion, EngagementVersion
from crm.engagements.models import Engagement
from crm.engagements.versions import TEXTS

PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class Change:
    """One save that replaced texts: the version it made, who and when (None: a command), and of which fields."""

    version: int
    at: datetime
    actor: str | None
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of saves, the newest first, and the version to go on from."""

    rows: Sequence[Change]
    before: int | None


@dataclass(frozen=True, slots=True)
class PartChange:
    """One save of a sensitive part: the version it made, and the text before and after it."""

    version: int
    at: datetime
    actor: str | None
    before: str
    after: str


def changes(item: Engagement, before: int | None = None) -> Changes:
    """Return the saves of a visible engagement that replaced texts; no text is read."""
    row = EngagementVersion
    numbers = sa.select(row.version).where(row.engagement_id == item.id).distinct().order_by(row.version.desc())
    if before is not None:
        numbers = numbers.where(row.version < before)
    found = db.session.execute(numbers.limit(PAGE + 1)).scalars().all()
    query = sa.select(row.version, row.field, row.at, row.actor_id).where(row.engagement_id == item.id)
    told: dict[int, list[sa.Row[int, str, datetime, int | None]]] = {number: [] for number in found[:PAGE]}
    for each in db.session.execute(query.where(row.version.in_(list(told)))):
        told[each.version].append(each)
    made = [_change(number, rows) for number, rows in told.items()]
    return Changes(made, found[PAGE - 1] if len(found) > PAGE else None)


def _change(number: int, rows: Sequence[sa.Row[int, str, datetime, int | None]]) -> Change:
    names = {row.field for row in rows}
    fields = tuple(name for name in TEXTS if name in names)
    return Change(number, rows[0].at, _name(rows[0].actor_id), fields)


def one_change(item: Engagement, number: int) -> Change | None:
    """Return the save that made this version, None where it replaced no text."""
    row = EngagementVersion
    query = sa.select(row.version, row.field, row.at, row.actor_id)
    rows = db.session.execute(query.where(row.engagement_id == item.id, row.version == number)).all()
    return _change(number, rows) if rows else None


def texts_at(item: Engagement, number: int) -> Mapping[str, str]:
    """Return the texts of a visible engagement (loaded) as its version `number` had them, by field."""
    row = EngagementVersion
    first = (
        sa.select(row.field, sa.func.min(row.version).label("version"))
        .where(row.engagement_id == item.id, row.version > number)
        .group_by(row.field)
        .subquery()
    )
    query = sa.select(row.field, row.body).join(
        first, sa.and_(row.field == first.c.field, row.version == first.c.version)
    )
    replaced = {each.field: each.body for each in db.session.execute(query.where(row.engagement_id == item.id))}
    return {name: replaced.get(name, getattr(item, name)) for name in TEXTS}


def part_changes(part: EngagementPart) -> Sequence[PartChange]:
    """Return the last saves of a sensitive part that its reader may see, the newest first."""
    row = EngagementPartVersion
    query = sa.select(row).where(row.part_id == part.id).order_by(row.version.desc()).limit(PAGE)
    found, after = [], part.text
    for each in db.session.execute(query).scalars():
        found.append(PartChange(each.version, each.at, _name(each.actor_id), each.body, after))
        after = each.body
    return found


def _name(actor_id: int | None) -> str | None:
    person = people_by_id().get(actor_id) if actor_id is not None else None
    return person.name if person is not None else None
