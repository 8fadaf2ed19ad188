"""The family of a client: what stands above, beside and below it, as far as the reader may see."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.visibility import visible_to
from crm.core.access import Reader, per_reader
from crm.core.db import db, dialect_name
from crm.reference.models import Country, State

#: From the parent of all to the last subsidiary.
LEVELS: Final = 6
#: A card with more names than this is no longer read.
SHOWN: Final = 100
#: One lock for all families (PostgreSQL): two that change theirs at once would each miss the other's change.
FAMILY_LOCK: Final = 7_361_001


@dataclass(slots=True)
class Member:
    """One client of a family: where it is, its status, and those below it."""

    id: int
    name: str
    place: str
    status: str
    archived: bool
    below: list["Member"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Family:
    """A family from its first visible client down; `more` tells that it has more than is shown."""

    top: Member
    more: bool


def family_of(user: User, client_id: int, language: str) -> Family | None:
    """Return the family of a client, or None where it stands alone; one statement.

    It is read through visible clients only: what stands above or below a hidden one is not part of it, since it would
    tell of the hidden one.
    """
    rows = db.session.execute(_family(user, language), {"client_id": client_id}).all()
    if len(rows) < 2:  # noqa: PLR2004 - the client alone
        return None
    members: dict[int, Member] = {}
    below: Mapping[int, list[Member]] = defaultdict(list)
    # Parents come before their children; a row beyond the limit has nobody below it either.
    for row in rows[:SHOWN]:
        place = ", ".join(part for part in (row.city, row.area) if part)
        made = members[row.id] = Member(row.id, row.name, place, row.status, row.archived_at is not None)
        below[row.parent_id or 0].append(made)
    for key, member in members.items():
        member.below = below.get(key, [])
    return Family(members[rows[0].id], len(rows) > SHOWN)


@per_reader
def _family(user: Reader, language: str) -> sa.Select[Any]:
    seen = visible_to(user)
    start = sa.select(Client.id, Client.parent_id, sa.literal(0).label("level"))
    above = start.where(Client.id == sa.bindparam("client_id", type_=sa.Integer), seen).cte("above", recursive=True)
    step = sa.select(Client.id, Client.parent_id, above.c.level + 1)
    above = above.union_all(step.join(above, Client.id == above.c.parent_id).where(seen, above.c.level < LEVELS))
    top = sa.select(above.c.id).where(above.c.level == sa.select(sa.func.max(above.c.level)).scalar_subquery())
    whole = start.where(Client.id.in_(top)).cte("whole", recursive=True)
    step = sa.select(Client.id, Client.parent_id, whole.c.level + 1)
    whole = whole.union_all(step.join(whole, Client.parent_id == whole.c.id).where(seen, whole.c.level < LEVELS))
    title = "title_es" if language == "es" else "title_en"
    return (
        sa.select(
            Client.id, Client.parent_id, Client.name, Client.city, Client.status, Client.archived_at,
            sa.func.coalesce(getattr(State, title), getattr(Country, title)).label("area"),
        )
        .select_from(whole)
        # Outer joins keep SQLite from walking all clients to find the few of the family.
        .join(Client, Client.id == whole.c.id, isouter=True)
        .join(Country, Country.code == Client.country, isouter=True)
        .join(State, State.code == Client.state, isouter=True)
        .order_by(whole.c.level, Client.name_key, Client.id)
        .limit(SHOWN + 1)
    )  # fmt: skip


def parent_of(user: User, client: Client) -> Client | None:
    """Return the parent of a client where the reader may see it."""
    if client.parent_id is None:
        return None
    return db.session.execute(
        sa.select(Client).where(Client.id == client.parent_id, visible_to(user))
    ).scalar_one_or_none()


def levels_above(client_id: int) -> list[int]:
    """Return the ids from a client (itself first) up to the first of its family, hidden ones too: for judging only."""
    above = (
        sa.select(Client.id, Client.parent_id, sa.literal(0).label("level"))
        .where(Client.id == client_id)
        .cte("above", recursive=True)
    )
    step = sa.select(Client.id, Client.parent_id, above.c.level + 1).join(above, Client.id == above.c.parent_id)
    above = above.union_all(step.where(above.c.level <= LEVELS))
    return list(db.session.execute(sa.select(above.c.id).order_by(above.c.level)).scalars())


def levels_below(client_id: int) -> int:
    """Return how many levels stand below a client, at most one more than a family may have."""
    below = (
        sa.select(Client.id, sa.literal(0).label("level")).where(Client.id == client_id).cte("below", recursive=True)
    )
    child = aliased(Client)
    step = sa.select(child.id, below.c.level + 1).join(below, child.parent_id == below.c.id)
    below = below.union_all(step.where(below.c.level <= LEVELS))
    return db.session.execute(sa.select(sa.func.max(below.c.level))).scalar() or 0


def hold_families() -> None:
    """Keep other changes of any family waiting until the unit of work ends (SQLite has one writer anyway)."""
    if dialect_name() == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(FAMILY_LOCK)))
