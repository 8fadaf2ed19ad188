"""Published figures of any series as blocks of a report: value, change on the year, year to date, line, source.

A figure is never compared with the month before, which the season decides, and a missing one is never zero.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from crm.core.i18n import language
from crm.core.money import percent_change
from crm.indicators import words
from crm.indicators.breaks import comparable
from crm.indicators.derive import change, is_current, year_before
from crm.indicators.models import Series
from crm.indicators.queries.figures import history
from crm.indicators.queries.series import by_keys
from crm.indicators.status_words import published
from crm.reports.build.figures import changed, chart, drawn_points, to_date, unit_and_basis, value
from crm.reports.build.kinds.grid import NONE, Cell, column, grid
from crm.reports.build.plan import Plan
from crm.reports.build.series_facts import SeriesFigures
from crm.reports.document import Figure, Table


def read(keys: Iterable[str], today: date) -> tuple[SeriesFigures, ...]:
    """Return those of these series that have figures, as published by a day: one statement each, one for all."""
    found = by_keys(tuple(dict.fromkeys(keys)))
    told = (SeriesFigures(series, history(series, as_of=today)) for series in found.values())
    return tuple(each for each in told if each.figures)


def used(told: Iterable[SeriesFigures]) -> frozenset[tuple[str, date, date]]:
    """Return (series key, period, vintage) of all that is printed."""
    return frozenset(figure for each in told for figure in each.used())


def percent(told: SeriesFigures) -> Decimal | None:
    """Return the change on the same period a year before, in percent; None where it may not be told."""
    then = year_before(told.latest.period)
    before = next((figure.value for figure in told.figures if figure.period == then), None)
    if before is None or not comparable(told.series, then, told.latest.period):
        return None
    return change(told.latest.value, before).percent


def latest_value(told: SeriesFigures) -> str:
    """Return the newest figure with its currency."""
    return value(told.series, told.latest.value)


def latest_period(told: SeriesFigures) -> str:
    """Return the newest period in words."""
    return words.period(told.series, told.latest.period)


def charts(told: Sequence[SeriesFigures], plan: Plan, today: date) -> list[Figure]:
    """Return figures with their charts; what leaves the firm has those alone that a person wrote a sentence for."""
    meant = [(each, plan.meaning(each.series.key)) for each in told]
    return [figure(each, today, meaning) for each, meaning in meant if meaning or plan.level == "internal"]


def figure(told: SeriesFigures, today: date, meaning: str = "") -> Figure:
    """Return one figure with its chart; `meaning` is what a person wrote of it."""
    series, latest, title = told.series, told.latest, told.series.title(language())
    points, unit = drawn_points(told)
    current = is_current(words.frequency(series), latest.period, today)
    return Figure(
        title=title, value=latest_value(told), unit=unit_and_basis(series), period=latest_period(told),
        source=_("%(agency)s, %(published)s", agency=words.source(series, latest.publisher),
                 published=published(latest)),
        change="; ".join(text for text in (changed(told), to_date(told, language())) if text),
        not_current="" if current else words.not_current(series, latest.period),
        meaning=meaning, svg=chart(told, language()),
        alt=_("Line of %(title)s up to %(period)s, when it stood at %(value)s.",
              title=title, period=latest_period(told), value=latest_value(told)),
        points=points, points_unit=unit,
    )  # fmt: skip


def figures_table(told: Sequence[SeriesFigures]) -> Table:
    """Return every figure in a line: value, change on the same period of the year before, unit, source, publication."""
    columns = (
        column(_("Series"), 2.2), column(_("Period"), 0), column(_("Value"), 1.4, "right"),
        column(_("Change on the year"), 0.9, "right"), column(_("Unit, basis and source"), 3),
    )  # fmt: skip
    return grid(columns, [_row(each) for each in told])


def _row(told: SeriesFigures) -> list[Cell]:
    series, latest, moved = told.series, told.latest, percent(told)
    return [
        series.title(language()), (latest_period(told), latest.period),
        (latest_value(told), _whole(series, latest.value)),
        (NONE, None) if moved is None else (percent_change(moved), moved.quantize(Decimal("0.000001"))),
        f"{unit_and_basis(series)}. {words.source(series, latest.publisher)}, {published(latest)}",
    ]  # fmt: skip


def _whole(series: Series, figure: Decimal) -> Decimal:
    """Return a figure in single units: dollars, not millions of them."""
    return figure * series.scale if series.unit == "USD" else figure
