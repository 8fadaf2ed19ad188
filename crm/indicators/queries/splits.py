"""How the trade of HS chapters splits: by mode of transport, US state and port, as far as figures are loaded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

from crm.core.db import db
from crm.core.kept import kept
from crm.indicators.derive import whole_year, year_before
from crm.indicators.models import Observation, Series
from crm.indicators.parsers.shapes import Flow
from crm.indicators.parsers.trade import MEXICO
from crm.indicators.queries.figures import newest_only
from crm.indicators.shown import Figures, figures_of
from crm.indicators.statuses import MISSING

#: Columns of a series by which trade is split; a series of ours is narrowed by at most one of them beside its chapter.
WAYS: Final = ("mode", "us_state", "port_code")
#: HHI from which the 2023 Merger Guidelines of the US Department of Justice and FTC call a market concentrated.
HIGH: Final = 1800
MODERATE: Final = 1000

#: A sum, None with the periods that lack and why.
Summed = tuple[Decimal | None, tuple[tuple[date, str], ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """US dollars of one mode, state or port, and those a year before, each None where a period has no figure.

    `gaps` are the periods that lack, with why.
    """

    code: str
    value: Decimal | None
    before: Decimal | None
    gaps: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """Parts of one direction, largest first: of a year, or of the twelve months that end with `last`.

    With a part missing there is no total, and so no share.
    """

    way: str
    parts: tuple[Part, ...]
    last: date
    monthly: bool
    basis: str
    source: str
    vintage: date
    total: Decimal | None

    @property
    def lacking(self) -> tuple[Part, ...]:
        """Return the parts without a value."""
        return tuple(part for part in self.parts if part.value is None)

    def share(self, part: Part) -> Decimal | None:
        """Return percent of the total."""
        return share(part.value, self.total)

    @property
    def hhi(self) -> int | None:
        """Return the Herfindahl-Hirschman index: the sum of the squared shares in percent, at most 10,000."""
        shares = [found for part in self.parts if (found := self.share(part)) is not None]
        return round(sum((each**2 for each in shares), Decimal(0))) if len(shares) == len(self.parts) else None


def share(value: Decimal | None, total: Decimal | None) -> Decimal | None:
    """Return percent of a total; None where one of the two is missing."""
    if value is None or total is None:
        return None
    return value / total * 100 if total else Decimal(0)


@dataclass(frozen=True, slots=True)
class _Line:
    """One series of a split, in dollars."""

    code: str
    source: str
    figures: Figures
    scale: int


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
    """Return one split a way; where it is loaded by month and by year, the one whose last period is the newer.

    One with a gap gives way to one that is whole.
    """
    groups: dict[tuple[str, str, str], list[_Line]] = {}
    for group, line in _lines(flow, where):
        groups.setdefault(group, []).append(line)
    made = [_split(way, basis, lines, monthly=rhythm == "month") for (way, basis, rhythm), lines in groups.items()]
    found = sorted((each for each in made if each is not None), key=lambda each: (each.total is not None, each.last))
    return {each.way: each for each in found}


def _lines(flow: Flow, where: Iterable[sa.ColumnElement[bool]]) -> Iterable[tuple[tuple[str, str, str], _Line]]:
    """Yield the series with their figures of the last years, each with its way, basis and rhythm: two statements."""
    mine = (Series.flow == flow, Series.partner == MEXICO, Series.hs_detail.is_(None), Series.derived.is_(False))
    ids = sa.select(Series.id).where(*mine, *where)
    last = db.session.execute(
        sa.select(sa.func.max(Observation.period)).where(Observation.series_id.in_(ids))
    ).scalar_one_or_none()
    if last is None:
        return
    query = (
        sa.select(
            Series.id, Series.mode, Series.us_state, Series.port_code, Series.mx_state, Series.hs_code,
            Series.frequency, Series.basis, Series.scale, Observation.source, Observation.period, Observation.value,
            Observation.vintage, Observation.status,
        )
        .join(Observation, Observation.series_id == Series.id)
        .where(*mine, *where, Observation.period >= date(last.year - 3, 1, 1), newest_only())
    )  # fmt: skip
    by_series: dict[int, list[Any]] = {}
    for row in db.session.execute(query):
        by_series.setdefault(row.id, []).append(row)
    for rows in by_series.values():
        way, code = _way(rows[0])
        figures = figures_of((row.period, row.value, row.vintage, row.source, row.status) for row in rows)
        yield (way, rows[0].basis, rows[0].frequency), _Line(code, rows[0].source, figures, rows[0].scale)


def _way(row: Any) -> tuple[str, str]:
    return next(
        (way, str(getattr(row, way))) for way in (*WAYS, "mx_state", "hs_code") if getattr(row, way) is not None
    )


def _split(way: str, basis: str, lines: Sequence[_Line], *, monthly: bool) -> Split | None:
    last = max((line.figures[-1].period for line in lines if line.figures), default=None)
    if last is None:
        return None
    now = _sums(lines, last, monthly=monthly)
    before = _sums(lines, year_before(last), monthly=monthly)
    parts = [
        Part(code, value, before[code][0] if code in before else None, gaps) for code, (value, gaps) in now.items()
    ]
    values = [part.value for part in parts if part.value is not None]
    newest = max((place for line in lines for place in line.figures.places()), key=lambda place: place.vintage)
    return Split(
        way, tuple(sorted(parts, key=lambda part: (part.value is None, -(part.value or 0), part.code))), last, monthly,
        basis, newest.publisher, newest.vintage,
        sum(values, Decimal(0)) if len(values) == len(parts) else None,
    )  # fmt: skip


def _sums(lines: Sequence[_Line], last: date, *, monthly: bool) -> dict[str, Summed]:
    """Return the sum of each code to a period, None with the gaps where a series that is named there lacks one."""
    sums: dict[str, Summed] = {}
    for line in lines:
        total = whole_year(line.figures, last, monthly=monthly)
        if not any(total.first <= place.period <= last for place in line.figures.places()):
            continue
        value, gaps = sums.get(line.code, (Decimal(0), ()))
        lacking = tuple((when, line.figures.status_at(when) or MISSING) for when in total.absent)
        whole = None if value is None or total.value is None else value + total.value * line.scale
        sums[line.code] = (whole, (*gaps, *lacking))
    return sums
