"""Who sees what was merged: exactly those who could see both records before. Nobody sees more by a merge."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.queries import consultants
from crm.audit.capture import record_many
from crm.audit.models import AuditEntry
from crm.clients.models.client import Client, ClientBarrier, ClientMember
from crm.core.db import Base
from crm.merges.kinds import Kind
from crm.merges.models import MergeReader
from crm.merges.relations import moving, table_of


def audience(work: Session, kind: Kind, ids: Iterable[int]) -> dict[int, set[int]]:
    """Return which accounts, inactive ones too, may see each of these records: by the record's id."""
    found: dict[int, set[int]] = {key: set() for key in ids}
    for user in consultants(active_only=False):
        rows = work.execute(sa.select(kind.model.id).where(kind.model.id.in_(found), kind.visible(user)))
        for key in rows.scalars():
            found[key].add(user.id)
    return found


def of_clients(work: Session, ids: Iterable[int]) -> tuple[dict[int, set[int]], dict[int, list[ClientBarrier]]]:
    """Return the team (ids) and the barriers of clients."""
    wanted = list(ids)
    team: dict[int, set[int]] = {key: set() for key in wanted}
    barriers: dict[int, list[ClientBarrier]] = {key: [] for key in wanted}
    for row in work.execute(sa.select(ClientMember).where(ClientMember.client_id.in_(wanted))).scalars():
        team[row.client_id].add(row.user_id)
    for barrier in work.execute(sa.select(ClientBarrier).where(ClientBarrier.client_id.in_(wanted))).scalars():
        barriers[barrier.client_id].append(barrier)
    return team, barriers


def close_client(
    work: Session, client: Client, other: Client, seers: set[int], leads: Iterable[int | None]
) -> dict[str, Any]:
    """Give a client the stricter access of two: `team` wins, barriers unite, the team are those who could see both.

    Of a client of access `team` the `leads` of both stay in sight as members; a lead who could not see both is none,
    the other one takes the place where possible. Returns the journal's `access`.
    """
    team, barriers = of_clients(work, (client.id, other.id))
    told: dict[str, Any] = {"access": [client.access, ""], "team": [sorted(team[client.id]), []], "barriers": []}
    known, wanted = [lead for lead in leads if lead is not None], team[client.id] | team[other.id]
    if "team" in {client.access, other.access}:
        client.access = "team"
        wanted |= set(known)
    set_team(work, client, team[client.id], wanted & seers)
    told["access"][1], told["team"][1] = client.access, sorted(wanted & seers)
    out = {row.user_id for row in barriers[client.id]}
    for row in barriers[other.id]:
        if row.user_id not in out:
            work.add(ClientBarrier(client_id=client.id, user_id=row.user_id, reason=row.reason))
            told["barriers"].append(row.user_id)
    if client.account_lead_id is not None and client.account_lead_id not in seers:
        client.account_lead_id = next((lead for lead in known if lead in seers), None)
    return told


def set_team(work: Session, client: Client, now: set[int], wanted: set[int]) -> None:
    """Make these the team of a client."""
    rows = sa.select(ClientMember).where(ClientMember.client_id == client.id, ClientMember.user_id.in_(now - wanted))
    for row in work.execute(rows).scalars():
        work.delete(row)
    work.add_all(ClientMember(client_id=client.id, user_id=user_id) for user_id in sorted(wanted - now))


def open_client(work: Session, client: Client, told: dict[str, Any]) -> None:
    """Take back what a merge changed of a client's access; what was changed since stays."""
    before, merged = told["access"]
    if client.access == merged:
        client.access = before
    team, barriers = of_clients(work, [client.id])
    had, got = (set(each) for each in told["team"])
    set_team(work, client, team[client.id], (team[client.id] - (got - had)) | (had - got))
    for row in barriers[client.id]:
        if row.user_id in told["barriers"]:
            work.delete(row)


def close_person(work: Session, kept_id: int, other_id: int, both: set[int], sees: set[int]) -> dict[str, Any]:
    """Show two merged people to those only who could see both; returns the journal's `access`: who it was before.

    The other one always: without places it would be open to every partner. The kept one where its places would show
    it to somebody else (`sees`).
    """
    told = {str(other_id): set_readers(work, other_id, both)}
    if sees - both:
        told[str(kept_id)] = set_readers(work, kept_id, both)
        record_many(work, "person", [(kept_id, [["limited", None, True]])])
    return {"readers": told}


def set_readers(work: Session, person_id: int, wanted: Iterable[int]) -> list[int]:
    """Limit a person to these accounts, or to nobody in particular where there are none; returns who it was before."""
    rows = work.execute(sa.select(MergeReader).where(MergeReader.person_id == person_id)).scalars().all()
    now, wanted = {row.user_id for row in rows}, set(wanted)
    for row in rows:
        if row.user_id not in wanted:
            work.delete(row)
    work.add_all(MergeReader(person_id=person_id, user_id=user_id) for user_id in sorted(wanted - now))
    return sorted(now)


def written_since(work: Session, kind: Kind, ids: list[int], mark: int) -> bool:
    """Tell whether the trail has anything after an entry about these records, or about what hangs on them."""
    kinds = {m.local_table.description: getattr(m.class_, "__audit__", None) for m in Base.registry.mappers}
    asked: list[tuple[str, Any]] = [(kind.page, ids)]
    for relation in moving(kind.page):
        table, page = table_of(relation), kinds.get(relation.touch or relation.table)
        if page and relation.table != kind.page:
            key = table.c[f"{relation.touch}_id"] if relation.touch else table.c.id
            asked.append((str(page), sa.select(key).where(table.c[relation.column].in_(ids))))
    return any(
        work.execute(
            sa.select(sa.exists().where(AuditEntry.kind == page, AuditEntry.record_id.in_(which), AuditEntry.id > mark))
        ).scalar()
        for page, which in asked
    )
