"""The frame round a chart: unit, legend, grid and axis texts; and where a point of it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from markupsafe import Markup

from crm.indicators.charts.axis import Scale, Tick
from crm.indicators.charts.svg import FONT_SIZE, GRID, TONES, ZERO, Size, Tone, document, element, width_of, words

Values = Sequence[Decimal | None]

_ROW: Final = 18
_FOOT: Final = 22
_EDGE: Final = 12
_GAP: Final = 8
_SWATCH: Final = 17


@dataclass(frozen=True, slots=True)
class ChartText:
    """Every word of a chart, in the reader's language.

    `value` writes a figure in full for hovering, `tick` one on the axis; `empty` stands where there is no figure.
    """

    title: str
    description: str
    unit: str
    empty: str
    value: Callable[[Decimal], str]
    tick: Callable[[Decimal], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One named row of values, one a point; None is a gap."""

    label: str
    values: Values
    tone: Tone = "trade"
    #: Why a point has no value, by its number.
    gaps: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot's box in pixels and its two scales; point n of `count` stands in the middle of its slot."""

    size: Size
    scale: Scale
    left: float
    top: float
    count: int

    @property
    def right(self) -> float:
        return self.size.width - _EDGE

    @property
    def bottom(self) -> float:
        return self.size.height - _FOOT

    @property
    def slot(self) -> float:
        return (self.right - self.left) / max(self.count, 1)

    def x(self, point: int) -> float:
        return self.left + (point + 0.5) * self.slot

    def y(self, value: Decimal) -> float:
        return self.scale.place(value, self.bottom, self.top)


def frame_of(size: Size, scale: Scale, count: int, text: ChartText, lines: Sequence[Line]) -> Frame:
    """Return a frame with room for the widest axis text, the unit and the legend."""
    left = max(width_of(text.tick(tick)) for tick in scale.ticks) + _GAP
    return Frame(size, scale, left, _ROW * (1 + len(_legend_rows(lines, size))) + _GAP, count)


def framed(frame: Frame, text: ChartText, ticks: Sequence[Tick], lines: Sequence[Line], *drawn: Markup) -> Markup:
    """Return the whole chart: grid below what is drawn, texts round it; a legend for more than one line."""
    grid = [_grid_line(frame, tick, text) for tick in frame.scale.ticks]
    marks = [_time_mark(frame, *tick) for tick in ticks if 0 <= tick[0] < frame.count]
    legend = _legend(lines, frame.size)
    unit = words(0, FONT_SIZE, text.unit, kind="chart-text chart-unit")
    return document(frame.size, text.title, text.description, *grid, *marks, unit, legend, *drawn)


def empty_chart(size: Size, text: ChartText) -> Markup:
    """Return a chart that says that it has nothing to show."""
    said = words(size.width / 2, size.height / 2, text.empty, anchor="middle")
    return document(size, text.title, text.description, said)


def _grid_line(frame: Frame, tick: Decimal, text: ChartText) -> Markup:
    y = frame.y(tick)
    zero = tick == 0
    line = element("line", {
        "class": "chart-zero" if zero else "chart-grid", "x1": frame.left, "x2": frame.right, "y1": y, "y2": y,
        "stroke": ZERO if zero else GRID, "stroke_width": 1,
    })  # fmt: skip
    return line + words(frame.left - _GAP + 2, y + FONT_SIZE / 3, text.tick(tick), anchor="end")


def _time_mark(frame: Frame, point: int, label: str) -> Markup:
    """Return the text of a time tick, kept inside the picture, with a small stroke at its point."""
    x, half = frame.x(point), width_of(label) / 2
    stroke = element("line", {
        "class": "chart-zero", "x1": x, "x2": x, "y1": frame.bottom, "y2": frame.bottom + 4, "stroke": ZERO,
    })  # fmt: skip
    return stroke + words(min(max(x, half), frame.size.width - half), frame.size.height - 5, label, anchor="middle")


def _legend_rows(lines: Sequence[Line], size: Size) -> list[list[tuple[float, Line]]]:
    """Return (x, line) by row, as many to a row as fit; a line alone needs no legend."""
    rows: list[list[tuple[float, Line]]] = []
    x = float(size.width)
    for line in lines if len(lines) > 1 else ():
        width = _SWATCH + width_of(line.label)
        if x + width > size.width or not rows:
            rows.append([])
            x = 0.0
        rows[-1].append((x, line))
        x += width + 2 * _GAP
    return rows


def _fitting(label: str, width: float) -> str:
    """Return a label, cut where it would reach beyond the picture."""
    fits = int(width / width_of("x"))
    return label if len(label) <= fits else f"{label[: max(fits - 1, 0)].rstrip()}…"


def _legend(lines: Sequence[Line], size: Size) -> Markup:
    drawn = []
    for number, row in enumerate(_legend_rows(lines, size), start=1):
        for x, line in row:
            swatch: dict[str, str | int | float] = {
                "class": f"chart-bar chart-{line.tone}", "x": x, "y": number * _ROW + 6, "width": 12, "height": 4,
                "fill": TONES[line.tone],
            }  # fmt: skip
            label = _fitting(line.label, size.width - x - _SWATCH)
            drawn += [element("rect", swatch), words(x + _SWATCH, number * _ROW + FONT_SIZE, label)]
    return Markup("").join(drawn)
