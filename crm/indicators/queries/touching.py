"""The other direction: which clients a series touches, and which new figures touch one's own clients.

A series touches a client as `choice.py` would choose it, before the limit of nine: by HS chapter in the client's
direction (by its sectors where it names no chapter), by port and what its sectors count there; by state where its goods
come from or go to, or where it is. Whoever has it pinned is touched by it, whoever has it muted is not.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from crm.accounts.models import User
from crm.clients.models.client import Client, ClientChapter, ClientPort, ClientSector
from crm.clients.models.depth import ClientState
from crm.clients.queries import own_clients
from crm.clients.visibility import visible_to
from crm.core.dates import today_in
from crm.core.db import db
from crm.core.i18n import language
from crm.core.kept import kept
from crm.indicators.choice import GOODS_MEASURES, SectorFacts, candidates
from crm.indicators.derive import is_current
from crm.indicators.models import ClientSeries, IndicatorLoad, Series
from crm.indicators.queries.profile import profiles_of
from crm.indicators.queries.series import by_keys, newest_of
from crm.indicators.tiles import Tile, tile_for
from crm.indicators.words import frequency
from crm.reference.models import Port, Sector

SHOWN: Final = 20
#: Up to so many links the links decide; above it the clients are common enough for a walk in their order.
RARE: Final = 400
#: How long a figure is new.
LATELY: Final = timedelta(days=31)

Where = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Touched:
    """The first clients that a series touches, by name; `more` when there are others."""

    clients: Sequence[Client]
    more: bool


@dataclass(frozen=True, slots=True)
class SectorRow:
    """A sector's id and what it stands for."""

    id: int
    facts: SectorFacts


def sector_rows() -> tuple[SectorRow, ...]:
    """Return all sectors as plain data: a short list."""
    rows = db.session.execute(
        sa.select(Sector.id, Sector.parent_id, Sector.code, Sector.hs_chapters, Sector.follow, Sector.follow_ports)
    ).all()
    codes = {row.id: row.code for row in rows}
    return tuple(
        SectorRow(
            row.id,
            SectorFacts(
                row.code, codes.get(row.parent_id, ""), "", tuple(row.hs_chapters.split()), (),
                tuple(row.follow.split()), tuple(row.follow_ports.split()),
            ),
        )
        for row in rows
    )  # fmt: skip


def clients_touched(user: User, series: Series, most: int = SHOWN) -> Touched:
    """Return the first clients by name that a series touches and the reader may see; archived ones are left out."""
    query = sa.select(Client).where(visible_to(user), *_touched(series))
    found = db.session.execute(query.order_by(Client.name_key, Client.id).limit(most + 1)).scalars().all()
    return Touched(found[:most], len(found) > most)


def touched_ids(series: Series, *narrowed: Where, most: int) -> list[int]:
    """Return the first clients by name that a series touches, whoever may see them: for work of the system's own."""
    query = sa.select(Client.id).where(*narrowed, *_touched(series)).order_by(Client.name_key, Client.id).limit(most)
    return list(db.session.execute(query).scalars())


def _touched(series: Series) -> list[Where]:
    """Return the WHERE on Client of those that a series touches."""
    said = sa.select(ClientSeries.client_id).where(ClientSeries.series_key == series.key)
    pinned, muted = (said.where(ClientSeries.stance == stance) for stance in ("pinned", "muted"))
    where: list[Where] = [Client.archived_at.is_(None), Client.id.not_in(muted)]
    narrow = _touches(series, sector_rows())
    if narrow is not None:
        links, exact = narrow
        links = _ids(links, pinned) if links is not None else None
        ids = db.session.execute(links.limit(RARE + 1)).scalars().all() if links is not None else []
        where.append(sa.or_(exact, Client.id.in_(pinned)))
        if links is not None and len(ids) <= RARE:
            where.append(Client.id.in_(ids))
    return where


def _touches(series: Series, sectors: Sequence[SectorRow]) -> tuple[sa.Select[int] | None, Where] | None:
    """Return (ids by the links, exact WHERE on Client), or None when a series touches every client."""
    if series.hs_code:
        return _by_chapter(series, sectors)
    if series.port_code:
        return _by_port(series, sectors)
    if series.us_state or series.mx_state:
        return _by_state(series, f"US-{series.us_state}" if series.us_state else f"MX-{series.mx_state}", sectors)
    if series.flow:
        return None, ~_only_services(sectors)
    return None


def _this_way(series: Series) -> Where:
    ways = ("northbound", "both") if series.flow == "imports" else ("southbound", "both")
    return ClientChapter.direction.in_(ways)


def _by_chapter(series: Series, sectors: Sequence[SectorRow]) -> tuple[sa.Select[int], Where]:
    named = sa.and_(ClientChapter.hs_code == series.hs_code, _this_way(series))
    meant = ClientSector.sector_id.in_([row.id for row in sectors if series.hs_code in row.facts.chapters])
    any_chapter = sa.exists().where(ClientChapter.client_id == Client.id)
    exact = sa.or_(
        sa.exists().where(ClientChapter.client_id == Client.id, named),
        sa.and_(sa.exists().where(ClientSector.client_id == Client.id, meant), ~any_chapter),
    )
    return _ids(sa.select(ClientChapter.client_id).where(named), sa.select(ClientSector.client_id).where(meant)), exact


def _by_state(series: Series, code: str, sectors: Sequence[SectorRow]) -> tuple[sa.Select[int], Where]:
    """A state touches those whose goods come from it or go to it, and those who are there, in their direction."""
    named = ClientState.state_code == code
    any_chapter = sa.exists().where(ClientChapter.client_id == Client.id)
    exact = sa.and_(
        sa.or_(sa.exists().where(ClientState.client_id == Client.id, named), Client.state == code),
        sa.or_(sa.exists().where(ClientChapter.client_id == Client.id, _this_way(series)), ~any_chapter),
        ~_only_services(sectors),
    )
    return _ids(sa.select(ClientState.client_id).where(named), sa.select(Client.id).where(Client.state == code)), exact


def _by_port(series: Series, sectors: Sequence[SectorRow]) -> tuple[sa.Select[int], Where]:
    at_port = ClientPort.port_id.in_(sa.select(Port.id).where(Port.code == series.port_code))
    counting = ClientSector.sector_id.in_([row.id for row in sectors if series.measure in row.facts.measures])
    by_itself = ClientSector.sector_id.in_(
        [r.id for r in sectors if series.measure in r.facts.follow and series.port_code in r.facts.follow_ports]
    )
    counted: Where = sa.exists().where(ClientSector.client_id == Client.id, counting)
    if series.measure in GOODS_MEASURES:
        counted = sa.or_(counted, ~sa.exists().where(ClientSector.client_id == Client.id))
    exact = sa.or_(
        sa.and_(sa.exists().where(ClientPort.client_id == Client.id, at_port), counted),
        sa.exists().where(ClientSector.client_id == Client.id, by_itself),
    )
    return _ids(
        sa.select(ClientPort.client_id).where(at_port), sa.select(ClientSector.client_id).where(by_itself)
    ), exact


def _only_services(sectors: Sequence[SectorRow]) -> Where:
    """Return whether HS covers nothing of a client: sectors it has, all of services, and no chapter."""
    goods = [row.id for row in sectors if not row.facts.is_service]
    return sa.and_(
        sa.exists().where(ClientSector.client_id == Client.id),
        ~sa.exists().where(ClientSector.client_id == Client.id, ClientSector.sector_id.in_(goods)),
        ~sa.exists().where(ClientChapter.client_id == Client.id),
    )


def _ids(*parts: sa.Select[int]) -> sa.Select[int]:
    both = sa.union(*parts).subquery()
    return sa.select(both.c[0])


@dataclass(frozen=True, slots=True)
class Fresh:
    """A series with current figures that were loaded lately, and its place in the order of news."""

    series_id: int
    order: tuple[bool, int]


def new_for(user: User, *, most: int = 4) -> list[Tile]:
    """Return tiles of current figures loaded in the last month that touch one's own clients.

    Own: account lead or on the team. A figure of an old period that is only loaded late is no news and is left out.
    Months come before years, then the newest period, then what touches most clients.
    """
    today = today_in(user.time_zone)
    own = {client.id: client.country for client in own_clients(user)}
    if not own:
        return []
    touched = Counter(key for profile in profiles_of(own, "en").values() for key in candidates(profile))
    fresh = fresh_of(tuple(sorted(touched)), today)
    new = sorted(
        (fresh[key].order, -count, fresh[key].series_id, key) for key, count in touched.items() if key in fresh
    )
    tiles = [(tile_for(key, today, language()), -count) for _order, count, _id, key in new[:most]]
    return [replace(tile, clients=count) for tile, count in tiles if tile]


@kept("indicators", size=512)
def fresh_of(keys: tuple[str, ...], today: date) -> dict[str, Fresh]:
    """Return by key those of these series whose newest figure is current and was loaded within the last month."""
    since = datetime(today.year, today.month, today.day, tzinfo=UTC) - LATELY
    loads = sa.select(IndicatorLoad.source, IndicatorLoad.vintage)
    rows = db.session.execute(loads.where(IndicatorLoad.at >= since, IndicatorLoad.added > 0))
    loaded = {(source, vintage) for source, vintage in rows}
    return {
        item.series.key: Fresh(item.series.id, (item.series.frequency == "year", -item.latest.period.toordinal()))
        for item in (newest_of(by_keys(keys).values()) if loaded else ())
        if (item.latest.publisher, item.latest.vintage) in loaded
        and is_current(frequency(item.series), item.latest.period, today)
    }
