"""Lines over time: the big chart with axes, and the small one beside a figure.

A gap in the figures is a gap in the line.
"""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

from markupsafe import Markup

from crm.indicators.charts.axis import Tick, value_scale
from crm.indicators.charts.frame import ChartText, Frame, Line, Values, empty_chart, frame_of, framed
from crm.indicators.charts.svg import GRID, SMALL, TONES, WIDE, Size, Tone, document, element, hover

#: Values show on hovering over so many of the newest points; the table below a chart has them all.
HOVER_POINTS: Final = 180

Point = tuple[float, float]


def line_chart(
    points: Sequence[str],
    lines: Sequence[Line],
    *,
    text: ChartText,
    ticks: Sequence[Tick] = (),
    marked: Collection[int] = (),
    events: Sequence[tuple[int, str]] = (),
    size: Size = WIDE,
) -> Markup:
    """Return lines over the named points (their names show on hovering); `marked` points get a dot on the first line.

    Each line has one value a point. `ticks` are (point, text) on the time axis, `events` those marked above it.
    """
    found = [value for line in lines for value in line.values if value is not None]
    if not found:
        return empty_chart(size, text)
    frame = frame_of(size, value_scale(found), len(points), text, lines)
    drawn = [_drawn(frame, line) for line in lines]
    dots = [_mark(frame, lines[0], n) for n in sorted(marked)]
    hits = [
        _hit(frame, f"{line.label}, {points[n]}" if len(lines) > 1 else points[n], line, text, n)
        for n in range(len(points))[-HOVER_POINTS:] for line in lines
    ]  # fmt: skip
    happened = [_event(frame, *event) for event in events]
    empty = [_gap(frame, run) for run in _together(sorted({n for line in lines for n in line.gaps}))]
    return framed(frame, text, ticks, lines, *empty, *happened, *drawn, *dots, *hits)


def sparkline(values: Values, *, title: str, tone: Tone = "trade", size: Size = SMALL) -> Markup:
    """Return a small line with its newest value as a dot; it has no axis, so its box is its own range."""
    found = [value for value in values if value is not None]
    if not found:
        return document(size, title, title, kind="chart chart-spark")
    low, high = min(found), max(found)
    edge = 4.0
    step = (size.width - 2 * edge) / max(len(values) - 1, 1)
    placed: list[Point | None] = []
    for n, value in enumerate(values):
        share = 0.5 if high == low or value is None else float((value - low) / (high - low))
        x = edge + n * step if len(values) > 1 else size.width / 2
        placed.append(None if value is None else (x, size.height - edge - share * (size.height - 2 * edge)))
    last = next(point for point in reversed(placed) if point is not None)
    drawn = (*_strokes(placed, tone, 1.6), _dot(last, tone, 2.4, "chart-dot"))
    return document(size, title, title, *drawn, kind="chart chart-spark")


def _drawn(frame: Frame, line: Line) -> Markup:
    placed = [None if value is None else (frame.x(n), frame.y(value)) for n, value in enumerate(line.values)]
    newest = next((point for point in reversed(placed) if point is not None), None)
    dot = _dot(newest, line.tone, 3.2, "chart-dot") if newest else Markup("")
    return Markup("").join(_strokes(placed, line.tone, 2)) + dot


def _strokes(placed: Sequence[Point | None], tone: Tone, width: float) -> Iterator[Markup]:
    """Yield a stroke a run without gaps; a value alone between gaps is a dot, since a line needs two."""
    for run in _runs(placed):
        if len(run) == 1:
            yield _dot(run[0], tone, width, "chart-dot")
            continue
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run)
        yield element("path", {
            "class": f"chart-line chart-{tone}", "d": path, "fill": "none", "stroke": TONES[tone],
            "stroke_width": width, "stroke_linejoin": "round", "stroke_linecap": "round",
        })  # fmt: skip


def _runs(placed: Sequence[Point | None]) -> Iterator[list[Point]]:
    run: list[Point] = []
    for point in placed:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _dot(at: Point, tone: Tone, radius: float, kind: str) -> Markup:
    return element("circle", {
        "class": f"{kind} chart-{tone}", "cx": at[0], "cy": at[1], "r": float(radius), "fill": TONES[tone],
    })  # fmt: skip


def _mark(frame: Frame, line: Line, point: int) -> Markup:
    value = _at(line, point)
    if value is None:
        return Markup("")
    return element("circle", {
        "class": f"chart-mark chart-{line.tone}", "cx": frame.x(point), "cy": frame.y(value), "r": 3.4,
        "fill": "#ffffff", "stroke": TONES[line.tone], "stroke_width": 1.6,
    })  # fmt: skip


def _event(frame: Frame, point: int, label: str) -> Markup:
    """Return a small triangle on the time axis that shows what happened on hovering."""
    x, y = frame.x(point), frame.bottom
    return element("path", {
        "class": "chart-event", "d": f"M{x - 4:.1f} {y - 1:.1f}h8l-4 -7z", "fill": TONES["diplo"],
    }, hover(label))  # fmt: skip


def _together(points: Sequence[int]) -> Iterator[list[int]]:
    """Yield points in runs of those that follow one another."""
    for _start, run in groupby(enumerate(points), key=lambda pair: pair[1] - pair[0]):
        yield [point for _place, point in run]


def _gap(frame: Frame, run: Sequence[int]) -> Markup:
    """Return a pale band from top to bottom over points without a figure: no dip, and no zero."""
    width = max(frame.slot * len(run), 2.0)
    return element("rect", {
        "class": "chart-gap", "x": (frame.x(run[0]) + frame.x(run[-1]) - width) / 2, "y": frame.top, "width": width,
        "height": frame.bottom - frame.top, "fill": GRID,
    })  # fmt: skip


def _hit(frame: Frame, name: str, line: Line, text: ChartText, point: int) -> Markup:
    """Return an unseen disc that shows name and value, or why there is none, on hovering."""
    value = _at(line, point)
    if value is None and point not in line.gaps:
        return Markup("")
    label = f"{name}: {line.gaps[point] if value is None else text.value(value)}"
    attributes: dict[str, str | int | float] = {
        "class": "chart-hit", "cx": frame.x(point), "cy": (frame.top + frame.bottom) / 2 if value is None else
        frame.y(value), "r": min(max(frame.slot, 4.0), 9.0),
        "fill": "none", "pointer_events": "all",
    }  # fmt: skip
    return element("circle", attributes, hover(label))


def _at(line: Line, point: int) -> Decimal | None:
    return line.values[point] if 0 <= point < len(line.values) else None
