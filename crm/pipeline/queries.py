"""Asks for opportunities: one, its moves and follow-ups, those of a client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from crm.accounts.models import User
from crm.accounts.queries import names_by_id
from crm.clients.models.client import Client
from crm.core.access import Reader, per_reader
from crm.core.dates import now
from crm.core.db import db
from crm.mandates.models import Mandate
from crm.pipeline.models import Opportunity, OpportunityTask, StageMove
from crm.pipeline.stages import ids_of
from crm.pipeline.visibility import visible_to
from crm.tasks.models import Task
from crm.tasks.visibility import visible_to as task_visible_to

LIVE: Final = Opportunity.archived_at.is_(None)
#: One without a day comes last, on both engines.
BY_EXPECTED: Final = (
    sa.func.coalesce(sa.cast(Opportunity.expected_on, sa.String(10)), "9999-12-31"), Opportunity.id.expression,
)  # fmt: skip
MOST_TASKS: Final = 50


def with_names() -> tuple[ORMOption, ...]:
    """Return the loader options of client and account lead: no further statement."""
    return (
        joinedload(Opportunity.client, innerjoin=True).load_only(Client.id, Client.name, Client.status),
        joinedload(Opportunity.account_lead, innerjoin=True).load_only(User.id, User.name),
    )


def get_visible(user: User, opportunity_id: int) -> Opportunity | None:
    """Return an opportunity with client, account lead and mandate, or None for a stranger."""
    return db.session.execute(_one(user), {"opportunity_id": opportunity_id}).scalar_one_or_none()


@per_reader
def _one(user: Reader) -> sa.Select[Opportunity]:
    wanted = Opportunity.id == sa.bindparam("opportunity_id", type_=sa.Integer)
    mandate = joinedload(Opportunity.mandate).load_only(Mandate.id, Mandate.title, Mandate.archived_at)
    return sa.select(Opportunity).where(wanted, visible_to(user)).options(*with_names(), mandate)


def for_edit(user: User, opportunity_id: int) -> Opportunity | None:
    """Return a visible opportunity, locked until the unit of work ends."""
    query = sa.select(Opportunity).where(Opportunity.id == opportunity_id, visible_to(user))
    locked = query.with_for_update(of=Opportunity).execution_options(populate_existing=True)
    return db.session.execute(locked).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Move:
    """A move as its reader sees it: into which stage, when, by whom, and for how many days it stayed there."""

    to_stage_id: int
    at: datetime
    who: str
    days: int
    #: It is there still.
    now: bool


def moves_of(opportunity_id: int) -> Sequence[Move]:
    """Return the moves of an opportunity that the reader may see, the last first, each with how long it stayed."""
    query = sa.select(StageMove).where(StageMove.opportunity_id == opportunity_id)
    rows = db.session.execute(query.order_by(StageMove.at, StageMove.id)).scalars().all()
    ends = [*(row.at for row in rows[1:]), now()]
    names = names_by_id()
    found = [
        Move(row.to_stage_id, row.at, names.get(row.user_id or 0, ""), (end - row.at).days, row is rows[-1])
        for row, end in zip(rows, ends, strict=True)
    ]
    return found[::-1]


def follow_ups(user: User, opportunity_id: int) -> Sequence[Task]:
    """Return the visible follow-ups of an opportunity: open ones by day, then those done."""
    query = (
        sa.select(Task)
        .join(OpportunityTask, OpportunityTask.task_id == Task.id)
        .where(OpportunityTask.opportunity_id == opportunity_id, Task.archived_at.is_(None), task_visible_to(user))
        .options(joinedload(Task.assignee, innerjoin=True), joinedload(Task.done_by))
        .order_by(Task.done_at.is_not(None), Task.due_on.is_(None), Task.due_on, Task.id)
        .limit(MOST_TASKS)
    )
    return db.session.execute(query).scalars().all()


def open_of_client(user: User, client_id: int, limit: int) -> Sequence[Opportunity]:
    """Return a client's opportunities that are open or on hold, the expected first."""
    asked = {"client_id": client_id, "most": limit, "stages": ids_of("open", "hold")}
    return db.session.execute(_of_client(user), asked).scalars().all()


@per_reader
def _of_client(user: Reader) -> sa.Select[Opportunity]:
    wanted = Opportunity.client_id == sa.bindparam("client_id", type_=sa.Integer)
    stages = Opportunity.stage_id.in_(sa.bindparam("stages", expanding=True))
    query = sa.select(Opportunity).where(wanted, stages, LIVE, visible_to(user))
    return query.order_by(*BY_EXPECTED).limit(sa.bindparam("most", type_=sa.Integer))


def titles(user: User, ids: Sequence[Any]) -> Mapping[Any, str]:
    """Return the titles of those of these opportunities that the reader may see."""
    query = sa.select(Opportunity.id, Opportunity.title).where(Opportunity.id.in_(list(ids)), visible_to(user))
    return {row.id: row.title for row in db.session.execute(query)}
