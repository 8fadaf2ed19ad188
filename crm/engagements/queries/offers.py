"""What other features ask about engagements: timeline, search, last contact, next meeting, report."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from flask import url_for

from crm.accounts.models import User
from crm.core.access import Reader, per_reader
from crm.core.dates import now, weekday_date
from crm.core.db import db
from crm.core.i18n import language
from crm.core.links import fill_links
from crm.core.offers import SearchHit
from crm.engagements.labels import CHANNELS
from crm.engagements.models import Engagement, EngagementClient
from crm.engagements.queries.lists import PLACES, ROWS
from crm.engagements.queries.one import with_parties
from crm.engagements.queries.parts import has_words, texts_with
from crm.engagements.snippet import snippet
from crm.engagements.visibility import visible_to

LIVE: Final = Engagement.archived_at.is_(None)


def timeline(place: str, user: User, record_id: int) -> sa.Select[str, datetime, int]:
    """Return (kind, at, id) of a record's engagements (see PLACES)."""
    link, key = PLACES[place]
    return sa.select(
        sa.literal("engagement").label("kind"), link.starts_at.label("at"), link.engagement_id.label("id")
    ).where(key == record_id, link.engagement_id == Engagement.id, LIVE, visible_to(user))


def timeline_items(user: User, ids: Sequence[int]) -> Mapping[int, Engagement]:
    """Return the visible engagements of a timeline page by id."""
    items = db.session.execute(with_ids(user), {"ids": list(ids)}).scalars().all()
    fill_links(items, ROWS)
    return {item.id: item for item in items}


@per_reader
def with_ids(user: Reader) -> sa.Select[Engagement]:
    """Return the query of visible engagements by `ids`, with the names of their clients and institutions."""
    ids: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
    return sa.select(Engagement).where(Engagement.id.in_(ids), visible_to(user)).options(*with_parties())


def find(user: User, words: list[str], limit: int) -> Sequence[SearchHit]:
    """Return visible engagements that hold all the folded words, the newest first."""
    query = (
        sa.select(Engagement)
        .where(has_words(user, words), LIVE, visible_to(user))
        .options(*with_parties())
        .order_by(Engagement.starts_at.desc(), Engagement.id.desc())
        .limit(limit)
    )
    items = db.session.execute(query).scalars().all()
    parts = texts_with(user, [item.id for item in items], words)
    return [_hit(item, words, parts.get(item.id, "")) for item in items]


def _hit(item: Engagement, words: list[str], part: str) -> SearchHit:
    texts = (
        item.note, item.people, item.institution, item.summary_en, item.summary_es, item.outcome, item.next_step,
        item.letter_number, item.purpose, item.place, item.request_to, item.legal_texts, part,
    )  # fmt: skip
    names = ", ".join(link.client.name for link in item.clients)
    detail = f"{weekday_date(item.starts_wall.date(), language())} · {CHANNELS[item.channel]} · {names}"
    return SearchHit(item.subject, detail, url_for("engagements.show", engagement_id=item.id), snippet(texts, words))


def last_contact(user: User, ids: Sequence[int], place: str = "client") -> Mapping[int, date]:
    """Return the wall day of the last visible held engagement by the id of a record (one query)."""
    found = db.session.execute(_last(user, place), {"ids": list(ids)})
    return {record_id: last.date() for record_id, last in found if last}


@per_reader
def _last(user: Reader, place: str) -> sa.Select[int, datetime | None]:
    """Each record's link rows are walked from the newest to the first that counts: most are never looked at."""
    link, key = PLACES[place]
    record = next(iter(key.expression.foreign_keys)).column
    last = (
        sa.select(Engagement.starts_wall)
        .join(link, link.engagement_id == Engagement.id)
        # Concatenated: SQLite would walk the index of states, half a million rows, instead of this record's own.
        .where(key == record, Engagement.state.concat("") == "held", LIVE, visible_to(user))
        .order_by(link.starts_at.desc(), link.engagement_id.desc())
        .limit(1)
        .correlate(record.table)
    )
    return sa.select(record, last.scalar_subquery()).where(record.in_(sa.bindparam("ids", expanding=True)))


def next_of_client(user: User, client_id: int) -> Engagement | None:
    """Return the next planned engagement of a client."""
    asked = {"client_id": client_id, "since": now() - timedelta(hours=1)}
    return db.session.execute(_next(user), asked).scalar_one_or_none()


@per_reader
def _next(user: Reader) -> sa.Select[Engagement]:
    since = sa.bindparam("since", type_=EngagementClient.starts_at.type)
    return (
        sa.select(Engagement)
        .join(EngagementClient, EngagementClient.engagement_id == Engagement.id)
        .where(EngagementClient.client_id == sa.bindparam("client_id", type_=sa.Integer))
        .where(EngagementClient.starts_at >= since)
        .where(Engagement.state == "planned", LIVE, visible_to(user))
        .order_by(EngagementClient.starts_at, EngagementClient.engagement_id)
        .limit(1)
        .options(*with_parties())
    )
