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
from crm.core.dates import day_bounds, now, today_in
from crm.core.db import db
from crm.core.firm import firm_settings
from crm.engagements import visibility as engagement_visibility
from crm.engagements.models import Engagement, EngagementClient, EngagementConsultant

#: Cards of My day are short; "All" leads to the rest.
SHOWN = 8
PLANNED_DAYS = 14
NOTE_DAYS = 60
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
    watched = {status: days for status, days in meant.items() if days > 0}
    if not watched:
        return []
    moment = now()
    last = (
        sa.select(sa.func.max(EngagementClient.starts_at))
        .join(Engagement, Engagement.id == EngagementClient.engagement_id)
        .where(
            EngagementClient.client_id == Client.id,
            Engagement.state.concat("") == "held",  # no index of states: the client's own few rows decide
            Engagement.archived_at.is_(None),
            engagement_visibility.visible_to(user),
        )
        .correlate(Client)
        .scalar_subquery()
    )
    since = sa.func.coalesce(last, Client.created_at, type_=Client.created_at.type)
    late = sa.or_(
        *(sa.and_(Client.status == status, since < moment - timedelta(days=days)) for status, days in watched.items())
    )
    rows = db.session.execute(
        sa.select(Client, sa.type_coerce(last, Client.created_at.type).label("last"))
        .where(own_client(user), Client.archived_at.is_(None), client_visibility.visible_to(user), late)
        .options(joinedload(Client.account_lead))
        .order_by(since, Client.id)
        .limit(SHOWN)
    )
    return [_quiet(user, row.Client, row.last, meant[row.Client.status]) for row in rows]


def _quiet(user: User, client: Client, last: datetime | None, meant: int) -> Quiet:
    zone = ZoneInfo(user.time_zone)
    since = (last or client.created_at).astimezone(zone).date()
    days = (today_in(user.time_zone) - since).days
    return Quiet(client, last.astimezone(zone).date() if last else None, days, meant)


def own_client(user: User) -> sa.ColumnElement[bool]:
    """Return the WHERE for the clients a person answers for: account lead or on the team."""
    member = sa.select(ClientMember.client_id).where(ClientMember.user_id == user.id)
    return sa.or_(Client.account_lead_id == user.id, Client.id.in_(member))


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
    mine = sa.exists().where(
        EngagementConsultant.engagement_id == Engagement.id, EngagementConsultant.user_id == user.id
    )
    return (
        db.session.execute(
            sa.select(Engagement)
            .where(
                Engagement.state == "planned",
                Engagement.archived_at.is_(None),
                *when,
                mine,
                engagement_visibility.visible_to(user),
            )
            .options(selectinload(Engagement.clients).joinedload(EngagementClient.client))
            .order_by(Engagement.starts_at, Engagement.id)
            .limit(SHOWN)
        )
        .scalars()
        .all()
    )
