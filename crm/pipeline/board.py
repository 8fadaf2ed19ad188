"""The board: for each stage its first cards and the totals of all of them, in two statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any, Final

import sqlalchemy as sa

from crm.accounts.models import User
from crm.core.dates import day_bounds, now, today_in
from crm.core.db import Exact, UTCDateTime, db
from crm.pipeline.filters import PipelineFilter, conditions
from crm.pipeline.models import Opportunity, Stage, StageMove
from crm.pipeline.queries import BY_EXPECTED, with_names
from crm.pipeline.stages import ids_of, stages

#: Cards of one stage; "2 more" leads to the table.
CARDS: Final = 25
YEAR: Final = 365


_VALUE: Final = sa.type_coerce(Opportunity.value_amount, Exact())
_OWN: Final = Opportunity.probability.expression


def _sum(what: Any) -> sa.ColumnElement[Decimal]:
    return sa.type_coerce(sa.func.sum(what), Exact())


@dataclass(slots=True)
class Column:
    """One stage of the board: its first cards, and how many and how much there are in all."""

    stage: Stage
    cards: Sequence[Opportunity] = ()
    count: int = 0
    #: By currency, over all of them: money is never added across currencies here.
    sums: dict[str, Decimal] = field(default_factory=dict)
    #: The same, each value times its own probability or the stage's.
    weighted: dict[str, Decimal] = field(default_factory=dict)
    #: How many have no value yet.
    unvalued: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


def columns_of(user: User, wanted: PipelineFilter, *, cards: int = CARDS) -> list[Column]:
    """Return the board in the firm's order: open stages whole; signed and lost ones of this quarter; those on hold."""
    board = {stage.id: Column(stage) for stage in stages()}
    where = [*conditions(user, wanted, stages=False), _shown(user, board)]
    totals = (
        sa.select(
            Opportunity.stage_id, Opportunity.value_currency, sa.func.count(), sa.func.count(Opportunity.value_amount),
            sa.func.sum(Opportunity.value_amount), _sum(sa.case((_OWN.is_(None), _VALUE), else_=0)),
            _sum(_VALUE * _OWN),
        )
        .where(*where)
        .group_by(Opportunity.stage_id, Opportunity.value_currency)
    )  # fmt: skip
    for stage_id, currency, count, valued, total, usual, own in db.session.execute(totals):
        column = board[stage_id]
        column.count += count
        column.unvalued += count - valued
        if total is not None:
            column.sums[currency] = total
            column.weighted[currency] = ((usual or Decimal(0)) * column.stage.probability + (own or Decimal(0))) / 100
    for stage_id, items in _cards(where, cards).items():
        board[stage_id].cards = items
    return list(board.values())


def together(columns: Sequence[Column]) -> Column:
    """Return all open stages as one: how many and how much, by currency."""
    both = Column(columns[0].stage)
    for column in columns:
        if column.stage.kind == "open":
            both.count += column.count
            both.unvalued += column.unvalued
            for total, more in ((both.sums, column.sums), (both.weighted, column.weighted)):
                for currency, amount in more.items():
                    total[currency] = total.get(currency, Decimal(0)) + amount
    return both


def _shown(user: User, board: Mapping[int, Column]) -> sa.ColumnElement[bool]:
    """Return the WHERE for what stands on the board: what ended does so for the rest of its quarter."""
    ended = [key for key, column in board.items() if column.stage.kind in {"signed", "lost"}]
    others = [key for key in board if key not in ended]
    lately = sa.and_(Opportunity.stage_id.in_(ended), Opportunity.closed_at >= quarter_start(user))
    return sa.or_(Opportunity.stage_id.in_(others), lately)


def quarter_start(user: User) -> datetime:
    """Return the instant at which this quarter began for the reader."""
    today = today_in(user.time_zone)
    first, _end = day_bounds(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), user.time_zone)
    return first.astimezone(UTC)


def _cards(where: Sequence[sa.ColumnElement[bool]], most: int) -> dict[int, list[Opportunity]]:
    place = sa.func.row_number().over(partition_by=Opportunity.stage_id, order_by=BY_EXPECTED)
    ranked = sa.select(Opportunity.id, place.label("place")).where(*where).subquery()
    query = (
        sa.select(Opportunity)
        .join(ranked, ranked.c.id == Opportunity.id)
        .where(ranked.c.place <= most)
        .options(*with_names())
        .order_by(ranked.c.place)
    )
    found: dict[int, list[Opportunity]] = defaultdict(list)
    for item in db.session.execute(query).scalars():
        found[item.stage_id].append(item)
    return found


@dataclass(frozen=True, slots=True)
class Decided:
    """What ended in the last twelve months: how many were signed, and in how many days (median; None: none was)."""

    signed: int
    ended: int
    median_days: int | None


def decided_lately(user: User, wanted: PipelineFilter) -> Decided:
    """Return how opportunities of a filter ended in the last twelve months, by their moves: one statement."""
    since = now() - timedelta(days=YEAR)
    begun = sa.select(sa.func.min(StageMove.at)).where(StageMove.opportunity_id == Opportunity.id).scalar_subquery()
    query = sa.select(Opportunity.stage_id, Opportunity.closed_at, sa.type_coerce(begun, UTCDateTime())).where(
        *conditions(user, wanted, stages=False), Opportunity.closed_at >= since,
        Opportunity.stage_id.in_(ids_of("signed", "lost")),
    )  # fmt: skip
    rows = db.session.execute(query).all()
    signed = set(ids_of("signed"))
    days = [(closed - start).days for stage_id, closed, start in rows if stage_id in signed and closed]
    return Decided(len(days), len(rows), round(median(days)) if days else None)
