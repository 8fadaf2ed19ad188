"""Asks for what key dates need: who holds what, which figures are loaded, what was opened already."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.models.depth import Certification
from crm.clients.visibility import visible_to
from crm.core.access import Reader, per_reader
from crm.core.db import db
from crm.core.offers import MOST_TOUCHED
from crm.keydates.models import KeyDateTask
from crm.tasks.queries import titles

#: A client that is no longer one has no duties for us to watch.
_WATCHED = (Client.archived_at.is_(None), Client.status != "former")
#: The filter offers the names of so many of the reader's own clients.
NAMED = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """A follow-up that an entry has for a client; `title` is empty where the reader may not see it."""

    entry: str
    client_id: int
    task_id: int
    title: str


def holders(
    user: User, kinds: Sequence[str], client_ids: Collection[int] | None, today: date
) -> Mapping[str, Sequence[int]]:
    """Return by kind of certification the visible clients that hold one, by name, at most MOST_TOUCHED + 1 each.

    Of chosen clients in one statement; of all in one a kind, which walks the names until it has enough.
    """
    if client_ids is None:
        return {kind: _first_holders(user, kind, _good(today)) for kind in kinds}
    asked = {"ids": list(client_ids), "kinds": list(kinds), "today": today}
    found: dict[str, list[int]] = {kind: [] for kind in kinds}
    for kind, client_id in db.session.execute(_chosen_holders(user), asked) if kinds and client_ids else ():
        if client_id not in found[kind][-1:]:
            found[kind].append(client_id)
    return {kind: ids[: MOST_TOUCHED + 1] for kind, ids in found.items()}


def _good(today: Any) -> sa.ColumnElement[bool]:
    return sa.or_(Certification.expires_on.is_(None), Certification.expires_on >= today)


@per_reader
def _chosen_holders(user: Reader) -> sa.Select[str, int]:
    ids: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
    kinds: sa.BindParameter[str] = sa.bindparam("kinds", expanding=True)
    good = _good(sa.bindparam("today", type_=sa.Date))
    return (
        sa.select(Certification.kind, Client.id)
        .join(Client, Client.id == Certification.client_id)
        .where(Client.id.in_(ids), Certification.kind.in_(kinds), good, *_WATCHED, visible_to(user))
        .order_by(Client.name_key, Client.id)
    )


def _first_holders(user: User, kind: str, good: sa.ColumnElement[bool]) -> Sequence[int]:
    held = sa.exists().where(Certification.client_id == Client.id, Certification.kind == kind, good)
    query = sa.select(Client.id).where(held, *_WATCHED, visible_to(user))
    return db.session.execute(query.order_by(Client.name_key, Client.id).limit(MOST_TOUCHED + 1)).scalars().all()


def names_of(user: User, client_ids: Collection[int]) -> dict[int, str]:
    """Return the names of those of these clients that the reader may see."""
    found = db.session.execute(_names(user), {"ids": list(client_ids)}) if client_ids else ()
    return {row[0]: row[1] for row in found}


@per_reader
def _names(user: Reader) -> sa.Select[int, str]:
    return sa.select(Client.id, Client.name).where(Client.id.in_(sa.bindparam("ids", expanding=True)), visible_to(user))


def first_names(user: User, client_ids: Collection[int]) -> list[tuple[int, str]]:
    """Return (id, name) of the first of these clients by name."""
    query = sa.select(Client.id, Client.name).where(Client.id.in_(client_ids), visible_to(user))
    rows = db.session.execute(query.order_by(Client.name_key, Client.id).limit(NAMED)) if client_ids else ()
    return [(row[0], row[1]) for row in rows]


def opened_counts(user: User, entries: Collection[str]) -> dict[str, int]:
    """Return how many clients that the reader may see have a follow-up from each of these entries."""
    query = (
        sa.select(KeyDateTask.entry, sa.func.count())
        .join(Client, Client.id == KeyDateTask.client_id)
        .where(KeyDateTask.entry.in_(entries), visible_to(user))
        .group_by(KeyDateTask.entry)
    )
    return {row[0]: row[1] for row in db.session.execute(query)} if entries else {}


def opened(user: User, entry: str) -> list[Opened]:
    """Return the follow-ups of an entry for clients that the reader may see."""
    query = (
        sa.select(KeyDateTask.client_id, KeyDateTask.task_id)
        .join(Client, Client.id == KeyDateTask.client_id)
        .where(KeyDateTask.entry == entry, KeyDateTask.task_id.is_not(None), visible_to(user))
        .order_by(Client.name_key, Client.id)
    )
    rows = [(row[0], row[1] or 0) for row in db.session.execute(query)]
    said = titles(user, [task_id for _client, task_id in rows])
    return [Opened(entry, client_id, task_id, said.get(task_id, "")) for client_id, task_id in rows]


def leads(client_ids: Collection[int]) -> dict[int, int | None]:
    """Return the account leads of these clients."""
    query = sa.select(Client.id, Client.account_lead_id).where(Client.id.in_(client_ids))
    return {row[0]: row[1] for row in db.session.execute(query)}
