"""Published figures of any series as blocks of a report: value, change on the year, year to date, line, source.

A figure is never compared with the month before, which the season decides, and a missing one is never zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from crm.core.i18n import language
from crm.core.money import percent_change
from crm.indicators import words
from crm.indicators.breaks import comparable
from crm.indicators.derive import change, is_current, year_before
from crm.indicators.models import Series
from crm.indicators.queries.figures import Figures, Shown, history
from crm.indicators.queries.series import by_keys
from crm.indicators.status_words import published
from crm.reports.build import figures
from crm.reports.build.kinds.grid import NONE, Cell, column, grid
from crm.reports.build.plan import Plan
from crm.reports.build.series_facts import SeriesFigures
from crm.reports.document import Figure, Table


@dataclass(frozen=True, slots=True)
class Told:
    """One series with its published figures, oldest first; at least one."""

    series: Series
    figures: Figures

    @property
    def latest(self) -> Shown:
        return self.figures[-1]

    @property
    def before(self) -> Decimal | None:
        """Return the value of the same period a year before."""
        then = year_before(self.latest.period)
        return next((figure.value for figure in self.figures if figure.period == then), None)

    @property
    def percent(self) -> Decimal | None:
        """Return the change on the same period a year before, in percent; None where it may not be told."""
        then = year_before(self.latest.period)
        if self.before is None or not comparable(self.series, then, self.latest.period):
            return None
        return change(self.latest.value, self.before).percent

    @property
    def period(self) -> str:
        """Return the latest period in words."""
        return words.period(self.series, self.latest.period)

    @property
    def value(self) -> str:
        return figures.value(self.series, self.latest.value)


def read(keys: Iterable[str]) -> tuple[Told, ...]:
    """Return those of these series that have figures: one statement each, and one for all of them."""
    found = by_keys(tuple(dict.fromkeys(keys)))
    told = (Told(series, history(series)) for series in found.values())
    return tuple(each for each in told if each.figures)


def printed(told: Iterable[Told]) -> frozenset[tuple[str, date, date]]:
    """Return (series key, period, vintage) of the newest figures: what the report remembers to have printed."""
    return frozenset((each.series.key, each.latest.period, each.latest.vintage) for each in told)


def changed(told: Told) -> str:
    """Return '+4.0% on Jul 2025', or why there is nothing to compare with."""
    return figures.changed(_item(told))


def to_date(told: Told) -> str:
    """Return the sum since January with its change, or which month lacks for it; "" for a rate and for years."""
    return figures.to_date(_item(told), language())


def _item(told: Told) -> SeriesFigures:
    return SeriesFigures(told.series, told.figures)


def charts(told: Sequence[Told], plan: Plan, today: date) -> list[Figure]:
    """Return figures with their charts; what leaves the firm has those alone that a person wrote a sentence for."""
    meant = [(each, plan.meaning(each.series.key)) for each in told]
    return [figure(each, today, meaning) for each, meaning in meant if meaning or plan.level == "internal"]


def figure(told: Told, today: date, meaning: str = "") -> Figure:
    """Return one figure with its chart; `meaning` is what a person wrote of it."""
    series, latest, rhythm = told.series, told.latest, words.frequency(told.series)
    when = words.period(series, latest.period)
    points, unit = figures.drawn_points(_item(told))
    return Figure(
        title=series.title(language()), value=told.value, unit=figures.unit_and_basis(series), period=when,
        source=_("%(agency)s, %(published)s", agency=words.source(series, latest.publisher),
                 published=published(latest)),
        change="; ".join(text for text in (changed(told), to_date(told)) if text),
        not_current="" if is_current(rhythm, latest.period, today) else words.not_current(series, latest.period),
        meaning=meaning, svg=figures.chart(_item(told), language()),
        alt=_("Line of %(title)s up to %(period)s, when it stood at %(value)s.",
              title=series.title(language()), period=when, value=told.value),
        points=points, points_unit=unit,
    )  # fmt: skip


def figures_table(told: Sequence[Told]) -> Table:
    """Return every figure in a line: value, change on the same period of the year before, unit, source, publication."""
    columns = (
        column(_("Series"), 2.2), column(_("Period"), 0), column(_("Value"), 1.4, "right"),
        column(_("Change on the year"), 0.9, "right"), column(_("Unit, basis and source"), 3),
    )  # fmt: skip
    return grid(columns, [_row(each) for each in told])


def _row(told: Told) -> list[Cell]:
    series, latest = told.series, told.latest
    percent = told.percent
    exact = latest.value * series.scale if series.unit == "USD" else latest.value
    return [
        series.title(language()), (words.period(series, latest.period), latest.period), (told.value, exact),
        (percent_change(percent), percent.quantize(Decimal("0.000001"))) if percent is not None else (NONE, None),
        f"{figures.unit_and_basis(series)}. {words.source(series, latest.publisher)}, {published(latest)}",
    ]  # fmt: skip
