"""Published figures of any series as blocks of a report: value, change on the year, year to date, line, source.

A figure is never compared with the month before, which the season decides, and a missing one is never zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _
from markupsafe import Markup

from crm.core.dates import month_name
from crm.core.i18n import language
from crm.core.money import number, percent_change
from crm.indicators import words
from crm.indicators.breaks import comparable
from crm.indicators.charts.axis import same_month, time_ticks
from crm.indicators.charts.frame import ChartText, Line
from crm.indicators.charts.line import line_chart
from crm.indicators.charts.svg import NARROW
from crm.indicators.derive import can_be_summed, change, dense, is_current, year_before, year_to_date
from crm.indicators.models import Series
from crm.indicators.queries.figures import Shown, history
from crm.indicators.queries.series import by_keys
from crm.reports.build.kinds.grid import NONE, Cell, column, grid
from crm.reports.build.plan import Plan
from crm.reports.document import Figure, Point, Table

#: Two years and the month that closes them: the same month stands three times on the line.
POINTS: Final = 25
_TICKS: Final = 4


@dataclass(frozen=True, slots=True)
class Told:
    """One series with its published figures, oldest first; at least one."""

    series: Series
    figures: tuple[Shown, ...]

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
        return _value(self.series, self.latest.value)


def read(keys: Iterable[str]) -> tuple[Told, ...]:
    """Return those of these series that have figures: one statement each, and one for all of them."""
    found = by_keys(tuple(dict.fromkeys(keys)))
    told = (Told(series, history(series)) for series in found.values())
    return tuple(each for each in told if each.figures)


def printed(told: Iterable[Told]) -> frozenset[tuple[str, date, date]]:
    """Return (series key, period, vintage) of the newest figures: what the report remembers to have printed."""
    return frozenset((each.series.key, each.latest.period, each.latest.vintage) for each in told)


def _value(series: Series, figure: Decimal) -> str:
    text = words.value(series, figure)
    return f"MXN {text}" if series.unit == "MXN per USD" else text


def unit_and_basis(series: Series) -> str:
    """Return what is counted, on which basis, and that it is not seasonally adjusted."""
    unit = _("US dollars, nominal") if series.unit == "USD" else words.unit(series)
    plain = _("not seasonally adjusted") if series.unit != "MXN per USD" else ""
    return "; ".join(part for part in (unit, str(words.BASES[series.basis]), plain) if part)


def changed(told: Told) -> str:
    """Return '+4.0% on Jul 2025', or why there is nothing to compare with."""
    return words.change_on_year(told.series, told.latest.value, told.before, told.latest.period)


def to_date(told: Told) -> str:
    """Return the sum since January with its change; "" for a rate, for years, and where a month is missing."""
    series = told.series
    if series.frequency != "month" or not can_be_summed(words.unit_kind(series)):
        return ""
    now = year_to_date(told.figures)
    if now is None or not now.complete:
        return ""
    text = _("January to %(month)s: %(value)s", month=month_name(now.last, language()), value=_value(series, now.value))
    before = year_to_date(told.figures, through=year_before(told.latest.period))
    if before is None or not before.complete or not comparable(series, before.first, now.last):
        return str(text)
    percent = percent_change(change(now.value, before.value).percent)
    return str(
        _("%(sum)s (%(change)s on the same months of %(year)s)", sum=text, change=percent, year=before.last.year)
    )


def charts(told: Sequence[Told], plan: Plan, today: date) -> list[Figure]:
    """Return figures with their charts; what leaves the firm has those alone that a person wrote a sentence for."""
    meant = [(each, plan.meaning(each.series.key)) for each in told]
    return [figure(each, today, meaning) for each, meaning in meant if meaning or plan.level == "internal"]


def figure(told: Told, today: date, meaning: str = "") -> Figure:
    """Return one figure with its chart; `meaning` is what a person wrote of it."""
    series, latest, rhythm = told.series, told.latest, words.frequency(told.series)
    when = words.period(series, latest.period)
    window = dense(told.figures, rhythm)[-POINTS:]
    step, unit = _step(series, [v for _when, v in window if v is not None])
    scale = Decimal(series.scale) / step if series.unit == "USD" else Decimal(1)
    points = tuple(Point(p, words.period(series, p), None if v is None else v * scale) for p, v in window)
    return Figure(
        title=series.title(language()), value=told.value, unit=unit_and_basis(series), period=when,
        source=_("%(agency)s, %(published)s", agency=words.source(series, latest.publisher),
                 published=words.published(latest.vintage)),
        change="; ".join(text for text in (changed(told), to_date(told)) if text),
        not_current="" if is_current(rhythm, latest.period, today) else words.not_current(series, latest.period),
        meaning=meaning, svg=_chart(told, points, unit, scale),
        alt=_("Line of %(title)s up to %(period)s, when it stood at %(value)s.",
              title=series.title(language()), period=when, value=told.value),
        points=points, points_unit=unit,
    )  # fmt: skip


def _step(series: Series, values: Sequence[Decimal]) -> tuple[Decimal, str]:
    if series.unit == "USD":
        return words.money_step(max(values) * series.scale)
    return Decimal(1), words.exact_unit(series)


def _chart(told: Told, points: Sequence[Point], unit: str, scale: Decimal) -> Markup:
    series, speaks = told.series, language()
    text = ChartText(
        title=series.title(speaks), description=_("The table of figures says where it comes from."), unit=unit,
        empty=_("No figures"), value=lambda plotted: _value(series, plotted / scale), tick=number,
    )  # fmt: skip
    periods = [point.period for point in points]
    ticks = time_ticks(
        periods, room=_TICKS, year_text=lambda d: str(d.year), month_text=lambda d: month_name(d, speaks)
    )
    marked = same_month(periods) if series.frequency == "month" else ()
    line = Line(text.title, [point.value for point in points])
    return line_chart([p.label for p in points], [line], text=text, ticks=ticks, marked=marked, size=NARROW)


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
        f"{unit_and_basis(series)}. {words.source(series, latest.publisher)}, {words.published(latest.vintage)}",
    ]  # fmt: skip
