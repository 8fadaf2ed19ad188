"""Asks for introductions made for clients within a period, and for follow-ups that came of engagements."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, subqueryload

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.bulk import among
from crm.core.db import db
from crm.engagements.models import EngagementTask
from crm.mandates.models import Introduction, Mandate
from crm.mandates.queries import LIVE
from crm.mandates.visibility import visible_to
from crm.reports.build.period import Period
from crm.tasks.models import Task, TaskClient
from crm.tasks.visibility import visible_to as task_visible_to


def introductions(reader: User, client_ids: Collection[int], period: Period, most: int) -> Sequence[Introduction]:
    """Return the introductions made for these clients in a period, by day, with their clients: `most` + 1 at most."""
    query = (
        sa.select(Introduction)
        .join(Introduction.mandate)
        .join(Mandate.client)
        .where(
            among(Mandate.client_id, client_ids),
            Introduction.made_on.between(period.start, period.end),
            Introduction.archived_at.is_(None),
            LIVE,
            visible_to(reader),
        )
        .options(
            contains_eager(Introduction.mandate).contains_eager(Mandate.client).load_only(Client.id, Client.name),
            joinedload(Introduction.to_institution),
        )
        .order_by(Introduction.made_on, Introduction.id)
        .limit(most + 1)
    )
    return db.session.execute(query).scalars().all() if client_ids else []


def follow_ups(reader: User, engagement_ids: Collection[int], client_id: int | None, most: int) -> Sequence[Task]:
    """Return the follow-ups that came of these engagements, open ones first, by day: `most` + 1 at most.

    With `client_id` those of this client and of none other.
    """
    came = sa.select(EngagementTask.task_id).where(among(EngagementTask.engagement_id, engagement_ids))
    query = sa.select(Task).where(Task.id.in_(came), Task.archived_at.is_(None), task_visible_to(reader))
    if client_id is not None:
        link = TaskClient
        query = query.where(
            sa.exists().where(link.task_id == Task.id, link.client_id == client_id),
            ~sa.exists().where(link.task_id == Task.id, link.client_id != client_id),
        )
    clients = subqueryload(Task.clients).joinedload(TaskClient.client, innerjoin=True)
    query = query.options(joinedload(Task.assignee, innerjoin=True), clients.load_only(Client.id, Client.name))
    query = query.order_by(Task.done_at.is_not(None), Task.due_on.is_(None), Task.due_on, Task.id).limit(most + 1)
    return db.session.execute(query).scalars().all()
