"""Charts: well-formed, free of script and style, and true to gaps, zeros and signs."""

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import font_source_sans_pro
import pypdf
import pypdf.generic
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from crm.indicators.charts.axis import same_month, thinned, time_ticks, value_scale
from crm.indicators.charts.bar import bar_chart, stacked_chart
from crm.indicators.charts.frame import ChartText, Line
from crm.indicators.charts.line import line_chart, sparkline
from crm.indicators.charts.svg import NARROW

TEXT = ChartText("Trucks <Nogales> & co", 'Said "aloud"', "Trucks a month", "No figures", str, str)
SVG = "{http://www.w3.org/2000/svg}"
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2)
rows = st.lists(st.none() | numbers, max_size=40)


def decimals(*values: int | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


def names(count: int) -> list[str]:
    return [f"P{n}" for n in range(count)]


def drawn(svg: str, kind: str) -> list[ET.Element]:
    tree = ET.fromstring(svg)  # noqa: S314 - our own output
    return [node for node in tree.iter() if kind in node.get("class", "").split()]


def line(*values: int | None) -> str:
    return line_chart(names(len(values)), [Line("x", decimals(*values))], text=TEXT)


def test_a_chart_is_an_image_with_a_name_and_a_description() -> None:
    tree = ET.fromstring(line(1, 2))  # noqa: S314 - our own output
    assert tree.get("role") == "img"
    assert tree.findtext(f"{SVG}title") == "Trucks <Nogales> & co"
    assert tree.findtext(f"{SVG}desc") == 'Said "aloud"'


def test_nothing_in_a_chart_needs_a_looser_policy() -> None:
    charts = (
        line(1, None, 3)
        + bar_chart(names(3), decimals(1, -2, 0), text=TEXT)
        + sparkline(decimals(1, 2), title="s")
        + stacked_chart(names(1), [Line("a", decimals(1)), Line("b", decimals(2))], text=TEXT)
    )
    assert not re.search(r"<style|<script|style=|\son[a-z]+=|href", charts)


def test_a_missing_value_breaks_the_line() -> None:
    assert len(drawn(line(1, 2, 3, 4), "chart-line")) == 1
    assert len(drawn(line(1, 2, None, 3, 4), "chart-line")) == 2


def test_a_value_alone_between_gaps_is_a_dot() -> None:
    svg = line(1, 2, None, 3, None, 4, 5)
    assert (len(drawn(svg, "chart-line")), len(drawn(svg, "chart-dot"))) == (2, 2)


def test_one_point_and_equal_points_are_drawn() -> None:
    assert len(drawn(line(7), "chart-dot")) == 2
    assert len(drawn(line(-7, -7, -7), "chart-line")) == 1


def test_no_figures_are_said_in_words() -> None:
    assert "No figures" in line(None, None)
    assert "No figures" in bar_chart([], [], text=TEXT)
    assert "No figures" in stacked_chart(names(2), [], text=TEXT)
    assert not drawn(sparkline([], title="s"), "chart-line")


def test_a_zero_is_a_hairline_and_a_gap_is_no_bar() -> None:
    bars = drawn(bar_chart(names(3), decimals(5, 0, None), text=TEXT), "chart-bar")
    assert [float(bar.get("height", "")) for bar in bars][1:] == [1.0]


def test_a_bar_below_zero_hangs_from_the_zero_line() -> None:
    up, down = drawn(bar_chart(names(2), decimals(5, -5), text=TEXT), "chart-bar")
    assert float(up.get("y", "")) + float(up.get("height", "")) == pytest.approx(float(down.get("y", "")), abs=0.02)


def test_a_stack_with_a_part_missing_is_left_out() -> None:
    parts = [Line("a", decimals(1, 2)), Line("b", decimals(3, None), "accent")]
    titles = [bar.findtext(f"{SVG}title") for bar in drawn(stacked_chart(names(2), parts, text=TEXT), "chart-bar")]
    assert [title for title in titles if title] == ["P0, a: 1", "P0, b: 3"]


def test_a_point_shows_its_name_and_value_on_hovering() -> None:
    titles = [hit.findtext(f"{SVG}title") for hit in drawn(line(4, None, 6), "chart-hit")]
    assert titles == ["P0: 4", "P2: 6"]


def test_marked_points_are_dotted_and_a_marked_gap_is_not() -> None:
    svg = line_chart(names(3), [Line("x", decimals(1, None, 3))], text=TEXT, marked=(1, 2, 99))
    assert len(drawn(svg, "chart-mark")) == 1


def test_every_shape_stays_inside_the_picture() -> None:
    lines = [
        Line("Importaciones de EE. UU. procedentes de México", decimals(10**9, 5)),
        Line("b", decimals(1, 2), "accent"),
    ]
    tree = ET.fromstring(line_chart(names(2), lines, text=TEXT, size=NARROW))  # noqa: S314 - our own output
    for node in tree.iter():
        for attribute, limit in (
            ("x", 350),
            ("cx", 350),
            ("x1", 350),
            ("x2", 350),
            ("y", 240),
            ("cy", 240),
            ("y1", 240),
        ):
            assert 0 <= float(node.get(attribute, "0")) <= limit


@given(rows)
def test_any_figures_make_well_formed_charts(values: list[Decimal | None]) -> None:
    points = names(len(values))
    for svg in (
        line_chart(points, [Line("x", values)], text=TEXT),
        bar_chart(points, values, text=TEXT),
        stacked_chart(points, [Line("x", values), Line("y", values)], text=TEXT),
        sparkline(values, title="s"),
    ):
        assert not re.search(r"nan|inf\b", svg)
        ET.fromstring(svg)  # noqa: S314 - our own output


@given(st.lists(numbers, min_size=1, max_size=20), st.booleans())
def test_an_axis_holds_all_values_in_a_few_round_steps(values: list[Decimal], from_zero: bool) -> None:
    scale = value_scale(values, from_zero=from_zero)
    assert scale.low <= min(values)
    assert scale.high >= max(values)
    assert 2 <= len(scale.ticks) <= 8
    step = scale.ticks[1] - scale.ticks[0]
    assert str(step.normalize().scaleb(-step.adjusted()).normalize()) in {"1", "2", "2.5", "5"}


@pytest.mark.parametrize(("values", "low"), [((10, 100), 0), ((16, 21), 16), ((-10, 100), -50), ((-100, -5), -100)])
def test_an_axis_starts_at_zero_when_little_is_lost(values: tuple[int, int], low: int) -> None:
    assert value_scale([Decimal(value) for value in values]).low == low


def ticks(periods: list[date], room: int) -> list[str]:
    return [
        text
        for _n, text in time_ticks(
            periods, room=room, year_text=lambda d: str(d.year), month_text=lambda d: f"{d:%Y-%m}"
        )
    ]


def test_a_long_span_is_marked_by_round_years_and_a_short_one_by_months() -> None:
    long = [date(1985 + n // 12, n % 12 + 1, 1) for n in range(499)]
    assert ticks(long, 9) == ["1985", "1990", "1995", "2000", "2005", "2010", "2015", "2020", "2025"]
    assert ticks(long[-7:], 9) == [f"2026-0{n}" for n in range(1, 8)]
    assert ticks(long[-19:], 8) == ["2025-01", "2025-04", "2025-07", "2025-10", "2026-01", "2026-04", "2026-07"]
    assert ticks([date(year, 1, 1) for year in range(2007, 2026)], 10) == [str(y) for y in range(2008, 2026, 2)]
    assert ticks([], 9) == []


def test_the_same_month_of_earlier_years_is_found() -> None:
    assert same_month([date(2024 + n // 12, n % 12 + 1, 1) for n in range(26)]) == (1, 13, 25)


def test_thinned_names_keep_the_newest() -> None:
    assert thinned(list("abcde"), 2) == ((1, "b"), (4, "e"))
    assert thinned(list("ab"), 9) == ((0, "a"), (1, "b"))
    assert thinned([], 3) == ()


@pytest.mark.slow
def test_the_same_chart_is_drawn_in_a_pdf_with_our_type(tmp_path: Path) -> None:
    svg = line_chart(names(3), [Line("México", decimals(1, None, 3))], text=TEXT)
    fonts = Path(font_source_sans_pro.__file__).parent / "files"
    (tmp_path / "chart.svg").write_text(svg, encoding="utf-8")
    main = tmp_path / "main.typ"
    main.write_text('#image("chart.svg")', encoding="utf-8")
    pdf, warnings = typst.compile_with_warnings(main, font_paths=[fonts], ignore_system_fonts=True)
    assert warnings == []
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    page = reader.pages[0]
    assert "Trucks a month" in page.extract_text()
    used = {str(found["/BaseFont"]) for found in objects(reader) if "/BaseFont" in found}
    assert used
    assert all("SourceSansPro" in name for name in used)


def objects(reader: pypdf.PdfReader) -> Iterator[pypdf.generic.DictionaryObject]:
    for number in range(1, int(str(reader.trailer["/Size"]))):
        found = reader.get_object(number)
        if isinstance(found, pypdf.generic.DictionaryObject):
            yield found
