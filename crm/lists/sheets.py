"""Writes a list as a workbook: memory stays flat, text stays text whatever it begins with, numbers stay exact.

A text longer than a cell goes on in a sheet of its own, and its cell says where: our import reads it whole again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any, Final

import xlsxwriter  # type: ignore[import-untyped]
from flask import current_app
from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]

from crm.core.csvout import cell_text, formula_safe
from crm.core.i18n import language
from crm.core.offers import Lazy
from crm.lists.cells import FIRST_DAY, fits, is_exact
from crm.lists.long_texts import LongTexts

#: Of a sheet: Excel opens no more.
SHEET_ROWS: Final = 1_048_576


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
            _fill(Book(book, styles, LongTexts(book, language())), str(title)[:25], heading, rows)
    except (OSError, XlsxWriterException):
        file.close()
        raise
    return file


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook with its formats and the sheet for what no cell can hold."""

    book: Any
    styles: Mapping[str, Any]
    long: LongTexts


def _fill(book: Book, title: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    sheet, line, number = None, SHEET_ROWS, 0
    for row in rows:
        if line == SHEET_ROWS:
            number += 1
            sheet, line = _sheet(book, title if number == 1 else f"{title} {number}", heading), 1
        for place, value in enumerate(row):
            _write(book, sheet, (line, place), value)
        line += 1
    if sheet is None:
        _sheet(book, title, heading)


def _sheet(book: Book, title: str, heading: Sequence[str]) -> Any:
    sheet = book.book.add_worksheet(title)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, max(1, len(heading) - 1), 20)
    for place, text in enumerate(heading):
        sheet.write_string(0, place, text, book.styles["heading"])
    return sheet


def _write(book: Book, sheet: Any, at: tuple[int, int], value: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date) and value >= FIRST_DAY:
        sheet.write_datetime(*at, value, book.styles["day"])
    elif isinstance(value, Decimal | int) and not isinstance(value, bool) and is_exact(value):
        sheet.write_number(*at, value)
    else:
        text = cell_text(value)
        told = text if fits(text) else book.long.put(text)
        sheet.write_string(*at, told, book.styles["quoted"] if formula_safe(told) != told else None)
