"""What My day asks across all features, for one reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from crm.accounts.models import User
from crm.clients import visibility as client_visibility
from crm.clients.models import Client, ClientMember
from crm.core.dates import day_bounds, today_in
from crm.core.db import db
from crm.core.firm import firm_settings
from crm.engagements import visibility as engagement_visibility
from crm.engagements.models import Engagement, EngagementClient
from crm.engagements.queries.lists import took_part
from crm.engagements.queries.offers import last_contact

#: Cards of My day are short; "All" leads to the rest.
SHOWN = 8
PLANNED_DAYS = 14
NOTE_DAYS = 60
#: Nobody answers for more clients than this by hand.
OWN = 1000
STATUSES = ("prospect", "active", "dormant", "former")


@dataclass(frozen=True)
class Quiet:
    """A client without recent contact: days since the last one held (or since it was added), and what was meant."""

    client: Client
    last: date | None
    days: int
    meant: int


def no_recent_contact(user: User) -> list[Quiet]:
    """Return the reader's own clients past the interval of their status, the longest silence first."""
    settings = firm_settings()
    meant = {status: int(settings[f"contact_days_{status}"]) for status in STATUSES}
    own = _own_clients(user, [status for status, days in meant.items() if days > 0])
    last = last_contact(user, list(own)) if own else {}
    zone, today = ZoneInfo(user.time_zone), today_in(user.time_zone)
    silent = []
    for client_id, (status, added) in own.items():
        since = last.get(client_id) or added.astimezone(zone).date()
        days = (today - since).days
        if days >= meant[status]:
            silent.append((days, client_id))
    shown = sorted(silent, key=lambda row: (-row[0], row[1]))[:SHOWN]
    clients = _with_leads([client_id for _days, client_id in shown])
    return [Quiet(clients[each], last.get(each), days, meant[own[each][0]]) for days, each in shown if each in clients]


def _own_clients(user: User, statuses: Sequence[str]) -> dict[int, tuple[str, datetime]]:
    """Return status and day of entry of the clients a person answers for, account lead or on the team, by id."""
    led = sa.select(Client.id).where(Client.account_lead_id == user.id)
    member = sa.select(ClientMember.client_id).where(ClientMember.user_id == user.id)
    query = (
        sa.select(Client.id, Client.status, Client.created_at)
        .where(Client.id.in_(led.union(member).subquery().select()), Client.archived_at.is_(None))
        .where(client_visibility.visible_to(user))
        .limit(OWN)  # in no order: an order would make SQLite walk all clients by its index
    )
    rows = db.session.execute(query)
    return {row.id: (row.status, row.created_at) for row in rows if row.status in statuses}


def _with_leads(client_ids: Sequence[int]) -> dict[int, Client]:
    query = sa.select(Client).where(Client.id.in_(client_ids)).options(joinedload(Client.account_lead))
    return {client.id: client for client in db.session.execute(query).scalars()}


def planned(user: User) -> Sequence[Engagement]:
    """Return the reader's own planned engagements from today on, two weeks ahead."""
    start, _end = day_bounds(today_in(user.time_zone), user.time_zone)
    return _own_planned(
        user, Engagement.starts_at >= start, Engagement.starts_at < start + timedelta(days=PLANNED_DAYS)
    )


def awaiting_note(user: User) -> Sequence[Engagement]:
    """Return planned engagements of the reader whose time has passed: their notes are to be written."""
    start, _end = day_bounds(today_in(user.time_zone), user.time_zone)
    return _own_planned(user, Engagement.starts_at < start, Engagement.starts_at >= start - timedelta(days=NOTE_DAYS))


def _own_planned(user: User, *when: sa.ColumnElement[bool]) -> Sequence[Engagement]:
    return (
        db.session.execute(
            sa.select(Engagement)
            .where(
                Engagement.state == "planned",
                Engagement.archived_at.is_(None),
                *when,
                took_part(user),
                engagement_visibility.visible_to(user),
            )
            .options(selectinload(Engagement.clients).joinedload(EngagementClient.client))
            .order_by(Engagement.starts_at, Engagement.id)
            .limit(SHOWN)
        )
        .scalars()
        .all()
    )
