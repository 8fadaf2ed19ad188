"""What the page of sources shows, and what a source needs to know before it asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from crm.accounts.models import User
from crm.clients.models.depth import Product
from crm.core.db import db
from crm.core.kept import kept
from crm.indicators.models import IndicatorLoad, Observation
from crm.sources.models import HandedIn, SourceState

#: Files that the page lists.
SHOWN = 20


def states() -> Mapping[str, SourceState]:
    """Return how each source did, by key; one that was never asked is not there."""
    return {row.key: row for row in db.session.execute(sa.select(SourceState)).scalars()}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is here of one publisher of files."""

    series: int
    vintages: int
    newest: date


@kept("indicators", size=1)
def loaded() -> dict[str, Loaded]:
    """Return what is here by publisher of files; kept until figures are loaded."""
    query = (
        sa.select(
            Observation.source, sa.func.count(sa.distinct(Observation.series_id)),
            sa.func.count(sa.distinct(Observation.vintage)), sa.func.max(Observation.period),
        )
        .where(Observation.value.is_not(None))
        .group_by(Observation.source)
    )  # fmt: skip
    return {row[0]: Loaded(row[1], row[2], row[3]) for row in db.session.execute(query)}


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
    """Return the files that were handed in last, those that wait for a decision first."""
    query = (
        sa.select(HandedIn)
        .options(joinedload(HandedIn.by, innerjoin=True).load_only(User.name))
        .order_by((HandedIn.state == "held").desc(), HandedIn.id.desc())
        .limit(SHOWN)
    )
    return db.session.execute(query).scalars().all()


def for_decision(file_id: int) -> HandedIn | None:
    """Return a file that was handed in, locked until the unit of work ends."""
    return db.session.execute(_with_file(file_id).with_for_update(of=HandedIn)).scalar_one_or_none()


def waiting(file_id: int, *, lock: bool = False) -> HandedIn | None:
    """Return a file that waits to be loaded, None where that is settled."""
    query = _with_file(file_id).where(HandedIn.state == "waiting", HandedIn.file_id.is_not(None))
    return db.session.execute(query.with_for_update(of=HandedIn) if lock else query).scalar_one_or_none()


def _with_file(file_id: int) -> sa.Select[HandedIn]:
    return sa.select(HandedIn).where(HandedIn.id == file_id).options(joinedload(HandedIn.file))
