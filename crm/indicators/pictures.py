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
from crm.indicators.charts.svg import NARROW, WIDE, Size
from crm.indicators.derive import dense
from crm.indicators.marks import Happened, marks
from crm.indicators.models import Series
from crm.indicators.queries.figures import Shown
from crm.indicators.tiles import TONES

#: With more points the marks of the same month would run into one another.
MARKED_POINTS = 130
_ROOM = {WIDE: 11, NARROW: 5}


@dataclass(frozen=True, slots=True)
class Pictures:
    """One chart in two sizes; the page shows the one that fits."""

    wide: Markup
    narrow: Markup
    note: str


def chart(series: Series, figures: Sequence[Shown], seen: Sequence[Happened] = ()) -> Pictures:
    """Return the line of a series with a gap where a figure is missing; the same month of each year is marked.

    `seen` are marked below the line: when the client was met and its issues moved.
    """
    points = dense(figures, words.frequency(series))
    step, unit = _step(series, [value for _when, value in points if value is not None])
    text = ChartText(
        title=words.title(series),
        description=_("The table below has every figure."),
        unit=unit,
        empty=_("No figures in these years."),
        value=lambda shown: _full(series, shown * step),
        tick=number,
    )
    marked = (
        () if series.frequency == "year" or len(points) > MARKED_POINTS else same_month([when for when, _v in points])
    )
    events = marks(series, [when for when, _value in points], seen)
    notes = [_("Rings mark the month of the latest figure in each year.")] if marked else []
    notes += [_("Triangles mark engagements and issue dates.")] if events else []
    drawing = Drawing(points, step, text, marked, events)
    wide, narrow = (_drawn(series, drawing, size) for size in (WIDE, NARROW))
    return Pictures(wide, narrow, " ".join(notes))


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: points, what a step of the axis stands for, words, and what is marked."""

    points: Sequence[tuple[date, Decimal | None]]
    step: Decimal
    text: ChartText
    marked: Sequence[int]
    events: Sequence[tuple[int, str]]


def _drawn(series: Series, drawing: Drawing, size: Size) -> Markup:
    periods = [when for when, _value in drawing.points]
    values = [None if v is None else v * series.scale / drawing.step for _when, v in drawing.points]
    return line_chart(
        [words.period(series, when) for when in periods],
        [Line(drawing.text.title, values, TONES[series.basis])],
        text=drawing.text,
        ticks=time_ticks(
            periods, room=_ROOM[size], year_text=lambda when: f"{when.year}",
            month_text=lambda when: words.month_short(when, language()),
        ),
        marked=drawing.marked,
        events=drawing.events,
        size=size,
    )  # fmt: skip


def _step(series: Series, values: Sequence[Decimal]) -> tuple[Decimal, str]:
    """Return what one step of the axis stands for, and its name."""
    if series.unit != "USD":
        return Decimal(1), words.unit(series)
    return words.money_step(max((abs(value) for value in values), default=Decimal(0)) * series.scale)


def _full(series: Series, figure: Decimal) -> str:
    if series.unit == "USD":
        return dollars(figure, language())
    return f"{number(figure, series.decimals)} {words.unit(series)}"
