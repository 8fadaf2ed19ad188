"""Asks what the engagements of a client's period were about and who sat across the table."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from crm.accounts.models import User
from crm.core.db import db
from crm.engagements.issue_models import EngagementIssue
from crm.engagements.models import Engagement, EngagementClient, EngagementInstitution, EngagementTask
from crm.institutions.models import Institution, Post, PostHolder
from crm.people.visibility import within_limits
from crm.reports.build.period import Period
from crm.reports.queries import of_period
from crm.tasks.models import Task
from crm.tasks.visibility import visible_to as task_visible_to

#: Changes of office-holder that a report lists.
MOST_CHANGES: Final = 100


def issues_of(user: User, client_id: int, period: Period) -> Mapping[int, Sequence[int]]:
    """Return the ids of the issues by engagement held in the period."""
    query = (
        sa.select(EngagementIssue.engagement_id, EngagementIssue.issue_id)
        .join(Engagement, Engagement.id == EngagementIssue.engagement_id)
        .join(EngagementClient, EngagementClient.engagement_id == Engagement.id)
        .where(*of_period(user, client_id, period, "held"))
        .order_by(EngagementIssue.engagement_id, EngagementIssue.issue_id)
    )
    found: dict[int, list[int]] = {}
    for engagement_id, issue_id in db.session.execute(query):
        found.setdefault(engagement_id, []).append(issue_id)
    return found


def due_days(user: User, client_id: int, period: Period) -> Mapping[int, date]:
    """Return by engagement held in the period the first day on which an open follow-up of it is due."""
    query = (
        sa.select(EngagementTask.engagement_id, sa.func.min(Task.due_on))
        .join(Task, Task.id == EngagementTask.task_id)
        .join(Engagement, Engagement.id == EngagementTask.engagement_id)
        .join(EngagementClient, EngagementClient.engagement_id == Engagement.id)
        .where(
            *of_period(user, client_id, period, "held"), Task.done_at.is_(None), Task.archived_at.is_(None),
            Task.due_on.is_not(None), task_visible_to(user),
        )
        .group_by(EngagementTask.engagement_id)
    )  # fmt: skip
    return {engagement_id: day for engagement_id, day in db.session.execute(query) if day is not None}


def institutions_met(user: User, client_id: int, period: Period) -> Mapping[int, Institution]:
    """Return the institutions of the register that were met in the period, by id, with level and country."""
    met = (
        sa.select(EngagementInstitution.institution_id)
        .join(Engagement, Engagement.id == EngagementInstitution.engagement_id)
        .join(EngagementClient, EngagementClient.engagement_id == Engagement.id)
        .where(*of_period(user, client_id, period, "held"))
    )
    query = sa.select(Institution).where(Institution.id.in_(met)).order_by(Institution.id)
    # Loaded before with their names alone: what else they are is wanted here.
    found = db.session.execute(query.execution_options(populate_existing=True)).scalars()
    return {body.id: body for body in found}


def changes_of_holder(user: User, institution_ids: Collection[int], period: Period) -> Sequence[PostHolder]:
    """Return the terms at these institutions that began or ended in the period, by post."""
    span = (period.start, period.end)
    query = (
        sa.select(PostHolder)
        .join(PostHolder.post)
        .join(Post.institution)
        .join(PostHolder.person)
        .where(
            Post.institution_id.in_(list(institution_ids)),
            Post.archived_at.is_(None),
            sa.or_(PostHolder.from_on.between(*span), PostHolder.to_on.between(*span)),
            within_limits(user),
        )
        .options(contains_eager(PostHolder.post).contains_eager(Post.institution), contains_eager(PostHolder.person))
        .order_by(Post.institution_id, Post.position, Post.id, PostHolder.id)
        .limit(MOST_CHANGES)
    )
    return db.session.execute(query).scalars().all()
