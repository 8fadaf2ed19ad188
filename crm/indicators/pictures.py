"""The charts of a series in the reader's language: one for a wide screen, one for a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from markupsafe import Markup

from crm.core.i18n import language
from crm.core.money import dollars, number
from crm.indicators import words
from crm.indicators.charts.axis import same_month, time_ticks
from crm.indicators.charts.frame import ChartText, Line
from crm.indicators.charts.line import line_chart
from crm.indicators.charts.svg import NARROW, WIDE, Size, Tone
from crm.indicators.derive import dense
from crm.indicators.marks import Happened, marks
from crm.indicators.models import Series
from crm.indicators.queries.figures import Shown
from crm.indicators.status_words import named, places
from crm.indicators.tiles import TONES

#: With more points the marks of the same month would run into one another.
MARKED_POINTS = 130
#: The second line of two.
SECOND: Tone = "diplo"
_ROOM = {WIDE: 11, NARROW: 5}


@dataclass(frozen=True, slots=True)
class Pictures:
    """One chart in two sizes; the page shows the one that fits."""

    wide: Markup
    narrow: Markup
    note: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: the periods, a line a series, words, and what is marked."""

    series: Series
    periods: Sequence[date]
    lines: Sequence[Line]
    text: ChartText
    marked: Sequence[int]
    events: Sequence[tuple[int, str]]


def chart(
    series: Series, figures: Sequence[Shown], seen: Sequence[Happened] = (),
    other: tuple[Series, Sequence[Shown]] | None = None,
) -> Pictures:  # fmt: skip
    """Return the line of a series with a gap where a figure is missing; the same month of each year is marked.

    `seen` are marked below the line: when the client was met and its issues moved. `other` is a second line on the
    same axis, of a series in the same unit and rhythm.
    """
    both = [(series, figures), *([other] if other else [])]
    every = sorted((place for _series, found in both for place in named(found)), key=lambda place: place.period)
    periods = [when for when, _value in dense(every, words.frequency(series))]
    largest = max((abs(f.value) * each.scale for each, found in both for f in found), default=Decimal(0))
    step, unit = _step(series, largest)
    text = ChartText(
        title=" / ".join(words.title(each) for each, _found in both),
        description=_("The table below has every figure."),
        unit=unit,
        empty=_("No figures in these years."),
        value=lambda shown: _full(series, shown * step),
        tick=number,
    )
    marked = () if series.frequency == "year" or len(periods) > MARKED_POINTS or other else same_month(periods)
    events = marks(series, periods, seen)
    notes = [_("Rings mark the month of the latest figure in each year.")] if marked else []
    notes += [_("Triangles mark engagements and issue dates.")] if events else []
    lines = [
        _line(each, found, periods, step, SECOND if at else TONES[series.basis])
        for at, (each, found) in enumerate(both)
    ]
    notes += [_("Pale bands have no figure; that is no zero.")] if any(line.gaps for line in lines) else []
    drawing = Drawing(series, periods, lines, text, marked, events)
    wide, narrow = (_drawn(drawing, size) for size in (WIDE, NARROW))
    return Pictures(wide, narrow, " ".join(notes))


def _line(series: Series, figures: Sequence[Shown], periods: Sequence[date], step: Decimal, tone: Tone) -> Line:
    values = {figure.period: figure.value * series.scale / step for figure in figures}
    where = {period: n for n, period in enumerate(periods)}
    empty = {where[place.period]: place.status for place in places(series, figures) if place.figure is None}
    return Line(words.title(series), [values.get(period) for period in periods], tone, empty)


def _drawn(drawing: Drawing, size: Size) -> Markup:
    return line_chart(
        [words.period(drawing.series, when) for when in drawing.periods],
        drawing.lines,
        text=drawing.text,
        ticks=time_ticks(
            drawing.periods, room=_ROOM[size], year_text=lambda when: f"{when.year}",
            month_text=lambda when: words.month_short(when, language()),
        ),
        marked=drawing.marked,
        events=drawing.events,
        size=size,
    )  # fmt: skip


def _step(series: Series, largest: Decimal) -> tuple[Decimal, str]:
    """Return what one step of the axis stands for, and its name; `largest` is in whole units."""
    return words.money_step(largest) if series.unit == "USD" else (Decimal(1), words.unit(series))


def _full(series: Series, figure: Decimal) -> str:
    if series.unit == "USD":
        return dollars(figure, language())
    return f"{number(figure, series.decimals)} {words.unit(series)}"
