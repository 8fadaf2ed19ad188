"""How the trade of HS chapters splits: by mode of transport, US state and port, as far as figures are loaded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

from crm.core.db import db
from crm.core.kept import kept
from crm.indicators.derive import MONTHS_IN_YEAR, year_before
from crm.indicators.models import Observation, Series
from crm.indicators.parsers.shapes import Flow
from crm.indicators.parsers.trade import MEXICO
from crm.indicators.queries.figures import newest_only

#: Columns of a series by which trade is split; a series of ours is narrowed by at most one of them beside its chapter.
WAYS: Final = ("mode", "us_state", "port_code")
#: HHI from which the 2023 Merger Guidelines of the US Department of Justice and FTC call a market concentrated.
HIGH: Final = 1800
MODERATE: Final = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """US dollars of one mode, state or port, and those a year before where known."""

    code: str
    value: Decimal
    before: Decimal | None


@dataclass(frozen=True, slots=True)
class Split:
    """Parts of one direction, largest first: of a year, or of the twelve months that end with `last`."""

    way: str
    parts: tuple[Part, ...]
    last: date
    monthly: bool
    basis: str
    source: str
    vintage: date
    total: Decimal

    def share(self, part: Part) -> Decimal:
        """Return percent of the total."""
        return part.value / self.total * 100 if self.total else Decimal(0)

    @property
    def hhi(self) -> int:
        """Return the Herfindahl-Hirschman index: the sum of the squared shares in percent, at most 10,000."""
        return round(sum((self.share(part) ** 2 for part in self.parts), Decimal(0)))


@dataclass(frozen=True, slots=True)
class _Row:
    way: str
    code: str
    frequency: str
    basis: str
    source: str
    period: date
    value: Decimal
    vintage: date


def of_chapters(codes: Sequence[str], flow: Flow) -> dict[str, Split]:
    """Return the splits of these chapters together, by WAYS and `hs_code` (the chapters themselves)."""
    narrowed = [getattr(Series, way) for way in WAYS]
    alone = sa.func.coalesce(*narrowed).is_(None)
    return _splits(flow, Series.hs_code.in_(codes), sa.or_(alone, *(column.is_not(None) for column in narrowed)))


def of_all_goods(flow: Flow) -> dict[str, Split]:
    """Return the splits of all goods by US state, Mexican state and port, not by mode."""
    here = sa.or_(Series.us_state.is_not(None), Series.mx_state.is_not(None), Series.port_code.is_not(None))
    return _splits(flow, Series.hs_code.is_(None), here, Series.mode.is_(None), Series.commodity_group.is_(None))


@kept("indicators", size=4)
def of_all_chapters(flow: Flow) -> Split | None:
    """Return every chapter beside the others: their sum is all goods."""
    return _splits(flow, Series.hs_code.is_not(None), *(getattr(Series, way).is_(None) for way in WAYS)).get("hs_code")


def _splits(flow: Flow, *where: sa.ColumnElement[bool]) -> dict[str, Split]:
    """Return one split a way; where it is loaded by month and by year, the one whose last period is the newer."""
    groups: dict[tuple[str, str, str], list[_Row]] = {}
    for row in _rows(flow, where):
        groups.setdefault((row.way, row.basis, row.frequency), []).append(row)
    found: dict[str, Split] = {}
    for (way, _basis, _frequency), rows in groups.items():
        made = _split(way, rows)
        if way not in found or made.last > found[way].last:
            found[way] = made
    return found


def _rows(flow: Flow, where: Iterable[sa.ColumnElement[bool]]) -> Iterable[_Row]:
    """Yield the figures of the last years: two statements."""
    mine = (Series.flow == flow, Series.partner == MEXICO, Series.hs_detail.is_(None), Series.derived.is_(False))
    ids = sa.select(Series.id).where(*mine, *where)
    last = db.session.execute(
        sa.select(sa.func.max(Observation.period)).where(Observation.series_id.in_(ids))
    ).scalar_one_or_none()
    if last is None:
        return
    query = (
        sa.select(
            Series.mode, Series.us_state, Series.port_code, Series.mx_state, Series.hs_code, Series.frequency,
            Series.basis, Series.scale, Observation.period, Observation.value, Observation.vintage, Observation.source,
        )
        .join(Observation, Observation.series_id == Series.id)
        .where(*mine, *where, Observation.period >= date(last.year - 3, 1, 1), newest_only(),
               Observation.value.is_not(None))
    )  # fmt: skip
    for row in db.session.execute(query):
        way, code = _way(row)
        yield _Row(way, code, row.frequency, row.basis, row.source, row.period, row.value * row.scale, row.vintage)


def _way(row: Any) -> tuple[str, str]:
    return next(
        (way, str(getattr(row, way))) for way in (*WAYS, "mx_state", "hs_code") if getattr(row, way) is not None
    )


def _split(way: str, rows: Sequence[_Row]) -> Split:
    monthly = rows[0].frequency == "month"
    last = max(row.period for row in rows)
    now, before = (_sums(rows, end, monthly=monthly) for end in (last, year_before(last)))
    parts = [Part(code, value, before.get(code)) for code, value in now.items()]
    newest = max(rows, key=lambda row: row.vintage)
    return Split(
        way, tuple(sorted(parts, key=lambda part: (-part.value, part.code))), last, monthly, newest.basis,
        newest.source, newest.vintage, sum(now.values(), Decimal(0)),
    )  # fmt: skip


def _sums(rows: Sequence[_Row], last: date, *, monthly: bool) -> Mapping[str, Decimal]:
    end = last.year * MONTHS_IN_YEAR + last.month
    sums: dict[str, Decimal] = {}
    for row in rows:
        at = row.period.year * MONTHS_IN_YEAR + row.period.month
        if end - MONTHS_IN_YEAR < at <= end if monthly else row.period == last:
            sums[row.code] = sums.get(row.code, Decimal(0)) + row.value
    return sums
