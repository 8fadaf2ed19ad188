"""Chooses the clients of an advisory by a rule: only those that its writer may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from crm.accounts.models import User
from crm.clients.models.client import Client, ClientSector
from crm.clients.visibility import visible_to
from crm.core.db import db
from crm.indicators.models import Series
from crm.indicators.queries.touching import clients_touched
from crm.issues.queries import positions
from crm.reference.models import Sector

#: One advisory goes to at most so many.
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Found:
    """The clients that a rule finds, by name; `more` when there are others beyond MOST."""

    clients: Sequence[Client]
    more: bool = False


def by_rule(user: User, rule: str, *, issue_id: int | None, series: Series | None, sector_id: int | None) -> Found:
    """Return the clients that a rule chooses; none where what it asks for is not given."""
    if rule == "series" and series is not None:
        touched = clients_touched(user, series, MOST)
        return Found(touched.clients, touched.more)
    if rule == "issue" and issue_id is not None:
        return _cut([row.client for row in positions(user, issue_id)])
    if rule == "sector" and sector_id is not None:
        return _cut(_of_sector(user, sector_id))
    return Found(())


def _of_sector(user: User, sector_id: int) -> Sequence[Client]:
    """A sector stands for those below it, too."""
    meant = sa.select(Sector.id).where(sa.or_(Sector.id == sector_id, Sector.parent_id == sector_id))
    named = sa.exists().where(ClientSector.client_id == Client.id, ClientSector.sector_id.in_(meant))
    query = sa.select(Client).where(named, visible_to(user), Client.archived_at.is_(None))
    return db.session.execute(query.order_by(Client.name_key, Client.id).limit(MOST + 1)).scalars().all()


def _cut(found: Sequence[Client]) -> Found:
    return Found(found[:MOST], len(found) > MOST)
