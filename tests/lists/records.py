"""Exports and lists as a browser asks for them."""

import csv
import io
from typing import Any

import openpyxl
from werkzeug.test import TestResponse

from tests.support import Person


def export(person: Person, page: str, query: str = "", kind: str = "csv", *, every: bool = True) -> TestResponse:
    """Take a list: by default with every column."""
    sent: dict[str, object] = {"query": query, "format": kind, "all": "1" if every else ""}
    return person.post(f"/{page}/export", sent)


def csv_rows(answer: TestResponse) -> list[dict[str, str]]:
    """Return the rows of a CSV answer by their headings, as a spreadsheet reads them."""
    assert answer.status_code == 200, answer.text
    text = answer.get_data().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def sheet_rows(answer: TestResponse) -> list[list[Any]]:
    """Return the cells of an XLSX answer, heading first; of a formula, its text."""
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    return [[cell.value for cell in row] for sheet in book.worksheets for row in sheet.iter_rows()]
