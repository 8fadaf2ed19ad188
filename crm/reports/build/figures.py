"""Section 8: the client's trade in figures: value, changes, year to date, a line with the same month marked, source."""

from collections.abc import Sequence
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
from crm.indicators.status_words import named, places, published, why_no_change, why_of
from crm.reports.build.facts import Facts
from crm.reports.build.rows import empty
from crm.reports.build.series_facts import POINTS, SeriesFigures, of_quarter
from crm.reports.document import Block, Figure, Note, Point, Section

_TICKS: Final = 4


def figures_section(facts: Facts) -> Section:
    """Return the figures of the client's own series, four at most; of an approved report those with a sentence."""
    heading = _("Your trade in figures")
    if not facts.shown:
        return empty(heading, _("No published figures are chosen for you yet."))
    blocks: list[Block] = []
    if facts.profile.services_only:
        said = _("HS chapters do not cover services; crossings and the exchange rate stand in their place.")
        blocks.append(Note(said, "info"))
    return Section(heading, (*blocks, *(figure(item, facts) for item in facts.shown)))


def figure(item: SeriesFigures, facts: Facts) -> Figure:
    """Return one published figure with its chart, worded in the report's language."""
    series, latest = item.series, item.latest
    when, title = words.period(series, latest.period), facts.say.told(series, f"title_{facts.language}")
    changes = [changed(item), to_date(item, facts.language), quarter(item, facts)]
    current = is_current(words.frequency(series), latest.period, facts.today)
    points, scale = drawn_points(item)
    return Figure(
        title=title,
        value=value(series, latest.value),
        unit=unit_and_basis(series),
        period=when,
        source=_("%(agency)s, %(published)s", agency=words.source(series, latest.publisher),
                 published=published(latest)),
        change="; ".join(text for text in changes if text),
        not_current="" if current else words.not_current(series, latest.period),
        meaning=facts.say.free(item.meaning) or _missing(),
        svg=chart(item, facts.language),
        alt=_("Line of %(title)s up to %(period)s, when it stood at %(value)s.",
              title=title, period=when, value=value(series, latest.value)),
        points=points, points_unit=scale,
    )  # fmt: skip


def _missing() -> str:
    """Return the mark of a draft on a figure whose sentence nobody wrote; an approved report leaves the figure out."""
    return str(_("[The sentence is missing. Without it this chart does not go out.]"))


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


def quarter(item: SeriesFigures, facts: Facts) -> str:
    """Return the sum of the report's quarter with its changes; "" where a month of it has no figure yet."""
    found = of_quarter(item, facts.period)
    if found is None:
        return ""
    text = str(
        _("%(period)s: %(value)s", period=facts.period.name(facts.language), value=value(item.series, found.now))
    )
    told = []
    if found.year_before is not None:
        percent = percent_change(change(found.now, found.year_before).percent)
        told.append(str(_("%(change)s on the same quarter of the year before", change=percent)))
    if found.quarter_before is not None:
        percent = percent_change(change(found.now, found.quarter_before).percent)
        told.append(str(_("%(change)s on the quarter before", change=percent)))
    return f"{text} ({', '.join(told)})" if told else text


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


def drawn_points(item: SeriesFigures) -> tuple[tuple[Point, ...], str]:
    """Return what the chart draws as exact numbers, with their unit."""
    series = item.series
    window = dense(named(item.figures), words.frequency(series))[-POINTS:]
    step, unit = _step(series, [v for _when, v in window if v is not None])
    scale = Decimal(series.scale) / step if series.unit == "USD" else Decimal(1)
    return tuple(Point(when, words.period(series, when), None if v is None else v * scale) for when, v in window), unit


def _step(series: Series, values: Sequence[Decimal]) -> tuple[Decimal, str]:
    if series.unit == "USD":
        return words.money_step(max(values) * series.scale)
    return Decimal(1), words.exact_unit(series)
