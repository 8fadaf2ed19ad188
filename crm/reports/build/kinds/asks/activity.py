"""Asks how much the firm did in sectors: numbers over what the reader may see, and by client for the firm itself."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from crm.accounts.models import User
from crm.clients.models.client import Client, ClientSector
from crm.clients.visibility import visible_to as client_visible_to
from crm.core.db import db
from crm.engagements.models import Engagement, EngagementClient, EngagementSector
from crm.engagements.visibility import visible_to
from crm.reports.build.kinds.asks.held import instants, within
from crm.reports.build.period import Period

#: Numbers of what we did leave the firm from so many clients on: of fewer, one of them who knows what it did itself
#: could work out the rest. Five is what statistical offices commonly ask for.
FEWEST_CLIENTS: Final = 5
#: And only where none of them accounts for more than this share of the engagements: else the number is that one's.
MOST_OF_ONE: Final = 2  # at most one in two


@dataclass(frozen=True, slots=True)
class Contact:
    """One engagement with one of its clients (0 for none)."""

    id: int
    track: str
    day: date
    client_id: int
    client: str


@dataclass(frozen=True, slots=True)
class Activity:
    """What was held in a period in some sectors, as far as the reader may see it."""

    contacts: Sequence[Contact]
    #: So many rows are counted, where there are more; else 0.
    cut: int

    @property
    def engagements(self) -> int:
        return len({contact.id for contact in self.contacts})

    def of_track(self, track: str) -> int:
        return len({contact.id for contact in self.contacts if contact.track == track})

    @property
    def clients(self) -> int:
        return len({contact.client_id for contact in self.contacts if contact.client_id})

    @property
    def may_be_published(self) -> bool:
        """Tell whether the number of engagements lets nobody recognise a client: FEWEST_CLIENTS and MOST_OF_ONE."""
        if self.cut or self.clients < FEWEST_CLIENTS:
            return False
        largest = max(Counter(contact.client_id for contact in self.contacts if contact.client_id).values())
        return largest * MOST_OF_ONE <= self.engagements


def in_sectors(reader: User, sector_ids: Collection[int], period: Period, most: int) -> Activity:
    """Return the engagements held in a period that speak of these sectors or are for a client in one of them.

    At most `most` rows; a row is an engagement with one of its clients. One statement.
    """
    ids = list(sector_ids)
    spoken_of = sa.exists().where(EngagementSector.engagement_id == Engagement.id, EngagementSector.sector_id.in_(ids))
    of_client = sa.exists(
        sa.select(EngagementClient.client_id)
        .join(ClientSector, ClientSector.client_id == EngagementClient.client_id)
        .where(EngagementClient.engagement_id == Engagement.id, ClientSector.sector_id.in_(ids))
        .correlate(Engagement)
    )
    query = (
        sa.select(Engagement.id, Engagement.track, Engagement.starts_wall, Client.id, Client.name)
        .select_from(Engagement)
        .join(EngagementClient, EngagementClient.engagement_id == Engagement.id, isouter=True)
        .join(Client, Client.id == EngagementClient.client_id, isouter=True)
        .where(
            Engagement.starts_at.between(*instants(period)),
            *within(period, ("held",)),
            sa.or_(spoken_of, of_client),
            visible_to(reader),
        )
        .order_by(Engagement.starts_wall, Engagement.id, Client.id)
        .limit(most + 1)
    )
    rows = [Contact(key, track, wall.date(), client_id or 0, name or "")
            for key, track, wall, client_id, name in db.session.execute(query)]  # fmt: skip
    return Activity(rows[:most], most if len(rows) > most else 0)


def clients_in(reader: User, sector_ids: Collection[int], most: int) -> Sequence[tuple[int, str, str]]:
    """Return (id, name, status) of the clients in these sectors that the firm follows, by name: `most` + 1 at most."""
    has = sa.exists().where(ClientSector.client_id == Client.id, ClientSector.sector_id.in_(list(sector_ids)))
    query = sa.select(Client.id, Client.name, Client.status).where(
        has, Client.archived_at.is_(None), Client.status != "former", client_visible_to(reader)
    )
    rows = db.session.execute(query.order_by(Client.name_key, Client.id).limit(most + 1))
    return [(row[0], row[1], row[2]) for row in rows]
