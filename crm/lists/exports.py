"""Sends a list as CSV or XLSX: exactly what is filtered, in the chosen columns, streamed, and written down first."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any, Final
from urllib.parse import parse_qsl

import xlsxwriter  # type: ignore[import-untyped]
from flask import Response, abort, current_app, stream_with_context
from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]

from crm.accounts.models import User
from crm.core.csvout import cell_text, formula_safe, write_csv
from crm.core.dates import today_in
from crm.core.db import unit_of_work
from crm.core.feature import Lazy
from crm.lists.actions import end_export, log_export
from crm.lists.declared import LONGEST_QUERY, Column, ListPage, as_query
from crm.lists.state import COLUMNS, open_list

#: Rows of cells for the sound parts of an address and the columns.
Rows = Callable[[Mapping[str, str], Sequence[Column]], Iterable[Sequence[object]]]
MIMETYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Of a sheet, and of a cell: Excel opens no more.
SHEET_ROWS: Final = 1_048_576
CELL_LENGTH: Final = 32_767
#: A sheet's numbers are floats: a longer one is kept exactly as text.
EXACT_DIGITS: Final = 15
#: The first day that a sheet can tell from a number.
FIRST_DAY: Final = date(1900, 3, 1)
CHUNK: Final = 64 * 1024


def parts_of(query: str) -> dict[str, str]:
    """Return the parts of a query that a form carries; 422 for what no page of ours sends."""
    if len(query) > LONGEST_QUERY:
        abort(422)
    try:
        return dict(parse_qsl(query, max_num_fields=200))
    except ValueError:
        abort(422)


def export_list(user: User, declared: ListPage, form: Mapping[str, str], rows_of: Rows) -> Response:
    """Answer an export: `format` csv or xlsx, `query` as the page shows it, `all` for every column.

    The log's row is kept before the first byte is sent; its number of rows when the last one was.
    """
    kind = form.get("format", "")
    if kind not in MIMETYPES:
        abort(422)
    state = open_list(user, declared, parts_of(form.get("query", "")))
    columns = state.offered if form.get("all") else state.columns
    told = as_query(state.parts | {COLUMNS: " ".join(column.key for column in columns)})
    with unit_of_work(user.id) as work:
        entry_id = log_export(work, user, declared.page, kind, told).id
    heading = [str(column.label) for column in columns]
    counted = Counted(rows_of(state.parts, columns))

    def sent_whole() -> None:
        with unit_of_work(user.id) as work:
            end_export(work, entry_id, counted.number)

    name = f"{declared.page}-{today_in(user.time_zone).isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "csv":
        body: Iterator[Any] = _then(write_csv(heading, counted), sent_whole)
        return Response(stream_with_context(body), mimetype=MIMETYPES[kind], headers=headers)
    file = workbook(declared.title, heading, counted)
    headers["Content-Length"] = str(file.seek(0, 2))
    answer = Response(stream_with_context(_then(_chunks(file), sent_whole)), mimetype=MIMETYPES[kind], headers=headers)
    answer.call_on_close(file.close)
    return answer


class Counted:
    """Rows as they come, and how many came."""

    def __init__(self, rows: Iterable[Sequence[object]]) -> None:
        self.number = 0
        self._rows = rows

    def __iter__(self) -> Iterator[Sequence[object]]:
        for row in self._rows:
            self.number += 1
            yield row


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
    elif isinstance(value, Decimal | int) and not isinstance(value, bool) and _exact(value):
        sheet.write_number(line, place, value)
    else:
        text = cell_text(value)
        _text(sheet, line, place, text, styles["quoted"] if formula_safe(text) != text else None)


def _text(sheet: Any, line: int, place: int, text: str, style: Any) -> None:
    cut = text if len(text) <= CELL_LENGTH else text[: CELL_LENGTH - 1] + "…"
    sheet.write_string(line, place, cut, style)


def _exact(value: Decimal | int) -> bool:
    return len(Decimal(value).as_tuple().digits) <= EXACT_DIGITS


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def _then(chunks: Iterable[Any], done: Callable[[], None]) -> Iterator[Any]:
    """Yield chunks; when the last one was taken, say so."""
    yield from chunks
    done()
