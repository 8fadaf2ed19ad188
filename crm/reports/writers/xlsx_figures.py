"""Figures of a workbook: what the report says of each, its points as numbers, and Excel's own chart over them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from crm.lists.cells import is_exact
from crm.reports.document import Figure
from crm.reports.words import WORDS
from crm.reports.writers.plain import clean
from crm.reports.writers.xlsx_sheets import Sheet, Sheets

#: Rows that a chart stands over.
_CHART_ROWS: Final = 17
_WIDTHS: Final = (36.0, 20.0, 20.0, 26.0, 22.0, 26.0, 26.0, 60.0, 44.0)


def add_figures(sheets: Sheets, figures: Sequence[Figure]) -> None:
    """Add the sheet of figures: a row each, then the points of each beside its chart."""
    words = WORDS[sheets.document.language]
    sheet = sheets.open(words.figures, _WIDTHS, landscape=True)
    heads = (words.title, words.value, words.period, words.unit, words.change, words.currency, words.source,
             words.meaning)  # fmt: skip
    sheet.heads(heads)
    for f in figures:
        sheet.line([f.title, f.value, f.period, f.unit, f.change, f.not_current, f.source, f.meaning])
    for figure in figures:
        if figure.points:
            sheet.gap()
            _add_points(sheets, sheet, figure)


def _add_points(sheets: Sheets, sheet: Sheet, figure: Figure) -> None:
    words = WORDS[sheets.document.language]
    sheet.line([figure.title], [sheet.styles.strong])
    top = sheet.heads([words.period, words.date, figure.points_unit or words.value])
    for point in figure.points:
        sheet.line([point.label, point.period, point.value], aligns=["left", "right", "right"])
    last = top + len(figure.points)
    if any(_drawn(point.value) for point in figure.points):
        sheet.sheet.insert_chart(top, 4, _chart(sheets, sheet, figure, (top + 1, last)), {
            "description": clean(figure.alt or figure.title), "object_position": 2,
        })  # fmt: skip
    sheet.row = max(sheet.row, top + _CHART_ROWS)


def _drawn(value: Decimal | None) -> bool:
    return value is not None and is_exact(value)


def _chart(sheets: Sheets, sheet: Sheet, figure: Figure, rows: tuple[int, int]) -> Any:
    name, (first, last) = sheet.sheet.get_name(), rows
    chart = sheets.book.add_chart({"type": "line"})
    chart.add_series({
        "name": _title(figure.title), "categories": [name, first, 0, last, 0], "values": [name, first, 2, last, 2],
        "line": {"color": sheets.document.brand.accent or "#0b6b62", "width": 2.25},
    })  # fmt: skip
    chart.set_title({"name": _title(figure.title), "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    lines = {"visible": True, "line": {"color": "#e3e7ea"}}
    chart.set_y_axis({"name": _title(figure.points_unit), "major_gridlines": lines})
    chart.set_x_axis({"interval_unit": max(1, len(figure.points) // 8), "label_position": "low"})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 720, "height": 310})
    return chart


def _title(text: str) -> str:
    """Return a title that XlsxWriter does not take for a formula."""
    return f" {plain}" if (plain := clean(text)).startswith("=") else plain


def add_sources(sheets: Sheets, figures: Sequence[Figure]) -> None:
    """Add the sheet of sources."""
    words = WORDS[sheets.document.language]
    sheet = sheets.open(words.sources, [50, 60, 24, 40], landscape=True)
    sheet.table_heads((words.title, words.source, words.period, words.unit))
    for figure in figures:
        sheet.line([figure.title, figure.source, figure.period, figure.unit])
    sheet.close_table(4)
