"""Asks for advisories: one by its address, the list, the clients of one, and who may decide."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from crm.accounts.models import User
from crm.advisories.models import Advisory, AdvisoryClient
from crm.advisories.visibility import visible_to
from crm.clients.models.client import Client
from crm.clients.visibility import visible_to as client_visible_to
from crm.core.db import db
from crm.core.listing import Page, Sort, fetch_page

NEWEST: Final = Sort((Advisory.id.expression,), descending=True)
_CLIENT: Final = (Client.id, Client.name, Client.name_key, Client.report_language, Client.archived_at)


def get_visible(user: User, advisory_id: int) -> Advisory | None:
    """Return an advisory with what it was begun from, or None for a stranger."""
    query = sa.select(Advisory).where(Advisory.id == advisory_id, visible_to(user))
    begun = [joinedload(getattr(Advisory, name)) for name in ("issue", "series", "sector")]
    query = query.options(joinedload(Advisory.author, innerjoin=True), *begun)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def for_edit(user: User, advisory_id: int) -> Advisory | None:
    """Return a visible advisory with its client rows, locked until the unit of work ends."""
    query = (
        sa.select(Advisory)
        .where(Advisory.id == advisory_id, visible_to(user))
        .options(selectinload(Advisory.clients), joinedload(Advisory.author, innerjoin=True))
        .with_for_update(of=Advisory)
    )
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def page_of(user: User, state: str, cursor: str | None) -> Page:
    """Return one page of advisories, the newest first: all that are not archived, those of one state, or archived."""
    query = sa.select(Advisory).where(visible_to(user)).options(joinedload(Advisory.author, innerjoin=True))
    archived = state == "archived"
    query = query.where(Advisory.archived_at.is_not(None) if archived else Advisory.archived_at.is_(None))
    return fetch_page(query.where(Advisory.state == state) if state and not archived else query, NEWEST, cursor)


def counts(ids: Collection[int]) -> dict[int, int]:
    """Return how many clients these advisories, which the reader may see, go to."""
    query = sa.select(AdvisoryClient.advisory_id, sa.func.count()).where(AdvisoryClient.advisory_id.in_(list(ids)))
    return {key: int(count) for key, count in db.session.execute(query.group_by(AdvisoryClient.advisory_id))}


def rows(advisory_id: int) -> Sequence[AdvisoryClient]:
    """Return the clients of an advisory, which the reader may see, by name; with the mail to each."""
    query = (
        sa.select(AdvisoryClient)
        .join(AdvisoryClient.client)
        .where(AdvisoryClient.advisory_id == advisory_id)
        .options(contains_eager(AdvisoryClient.client).load_only(*_CLIENT), joinedload(AdvisoryClient.mail))
        .order_by(Client.name_key, Client.id)
    )
    return db.session.execute(query.execution_options(populate_existing=True)).scalars().all()


def waiting_row(advisory_id: int, client_id: int) -> AdvisoryClient | None:
    """Return a client's row that nothing has come of yet, locked; whoever else sends waits."""
    query = (
        sa.select(AdvisoryClient)
        .where(
            AdvisoryClient.advisory_id == advisory_id, AdvisoryClient.client_id == client_id,
            AdvisoryClient.engagement_id.is_(None), AdvisoryClient.skipped == "",
        )
        .options(joinedload(AdvisoryClient.client, innerjoin=True).load_only(*_CLIENT))
        .with_for_update(of=AdvisoryClient)
    )  # fmt: skip
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def waiting_ids(advisory_id: int) -> Sequence[int]:
    """Return the clients of an advisory that nothing has come of yet."""
    query = sa.select(AdvisoryClient.client_id).where(
        AdvisoryClient.advisory_id == advisory_id, AdvisoryClient.engagement_id.is_(None), AdvisoryClient.skipped == ""
    )
    return db.session.execute(query.order_by(AdvisoryClient.client_id)).scalars().all()


def to_send(advisory_id: int) -> Advisory | None:
    """Return an approved advisory whose sending was asked for, locked."""
    query = sa.select(Advisory).where(
        Advisory.id == advisory_id, Advisory.state == "approved", Advisory.sending_at.is_not(None)
    )
    query = query.options(joinedload(Advisory.author, innerjoin=True)).with_for_update(of=Advisory)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def any_sent(advisory_id: int) -> bool:
    """Tell whether a message went out to any client of an advisory."""
    query = sa.select(AdvisoryClient.client_id).where(
        AdvisoryClient.advisory_id == advisory_id, AdvisoryClient.engagement_id.is_not(None)
    )
    return db.session.execute(query.limit(1)).first() is not None


def of_mail(user: User, mail_id: int) -> tuple[AdvisoryClient, Advisory] | None:
    """Return what a mail tells of; None where its sender may not see that client any more."""
    query: Any = (
        sa.select(AdvisoryClient, Advisory)
        .join(Advisory, Advisory.id == AdvisoryClient.advisory_id)
        .join(Client, Client.id == AdvisoryClient.client_id)
        .where(AdvisoryClient.mail_id == mail_id, client_visible_to(user))
        .options(joinedload(Advisory.author, innerjoin=True))
    )
    found = db.session.execute(query).one_or_none()
    return (found[0], found[1]) if found is not None else None


def visible_with(user: User, ids: Sequence[int]) -> Sequence[Advisory]:
    """Return those of these advisories that a reader may see."""
    query = sa.select(Advisory).where(Advisory.id.in_(ids), Advisory.archived_at.is_(None), visible_to(user))
    return db.session.execute(query).scalars().all()
