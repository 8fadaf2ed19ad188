"""Asks for clients: one by its address, a few by their name, their people and barriers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import g, url_for
from sqlalchemy.orm import joinedload, selectinload

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.clients.models.client import Client, ClientBarrier, ClientChapter, ClientMember, ClientPort, ClientSector
from crm.clients.models.depth import ClientState, ClientTag, ClientValue
from crm.clients.visibility import visible_to
from crm.core.access import Reader, per_reader
from crm.core.db import db
from crm.core.find import contains_words
from crm.core.i18n import language
from crm.core.links import Links, fill_links
from crm.core.offers import SearchHit
from crm.core.picker import Choice
from crm.core.text import fold, search_words
from crm.reference.queries import (
    chapters_by_code,
    fields_by_id,
    ports_by_id,
    sectors_by_id,
    states_by_code,
    tags_by_id,
)

PICKED = 10


def get_visible(user: User, client_id: int) -> Client | None:
    """Return a client that this reader may see, without its rows; None for a stranger."""
    return db.session.execute(_one(user, client_id)).scalar_one_or_none()


def get_full(user: User, client_id: int) -> Client | None:
    """Return a visible client with its place, lead and all of its link rows loaded."""
    client = db.session.execute(_full(user), {"client_id": client_id}).scalar_one_or_none()
    if client is not None:
        fill_links([client], ROWS)
    return client


#: A client's rows, read together; what they stand for is kept in the process.
ROWS = (
    Links("sectors", ClientSector, "client_id", "sector_id", "sector", sectors_by_id, extra="is_primary"),
    Links("chapters", ClientChapter, "client_id", "hs_code", "chapter", chapters_by_code, extra="direction"),
    Links("ports", ClientPort, "client_id", "port_id", "port", ports_by_id),
    Links("team", ClientMember, "client_id", "user_id", "user", people_by_id),
    Links("partner_states", ClientState, "client_id", "state_code", "state", states_by_code),
    Links("tags", ClientTag, "client_id", "tag_id", "tag", tags_by_id),
    Links("own_values", ClientValue, "client_id", "field_id", "field", fields_by_id, extra="value"),
)


@per_reader
def _full(user: Reader) -> sa.Select[Client]:
    place = (joinedload(Client.home_country), joinedload(Client.home_state), joinedload(Client.account_lead))
    return _one(user, sa.bindparam("client_id", type_=sa.Integer)).options(*place)


def for_edit(user: User, client_id: int) -> Client | None:
    """Return a visible client with its rows, locked until the unit of work ends."""
    rows = [selectinload(getattr(Client, links.attribute)) for links in ROWS]
    query = _one(user, client_id).options(*rows).with_for_update(of=Client)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def _one(user: User | Reader, client_id: Any) -> sa.Select[Client]:
    return sa.select(Client).where(Client.id == client_id, visible_to(user))


def with_everything() -> list[Any]:
    """Return the loader options of a whole client: constant in number, whatever the number of clients."""
    return [
        joinedload(Client.home_country), joinedload(Client.home_state), joinedload(Client.account_lead),
        selectinload(Client.sectors).joinedload(ClientSector.sector),
        selectinload(Client.chapters).joinedload(ClientChapter.chapter),
        selectinload(Client.ports).joinedload(ClientPort.port),
        selectinload(Client.team).joinedload(ClientMember.user),
        selectinload(Client.partner_states).joinedload(ClientState.state),
        selectinload(Client.tags).joinedload(ClientTag.tag),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnClient:
    """What is asked of each client that a person answers for."""

    id: int
    status: str
    country: str
    created_at: datetime
    contact_days: int | None


#: Nobody answers for more clients than this by hand.
OWN = 1000


def own_clients(user: User) -> list[OwnClient]:
    """Return the listed clients a person leads or is on the team of, in no order; asked once a request."""
    asked: dict[int, list[OwnClient]] = g.setdefault("own_clients", {})
    if user.id not in asked:
        asked[user.id] = [OwnClient(*row) for row in db.session.execute(_own(user))]
    return asked[user.id]


@per_reader
def _own(user: Reader) -> sa.Select[int, str, str, datetime, int | None]:
    led = sa.select(Client.id).where(Client.account_lead_id == user.id)
    member = sa.select(ClientMember.client_id).where(ClientMember.user_id == user.id)
    return (
        sa.select(Client.id, Client.status, Client.country, Client.created_at, Client.contact_days)
        .where(Client.id.in_(led.union(member).subquery().select()), Client.archived_at.is_(None), visible_to(user))
        .limit(OWN)  # an order would make SQLite walk all clients by its index
    )


def choices(user: User, typed: str, speaks: str, limit: int = PICKED) -> list[Choice]:
    """Return listed clients for what was typed: names that begin with it first, then those that hold its words."""
    words = search_words(typed)
    query = _choice(user).where(Client.archived_at.is_(None)).order_by(Client.name_key, Client.id).limit(limit)
    start = fold(typed)[:200]
    # A range, not LIKE: both engines walk the index of names for it.
    begins = sa.and_(Client.name_key >= start, Client.name_key < start + "\U0010ffff")
    found = list(db.session.execute(query.where(begins)).scalars()) if words else []
    if len(found) < limit:
        rest = query.where(contains_words(Client, Client.search_text, words, names=True)) if words else query
        known = {client.id for client in found}
        found += [client for client in db.session.execute(rest).scalars() if client.id not in known]
    return [_as_choice(client, speaks) for client in found[:limit]]


def chosen(user: User, ids: Iterable[int], speaks: str) -> list[Choice]:
    """Return those of these clients that the reader may see, archived ones too, in the order given."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    rows = db.session.execute(_choice(user).where(Client.id.in_(wanted))).scalars()
    by_id = {client.id: client for client in rows}
    return [_as_choice(by_id[key], speaks) for key in wanted if key in by_id]


def named(user: User, name: str) -> int | None:
    """Return the id of the one visible client with exactly this name (accents and case apart)."""
    query = sa.select(Client.id).where(
        Client.name_key == fold(name)[:300], Client.archived_at.is_(None), visible_to(user)
    )
    ids = db.session.execute(query.limit(2)).scalars().all()
    return ids[0] if len(ids) == 1 else None


def _choice(user: User) -> sa.Select[Client]:
    return (
        sa.select(Client)
        .where(visible_to(user))
        .options(joinedload(Client.home_country), joinedload(Client.home_state))
    )


def _as_choice(client: Client, speaks: str) -> Choice:
    return Choice(client.id, client.name, client.place(speaks))


def find(user: User, words: list[str], limit: int) -> list[SearchHit]:
    """Return listed clients whose name, legal name or city holds all of these folded words."""
    query = (
        _choice(user)
        .where(Client.archived_at.is_(None), contains_words(Client, Client.search_text, words, names=True))
        .order_by(Client.name_key, Client.id)
        .limit(limit)
    )
    return [
        SearchHit(
            client.name,
            " · ".join(part for part in (client.place(language()), client.business) if part),
            url_for("clients.show", client_id=client.id),
        )
        for client in db.session.execute(query).scalars()
    ]


def barriers(client_id: int) -> Sequence[ClientBarrier]:
    """Return the information barriers of a client with their people."""
    query = (
        sa.select(ClientBarrier)
        .join(ClientBarrier.user)
        .options(joinedload(ClientBarrier.user))
        .where(ClientBarrier.client_id == client_id)
        .order_by(User.name, User.id)
    )
    return db.session.execute(query).scalars().all()


def clients_by_tag(user: User) -> dict[int, int]:
    """Return how many listed clients of each tag the reader may see."""
    query = (
        sa.select(ClientTag.tag_id, sa.func.count())
        .join(Client, Client.id == ClientTag.client_id)
        .where(visible_to(user), Client.archived_at.is_(None))
        .group_by(ClientTag.tag_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
