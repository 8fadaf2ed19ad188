"""The board: for each stage its first cards and the totals of all of them, in two statements kept for each reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.access import Reader, per_reader
from crm.core.dates import day_bounds, long_date, now, today_in
from crm.core.db import Exact, UTCDateTime, db
from crm.core.i18n import language
from crm.core.templating import chip
from crm.pipeline.filters import PipelineFilter, narrowing
from crm.pipeline.labels import NO_MOVE_DAYS, days_text, value_text
from crm.pipeline.models import Opportunity, Stage, StageMove
from crm.pipeline.queries import BY_EXPECTED, LIVE
from crm.pipeline.stages import ids_of, stages
from crm.pipeline.visibility import visible_to

#: Cards of one stage, as many as a screen has room for; "2 more" leads to the table.
CARDS: Final = 6
YEAR: Final = 365
Asked = sa.Select[*tuple[Any, ...]]
ENDED: Final = frozenset({"signed", "lost"})

_VALUE: Final = sa.type_coerce(Opportunity.value_amount, Exact())
_OWN: Final = Opportunity.probability.expression


def _sum(what: Any) -> sa.ColumnElement[Decimal]:
    return sa.type_coerce(sa.func.sum(what), Exact())


@dataclass(frozen=True, slots=True)
class Card:
    """One opportunity as the board shows it; no record, for a board has many."""

    id: int
    version: int
    title: str
    client: str
    lead: str
    #: With its currency; '' where there is none.
    value: str
    expected_on: date | None
    #: When it is expected and how long it is here, or the day on which it was decided, by the reader's calendar.
    told: str
    #: The chip of one that has not moved for long, '' of others.
    stuck: str


@dataclass(slots=True)
class Column:
    """One stage of the board: its first cards, and how many and how much there are in all."""

    stage: Stage
    cards: list[Card] = field(default_factory=list)
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


def columns_of(user: User, wanted: PipelineFilter) -> list[Column]:
    """Return the board in the firm's order: open stages whole; signed and lost ones of this quarter; those on hold."""
    board = {stage.id: Column(stage) for stage in stages()}
    _add_totals(board, user, wanted)
    _add_cards(board, user, wanted)
    return list(board.values())


def _add_totals(board: Mapping[int, Column], user: User, wanted: PipelineFilter) -> None:
    ended = [key for key, column in board.items() if column.stage.kind in ENDED]
    asked = {"ended": ended, "others": [key for key in board if key not in ended], "since": quarter_start(user)}
    query = _narrowed(_totals(user), narrowing(user, wanted))
    for stage_id, currency, count, valued, total, usual, own in db.session.execute(query, asked):
        column = board[stage_id]
        column.count += count
        column.unvalued += count - valued
        if total is not None:
            column.sums[currency] = total
            column.weighted[currency] = ((usual or Decimal(0)) * column.stage.probability + (own or Decimal(0))) / 100


def _add_cards(board: Mapping[int, Column], user: User, wanted: PipelineFilter) -> None:
    zone, today = ZoneInfo(user.time_zone), today_in(user.time_zone)
    ended = tuple(column.stage.kind in ENDED for column in board.values())
    narrower = narrowing(user, wanted)
    query = _first(Reader(user.id, user.role), ended, narrower) if narrower else _first_of_all(user, ended)
    asked = {f"stage{number}": key for number, key in enumerate(board)} | {"since": quarter_start(user)}
    for row in db.session.execute(query, asked):
        column = board[row.stage_id]
        if len(column.cards) < CARDS:
            column.cards.append(_card(row, column.stage, zone, today))


def _narrowed(query: Asked, narrower: Sequence[sa.ColumnElement[bool]]) -> Asked:
    """Return the kept statement itself where nothing narrows it: SQLAlchemy knows it by heart."""
    return query.where(*narrower) if narrower else query


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


def quarter_start(user: User) -> datetime:
    """Return the instant at which this quarter began for the reader."""
    today = today_in(user.time_zone)
    first, _end = day_bounds(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), user.time_zone)
    return first.astimezone(UTC)


def _shown(user: Reader) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the WHERE for what stands on the board: what ended does so for the rest of its quarter."""
    ended, others = (Opportunity.stage_id.in_(sa.bindparam(name, expanding=True)) for name in ("ended", "others"))
    lately = sa.and_(ended, Opportunity.closed_at >= sa.bindparam("since", type_=UTCDateTime()))
    return visible_to(user), LIVE, sa.or_(others, lately)


@per_reader
def _totals(user: Reader) -> Asked:
    own = sa.case((_OWN.is_(None), _VALUE), else_=0)
    return (
        sa.select(
            Opportunity.stage_id, Opportunity.value_currency, sa.func.count(), sa.func.count(Opportunity.value_amount),
            sa.func.sum(Opportunity.value_amount), _sum(own), _sum(_VALUE * _OWN),
        )
        .where(*_shown(user))
        .group_by(Opportunity.stage_id, Opportunity.value_currency)
    )  # fmt: skip


def _first(user: Reader, ended: tuple[bool, ...], narrower: Sequence[sa.ColumnElement[bool]] = ()) -> Asked:
    """Return the first cards of each stage (bound as `stage0` and so on; `ended`: which of them are asked `since`).

    Each stage by itself, those with a day before those without: the index has them in order, and nothing is sorted.
    """
    parts = []
    for number, over in enumerate(ended):
        where = [visible_to(user), LIVE, Opportunity.stage_id == sa.bindparam(f"stage{number}"), *narrower]
        if over:
            where.append(Opportunity.closed_at >= sa.bindparam("since", type_=UTCDateTime()))
        for day in (Opportunity.expected_on.is_not(None), Opportunity.expected_on.is_(None)):
            found = sa.select(Opportunity.id).where(*where, day).order_by(Opportunity.expected_on, Opportunity.id)
            parts.append(sa.select(found.limit(CARDS).subquery().c.id))
    chosen = sa.union_all(*parts).subquery()
    return (
        sa.select(
            Opportunity.id, Opportunity.version, Opportunity.title, Opportunity.stage_id, Opportunity.stage_since,
            Opportunity.closed_at, Opportunity.expected_on, Opportunity.value_amount, Opportunity.value_currency,
            Client.name.label("client"), User.name.label("lead"),
        )
        .join(chosen, chosen.c.id == Opportunity.id)
        .join(Client, Client.id == Opportunity.client_id)
        .join(User, User.id == Opportunity.account_lead_id)
        .order_by(*BY_EXPECTED)
    )  # fmt: skip


_first_of_all = per_reader(_first)


def _card(row: Any, stage: Stage, zone: ZoneInfo, today: date) -> Card:
    days = max(0, (today - row.stage_since.astimezone(zone).date()).days)
    speaks = language()
    if row.closed_at:
        told = f"{stage.title(speaks)} {long_date(row.closed_at.astimezone(zone).date(), speaks)}"
    else:
        told = _told(row.expected_on, days, speaks)
    stuck = _stuck(days, speaks) if stage.kind == "open" and days >= NO_MOVE_DAYS else ""
    return Card(row.id, row.version, row.title, row.client, row.lead, value_text(row), row.expected_on, told, stuck)


@lru_cache(maxsize=8192)
def _told(expected_on: date | None, days: int, speaks: str) -> str:
    """Return 'Expected Dec 5, 2026 · 12 days here' in the language of the request, which `speaks` names."""
    when = _("Expected %(day)s", day=long_date(expected_on, speaks)) if expected_on else _("no day yet")
    return f"{when} · {days_text(days)}"


@lru_cache(maxsize=2048)
def _stuck(days: int, _speaks: str) -> str:
    return chip(_("No move %(days)s", days=ngettext("%(num)s day", "%(num)s days", days)), "bad")


@dataclass(frozen=True, slots=True)
class Decided:
    """What ended in the last twelve months: how many were signed, and in how many days (median; None: none was)."""

    signed: int
    ended: int
    median_days: int | None


def decided_lately(user: User, wanted: PipelineFilter) -> Decided:
    """Return how opportunities of a filter ended in the last twelve months, by their moves: two statements."""
    since, narrower = now() - timedelta(days=YEAR), narrowing(user, wanted)
    asked = {"since": since, "ended": ids_of("signed")}
    signed = db.session.execute(_narrowed(_signed(user), narrower), asked).all()
    lost = db.session.execute(_narrowed(_lost(user), narrower), asked | {"ended": ids_of("lost")}).scalar_one()
    days = [(closed - begun).days for closed, begun in signed]
    return Decided(len(days), len(days) + lost, round(median(days)) if days else None)


@per_reader
def _signed(user: Reader) -> Asked:
    begun = sa.select(sa.func.min(StageMove.at)).where(StageMove.opportunity_id == Opportunity.id).scalar_subquery()
    return sa.select(Opportunity.closed_at, sa.type_coerce(begun, UTCDateTime())).where(*_lately(user))


@per_reader
def _lost(user: Reader) -> Asked:
    return sa.select(sa.func.count()).select_from(Opportunity).where(*_lately(user))


def _lately(user: Reader) -> tuple[sa.ColumnElement[bool], ...]:
    ended = Opportunity.stage_id.in_(sa.bindparam("ended", expanding=True))
    return visible_to(user), LIVE, ended, Opportunity.closed_at >= sa.bindparam("since", type_=UTCDateTime())
