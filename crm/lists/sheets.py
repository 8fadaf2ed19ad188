"""Writes a list as a workbook: memory stays flat, text stays text whatever it begins with, numbers stay exact."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any, Final

import xlsxwriter  # type: ignore[import-untyped]
from flask import current_app
from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]

from crm.core.csvout import cell_text, formula_safe
from crm.core.offers import Lazy

#: Of a sheet, and of a cell: Excel opens no more.
SHEET_ROWS: Final = 1_048_576
CELL_LENGTH: Final = 32_767
#: A sheet's numbers are floats: a longer one is kept exactly as text.
EXACT_DIGITS: Final = 15
#: The first day that a sheet can tell from a number.
FIRST_DAY: Final = date(1900, 3, 1)


def workbook(title: Lazy, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> IO[bytes]:
    """Write a workbook to a file without a name that is gone when closed; memory stays flat whatever the rows.

    More rows than a sheet holds go on in a further one. Text is text, whatever it begins with.
    """
    folder = current_app.instance_path
    file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed when the answer is
    try:
        with xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": folder, "in_memory": False}) as book:
            styles = {
                "heading": book.add_format({"bold": True}),
                "day": book.add_format({"num_format": "yyyy-mm-dd"}),
                # As typed with an apostrophe in front: it stays text when somebody edits the cell.
                "quoted": book.add_format({"quote_prefix": True}),
            }
            _fill(book, str(title)[:25], heading, rows, styles)
    except (OSError, XlsxWriterException):
        file.close()
        raise
    return file


def _fill(
    book: Any, title: str, heading: Sequence[str], rows: Iterable[Sequence[object]], styles: Mapping[str, Any]
) -> None:
    sheet, line, number = None, SHEET_ROWS, 0
    for row in rows:
        if line == SHEET_ROWS:
            number += 1
            sheet, line = _sheet(book, title if number == 1 else f"{title} {number}", heading, styles), 1
        for place, value in enumerate(row):
            _write(sheet, line, place, value, styles)
        line += 1
    if sheet is None:
        _sheet(book, title, heading, styles)


def _sheet(book: Any, title: str, heading: Sequence[str], styles: Mapping[str, Any]) -> Any:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, max(1, len(heading) - 1), 20)
    for place, text in enumerate(heading):
        _text(sheet, 0, place, text, styles["heading"])
    return sheet


def _write(sheet: Any, line: int, place: int, value: object, styles: Mapping[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date) and value >= FIRST_DAY:
        sheet.write_datetime(line, place, value, styles["day"])
    elif isinstance(value, Decimal | int) and not isinstance(value, bool) and is_exact(value):
        sheet.write_number(line, place, value)
    else:
        text = cell_text(value)
        _text(sheet, line, place, text, styles["quoted"] if formula_safe(text) != text else None)


def _text(sheet: Any, line: int, place: int, text: str, style: Any) -> None:
    cut = text if len(text) <= CELL_LENGTH else text[: CELL_LENGTH - 1] + "…"
    sheet.write_string(line, place, cut, style)


def is_exact(value: Decimal | int) -> bool:
    """Tell whether a sheet holds a number to the last digit."""
    return len(Decimal(value).as_tuple().digits) <= EXACT_DIGITS
