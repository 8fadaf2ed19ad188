"""SVG elements as escaped text, and the colours and sizes that all charts share.

Colours are presentation attributes, so that a PDF shows them too; each shape also has a class, and a style sheet
wins over an attribute, so the page may recolour everything (dark mode). Classes: chart, chart-grid, chart-zero,
chart-text, chart-unit, chart-line, chart-dot, chart-mark, chart-bar, chart-hit, chart-gap,
and chart-<tone> beside a shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup, escape

Tone = Literal["trade", "accent", "grey", "diplo", "warn"]

#: The look's tokens: trade line, accent, quiet grey, the other track, amber. Parts of a stack take them in order.
TONES: Final[dict[Tone, str]] = {
    "trade": "#2a5db0",
    "accent": "#0b6b62",
    "grey": "#5b6b76",
    "diplo": "#a3461f",
    "warn": "#8a5a00",
}
GRID: Final = "#e3e7ea"
ZERO: Final = "#9aa8b1"
TEXT: Final = "#4a5a68"
#: Quoted: unquoted, the name with a figure in it makes typst drop the whole list (tried with 0.15.2).
FONTS: Final = "'Source Sans 3', 'Source Sans Pro', system-ui, sans-serif"
FONT_SIZE: Final = 12
#: Width of an average character in font sizes: 0.5 in our own type, up to 0.6 in what a system may put for it.
CHARACTER: Final = 0.58

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in CSS pixels; the picture also scales to its box."""

    width: int
    height: int


WIDE: Final = Size(720, 280)
#: For a phone: a wide chart shrunk to 390 px would have texts of 6 px.
NARROW: Final = Size(350, 240)
SMALL: Final = Size(108, 46)


def element(tag: str, attributes: Mapping[str, Value], *children: Markup) -> Markup:
    """Return one element; `_` in attribute names becomes `-`."""
    # Joined by hand: Markup.format takes four times as long, and a chart has hundreds of elements.
    written = "".join(f' {name.replace("_", "-")}="{escape(_text(value))}"' for name, value in attributes.items())
    inner = "".join(children)
    return Markup(f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>")  # noqa: S704 - escaped above


def words(x: float, y: float, text: str, *, anchor: str = "start", kind: str = "chart-text") -> Markup:
    """Return one line of text in the chart's type."""
    attributes: dict[str, Value] = {
        "class": kind, "x": x, "y": y, "text_anchor": anchor, "font_family": FONTS, "font_size": FONT_SIZE,
        "fill": TEXT,
    }  # fmt: skip
    return element("text", attributes, escape(text))


def hover(label: str) -> Markup:
    """Return the title child that a browser shows over its parent."""
    return element("title", {}, escape(label))


def document(size: Size, title: str, description: str, *body: Markup, kind: str = "chart") -> Markup:
    """Return the whole picture, named by its title for those who hear the page."""
    attributes: dict[str, Value] = {
        "xmlns": "http://www.w3.org/2000/svg", "class": kind, "role": "img", "aria_label": title,
        "viewBox": f"0 0 {size.width} {size.height}", "width": size.width, "height": size.height,
    }  # fmt: skip
    return element("svg", attributes, hover(title), element("desc", {}, escape(description)), *body)


def width_of(text: str) -> float:
    """Return about how wide a line of text is."""
    return len(text) * CHARACTER * FONT_SIZE


def _text(value: Value) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
