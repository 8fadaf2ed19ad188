"""Asks for engagements of an institution or issue, or of a trade mission, with all that a report prints of them."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import defer, subqueryload
from sqlalchemy.orm.interfaces import ORMOption

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.bulk import among
from crm.core.db import db
from crm.core.find import contains_words
from crm.core.text import fold, search_words
from crm.engagements.models import (
    Engagement,
    EngagementClient,
    EngagementConsultant,
    EngagementInstitution,
    EngagementPerson,
)
from crm.engagements.queries.lists import PLACES
from crm.engagements.visibility import visible_to
from crm.institutions.models import Institution
from crm.people.models import Person
from crm.people.visibility import within_limits
from crm.reports.build.period import Period

LIVE: Final = Engagement.archived_at.is_(None)
#: A day of any zone begins and ends within this of the same day in UTC: the index of instants narrows with it.
_ZONES: Final = timedelta(hours=15)


def of_place(
    reader: User, where: tuple[str, int], span: Period, states: Collection[str], client_id: int | None, *, most: int
) -> Sequence[Engagement]:
    """Return the engagements of a record whose own wall day is in a span, oldest first: `most` + 1 at most.

    `where` is a place of PLACES and the record's id; with `client_id` those of this client alone.
    """
    place, record_id = where
    link, key = PLACES[place]
    query = _read(reader).join(link, link.engagement_id == Engagement.id)
    query = query.where(key == record_id, link.starts_at.between(*instants(span)), *within(span, states))
    return _found(_for_client(query, client_id), most)


def of_mission(
    reader: User, name: str, ids: Sequence[int], span: Period, client_id: int | None, *, most: int
) -> Sequence[Engagement]:
    """Return the engagements chosen by hand, else those of the span that name a mission, oldest first.

    It is named in the subject, the body met, the place, the purpose or a summary: the internal note does not count.
    Requested and cancelled ones are left out. `most` + 1 at most.
    """
    states = ("held", "planned")
    if ids:
        query = _read(reader).where(among(Engagement.id, ids), Engagement.state.in_(states), LIVE)
        return _found(_for_client(query, client_id), most)
    words, phrase = search_words(name), fold(name)
    if not words:
        return []
    narrow = contains_words(Engagement, Engagement.search_text.expression, words)
    near = Engagement.starts_at.between(*instants(span))
    found = _found(_for_client(_read(reader).where(narrow, near, *within(span, states)), client_id), most)
    return [item for item in found if any(phrase in fold(text) for text in _told(item))]


def _told(item: Engagement) -> tuple[str, ...]:
    return item.subject, item.institution, item.place, item.purpose, item.summary_en, item.summary_es


def within(span: Period, states: Collection[str]) -> list[sa.ColumnElement[bool]]:
    """Return the WHERE on Engagement for these states on the wall days of a span."""
    first, after = _walls(span)
    return [Engagement.starts_wall >= first, Engagement.starts_wall < after, Engagement.state.in_(states), LIVE]


def _for_client(query: sa.Select[Engagement], client_id: int | None) -> sa.Select[Engagement]:
    if client_id is None:
        return query
    link = EngagementClient
    return query.where(sa.exists().where(link.engagement_id == Engagement.id, link.client_id == client_id))


def _walls(span: Period) -> tuple[datetime, datetime]:
    return datetime.combine(span.start, time()), datetime.combine(span.end + timedelta(days=1), time())


def instants(span: Period) -> tuple[datetime, datetime]:
    """Return instants that hold every wall time of the span, whatever its zone."""
    first, after = _walls(span)
    return first.replace(tzinfo=UTC) - _ZONES, after.replace(tzinfo=UTC) + _ZONES


def _read(reader: User) -> sa.Select[Engagement]:
    return sa.select(Engagement).where(visible_to(reader)).options(*_shown(reader))


def _shown(reader: Any) -> tuple[ORMOption, ...]:
    """Return loader options of one statement each, however many engagements: no internal note is read."""
    bodies = subqueryload(Engagement.institutions).joinedload(EngagementInstitution.institution, innerjoin=True)
    clients = subqueryload(Engagement.clients).joinedload(EngagementClient.client, innerjoin=True)
    seen = sa.exists(sa.select(Person.id).where(Person.id == EngagementPerson.person_id, within_limits(reader)))
    return (
        defer(Engagement.note, raiseload=True),
        defer(Engagement.search_text, raiseload=True),
        clients.load_only(Client.id, Client.name),
        bodies.load_only(Institution.id, Institution.name_en, Institution.name_es, Institution.short),
        subqueryload(Engagement.consultants).joinedload(EngagementConsultant.user, innerjoin=True),
        subqueryload(Engagement.persons.and_(seen)).joinedload(EngagementPerson.person, innerjoin=True),
    )


def _found(query: sa.Select[Engagement], most: int) -> Sequence[Engagement]:
    query = query.order_by(Engagement.starts_wall, Engagement.id).limit(most + 1)
    return db.session.execute(query).scalars().all()
