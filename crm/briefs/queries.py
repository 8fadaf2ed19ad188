"""Asks what a brief needs beyond what lower features offer; everything is what the reader may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.visibility import visible_to as client_visible_to
from crm.core.db import db
from crm.engagements.models import Engagement, EngagementClient, EngagementInstitution, EngagementTask
from crm.engagements.visibility import visible_to
from crm.institutions.models import Institution, Post, PostHolder
from crm.people.models import Person
from crm.people.visibility import within_limits
from crm.tasks.models import Task, TaskClient, TaskInstitution
from crm.tasks.visibility import visible_to as task_visible_to

#: Holders of posts that are looked at: a large body has dozens.
MOST_HOLDERS: Final = 200


def clients_of(user: User, item: Engagement) -> Sequence[Client]:
    """Return the clients of an engagement by name, archived ones left out."""
    ids = [link.client_id for link in item.clients]
    query = sa.select(Client).where(Client.id.in_(ids), Client.archived_at.is_(None), client_visible_to(user))
    return db.session.execute(query.order_by(Client.name_key, Client.id)).scalars().all()


def bodies_of(item: Engagement) -> Sequence[Institution]:
    """Return the institutions of an engagement, archived ones left out."""
    ids = [link.institution_id for link in item.institutions]
    query = sa.select(Institution).where(Institution.id.in_(ids), Institution.archived_at.is_(None))
    return db.session.execute(query.order_by(Institution.id)).scalars().all()


def living(person_ids: Collection[int]) -> set[int]:
    """Return those of these people that are not archived."""
    query = sa.select(Person.id).where(Person.id.in_(list(person_ids)), Person.archived_at.is_(None))
    return set(db.session.execute(query).scalars())


def holders(user: User, person_ids: Collection[int], body_ids: Collection[int], day: date) -> Sequence[PostHolder]:
    """Return who is in a post on a day: these people anywhere, and everybody at these institutions, first posts first.

    Archived people, posts and institutions are left out.
    """
    query = (
        sa.select(PostHolder)
        .join(PostHolder.post)
        .join(Post.institution)
        .join(PostHolder.person)
        .where(
            sa.or_(PostHolder.person_id.in_(list(person_ids)), Post.institution_id.in_(list(body_ids))),
            Post.archived_at.is_(None),
            Institution.archived_at.is_(None),
            Person.archived_at.is_(None),
            sa.or_(PostHolder.from_on.is_(None), PostHolder.from_on <= day),
            sa.or_(PostHolder.to_on.is_(None), PostHolder.to_on >= day),
            within_limits(user),
        )
        .options(contains_eager(PostHolder.post).contains_eager(Post.institution), contains_eager(PostHolder.person))
        .order_by(PostHolder.person_id.in_(list(person_ids)).desc(), Post.position, Post.id, PostHolder.id.desc())
    )
    return db.session.execute(query.limit(MOST_HOLDERS)).scalars().all()


def held_before(
    user: User, item: Engagement, client_ids: Collection[int], body_ids: Collection[int], limit: int
) -> Sequence[Engagement]:
    """Return the last engagements held before one, with these institutions on behalf of these clients, newest first.

    Of several clients or institutions one is enough; without institutions (or clients) only the other side counts.
    """
    if not client_ids and not body_ids:
        return []
    where = [Engagement.state == "held", Engagement.archived_at.is_(None), Engagement.id != item.id]
    if client_ids:
        ours = sa.select(EngagementClient.engagement_id).where(EngagementClient.client_id.in_(list(client_ids)))
        where.append(Engagement.id.in_(ours))
    if body_ids:
        theirs = sa.select(EngagementInstitution.engagement_id).where(
            EngagementInstitution.institution_id.in_(list(body_ids))
        )
        where.append(Engagement.id.in_(theirs))
    query = sa.select(Engagement).where(*where, Engagement.starts_at < item.starts_at, visible_to(user))
    query = query.order_by(Engagement.starts_at.desc(), Engagement.id.desc()).limit(limit)
    return db.session.execute(query).scalars().all()


@dataclass(frozen=True, slots=True)
class FollowUps:
    """The first follow-ups of a kind, and how many there are."""

    rows: Sequence[Task]
    count: int


def follow_ups(
    user: User, client_ids: Collection[int], body_ids: Collection[int], since: datetime | None, limit: int
) -> tuple[FollowUps, FollowUps]:
    """Return follow-ups done from the instant `since` on (none without it), and open ones by day: two statements.

    Those of these clients that are about one of these institutions or came of an engagement with one; without
    institutions all of these clients'; of no client where there are no clients.
    """
    asked = [task_visible_to(user), Task.archived_at.is_(None)]
    ours = sa.select(TaskClient.task_id).where(TaskClient.client_id.in_(list(client_ids)))
    asked.append(Task.id.in_(ours) if client_ids else ~sa.exists().where(TaskClient.task_id == Task.id))
    if body_ids or not client_ids:
        bodies = list(body_ids)
        about = sa.select(TaskInstitution.task_id).where(TaskInstitution.institution_id.in_(bodies))
        came = (
            sa.select(EngagementTask.task_id)
            .join(EngagementInstitution, EngagementInstitution.engagement_id == EngagementTask.engagement_id)
            .where(EngagementInstitution.institution_id.in_(bodies))
        )
        asked.append(sa.or_(Task.id.in_(about), Task.id.in_(came)))
    query = sa.select(Task, sa.func.count().over()).where(*asked).options(joinedload(Task.assignee, innerjoin=True))
    waiting = query.where(Task.done_at.is_(None)).order_by(Task.due_on.is_(None), Task.due_on, Task.id)
    done = query.where(Task.done_at >= since).order_by(Task.done_at.desc(), Task.id.desc()) if since else None
    return (_found(done.limit(limit)) if done is not None else FollowUps((), 0)), _found(waiting.limit(limit))


def _found(query: sa.Select[Task, int]) -> FollowUps:
    rows = db.session.execute(query).all()
    return FollowUps([row[0] for row in rows], int(rows[0][1]) if rows else 0)
