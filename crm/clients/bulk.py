"""One change of many clients at once, by set-based SQL with a trail row for each of them. It flushes, never commits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.permissions import Role
from crm.audit.capture import record_many
from crm.clients.depth_changes import tags_named
from crm.clients.listed import Picked, ids_of
from crm.clients.models.client import Client, ClientBarrier, ClientMember, ClientSector
from crm.clients.models.depth import ClientTag
from crm.clients.visibility import visible_to
from crm.core.dates import now
from crm.core.db import StaleSaveError
from crm.core.feature import registry

#: Clients changed by one round of statements: neither engine takes many more parameters.
ROUND = 500
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What to make of each client; None and '' leave a thing as it is."""

    status: str = ""
    #: An account, or NOBODY.
    lead_id: int | None = None
    sector_id: int | None = None
    add_tags: tuple[str, ...] = ()
    remove_tag_id: int | None = None
    #: archive or restore.
    archive: str = ""

    @property
    def empty(self) -> bool:
        """Tell whether nothing would change."""
        return self == Change()


@dataclass(slots=True)
class Outcome:
    """How many clients were changed, were so already, or were left: the new lead is kept out by a barrier."""

    changed: int = 0
    same: int = 0
    barred: int = 0


@dataclass(slots=True)
class _Round:
    """What one round writes."""

    trail: list[tuple[int, list[list[Any]]]] = field(default_factory=list)
    sectors: list[dict[str, Any]] = field(default_factory=list)
    tags: list[dict[str, Any]] = field(default_factory=list)
    members: list[dict[str, Any]] = field(default_factory=list)


def change_many(work: Session, user: User, picked: Picked, expected: int, change: Change) -> Outcome:
    """Change every picked client that the user may see, and nothing else; each one's version rises.

    `expected` is the number that the user has confirmed: StaleSaveError where it is another by now.
    """
    ids = ids_of(user, picked)
    if len(ids) != expected:
        raise StaleSaveError
    outcome = Outcome()
    tags = sorted(tags_named(work, change.add_tags)) if change.add_tags else []
    for start in range(0, len(ids), ROUND):
        part = _change_round(work, user, ids[start : start + ROUND], change, tags)
        outcome.changed += part.changed
        outcome.same += part.same
        outcome.barred += part.barred
    return outcome


def _change_round(work: Session, user: User, ids: Sequence[int], change: Change, tags: list[int]) -> Outcome:
    moment, outcome = now(), Outcome()
    rows = work.execute(
        sa.select(Client.id, Client.status, Client.account_lead_id, Client.archived_at, Client.access)
        .where(Client.id.in_(ids), visible_to(user))
        .order_by(Client.id)
        .with_for_update(of=Client)
    ).all()
    barred = _pairs(work, ClientBarrier, ids, ClientBarrier.user_id, [change.lead_id]) if change.lead_id else set()
    wanted_tags = [*tags, *([change.remove_tag_id] if change.remove_tag_id else [])]
    has_tags = _pairs(work, ClientTag, ids, ClientTag.tag_id, wanted_tags) if wanted_tags else set()
    sectors = _pairs(work, ClientSector, ids, ClientSector.sector_id, None) if change.sector_id else set()
    members = _pairs(work, ClientMember, ids, ClientMember.user_id, [user.id]) if change.lead_id is not None else set()
    done, merged = _Round(), registry().merged("client_id")
    for row in rows:
        if row.id in merged:
            # It stands for another client now: nothing is written to it.
            outcome.same += 1
            continue
        if (row.id, change.lead_id) in barred:
            outcome.barred += 1
            continue
        told = [*_plain_changes(row, change, moment), *_tag_changes(row.id, change, tags, has_tags, done)]
        if change.sector_id is not None:
            told += _sector_change(row.id, change.sector_id, sectors, done)
        told += _stays_in_sight(row, user, change, members, done)
        if told:
            done.trail.append((row.id, told))
        else:
            outcome.same += 1
    outcome.changed = len(done.trail)
    _write(work, change, done, moment)
    return outcome


def _pairs(
    work: Session, model: Any, ids: Sequence[int], column: Any, values: Sequence[int | None] | None
) -> set[tuple[int, int]]:
    """Return which of these clients have which of these values in a table of rows (None: any value)."""
    query = sa.select(model.client_id, column).where(model.client_id.in_(ids))
    if values is not None:
        query = query.where(column.in_(values))
    return {(row[0], row[1]) for row in work.execute(query)}


def _plain_changes(row: Any, change: Change, moment: datetime) -> Iterable[list[Any]]:
    lead = change.lead_id or None
    if change.status and row.status != change.status:
        yield ["status", row.status, change.status]
    if change.lead_id is not None and row.account_lead_id != lead:
        yield ["account_lead_id", row.account_lead_id, lead]
    if change.archive == "archive" and row.archived_at is None:
        yield ["archived_at", None, moment.isoformat()]
    if change.archive == "restore" and row.archived_at is not None:
        yield ["archived_at", row.archived_at.isoformat(), None]


def _tag_changes(
    client_id: int, change: Change, tags: list[int], has: set[tuple[int, int]], done: _Round
) -> Iterable[list[Any]]:
    for tag_id in tags:
        if (client_id, tag_id) not in has:
            done.tags.append({"client_id": client_id, "tag_id": tag_id})
            yield ["tags", None, tag_id]
    gone = change.remove_tag_id
    if gone and (client_id, gone) in has and gone not in tags:
        yield ["tags", gone, None]


def _sector_change(client_id: int, sector_id: int, has: set[tuple[int, int]], done: _Round) -> list[list[Any]]:
    """Give a client a sector; it is the primary one where there is none yet."""
    if (client_id, sector_id) in has:
        return []
    first = not any(owner == client_id for owner, _sector in has)
    done.sectors.append({"client_id": client_id, "sector_id": sector_id, "is_primary": first})
    return [["sectors", None, f"{sector_id} primary" if first else sector_id]]


def _stays_in_sight(
    row: Any, user: User, change: Change, members: set[tuple[int, int]], done: _Round
) -> list[list[Any]]:
    """Whoever hands on a client of access `team` that they lead stays on its team, as on its own page."""
    hands_on = change.lead_id is not None and row.account_lead_id == user.id and change.lead_id != user.id
    if not hands_on or row.access != "team" or user.role == Role.PARTNER or (row.id, user.id) in members:
        return []
    done.members.append({"client_id": row.id, "user_id": user.id})
    return [["team", None, user.id]]


def _write(work: Session, change: Change, done: _Round, moment: datetime) -> None:
    ids = [client_id for client_id, _told in done.trail]
    if not ids:
        return
    values: dict[Any, Any] = {Client.version: Client.version + 1, Client.updated_at: moment}
    if change.status:
        values[Client.status] = change.status
    if change.lead_id is not None:
        values[Client.account_lead_id] = change.lead_id or None
    if change.archive:
        values[Client.archived_at] = (
            sa.func.coalesce(Client.archived_at, moment) if change.archive == "archive" else None
        )
    work.execute(
        sa.update(Client).where(Client.id.in_(ids)).values(values), execution_options={"synchronize_session": False}
    )
    for model, rows in ((ClientSector, done.sectors), (ClientTag, done.tags), (ClientMember, done.members)):
        if rows:
            work.execute(sa.insert(model), rows)
    if change.remove_tag_id:
        taken = sa.delete(ClientTag).where(ClientTag.client_id.in_(ids), ClientTag.tag_id == change.remove_tag_id)
        work.execute(taken, execution_options={"synchronize_session": False})
    record_many(work, "client", done.trail)
