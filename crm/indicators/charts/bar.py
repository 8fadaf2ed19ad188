"""Bars from zero, alone or stacked. A zero is a hairline and a gap is nothing, so that the two differ."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from markupsafe import Markup

from crm.indicators.charts.axis import Tick, thinned, value_scale
from crm.indicators.charts.frame import ChartText, Frame, Line, Values, empty_chart, frame_of, framed
from crm.indicators.charts.svg import TONES, WIDE, Size, Tone, element, hover, width_of

_SHARE: Final = 0.68
_WIDEST: Final = 64.0
_HAIRLINE: Final = 1.0


def bar_chart(
    points: Sequence[str],
    values: Values,
    *,
    text: ChartText,
    tone: Tone = "trade",
    ticks: Sequence[Tick] | None = None,
    size: Size = WIDE,
) -> Markup:
    """Return one bar a point; without `ticks` the points' own names stand below, thinned to fit."""
    return stacked_chart(points, (Line("", values, tone),), text=text, ticks=ticks, size=size)


def stacked_chart(
    points: Sequence[str],
    parts: Sequence[Line],
    *,
    text: ChartText,
    ticks: Sequence[Tick] | None = None,
    size: Size = WIDE,
) -> Markup:
    """Return one stack a point, parts from zero outward, those below zero downward.

    A point with a part missing is left out: its height would be read as the total.
    """
    columns = [_column(parts, n) for n in range(len(points))]
    ends = [end for column in columns if column for end in _ends(column)]
    if not ends:
        return empty_chart(size, text)
    frame = frame_of(size, value_scale(ends, from_zero=True), len(points), text, parts)
    if ticks is None:
        widest = max(width_of(name) for name in points) + 10
        ticks = thinned(points, int((frame.right - frame.left) / widest))
    bars = [
        _bar(frame, n, (base, top), part, f"{_name(points[n], part)}: {text.value(top - base)}")
        for n, column in enumerate(columns)
        for part, (base, top) in zip(parts, _stack(column), strict=False)
    ]
    return framed(frame, text, ticks, parts, *bars)


def _column(parts: Sequence[Line], point: int) -> list[Decimal]:
    """Return the values of a point, or nothing when one is missing."""
    values = [part.values[point] if point < len(part.values) else None for part in parts]
    known = [value for value in values if value is not None]
    return known if len(known) == len(values) else []


def _stack(column: Sequence[Decimal]) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield (base, end) of each part."""
    above = below = Decimal(0)
    for value in column:
        if value >= 0:
            yield above, above + value
            above += value
        else:
            yield below, below + value
            below += value


def _ends(column: Sequence[Decimal]) -> list[Decimal]:
    return [end for _base, end in _stack(column)]


def _name(point: str, part: Line) -> str:
    return f"{point}, {part.label}" if part.label else point


def _bar(frame: Frame, point: int, ends: tuple[Decimal, Decimal], part: Line, label: str) -> Markup:
    width = min(frame.slot * _SHARE, _WIDEST)
    y1, y2 = sorted(frame.y(end) for end in ends)
    height = max(y2 - y1, _HAIRLINE)
    attributes: dict[str, str | int | float] = {
        "class": f"chart-bar chart-{part.tone}", "x": frame.x(point) - width / 2, "y": y2 - height, "width": width,
        "height": height, "fill": TONES[part.tone],
    }  # fmt: skip
    return element("rect", attributes, hover(label))
