"""A client's trade profile as plain data, and the series that speak for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from crm.clients.models.client import Client, ClientChapter, ClientPort, ClientSector
from crm.clients.models.depth import ClientState
from crm.core.db import db
from crm.core.i18n import language
from crm.indicators.choice import Choice, Profile, SectorFacts, candidates, choose
from crm.indicators.models import ClientSeries, Series
from crm.indicators.queries.series import by_keys
from crm.reference.catalogue import sectors
from crm.reference.models import Port, Sector
from crm.reference.queries import states_by_code

_CODES: Final = ("port", "state", "pinned", "muted")


@dataclass(frozen=True, slots=True)
class Chosen:
    """One series of a client with the reason for it."""

    series: Series
    choice: Choice


@cache
def partial_chapters() -> dict[str, tuple[str, ...]]:
    """Return, by sector code, the chapters that are only partly about the sector (our mapping)."""
    return {row.code: row.hs_partial for row in sectors()}


def profiles_of(countries: Mapping[int, str], speaks: str) -> dict[int, Profile]:
    """Read chapters, ports, sectors, states and pins of clients, by id with their country, in one statement.

    Whoever asks has made sure that the reader may see these clients.
    """
    by_client: dict[int, list[Any]] = {client_id: [] for client_id in countries}
    for row in db.session.execute(_everything(speaks), {"ids": list(countries)}):
        by_client[row[0]].append(row[1:])
    return {client_id: _profile(countries[client_id], rows) for client_id, rows in by_client.items()}


@cache
def _everything(speaks: str) -> Any:
    return sa.union_all(*_parts(speaks))


def _parts(speaks: str) -> Iterable[Any]:
    """Yield selects of one shape: client, kind, code, chapters or direction, more of a sector, order."""
    ids: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
    parent = aliased(Sector)
    nothing = sa.literal("")
    yield sa.select(
        ClientChapter.client_id, sa.literal("chapter"), ClientChapter.hs_code, ClientChapter.direction,
        nothing, nothing, nothing, nothing, sa.literal(0),
    ).where(ClientChapter.client_id.in_(ids))  # fmt: skip
    yield (
        sa.select(
            ClientPort.client_id, sa.literal("port"), Port.code, nothing, nothing, nothing, nothing, nothing,
            Port.position,
        )
        .join(Port, ClientPort.port_id == Port.id)
        .where(ClientPort.client_id.in_(ids))
    )  # fmt: skip
    yield (
        sa.select(
            ClientSector.client_id, sa.literal("sector"), Sector.code, Sector.hs_chapters,
            sa.func.coalesce(parent.code, ""), Sector.follow, Sector.follow_ports,
            Sector.title_es if speaks == "es" else Sector.title_en,
            sa.case((ClientSector.is_primary, -1), else_=Sector.position),
        )
        .join(Sector, ClientSector.sector_id == Sector.id)
        .join(parent, parent.id == Sector.parent_id, isouter=True)
        .where(ClientSector.client_id.in_(ids))
    )  # fmt: skip
    plain = (nothing, nothing, nothing, nothing, nothing)
    yield sa.select(Client.id, sa.literal("state"), Client.state, *plain, sa.literal(0)).where(
        Client.id.in_(ids), Client.state.is_not(None)
    )
    yield sa.select(
        ClientState.client_id, sa.literal("state"), ClientState.state_code, *plain, sa.literal(1)
    ).where(ClientState.client_id.in_(ids))  # fmt: skip
    yield sa.select(
        ClientSeries.client_id, ClientSeries.stance, ClientSeries.series_key, *plain, sa.literal(0)
    ).where(ClientSeries.client_id.in_(ids))  # fmt: skip


def _profile(country: str, rows: list[Any]) -> Profile:
    rows = sorted(rows, key=lambda row: (row[-1], row[1]))
    codes = {kind: tuple(dict.fromkeys(row[1] for row in rows if row[0] == kind)) for kind in _CODES}
    return Profile(
        country,
        tuple((row[1], row[2]) for row in rows if row[0] == "chapter"),
        codes["port"],
        tuple(_sectors(row for row in rows if row[0] == "sector")),
        codes["state"], codes["pinned"], codes["muted"],
    )  # fmt: skip


def _sectors(rows: Iterable[Any]) -> Iterable[SectorFacts]:
    for _kind, code, chapters, parent, follow, ports, title, _position in rows:
        yield SectorFacts(
            code, parent, title, tuple(chapters.split()), partial_chapters().get(code, ()),
            tuple(follow.split()), tuple(ports.split()),
        )  # fmt: skip


def chosen_for(client: Client, speaks: str) -> tuple[Profile, tuple[Chosen, ...]]:
    """Return a client's profile and its series in order: two statements."""
    profile = profiles_of({client.id: client.country}, speaks)[client.id]
    series = by_keys(candidates(profile))
    return profile, tuple(Chosen(series[choice.key], choice) for choice in choose(profile, series))


def place_names() -> dict[str, str]:
    """Return labels of ports and titles of states by code, in the reader's language."""
    return port_labels() | {code: state.title(language()) for code, state in states_by_code().items()}


def port_labels() -> dict[str, str]:
    """Return 'Nogales, AZ' by port code, from west to east."""
    ports = db.session.execute(sa.select(Port).order_by(Port.position, Port.id)).scalars()
    return {port.code: port.label for port in ports}
