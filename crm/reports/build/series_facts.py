"""The figures of a report as published by its day: which series, what they say, what was revised since the last one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from crm.indicators import words
from crm.indicators.breaks import comparable
from crm.indicators.choice import Profile, on_tiles
from crm.indicators.derive import MONTHS_IN_YEAR, annual_sums, can_be_summed
from crm.indicators.models import Series
from crm.indicators.queries.figures import Figures, Shown, history
from crm.indicators.queries.profile import chosen_for
from crm.indicators.queries.series import by_keys
from crm.reports.build.asked import Asked
from crm.reports.build.period import Period

MOST_CHARTS: Final = 4
#: Two years and the month that closes them: the same month stands three times on the line.
POINTS: Final = 25


@dataclass(frozen=True, slots=True)
class SeriesFigures:
    """One series with its published figures, oldest first; at least one.

    `meaning` is the sentence that somebody wrote on it; `then` the figures as of the last report that was sent, ()
    where there was none.
    """

    series: Series
    figures: Figures
    meaning: str = ""
    then: Figures | tuple[Shown, ...] = ()

    @property
    def latest(self) -> Shown:
        return self.figures[-1]

    def used(self) -> Iterable[tuple[str, date, date]]:
        """Yield (key, period, vintage) of every figure that goes into what is printed, revised ones before as well."""
        drawn = {figure.period for figure in self.figures[-POINTS:]}
        year = self.latest.period.year
        for figure in self.figures:
            if figure.period in drawn or figure.period.year >= year - 1:
                yield self.series.key, figure.period, figure.vintage
                if figure.before_vintage is not None:
                    yield self.series.key, figure.period, figure.before_vintage


def read_figures(asked: Asked) -> tuple[Profile, tuple[SeriesFigures, ...]]:
    """Return the client's profile and the few series of its report, as published by the report's day.

    Those that a person chose, in their order; else the few that say most. One statement for each, two more to choose.
    """
    if asked.client is None:
        raise ValueError("figures are chosen for a client")
    profile, chosen = chosen_for(asked.client, asked.language)
    if asked.plan.figures:
        keys = list(dict.fromkeys(figure.key for figure in asked.plan.figures))[:MOST_CHARTS]
        found = by_keys(tuple(keys))
        series = [found[key] for key in keys if key in found]
    else:
        by_key = {item.choice.key: item.series for item in chosen}
        series = [by_key[choice.key] for choice in on_tiles([item.choice for item in chosen], MOST_CHARTS)]
    read = (_figures(each, asked) for each in series)
    return profile, tuple(item for item in read if item.figures)


def _figures(series: Series, asked: Asked) -> SeriesFigures:
    then = history(series, as_of=asked.since) if asked.since else ()
    return SeriesFigures(series, history(series, as_of=asked.today), asked.plan.meaning(series.key), then)


@dataclass(frozen=True, slots=True)
class QuarterSum:
    """The sum of a quarter's months, that of the same quarter a year before and that of the quarter before it."""

    now: Decimal
    year_before: Decimal | None
    quarter_before: Decimal | None


def of_quarter(item: SeriesFigures, period: Period) -> QuarterSum | None:
    """Return the sums of a report's quarter; None where a month has no figure yet, or adding means nothing."""
    series = item.series
    summed = series.frequency == "month" and can_be_summed(words.unit_kind(series))
    if not period.is_quarter or not summed:
        return None
    now = _sum(item.figures, period.start)
    if now is None:
        return None
    first, earlier = (_back(period.start, months) for months in (MONTHS_IN_YEAR, 3))
    alike = [
        _sum(item.figures, start) if comparable(series, start, _back(period.end.replace(day=1), 0)) else None
        for start in (first, earlier)
    ]
    return QuarterSum(now, alike[0], alike[1])


def _back(day: date, months: int) -> date:
    place = day.year * MONTHS_IN_YEAR + day.month - 1 - months
    return date(place // MONTHS_IN_YEAR, place % MONTHS_IN_YEAR + 1, 1)


def _sum(figures: Sequence[Shown], start: date) -> Decimal | None:
    months = {_back(start, -each) for each in range(3)}
    found = [figure.value for figure in figures if figure.period in months]
    return sum(found, Decimal(0)) if len(found) == len(months) else None


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that stood otherwise: of a period, or of the whole `year` (the sum of its months)."""

    period: date
    year: bool
    before: Decimal
    now: Decimal
    #: When the older one was published, or the day of the last report.
    published: date


def revisions(item: SeriesFigures) -> list[Revision]:
    """Return what was revised, the newest last: since the last report, else among the figures drawn."""
    if not item.then:
        return [
            Revision(f.period, False, f.before, f.value, f.before_vintage)
            for f in item.figures[-POINTS:]
            if f.before is not None and f.before_vintage is not None
        ]
    old = {figure.period: figure for figure in item.then}
    found = [
        Revision(f.period, False, old[f.period].value, f.value, old[f.period].vintage)
        for f in item.figures
        if f.period in old and f.value != old[f.period].value and f.before is not None
    ]
    return _years(item, found) + found[-POINTS:]


def _years(item: SeriesFigures, revised: Sequence[Revision]) -> list[Revision]:
    """Return whole years that add up otherwise because of what was revised."""
    series = item.series
    if series.frequency != "month" or not can_be_summed(words.unit_kind(series)) or not revised:
        return []
    sums = [
        {t.first.year: t.value for t in annual_sums(rows) if t.complete and t.periods == MONTHS_IN_YEAR}
        for rows in (item.then, item.figures)
    ]
    years = sorted({revision.period.year for revision in revised} & set(sums[0]) & set(sums[1]))
    day = max(revision.published for revision in revised)
    both = [(year, sums[0][year], sums[1][year]) for year in years]
    return [
        Revision(date(year, 1, 1), True, before, now, day)
        for year, before, now in both
        if before is not None and now is not None and before != now
    ]
