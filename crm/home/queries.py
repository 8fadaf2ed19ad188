"""What My day asks across all features, for one reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.queries import own_clients
from crm.core.dates import day_bounds, today_in
from crm.core.db import db
from crm.core.firm import firm_settings
from crm.engagements.models import Engagement
from crm.engagements.queries.offers import last_contact
from crm.engagements.queries.own import mine_for_day

#: Cards of My day are short; "All" leads to the rest.
SHOWN = 8
PLANNED_DAYS = 14
NOTE_DAYS = 60
#: A request without a day of its own to be reminded is told of after so many days, a reply so many days ahead.
PATIENCE_DAYS = 14
REPLY_DAYS = 7
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
    own = {client.id: client for client in own_clients(user) if meant[client.status] > 0}
    last = last_contact(user, list(own)) if own else {}
    zone, today = ZoneInfo(user.time_zone), today_in(user.time_zone)
    silent = []
    for client in own.values():
        since = last.get(client.id) or client.created_at.astimezone(zone).date()
        days = (today - since).days
        if days >= meant[client.status]:
            silent.append((days, client.id))
    shown = sorted(silent, key=lambda row: (-row[0], row[1]))[:SHOWN]
    clients = _with_leads([client_id for _days, client_id in shown])
    return [Quiet(clients[each], last.get(each), days, meant[own[each].status]) for days, each in shown]


def _with_leads(client_ids: Sequence[int]) -> dict[int, Client]:
    query = sa.select(Client).where(Client.id.in_(client_ids)).options(joinedload(Client.account_lead))
    return {client.id: client for client in db.session.execute(query).scalars()}


def planned_and_awaiting(user: User) -> tuple[Sequence[Engagement], ...]:
    """Return the reader's own: planned for two weeks, past without a note, requests and letters that wait."""
    today = today_in(user.time_zone)
    start, _end = day_bounds(today, user.time_zone)
    ahead, past = (start, start + timedelta(days=PLANNED_DAYS)), (start - timedelta(days=NOTE_DAYS), start)
    return mine_for_day(user, today, (ahead, past), patience=PATIENCE_DAYS, soon=REPLY_DAYS, limit=SHOWN)
