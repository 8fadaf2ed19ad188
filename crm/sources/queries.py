"""What the page of sources shows, and what a source needs to know before it asks."""

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.clients.models.depth import Product
from crm.core.db import db
from crm.core.kept import kept
from crm.indicators.models import IndicatorLoad, Observation, Series
from crm.sources.models import HandedIn, SourceState

#: Files that the page lists.
SHOWN = 20


def states() -> Mapping[str, SourceState]:
    """Return how each source did, by key; one that was never asked is not there."""
    return {row.key: row for row in db.session.execute(sa.select(SourceState)).scalars()}


@kept("indicators")
def newest_periods() -> dict[str, date]:
    """Return the newest period with a figure by publisher of files; kept until figures are loaded."""
    query = (
        sa.select(Observation.source, sa.func.max(Observation.period))
        .where(Observation.value.is_not(None))
        .group_by(Observation.source)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


@kept("indicators")
def loaded_of() -> dict[str, tuple[int, int]]:
    """Return series and vintages by publisher of files; kept until figures are loaded."""
    query = sa.select(
        Observation.source, sa.func.count(sa.distinct(Observation.series_id)),
        sa.func.count(sa.distinct(Observation.vintage)),
    ).group_by(Observation.source)  # fmt: skip
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query)}


@kept("indicators")
def newest_by_agency() -> dict[str, date]:
    """Return the newest period by agency, as the rhythm of releases asks for it; kept until figures are loaded."""
    query = (
        sa.select(Series.source, sa.func.max(Observation.period))
        .join(Observation, Observation.series_id == Series.id)
        .where(Observation.value.is_not(None))
        .group_by(Series.source)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def last_loads() -> Mapping[str, IndicatorLoad]:
    """Return the newest load by publisher."""
    newest = sa.select(sa.func.max(IndicatorLoad.id)).group_by(IndicatorLoad.source)
    rows = db.session.execute(sa.select(IndicatorLoad).where(IndicatorLoad.id.in_(newest))).scalars()
    return {row.source: row for row in rows}


def headings() -> Sequence[str]:
    """Return the HS headings and subheadings of clients' products, those of most clients first."""
    query = sa.select(Product.hs_code).group_by(Product.hs_code).order_by(sa.func.count().desc(), Product.hs_code)
    return db.session.execute(query.limit(200)).scalars().all()


def handed_in() -> Sequence[HandedIn]:
    """Return the files that were handed in last."""
    query = (
        sa.select(HandedIn)
        .options(joinedload(HandedIn.by, innerjoin=True).load_only(User.name), joinedload(HandedIn.job))
        .order_by(HandedIn.id.desc())
        .limit(SHOWN)
    )
    return db.session.execute(query).scalars().all()


def for_decision(file_id: int) -> HandedIn | None:
    """Return a file that was handed in, locked until the unit of work ends."""
    query = sa.select(HandedIn).where(HandedIn.id == file_id).options(joinedload(HandedIn.file))
    return db.session.execute(query.with_for_update(of=HandedIn)).scalar_one_or_none()
