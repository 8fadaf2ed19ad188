"""A strip of places in their order, west to east: one bar a place, groups under it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from markupsafe import Markup, escape

from crm.indicators.charts.svg import (
    FONT_SIZE,
    FONTS,
    TEXT,
    TONES,
    ZERO,
    Size,
    Tone,
    document,
    element,
    hover,
    width_of,
    words,
)

_NAMES = 112.0
_GROUPS = 20.0
_TOP = 8.0
_LEFT = 46.0
_HAIRLINE = 1.5


@dataclass(frozen=True, slots=True)
class Place:
    """One place: name, group (and its short name), value (None: no figure), tone, and what hovering tells."""

    name: str
    group: str
    short: str
    value: Decimal | None
    tone: Tone
    told: str


def strip_chart(places: Sequence[Place], *, title: str, description: str, size: Size) -> Markup:
    """Return the bars of all places, their names below and a line under each group."""
    most = max((place.value for place in places if place.value is not None), default=Decimal(0))
    # The first names reach beyond their bars.
    slot = (size.width - _LEFT) / max(len(places), 1)
    floor = size.height - _NAMES - _GROUPS
    drawn = [_place(place, _LEFT + (n + 0.5) * slot, slot, floor, most) for n, place in enumerate(places)]
    base = element(
        "line", {"class": "chart-zero", "x1": _LEFT, "x2": size.width, "y1": floor, "y2": floor, "stroke": ZERO}
    )
    return document(size, title, description, *drawn, base, *_groups(places, slot, size.height), kind="chart")


def _place(place: Place, x: float, slot: float, floor: float, most: Decimal) -> Markup:
    share = float(place.value / most) if place.value and most else 0.0
    height = 0.0 if place.value is None else max(share * (floor - _TOP), _HAIRLINE)
    bar = element("rect", {
        "class": f"chart-bar chart-{place.tone}", "x": x - slot * 0.34, "y": floor - height, "width": slot * 0.68,
        "height": height, "fill": TONES[place.tone],
    })  # fmt: skip
    hit = element("rect", {
        "class": "chart-hit", "x": x - slot / 2, "y": 0, "width": slot, "height": floor, "fill": "none",
        "pointer_events": "all",
    }, hover(place.told))  # fmt: skip
    y = floor + 8
    name = element("text", {
        "class": "chart-text", "x": x + 3, "y": y, "text_anchor": "end", "font_family": FONTS, "font_size": FONT_SIZE,
        "fill": TEXT, "transform": f"rotate(-58 {x + 3:.1f} {y:.1f})",
    }, escape(place.name))  # fmt: skip
    return bar + hit + name


def _groups(places: Sequence[Place], slot: float, height: float) -> list[Markup]:
    drawn, at = [], 0
    for (group, short), members in groupby(places, key=lambda place: (place.group, place.short)):
        count = len(list(members))
        left, right = _LEFT + at * slot + 3, _LEFT + (at + count) * slot - 3
        y = height - _GROUPS + 2
        drawn.append(
            element("line", {"class": "chart-grid", "x1": left, "x2": right, "y1": y, "y2": y, "stroke": ZERO})
        )
        label = group if width_of(group) < right - left else short
        drawn.append(words((left + right) / 2, height - 4, label, anchor="middle"))
        at += count
    return drawn
