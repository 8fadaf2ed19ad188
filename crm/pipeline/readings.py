"""Asks for what the figures are made of, in compact rows: three statements, however many opportunities there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.clients.models.client import Client, ClientSector
from crm.core.db import db
from crm.pipeline.filters import PipelineFilter, conditions
from crm.pipeline.models import Opportunity, StageMove
from crm.pipeline.spells import Histories, histories
from crm.pipeline.stages import ids_of
from crm.pipeline.visibility import visible_to

MOST_UNMOVED: Final = 50


def _where(user: User, wanted: PipelineFilter) -> list[sa.ColumnElement[bool]]:
    """Return the WHERE of what board, forecast and figures share; no figure counts archived ones."""
    return conditions(user, replace(wanted, archived=False), stages=False)


def read_histories(user: User, wanted: PipelineFilter) -> Histories:
    """Return the spells of the reader's opportunities that a filter admits; archived ones are left out."""
    query = (
        sa.select(StageMove.opportunity_id, StageMove.to_stage_id, StageMove.at)
        .join(Opportunity, StageMove.opportunity_id == Opportunity.id)
        .where(*_where(user, wanted))
        .order_by(StageMove.opportunity_id, StageMove.at, StageMove.id)
    )
    return histories(db.session.execute(query))


@dataclass(frozen=True, slots=True)
class Groups:
    """What the signed rate is grouped by; `sector` is the client's primary one."""

    lead: int
    sector: int | None
    source: str
    service: int | None


def read_groups(user: User, wanted: PipelineFilter) -> dict[int, Groups]:
    """Return what each of these opportunities is grouped by, by its id."""
    primary = sa.and_(ClientSector.client_id == Opportunity.client_id, ClientSector.is_primary)
    query = (
        sa.select(
            Opportunity.id, Opportunity.account_lead_id, ClientSector.sector_id, Opportunity.source,
            Opportunity.service_line_id,
        )
        .join(ClientSector, primary, isouter=True)
        .where(*_where(user, wanted))
    )  # fmt: skip
    return {key: Groups(lead, sector, source, line) for key, lead, sector, source, line in db.session.execute(query)}


def titled(user: User, ids: Sequence[int]) -> Mapping[int, Opportunity]:
    """Return these opportunities with their clients, as far as the reader may see them."""
    query = (
        sa.select(Opportunity)
        .where(Opportunity.id.in_(ids), visible_to(user))
        .options(joinedload(Opportunity.client, innerjoin=True).load_only(Client.id, Client.name))
    )
    return {item.id: item for item in db.session.execute(query).scalars()}


@dataclass(frozen=True, slots=True)
class Expected:
    """An open opportunity as the forecast counts it."""

    day: date | None
    amount: Decimal | None
    currency: str
    probability: int | None
    stage_id: int


def read_expected(user: User, wanted: PipelineFilter) -> list[Expected]:
    """Return the open opportunities of a filter with what the forecast needs."""
    query = sa.select(
        Opportunity.expected_on, Opportunity.value_amount, Opportunity.value_currency, Opportunity.probability,
        Opportunity.stage_id,
    ).where(*_where(user, wanted), Opportunity.stage_id.in_(ids_of("open")))  # fmt: skip
    return [Expected(*row) for row in db.session.execute(query)]
