"""Notices of engagements: a note that is missing, a reply or a reminder due, quiet clients, new holders of posts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.visibility import visible_to as client_visible_to
from crm.core.dates import clock, day_bounds, long_date, now, zone_place
from crm.core.db import db
from crm.core.i18n import language
from crm.core.offers import DigestPart, NoticeKind, NoticeText, Occasion
from crm.engagements.models import Engagement, EngagementConsultant, EngagementInstitution
from crm.engagements.queries.offers import LIVE
from crm.engagements.queries.own import mine_for_day
from crm.engagements.queries.quiet import no_recent_contact
from crm.engagements.visibility import visible_to
from crm.institutions.models import Institution, Post, PostHolder
from crm.notices.actions import tell
from crm.notices.mornings import days_in, told_by_morning, waking

#: Hours after its end that a meeting may be without a note; minutes of one that says none; days ahead of a reply.
NOTE_HOURS: Final = 3
USUAL_MINUTES: Final = 60
REPLY_DAYS: Final = 2
_MOST: Final = 50
#: Whoever met an institution within this time is told of its new people.
MET_WITHIN: Final = timedelta(days=730)


def _texts(user: Any, ids: Sequence[int]) -> Mapping[int, NoticeText]:
    query = sa.select(Engagement).where(Engagement.id.in_(ids), LIVE, visible_to(user))
    return {item.id: _text(item) for item in db.session.execute(query).scalars()}


def _text(item: Engagement) -> NoticeText:
    day = long_date(item.starts_wall.date(), language())
    if item.state != "requested":
        day += f", {clock(item.starts_wall)} {zone_place(item.zone)}"
    return NoticeText(item.subject, url_for("engagements.show", engagement_id=item.id), day)


def no_note(start: datetime, end: datetime) -> list[Occasion]:
    """Return the meetings that are over since NOTE_HOURS and still stand as planned, for those who took part."""
    query = (
        sa.select(Engagement.id, Engagement.starts_at, Engagement.minutes, EngagementConsultant.user_id)
        .join(EngagementConsultant, EngagementConsultant.engagement_id == Engagement.id)
        .where(Engagement.state == "planned", LIVE)
        .where(Engagement.starts_at > start - timedelta(days=2), Engagement.starts_at <= end)
    )
    found = []
    for row in db.session.execute(query):
        at = row.starts_at + timedelta(hours=NOTE_HOURS, minutes=row.minutes or USUAL_MINUTES)
        if start < at <= end:
            found.append(Occasion(row.user_id, row.id, row.starts_at.isoformat(), at))
    return found


def _by_day(column: Any, ahead: int, where: sa.ColumnElement[bool], start: datetime, end: datetime) -> list[Occasion]:
    first, last = (day + timedelta(days=ahead) for day in days_in(start, end))
    query = (
        sa.select(Engagement.id, EngagementConsultant.user_id, column.label("day"))
        .join(EngagementConsultant, EngagementConsultant.engagement_id == Engagement.id)
        .where(column.between(first, last), where, LIVE)
    )
    rows = [
        (row.id, row.user_id, row.day - timedelta(days=ahead), row.day.isoformat()) for row in db.session.execute(query)
    ]
    return list(told_by_morning(rows, start, end))


def reply_due(start: datetime, end: datetime) -> list[Occasion]:
    """Return the letters whose reply is due in REPLY_DAYS."""
    waits = sa.and_(Engagement.reply_due_on.is_not(None), Engagement.replied_on.is_(None))
    return _by_day(Engagement.reply_due_on, REPLY_DAYS, sa.and_(waits, Engagement.state != "cancelled"), start, end)


def ask_again(start: datetime, end: datetime) -> list[Occasion]:
    """Return the requests of which one wanted to be reminded."""
    return _by_day(Engagement.remind_on, 0, Engagement.state == "requested", start, end)


def quiet(start: datetime, end: datetime) -> list[Occasion]:
    """Return the clients without recent contact, looked for in each user's morning; one silence is told once."""
    return [
        Occasion(user.id, each.client.id, f"{each.last}", at)
        for user, _day, at in waking(start, end)
        for each in no_recent_contact(user, _MOST)
    ]


def _clients(user: Any, ids: Sequence[int]) -> Mapping[int, NoticeText]:
    query = sa.select(Client.id, Client.name).where(
        Client.id.in_(ids), Client.archived_at.is_(None), client_visible_to(user)
    )
    return {
        row.id: NoticeText(row.name, url_for("clients.show", client_id=row.id)) for row in db.session.execute(query)
    }


def on_new_holder(work: Session, actor: User | None, holder: PostHolder) -> None:
    """Tell those who met the institution of the last two years, but not whoever wrote it down."""
    body = sa.select(Post.institution_id).where(Post.id == holder.post_id).scalar_subquery()
    query = (
        sa.select(EngagementConsultant.user_id)
        .join(EngagementInstitution, EngagementInstitution.engagement_id == EngagementConsultant.engagement_id)
        .where(EngagementInstitution.institution_id == body, EngagementInstitution.starts_at > now() - MET_WITHIN)
    )
    met = set(work.execute(query.distinct()).scalars()) - {actor.id if actor else 0}
    tell(work, "post.new_holder", holder.id, met, "new")


def _holders(_user: Any, ids: Sequence[int]) -> Mapping[int, NoticeText]:
    query = (
        sa.select(PostHolder.id, Post, Institution)
        .join(Post, Post.id == PostHolder.post_id)
        .join(Institution, Institution.id == Post.institution_id)
        .where(PostHolder.id.in_(ids), Institution.archived_at.is_(None))
    )
    return {
        key: NoticeText(
            f"{post.title(language())}, {body.short or body.name(language())}",
            url_for("institutions.show", institution_id=body.id),
        )
        for key, post, body in db.session.execute(query)
    }


def _today(user: User, day: date) -> list[NoticeText]:
    return [_text(item) for item in mine_for_day(user, day, (day_bounds(day, user.time_zone),), **_ASKED)[0]]


def _waiting(user: User, day: date) -> list[NoticeText]:
    _none, requests, letters = mine_for_day(user, day, (day_bounds(day, user.time_zone),), **_ASKED)
    return [_text(item) for item in {item.id: item for item in (*letters, *requests)}.values()]


_ASKED: Final = {"patience": 14, "soon": 7, "limit": _MOST}
NOTICES: Final = (
    NoticeKind("engagement.note", _l("Meeting without a note"), "journal-text", 20, _texts, no_note),
    NoticeKind("letter.reply", _l("Reply to a letter due"), "envelope-exclamation", 21, _texts, reply_due),
    NoticeKind("request.remind", _l("Request to ask about again"), "arrow-repeat", 22, _texts, ask_again),
    NoticeKind("client.quiet", _l("Client without recent contact"), "chat-square", 45, _clients, quiet),
    NoticeKind("post.new_holder", _l("New holder of a post"), "person-badge", 50, _holders),
)
DIGEST: Final = (
    DigestPart(_l("Meetings today"), 10, _today),
    DigestPart(_l("Waiting for an answer"), 35, _waiting),
)
HEARS: Final = {"post.new_holder": on_new_holder}
