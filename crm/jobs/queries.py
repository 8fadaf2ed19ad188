"""Asks for jobs: those that are due, one of its asker's, the newest."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.dates import now
from crm.core.db import db
from crm.jobs.models import Job

SHOWN = 100
#: Of one sweep.
SWEPT = 1000


def claimable(moment: datetime) -> sa.ColumnElement[bool]:
    """Return the WHERE on jobs that a worker may take: they wait and are due, or their worker fell silent."""
    waits = sa.and_(Job.state == "queued", Job.due_at <= moment)
    silent = sa.and_(Job.state == "running", Job.claimed_until < moment)
    return sa.or_(waits, silent)


def due_ids() -> Sequence[int]:
    """Return the jobs that a worker may take, the oldest first."""
    query = sa.select(Job.id).where(claimable(now())).order_by(Job.due_at, Job.id).limit(SWEPT)
    return db.session.execute(query).scalars().all()


def get_visible(user: User, job_id: int) -> Job | None:
    """Return a job of the reader's own; of any for whoever looks after the system. None for a stranger."""
    return db.session.execute(_one(user, job_id)).scalar_one_or_none()


def for_edit(user: User, job_id: int) -> Job | None:
    """Return such a job, locked until the unit of work ends."""
    query = _one(user, job_id).with_for_update(of=Job).execution_options(populate_existing=True)
    return db.session.execute(query).scalar_one_or_none()


def ended(job_id: int) -> Job | None:
    """Return a job as it stands now, for whoever waited for it."""
    query = sa.select(Job).where(Job.id == job_id)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def claimed(job_id: int, word: str) -> Job | None:
    """Return a job that this claim holds."""
    return db.session.execute(sa.select(Job).where(Job.id == job_id, Job.claim == word)).scalar_one_or_none()


def newest(state: str = "") -> Sequence[Job]:
    """Return the newest jobs with their askers, of one state or of all."""
    query = sa.select(Job).options(joinedload(Job.actor)).order_by(Job.id.desc()).limit(SHOWN)
    return db.session.execute(query.where(Job.state == state) if state else query).scalars().all()


def somebody_waits(job_id: int, kind: str) -> bool:
    """Tell whether a job that somebody asked for waits or is at work, or another one of this kind is."""
    asked = sa.and_(Job.actor_id.is_not(None), Job.state.in_(("queued", "running")), Job.due_at <= now())
    twin = sa.and_(Job.kind == kind, Job.state == "running", Job.claimed_until > now())
    query = sa.select(Job.id).where(Job.id != job_id, sa.or_(asked, twin)).limit(1)
    return db.session.execute(query).first() is not None


def asked_once(once: str) -> bool:
    """Tell whether timed work of this name was asked for already."""
    return db.session.execute(sa.select(Job.id).where(Job.once == once)).first() is not None


def _one(user: User, job_id: int) -> sa.Select[Job]:
    query = sa.select(Job).where(Job.id == job_id)
    return query if user.may(Permission.JOB_LOG) else query.where(Job.actor_id == user.id)
