"""Sets and lifts information barriers of checks. They flush within an open unit of work, never commit.

What keeps somebody out is the client's own row (`ClientBarrier`), which every page, list and search asks already;
the row here says why, since when, and for which check.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.clients import actions as clients
from crm.clients.models.client import Client
from crm.conflicts.models import ConflictCheck, InformationBarrier
from crm.core.dates import now


def set_barriers(work: Session, actor: User, check: ConflictCheck, client: Client, values: Mapping[str, Any]) -> None:
    """Keep people (`users`: ids) out of a client (from `clients.queries.for_edit`) from now on, for a check.

    `values` has `reason` and `review_on`, too.
    """
    for user_id in values["users"]:
        clients.bar(work, client, user_id, values["reason"])
        work.add(
            InformationBarrier(
                check_id=check.id,
                client_id=client.id,
                user_id=user_id,
                reason=values["reason"],
                since=now(),
                set_by_id=actor.id,
                review_on=values.get("review_on"),
            )
        )
    check.updated_at = now()
    work.flush()


def lift(work: Session, actor: User, barrier: InformationBarrier, client: Client) -> None:
    """Let somebody in again."""
    barrier.lifted_at, barrier.lifted_by_id = now(), actor.id
    work.flush()
    clients.unbar(work, client, barrier.user_id)
    work.flush()


def unbarred(work: Session, client_id: int, user_id: int) -> None:
    """Hear that somebody was let in from the client's own page: what a check asked for has ended with it."""
    query = sa.select(InformationBarrier).where(
        InformationBarrier.client_id == client_id, InformationBarrier.user_id == user_id,
        InformationBarrier.lifted_at.is_(None),
    )  # fmt: skip
    for barrier in work.execute(query.with_for_update()).scalars():
        barrier.lifted_at, barrier.lifted_by_id = now(), work.info.get("actor_id")
    work.flush()
