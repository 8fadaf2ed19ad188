"""A sector beside the firm's clients: how many there are, and who."""

from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from crm.accounts.models import User
from crm.clients.models.client import Client, ClientSector
from crm.clients.visibility import visible_to
from crm.core.db import db
from crm.indicators.choice import Choice, Profile, SectorFacts, candidates, choose
from crm.indicators.queries.border import crossings
from crm.indicators.queries.profile import partial_chapters
from crm.indicators.queries.series import by_keys
from crm.reference.models import Port, Sector

SHOWN: Final = 20


def clients_by_sector(user: User) -> Mapping[int, int]:
    """Return how many clients that the reader may see have a sector as their primary one, by its id."""
    query = (
        sa.select(ClientSector.sector_id, sa.func.count())
        .join(Client, Client.id == ClientSector.client_id)
        .where(ClientSector.is_primary, Client.archived_at.is_(None), visible_to(user))
        .group_by(ClientSector.sector_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def clients_of(user: User, sector_ids: Sequence[int], most: int = SHOWN) -> tuple[Sequence[Client], bool]:
    """Return the first clients by name in one of these sectors that the reader may see, and whether there are more."""
    has = sa.exists().where(ClientSector.client_id == Client.id, ClientSector.sector_id.in_(sector_ids))
    query = sa.select(Client).where(has, Client.archived_at.is_(None), visible_to(user))
    found = db.session.execute(query.order_by(Client.name_key, Client.id).limit(most + 1)).scalars().all()
    return found[:most], len(found) > most


def chosen_for_sector(sector: Sector, parent: str, speaks: str) -> tuple[Choice, ...]:
    """Return the series that a client of this sector alone would have, at the busiest ports that the firm watches."""
    facts = SectorFacts(
        sector.code, parent, sector.title(speaks), tuple(sector.hs_chapters.split()),
        partial_chapters().get(sector.code, ()), tuple(sector.follow.split()), tuple(sector.follow_ports.split()),
    )  # fmt: skip
    measure = facts.measures[0]
    counted = crossings((measure,))
    watched = db.session.execute(sa.select(Port.code).where(Port.watch)).scalars()
    found = {code: counted[code, measure].now.value for code in watched if (code, measure) in counted}
    whole = {code: value for code, value in found.items() if value is not None}
    busy = (*sorted(whole, key=lambda code: -whole[code]), *(code for code in found if code not in whole))
    profile = Profile(ports=busy, sectors=(facts,))
    return choose(profile, by_keys(candidates(profile)))
