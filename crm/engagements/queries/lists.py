"""Lists of engagements: the page of all with its filters, and a client's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased, load_only
from sqlalchemy.orm.interfaces import ORMOption

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.core.dates import day_bounds, today_in
from crm.core.db import db
from crm.core.find import RARE
from crm.core.links import Links, fill_links
from crm.core.listing import Page, Sort, fetch_page
from crm.core.text import search_words
from crm.engagements.issue_models import EngagementIssue
from crm.engagements.models import (
    Engagement,
    EngagementClient,
    EngagementConsultant,
    EngagementInstitution,
    EngagementPerson,
    EngagementUsmca,
)
from crm.engagements.queries.one import with_parties
from crm.engagements.queries.parts import has_words
from crm.engagements.visibility import visible_to
from crm.reference.queries import usmca_by_number

NEWEST: Final = Sort((Engagement.starts_at.expression, Engagement.id.expression), descending=True)
#: The kinds of record whose page lists engagements: the link rows, and which column names the record.
PLACES: Final[Mapping[str, tuple[Any, Any]]] = {
    "client": (EngagementClient, EngagementClient.client_id),
    "institution": (EngagementInstitution, EngagementInstitution.institution_id),
    "person": (EngagementPerson, EngagementPerson.person_id),
    "issue": (EngagementIssue, EngagementIssue.issue_id),
}
#: The same order by the link rows: a record's engagements are then read from one index.
NEWEST_OF: Final = {
    place: Sort((link.starts_at.expression, link.engagement_id.expression), descending=True)
    for place, (link, _key) in PLACES.items()
}

#: Who of us took part and which chapters were spoken of, read together; the first alone for a line of a list.
ROWS: Final = (
    Links("consultants", EngagementConsultant, "engagement_id", "user_id", "user", people_by_id),
    Links("usmca", EngagementUsmca, "engagement_id", "chapter_number", "chapter", usmca_by_number),
)


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; None or empty narrows nothing. Days are wall days of the reader's zone."""

    track: str = ""
    channel: str = ""
    state: str = ""
    direction: str = ""
    #: awaited or overdue.
    reply: str = ""
    client_id: int | None = None
    institution_id: int | None = None
    mine: bool = False
    first: date | None = None
    last: date | None = None
    words: str = ""

    @property
    def narrows(self) -> bool:
        """Tell whether anything is left out."""
        return self != Filters()


def page(user: User, filters: Filters, cursor: str | None) -> Page:
    """Return one page of engagements, the newest first (rows have `.Engagement`)."""
    query = sa.select(Engagement).where(Engagement.archived_at.is_(None), visible_to(user)).options(*listed())
    for name in ("track", "channel", "state", "direction"):
        if wanted := getattr(filters, name):
            query = query.where(getattr(Engagement, name) == wanted)
    if filters.reply:
        query = query.where(awaits_reply(today_in(user.time_zone) if filters.reply == "overdue" else None))
    starts_at = Engagement.starts_at
    if filters.client_id is not None:
        query = query.join(EngagementClient, EngagementClient.engagement_id == Engagement.id)
        query = query.where(EngagementClient.client_id == filters.client_id)
        starts_at = EngagementClient.starts_at
    if filters.institution_id is not None:
        query = query.where(_with_institution(filters.institution_id))
    if filters.first:
        query = query.where(starts_at >= day_bounds(filters.first, user.time_zone)[0])
    if filters.last:
        query = query.where(starts_at < day_bounds(filters.last, user.time_zone)[1])
    if filters.mine:
        query = query.where(took_part(user))
    if words := search_words(filters.words):
        query = query.where(has_words(user, words))
    page = fetch_page(query, NEWEST if filters.client_id is None else NEWEST_OF["client"], cursor)
    fill_links([row.Engagement for row in page.rows], ROWS[:1])
    return page


def awaits_reply(before: date | None = None) -> sa.ColumnElement[bool]:
    """Return the WHERE for letters that wait for a reply, due before a day where one is given.

    They are few: looked up by their own index, so that no page walks the whole table.
    """
    letter = aliased(Engagement)
    waiting = sa.select(letter.id).where(letter.reply_due_on.is_not(None), letter.replied_on.is_(None))
    return Engagement.id.in_(waiting.where(letter.reply_due_on < before) if before else waiting)


def _with_institution(institution_id: int) -> sa.ColumnElement[bool]:
    """Return the WHERE for engagements with one body: by the list of their ids where these are few."""
    link = EngagementInstitution
    met = sa.select(link.engagement_id).where(link.institution_id == institution_id)
    ids = db.session.execute(met.limit(RARE + 1)).scalars().all()
    if len(ids) <= RARE:
        return Engagement.id.in_(ids)
    return sa.exists().where(link.engagement_id == Engagement.id, link.institution_id == institution_id)


def listed() -> tuple[ORMOption, ...]:
    """Return loader options for a line of a list: no long text is read."""
    columns = (
        Engagement.id, Engagement.track, Engagement.channel, Engagement.state, Engagement.starts_at,
        Engagement.starts_wall, Engagement.zone, Engagement.minutes, Engagement.subject, Engagement.institution,
        Engagement.archived_at, Engagement.version, Engagement.requested_on, Engagement.direction,
        Engagement.letter_number, Engagement.reply_due_on, Engagement.replied_on,
    )  # fmt: skip
    return load_only(*columns, raiseload=True), *with_parties()


def took_part(user: User) -> sa.ColumnElement[bool]:
    """Return the WHERE for engagements of one consultant.

    Somebody with few of them is looked up by the list of their ids, so that no page walks the whole table.
    """
    ids = few_of(user)
    return Engagement.id.in_(ids) if ids is not None else among_many(user.id)


def few_of(user: User) -> Sequence[int] | None:
    """Return the ids of a consultant's engagements, or None where they are too many to list."""
    ids = db.session.execute(_OWN, {"user_id": user.id}).scalars().all()
    return ids if len(ids) <= RARE else None


def among_many(user_id: Any) -> sa.ColumnElement[bool]:
    """Return the WHERE for engagements of a consultant who has many."""
    return sa.exists().where(
        EngagementConsultant.engagement_id == Engagement.id, EngagementConsultant.user_id == user_id
    )


_OWN: Final = (
    sa.select(EngagementConsultant.engagement_id)
    .where(EngagementConsultant.user_id == sa.bindparam("user_id", type_=sa.Integer))
    .limit(RARE + 1)
)


def of_record(place: str, user: User, record_id: int, cursor: str | None) -> Page:
    """Return one page of a record's engagements (see PLACES) as a timeline shows them (rows have `.Engagement`)."""
    link, key = PLACES[place]
    query = (
        sa.select(Engagement)
        .join(link, link.engagement_id == Engagement.id)
        .where(key == record_id, Engagement.archived_at.is_(None), visible_to(user))
        .options(*with_parties())
    )
    page = fetch_page(query, NEWEST_OF[place], cursor, size=25)
    fill_links([row.Engagement for row in page.rows], ROWS)
    return page
