"""The client's trade in figures: value, change, year to date, a line with the same month marked, source and date."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _
from markupsafe import Markup

from crm.core.dates import month_name
from crm.core.money import number, percent_change
from crm.indicators import words
from crm.indicators.breaks import comparable
from crm.indicators.charts.axis import same_month, time_ticks
from crm.indicators.charts.frame import ChartText, Line
from crm.indicators.charts.line import line_chart
from crm.indicators.charts.svg import NARROW
from crm.indicators.derive import can_be_summed, change, dense, is_current, year_before, year_to_date
from crm.indicators.models import Series
from crm.indicators.queries.figures import Shown
from crm.indicators.status_words import named, places, published, standing, why_no_change, why_of
from crm.indicators.statuses import PUBLISHED
from crm.reports.build.facts import Facts, SeriesFigures
from crm.reports.document import Block, Column, Figure, Note, Section, Table

#: Two years and the month that closes them: the same month stands three times on the line.
POINTS: Final = 25
_TICKS: Final = 4
_REVISIONS: Final = 2


def figures_section(facts: Facts) -> Section:
    """Return the figures of the client's own series, four at most."""
    heading = _("Your trade in figures")
    if not facts.figures:
        return Section(heading, (Note(_("No published figures are chosen for you yet.")),))
    blocks: list[Block] = []
    if facts.profile.services_only:
        said = _("HS chapters do not cover services; crossings and the exchange rate stand in their place.")
        blocks.append(Note(said, "info"))
    return Section(heading, (*blocks, *(figure(item, facts) for item in facts.figures)))


def figure(item: SeriesFigures, facts: Facts) -> Figure:
    """Return one published figure with its chart, worded in the report's language."""
    series, latest = item.series, item.latest
    when = words.period(series, latest.period)
    changes = [changed(item), to_date(item, facts.language)]
    current = is_current(words.frequency(series), latest.period, facts.today)
    return Figure(
        title=series.title(facts.language),
        value=value(series, latest.value),
        unit=unit_and_basis(series),
        period=when,
        source=_("%(agency)s, %(published)s", agency=words.source(series, latest.publisher),
                 published=published(latest)),
        change="; ".join(text for text in changes if text),
        not_current="" if current else words.not_current(series, latest.period),
        svg=chart(item, facts.language),
        alt=_("Line of %(title)s up to %(period)s, when it stood at %(value)s.",
              title=series.title(facts.language), period=when, value=value(series, latest.value)),
    )  # fmt: skip


def value(series: Series, figure: Decimal) -> str:
    """Return a figure with its currency."""
    text = words.value(series, figure)
    return f"MXN {text}" if series.unit == "MXN per USD" else text


def unit_and_basis(series: Series) -> str:
    """Return what is counted, on which basis, and that it is not seasonally adjusted."""
    unit = _("US dollars, nominal") if series.unit == "USD" else words.unit(series)
    plain = _("not seasonally adjusted") if series.unit != "MXN per USD" else ""
    return "; ".join(part for part in (unit, str(words.BASES[series.basis]), plain) if part)


def changed(item: SeriesFigures) -> str:
    """Return '+4.0% on Jul 2025', or that there is nothing to compare with."""
    latest = item.latest
    before = next((f.value for f in item.figures if f.period == year_before(latest.period)), None)
    lacking = why_no_change(item.series, item.figures, latest.period) if before is None else ""
    return words.change_on_year(item.series, latest.value, before, latest.period, lacking)


def to_date(item: SeriesFigures, language: str) -> str:
    """Return the sum since January with its change, or which month lacks for it; "" for a rate and for years."""
    series = item.series
    if series.frequency != "month" or not can_be_summed(words.unit_kind(series)):
        return ""
    now = year_to_date(item.figures)
    if now is None:
        return ""
    if now.value is None:
        return str(_("no sum since January: %(why)s", why=why_of(series, item.figures, now.absent)))
    before = year_to_date(item.figures, through=year_before(item.latest.period))
    text = str(
        _("January to %(month)s: %(value)s", month=month_name(now.last, language), value=value(series, now.value))
    )
    if before is None or before.value is None or not comparable(series, before.first, now.last):
        return text
    percent = percent_change(change(now.value, before.value).percent)
    return str(
        _("%(sum)s (%(change)s on the same months of %(year)s)", sum=text, change=percent, year=before.last.year)
    )


def chart(item: SeriesFigures, language: str) -> Markup:
    """Return the line of the newest periods; of months, the same month of each year is marked."""
    series, rhythm = item.series, words.frequency(item.series)
    window = dense(named(item.figures), rhythm)[-POINTS:]
    periods = [when for when, _value in window]
    step, unit = _step(series, [v for _when, v in window if v is not None])
    scale = Decimal(series.scale) / step if series.unit == "USD" else Decimal(1)
    text = ChartText(
        title=series.title(language), description=_("The table of sources says where it comes from."), unit=unit,
        empty=_("No figures"), value=lambda plotted: value(series, plotted / scale), tick=number,
    )  # fmt: skip
    ticks = time_ticks(
        periods, room=_TICKS, year_text=lambda d: str(d.year), month_text=lambda d: month_name(d, language)
    )
    values = [None if v is None else v * scale for _when, v in window]
    marked = same_month(periods) if rhythm == "month" else ()
    points = [words.period(series, when) for when in periods]
    told = {place.period: place.status for place in places(series, item.figures) if place.figure is None}
    empty = {n: told[when] for n, when in enumerate(periods) if when in told}
    return line_chart(
        points, [Line(text.title, values, gaps=empty)], text=text, ticks=ticks, marked=marked, size=NARROW
    )


def _step(series: Series, values: Sequence[Decimal]) -> tuple[Decimal, str]:
    if series.unit == "USD":
        return words.money_step(max(values) * series.scale)
    return Decimal(1), words.exact_unit(series)


def sources_section(facts: Facts) -> Section:
    """Return Annex C: whose figures these are, on which basis, how new, and what was revised."""
    heading = _("Annex C. Sources of figures")
    if not facts.figures:
        return Section(heading, (Note(_("No published figures are used in this report.")),))
    columns = (
        Column(_("Series"), 2), Column(_("Publisher"), 1.4), Column(_("Unit and basis"), 1.6),
        Column(_("Last period"), 0), Column(_("Published"), 1.1), Column(_("Revisions"), 1.8),
    )  # fmt: skip
    rows = tuple(
        (
            item.series.title(facts.language), words.source(item.series, item.latest.publisher),
            unit_and_basis(item.series), words.period(item.series, item.latest.period),
            _vintage(item.latest), revisions(item.series, item.figures[-POINTS:]),
        )
        for item in facts.figures
    )  # fmt: skip
    return Section(heading, (Table(columns, rows),))


def _vintage(figure: Shown) -> str:
    """Return when a figure was published, and its status where it is not simply published."""
    said = standing(figure) if figure.status != PUBLISHED or figure.later else ""
    return "\n".join(filter(None, (words.vintage_name(figure.vintage), said)))


def revisions(series: Series, figures: Sequence[Shown]) -> str:
    """Return the newest revised figures of those drawn, first and now."""
    revised = [(f, f.before, f.before_vintage) for f in figures if f.before is not None and f.before_vintage]
    if not revised:
        return str(_("None among the figures shown"))
    return "\n".join(
        _revision(series, f, before, old) for f, before, old in revised[-_REVISIONS:] if before is not None
    )


def _revision(series: Series, now: Shown, before: Decimal, old: date | None) -> str:
    return str(_("%(period)s: %(now)s, before %(before)s (%(vintage)s)", period=words.period(series, now.period),
             now=value(series, now.value), before=value(series, before),
             vintage=words.vintage_name(old) if old else ""))  # fmt: skip
