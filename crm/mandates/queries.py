"""Asks for mandates: one, its parts, those of a client."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.access import Reader, per_reader
from crm.core.db import db
from crm.mandates.models import Mandate, MandateTask, Objective
from crm.mandates.parts import PARTS, Part, of_mandate
from crm.mandates.visibility import visible_to
from crm.tasks.models import Task
from crm.tasks.visibility import visible_to as task_visible_to

LIVE: Final = Mandate.archived_at.is_(None)
MOST_TASKS: Final = 50
#: Rows of one part on the page of a mandate.
MOST_ROWS: Final = 200


def with_names() -> tuple[ORMOption, ...]:
    """Return the loader options of client and lead: no further statement."""
    return (
        joinedload(Mandate.client, innerjoin=True).load_only(Client.id, Client.name),
        joinedload(Mandate.lead, innerjoin=True).load_only(User.id, User.name),
    )


def get_visible(user: User, mandate_id: int) -> Mandate | None:
    """Return a mandate with client and lead, or None for a stranger."""
    return db.session.execute(_one(user), {"mandate_id": mandate_id}).scalar_one_or_none()


@per_reader
def _one(user: Reader) -> sa.Select[Mandate]:
    wanted = Mandate.id == sa.bindparam("mandate_id", type_=sa.Integer)
    return sa.select(Mandate).where(wanted, visible_to(user)).options(*with_names())


def for_edit(user: User, mandate_id: int) -> Mandate | None:
    """Return a visible mandate, locked until the unit of work ends."""
    query = sa.select(Mandate).where(Mandate.id == mandate_id, visible_to(user))
    locked = query.with_for_update(of=Mandate).execution_options(populate_existing=True)
    return db.session.execute(locked).scalar_one_or_none()


def rows_of(mandate_id: int) -> dict[str, Sequence[Any]]:
    """Return the rows of a mandate that the reader may see, by part: one statement for each part."""
    return {name: rows_of_part(part, mandate_id) for name, part in PARTS.items()}


def rows_of_part(part: Part, mandate_id: int) -> Sequence[Any]:
    """Return the rows in use of one part of a mandate that the reader may see."""
    return db.session.execute(of_mandate(part, mandate_id).limit(MOST_ROWS)).scalars().all()


def objective_title(objective_id: int) -> str:
    """Return the title of an objective of a mandate that the reader may see, taken off or not."""
    return db.session.execute(sa.select(Objective.title).where(Objective.id == objective_id)).scalar_one()


def row_of(user: User, mandate_id: int, part: Part, row_id: int, *, lock: bool = False) -> Any:
    """Return one row in use of a visible mandate (`lock`: held until the unit of work ends), or None."""
    model = part.model
    query = (
        sa.select(model)
        .join(Mandate, Mandate.id == model.mandate_id)
        .where(model.id == row_id, model.mandate_id == mandate_id, model.archived_at.is_(None), visible_to(user))
    )
    if lock:
        query = query.with_for_update(of=model).execution_options(populate_existing=True)
    return db.session.execute(query).scalar_one_or_none()


def follow_ups(user: User, mandate_id: int) -> Sequence[Task]:
    """Return the visible follow-ups of a mandate: open ones by day, then those done."""
    query = (
        sa.select(Task)
        .join(MandateTask, MandateTask.task_id == Task.id)
        .where(MandateTask.mandate_id == mandate_id, Task.archived_at.is_(None), task_visible_to(user))
        .options(joinedload(Task.assignee, innerjoin=True), joinedload(Task.done_by))
        .order_by(Task.done_at.is_not(None), Task.due_on.is_(None), Task.due_on, Task.id)
        .limit(MOST_TASKS)
    )
    return db.session.execute(query).scalars().all()


def of_client(user: User, client_id: int, limit: int) -> Sequence[Mandate]:
    """Return a client's mandates in use: active ones first, then the latest."""
    return db.session.execute(_of_client(user), {"client_id": client_id, "most": limit}).scalars().all()


@per_reader
def _of_client(user: Reader) -> sa.Select[Mandate]:
    wanted = Mandate.client_id == sa.bindparam("client_id", type_=sa.Integer)
    query = sa.select(Mandate).where(wanted, LIVE, visible_to(user)).options(*with_names())
    order = (Mandate.state != "active", Mandate.starts_on.desc(), Mandate.id.desc())
    return query.order_by(*order).limit(sa.bindparam("most", type_=sa.Integer))


def first_active_start(user: User, client_id: int) -> date | None:
    """Return the day on which the oldest of a client's active mandates began, None where none runs."""
    query = sa.select(sa.func.min(Mandate.starts_on)).where(
        Mandate.client_id == client_id, Mandate.state == "active", LIVE, visible_to(user)
    )
    return db.session.execute(query).scalar_one_or_none()


def titles(user: User, ids: Sequence[Any]) -> Mapping[Any, str]:
    """Return the titles of those of these mandates that the reader may see."""
    query = sa.select(Mandate.id, Mandate.title).where(Mandate.id.in_(list(ids)), visible_to(user))
    return {row.id: row.title for row in db.session.execute(query)}
