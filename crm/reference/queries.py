"""Reads the reference lists: one query each, in the order in which they are shown."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from crm.core.db import db
from crm.core.kept import detached, kept
from crm.reference.models import (
    Country,
    CustomField,
    HsChapter,
    NaicsSector,
    Port,
    Sector,
    ServiceLine,
    State,
    Tag,
    UsmcaChapter,
)


@dataclass(frozen=True, slots=True)
class SectorNode:
    """A sector with the nodes below it and its depth (0 at the top)."""

    sector: Sector
    children: tuple["SectorNode", ...]
    depth: int

    def flat(self) -> Iterator["SectorNode"]:
        """Yield this node, then everything below it."""
        yield self
        for child in self.children:
            yield from child.flat()


def sector_tree() -> list[SectorNode]:
    """Return the top sectors, each with its children, in their own order."""
    below: dict[int | None, list[Sector]] = defaultdict(list)
    for sector in _sectors():
        below[sector.parent_id].append(sector)

    def nodes(parent: int | None, depth: int) -> tuple[SectorNode, ...]:
        return tuple(SectorNode(sector, nodes(sector.id, depth + 1), depth) for sector in below[parent])

    return list(nodes(None, 0))


def top_sector_choices(language: str) -> list[tuple[int, str]]:
    """Return (id, title) of the top sectors: a child sector stands under one of them."""
    query = sa.select(Sector).where(Sector.parent_id.is_(None)).order_by(Sector.position, Sector.id)
    return [(sector.id, sector.title(language)) for sector in db.session.execute(query).scalars()]


def sectors_with_descendants(sector_id: int) -> list[int]:
    """Return the ids of a sector and of all below it; empty where there is no such sector."""
    for top in sector_tree():
        for node in top.flat():
            if node.sector.id == sector_id:
                return [below.sector.id for below in node.flat()]
    return []


def sector(sector_id: int) -> Sector | None:
    """Return one sector."""
    return db.session.execute(sa.select(Sector).where(Sector.id == sector_id)).scalar_one_or_none()


def sector_for_edit(sector_id: int) -> Sector | None:
    """Return one sector, locked, within an open unit of work."""
    return db.session.execute(sa.select(Sector).where(Sector.id == sector_id).with_for_update()).scalar_one_or_none()


def ports(*, watched: bool = False) -> Sequence[Port]:
    """Return the ports from west to east; with `watched` only those the firm watches."""
    query = sa.select(Port).order_by(Port.position, Port.id)
    return db.session.execute(query.where(Port.watch) if watched else query).scalars().all()


def port(port_id: int) -> Port | None:
    """Return one port."""
    return db.session.execute(sa.select(Port).where(Port.id == port_id)).scalar_one_or_none()


def port_for_edit(port_id: int) -> Port | None:
    """Return one port, locked, within an open unit of work."""
    return db.session.execute(sa.select(Port).where(Port.id == port_id).with_for_update()).scalar_one_or_none()


def chapters() -> Sequence[HsChapter]:
    """Return the HS chapters by number."""
    return db.session.execute(sa.select(HsChapter).order_by(HsChapter.code)).scalars().all()


def naics() -> Sequence[NaicsSector]:
    """Return the NAICS 2022 sectors by code."""
    return db.session.execute(sa.select(NaicsSector).order_by(NaicsSector.code)).scalars().all()


def states(country: str | None = None) -> Sequence[State]:
    """Return the states of Mexico, then of the United States, by code (or of one of them)."""
    query = sa.select(State).order_by(State.country, State.code)
    return db.session.execute(query.where(State.country == country) if country else query).scalars().all()


def countries() -> Sequence[Country]:
    """Return the countries by ISO code."""
    return db.session.execute(sa.select(Country).order_by(Country.code)).scalars().all()


def usmca() -> Sequence[UsmcaChapter]:
    """Return the chapters of the USMCA by number."""
    return db.session.execute(sa.select(UsmcaChapter).order_by(UsmcaChapter.number)).scalars().all()


def _sectors() -> Sequence[Sector]:
    return db.session.execute(sa.select(Sector).order_by(Sector.position, Sector.id)).scalars().all()


@kept("reference", size=2)
def sectors_by_id() -> dict[int, Sector]:
    """Return every sector by its id, kept in the process."""
    return {row.id: row for row in detached(list(db.session.execute(sa.select(Sector)).scalars()))}


@kept("reference", size=2)
def chapters_by_code() -> dict[str, HsChapter]:
    """Return every HS chapter by its code, kept in the process."""
    return {row.code: row for row in detached(list(db.session.execute(sa.select(HsChapter)).scalars()))}


@kept("reference", size=2)
def ports_by_id() -> dict[int, Port]:
    """Return every port of entry by its id, kept in the process."""
    return {row.id: row for row in detached(list(db.session.execute(sa.select(Port)).scalars()))}


@kept("reference", size=2)
def usmca_by_number() -> dict[int, UsmcaChapter]:
    """Return every USMCA chapter by its number, kept in the process."""
    return {row.number: row for row in detached(list(db.session.execute(sa.select(UsmcaChapter)).scalars()))}


@kept("reference", size=2)
def states_by_code() -> dict[str, State]:
    """Return every state by its code, kept in the process."""
    return {row.code: row for row in detached(list(db.session.execute(sa.select(State)).scalars()))}


@kept("reference", size=2)
def service_lines_by_id() -> dict[int, ServiceLine]:
    """Return every service line by its id, archived ones too, in the firm's order; kept in the process."""
    query = sa.select(ServiceLine).order_by(ServiceLine.position, ServiceLine.id)
    return {row.id: row for row in detached(list(db.session.execute(query).scalars()))}


@kept("reference", size=2)
def tags_by_id() -> dict[int, Tag]:
    """Return every tag by its id, archived ones too, in the order of their names; kept in the process."""
    query = sa.select(Tag).order_by(Tag.name_key)
    return {row.id: row for row in detached(list(db.session.execute(query).scalars()))}


@kept("reference", size=2)
def fields_by_id() -> dict[int, CustomField]:
    """Return every field of the firm's own by its id, archived ones too, in the firm's order; kept in the process."""
    query = sa.select(CustomField).order_by(CustomField.position, CustomField.id)
    return {row.id: row for row in detached(list(db.session.execute(query).scalars()))}


def tag_for_edit(tag_id: int) -> Tag | None:
    """Return one tag, locked, within an open unit of work."""
    return db.session.execute(sa.select(Tag).where(Tag.id == tag_id).with_for_update()).scalar_one_or_none()


def field_for_edit(field_id: int) -> CustomField | None:
    """Return one field of the firm's own, locked, within an open unit of work."""
    query = sa.select(CustomField).where(CustomField.id == field_id).with_for_update()
    return db.session.execute(query).scalar_one_or_none()
