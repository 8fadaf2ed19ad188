"""A series as a workbook: real dates and numbers, a chart of Excel's own, and where each figure comes from."""

from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]
from flask_babel import gettext as _

from crm.indicators import words
from crm.indicators.breaks import breaks_of, comparable
from crm.indicators.derive import change, year_before
from crm.indicators.models import Series
from crm.indicators.queries.figures import Figures
from crm.indicators.status_words import legend, places
from crm.lists.cells import is_exact

DAY_FORMATS: Final[Mapping[str, str]] = {"year": "yyyy", "month": "mmm yyyy", "day": "yyyy-mm-dd"}
COLUMNS: Final = 6


def workbook(series: Series, figures: Figures) -> bytes:
    """Return the bytes of a workbook with two sheets: the figures, and what is to be known of them."""
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {
            "period": book.add_format({"num_format": DAY_FORMATS[series.frequency], "align": "left"}),
            "value": book.add_format({"num_format": _number_format(series)}),
            "percent": book.add_format({"num_format": "+0.0%;-0.0%;0.0%"}),
            "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        sheet = book.add_worksheet(_("Figures"))
        lines = _fill(sheet, series, figures, bold, formats)
        if figures:
            sheet.insert_chart("H2", _chart(book, sheet.get_name(), series, lines))
        about = book.add_worksheet(_("Source"))
        about.set_column(0, 0, 24)
        about.set_column(1, 1, 90)
        for line, (name, told) in enumerate(_about(series)):
            about.write_string(line, 0, name, bold)
            about.write_string(line, 1, told, formats["wrapped"])
    return held.getvalue()


def _number_format(series: Series) -> str:
    return "#,##0" + ("." + "0" * series.decimals if series.decimals else "")


def _fill(sheet: Any, series: Series, figures: Figures, bold: Any, formats: Mapping[str, Any]) -> int:
    """Write a line a period and return how many; one without a figure has an empty cell, which is no zero."""
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, COLUMNS - 1, 22)
    heads = (
        _("Period"), words.exact_unit(series), _("Status"), _("On the year before"), _("Published"), _("File from"),
    )  # fmt: skip
    for column, text in enumerate(heads):
        sheet.write_string(0, column, text, bold)
    values = {figure.period: figure.value for figure in figures}
    found = places(series, figures)
    for line, place in enumerate(found, start=1):
        sheet.write_datetime(line, 0, place.period, formats["period"])
        sheet.write_string(line, 2, place.status)
        if place.figure is not None:
            then = year_before(place.period)
            before = values.get(then) if comparable(series, then, place.period) else None
            percent = change(place.figure.value, before).percent if before is not None else None
            _value(sheet, line, place.figure.value, formats["value"])
            if percent is not None:
                sheet.write_number(line, 3, percent / 100, formats["percent"])
        if (at := place.figure or figures.blanks.get(place.period)) is not None:
            sheet.write_string(line, 4, words.vintage_name(at.vintage))
            sheet.write_string(line, 5, str(words.PUBLISHERS.get(at.publisher, at.publisher)))
    return len(found)


def _value(sheet: Any, line: int, value: Decimal, style: Any) -> None:
    """Write a number; one that a sheet would round is kept exactly, as text."""
    if is_exact(value):
        sheet.write_number(line, 1, value, style)
    else:
        sheet.write_string(line, 1, str(value))


def _chart(book: Any, sheet: str, series: Series, count: int) -> Any:
    chart = book.add_chart({"type": "line"})
    chart.add_series({
        "name": words.title(series), "categories": [sheet, 1, 0, count, 0], "values": [sheet, 1, 1, count, 1],
        "line": {"color": "#2a5db0", "width": 1.75},
    })  # fmt: skip
    chart.set_title({"name": words.title(series), "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.show_blanks_as("gap")
    chart.set_x_axis({"date_axis": True, "num_format": DAY_FORMATS[series.frequency]})
    chart.set_y_axis(
        {"name": words.exact_unit(series), "major_gridlines": {"visible": True, "line": {"color": "#e3e7ea"}}}
    )
    chart.set_size({"width": 720, "height": 340})
    return chart


def _about(series: Series) -> list[tuple[str, str]]:
    return [
        (_("Title"), words.title(series)), (_("Series"), series.key), (_("Unit"), words.exact_unit(series)),
        (_("One unit stands for"), f"{series.scale:,}"), (_("Basis"), str(words.BASES[series.basis])),
        (_("Note"), " ".join([str(words.BASIS_NOTES[series.basis]), *(str(each.told) for each in breaks_of(series))])),
        (_("Seasonally adjusted"), _("no") if series.seasonal == "nsa" else _("yes")),
        (_("Source"), str(words.AGENCIES.get(series.source, series.source))),
        *((f"{_('Status')}: {mark}", told) for mark, told in legend(series)),
    ]  # fmt: skip
