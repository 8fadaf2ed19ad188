"""Exports and lists as a browser asks for them."""

import csv
import io
from typing import Any

import openpyxl
from openpyxl.utils.escape import unescape
from werkzeug.test import TestResponse

from tests.support import Person


def export(person: Person, page: str, query: str = "", kind: str = "csv", *, every: bool = True) -> TestResponse:
    """Take a list: by default with every column."""
    sent: dict[str, object] = {"query": query, "format": kind, "all": "1" if every else ""}
    answer = person.post(f"/{page}/export", sent)
    answer.get_data()  # to the last byte: what follows it is done by then
    return answer


def csv_rows(answer: TestResponse) -> list[dict[str, str]]:
    """Return the rows of a CSV answer by their headings, as a spreadsheet reads them."""
    assert answer.status_code == 200, answer.text
    text = answer.get_data().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def sheet_rows(answer: TestResponse) -> list[list[Any]]:
    """Return the cells of an XLSX answer, heading first; None where a cell is empty."""
    return [[_value(cell.value) for cell in row] for sheet in _book(answer).worksheets for row in sheet.iter_rows()]


def formulas(answer: TestResponse) -> int:
    """Return how many cells of an XLSX answer a spreadsheet would evaluate."""
    return sum(cell.data_type == "f" for sheet in _book(answer).worksheets for row in sheet.iter_rows() for cell in row)


def _book(answer: TestResponse) -> openpyxl.Workbook:
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.get_data()))


def _value(value: Any) -> Any:
    """Signs that XML cannot hold stand in a sheet as _x000D_: Excel reads them as they were."""
    return unescape(value) if isinstance(value, str) else value
