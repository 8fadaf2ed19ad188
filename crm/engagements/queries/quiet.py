"""Asks which clients nobody was in contact with for longer than is meant, those with most at stake first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Load, joinedload

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.queries import own_clients
from crm.core.dates import today_in
from crm.core.db import db
from crm.core.firm import firm_settings
from crm.engagements.queries.offers import last_contact
from crm.issues.models import Issue
from crm.issues.stakes import at_stake, rank

STATUSES = ("prospect", "active", "dormant", "former")


@dataclass(frozen=True)
class Quiet:
    """A client without recent contact: days since the last one held (or since it was added), and what was meant."""

    client: Client
    last: date | None
    days: int
    meant: int
    #: Its open issues with a value at stake, the largest first.
    stakes: Sequence[Issue]


def no_recent_contact(user: User, limit: int) -> list[Quiet]:
    """Return the reader's own clients past their interval (their own, else that of their status), at most `limit`.

    Those with the largest value at stake in an open issue first (US$, then MXN), of equals the longest silence.
    """
    settings = firm_settings()
    of_status = {status: int(settings[f"contact_days_{status}"]) for status in STATUSES}
    own = {client.id: client for client in own_clients(user)}
    meant = {
        client.id: of_status[client.status] if client.contact_days is None else client.contact_days
        for client in own.values()
    }
    asked = [client_id for client_id, days in meant.items() if days > 0]
    last = last_contact(user, asked) if asked else {}
    zone, today = ZoneInfo(user.time_zone), today_in(user.time_zone)
    silent = {}
    for client_id in asked:
        since = last.get(client_id) or own[client_id].created_at.astimezone(zone).date()
        if (days := (today - since).days) >= meant[client_id]:
            silent[client_id] = days
    stakes = at_stake(user, silent)
    order = sorted(silent, key=lambda each: (*(-part for part in rank(stakes.get(each, ()))), -silent[each], each))
    clients = _with_leads(order[:limit])
    return [
        Quiet(clients[each], last.get(each), silent[each], meant[each], stakes.get(each, ())) for each in order[:limit]
    ]


#: Built once: building takes longer than running.
_WITH_LEADS: Final = (
    sa.select(Client)
    .where(Client.id.in_(sa.bindparam("ids", expanding=True)))
    .options(
        Load(Client).load_only(Client.id, Client.name, Client.city, Client.account_lead_id),
        joinedload(Client.account_lead).load_only(User.id, User.name),
    )
)


def _with_leads(client_ids: Collection[int]) -> dict[int, Client]:
    found = db.session.execute(_WITH_LEADS, {"ids": list(client_ids)}).scalars()
    return {client.id: client for client in found}
