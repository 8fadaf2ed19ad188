"""Asks who of the clients was brought before which institutions: counts over engagements that the reader may see."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from crm.accounts.models import User
from crm.clients.models.client import Client, ClientSector
from crm.clients.queries import own_clients
from crm.clients.visibility import visible_to as client_visible_to
from crm.core.dates import day_bounds, today_in
from crm.core.db import db
from crm.core.listing import Page, Sort, fetch_page
from crm.engagements.models import Engagement, EngagementClient, EngagementInstitution
from crm.engagements.visibility import visible_to
from crm.institutions.models import Institution
from crm.reference.queries import sectors_with_descendants

#: Clients of one page, and institutions across it: what a screen takes without a sideways walk.
CLIENTS: Final = 25
BODIES: Final = 6
QUARTERS: Final = 4
#: A cell's colour by the days since the last contact, and its word.
FRESH, FADING, OLD = 30, 90, 180


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both included: one quarter, or the last four."""

    key: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Cell:
    """Held engagements of a client with an institution: how many, the wall day of the last, how recent that is."""

    count: int
    last: date
    recency: str


@dataclass(slots=True)
class Coverage:
    """One page of the matrix."""

    page: Page
    bodies: Sequence[Institution]
    cells: Mapping[tuple[int, int], Cell]
    #: By client, how many different other institutions it was brought before.
    others: Mapping[int, int] = field(default_factory=dict)


def spans(today: date) -> list[Span]:
    """Return the last four quarters as one, then each of them, the present one first."""
    starts = [_quarter(today)]
    while len(starts) < QUARTERS:
        starts.append(_quarter(starts[-1] - timedelta(days=1)))
    ends = [today, *(start - timedelta(days=1) for start in starts)]
    each = [Span(f"{s.year}-q{(s.month + 2) // 3}", s, e) for s, e in zip(starts, ends, strict=False)]
    return [Span("year", starts[-1], today), *each]


def _quarter(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def coverage(user: User, span: Span, cursor: str | None, *, mine: bool, sector_id: int | None) -> Coverage:
    """Return one page of clients by name with the institutions that they have most to do with: four statements."""
    page = _clients(user, cursor, mine=mine, sector_id=sector_id)
    ids = [row.Client.id for row in page.rows]
    met = _met(user, ids, span) if ids else []
    total: dict[int, int] = defaultdict(int)
    for _client, body, count, _last in met:
        total[body] += count
    chosen = sorted(total, key=lambda body: (-total[body], body))[:BODIES]
    today, others = today_in(user.time_zone), defaultdict[int, int](int)
    cells = {}
    for client, body, count, last in met:
        if body in chosen:
            cells[client, body] = Cell(count, last, recency((today - last).days))
        else:
            others[client] += 1
    return Coverage(page, _bodies(chosen), cells, others)


def recency(days: int) -> str:
    """Return how recent a contact is: fresh, fading, old or faint."""
    return next((name for most, name in ((FRESH, "fresh"), (FADING, "fading"), (OLD, "old")) if days <= most), "faint")


def _clients(user: User, cursor: str | None, *, mine: bool, sector_id: int | None) -> Page:
    query = sa.select(Client).where(Client.archived_at.is_(None), client_visible_to(user))
    if mine:
        query = query.where(Client.id.in_([client.id for client in own_clients(user)]))
    if sector_id is not None:
        of_sector = sa.select(ClientSector.client_id).where(
            ClientSector.sector_id.in_(sectors_with_descendants(sector_id))
        )
        query = query.where(Client.id.in_(of_sector))
    return fetch_page(query, Sort((Client.name_key.expression, Client.id.expression)), cursor, CLIENTS)


def _met(user: User, ids: Sequence[int], span: Span) -> list[tuple[int, int, int, date]]:
    first, after = day_bounds(span.first, user.time_zone)[0], day_bounds(span.last, user.time_zone)[1]
    count, last = sa.func.count().label("held"), sa.func.max(Engagement.starts_wall).label("last")
    query = (
        sa.select(EngagementClient.client_id, EngagementInstitution.institution_id, count, last)
        .join(Engagement, Engagement.id == EngagementClient.engagement_id)
        .join(EngagementInstitution, EngagementInstitution.engagement_id == Engagement.id)
        .where(EngagementClient.client_id.in_(ids), EngagementClient.starts_at >= first)
        .where(EngagementClient.starts_at < after, Engagement.archived_at.is_(None))
        # Concatenated: SQLite would walk the index of states instead of these clients' own rows.
        .where(Engagement.state.concat("") == "held", visible_to(user))
        .group_by(EngagementClient.client_id, EngagementInstitution.institution_id)
    )
    return [(client, body, held, moment.date()) for client, body, held, moment in db.session.execute(query)]


def _bodies(ids: Sequence[int]) -> Sequence[Institution]:
    found = {row.id: row for row in db.session.execute(sa.select(Institution).where(Institution.id.in_(ids))).scalars()}
    return [found[each] for each in ids if each in found]
