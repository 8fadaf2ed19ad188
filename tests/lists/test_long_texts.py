"""A text longer than a cell of a workbook: nothing of it is lost, and our own import reads it whole again."""

import io
from typing import Any

import openpyxl
import pytest
from flask import Flask, g

from crm.imports.tables.shapes import Settings
from crm.imports.tables.workbook import look_at_workbook, read_workbook
from crm.lists.cells import CELL_LENGTH, fits, length, pieces
from crm.lists.sheets import workbook

TRUCK = "\U0001f69a"


def made(app: Flask, *rows: tuple[object, ...], language: str = "en") -> bytes:
    with app.app_context():
        g.crm_language = language
        with workbook("Notas", ["Name", "Note"], rows) as file:
            file.seek(0)
            return file.read()


def sheets(file: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(file))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


@pytest.mark.parametrize("text", ["x" * CELL_LENGTH, TRUCK * (CELL_LENGTH // 2) + "x"])
def test_a_text_as_long_as_a_cell_stays_in_it(app: Flask, text: str) -> None:
    found = sheets(made(app, ("A", text)))
    assert list(found) == ["Notas"]
    assert found["Notas"][1] == ("A", text)


@pytest.mark.parametrize(
    "text",
    [
        "x" * (CELL_LENGTH + 1), TRUCK * (CELL_LENGTH // 2 + 1), "=1+1 " * 20_000, "á" + TRUCK * 60_000,
        "Line\n\n  with blanks \n" * 10_000, "'quoted'" * 9000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "es"])
def test_one_sign_more_goes_on_and_comes_back_whole(app: Flask, text: str, language: str) -> None:
    file = made(app, ("A", text), ("B", "short"), ("C", text[::-1]), language=language)
    found = sheets(file)
    title = {"en": "Long texts", "es": "Textos largos"}[language]
    assert list(found) == ["Notas", title]
    assert max(length(str(cell)) for rows in found.values() for row in rows for cell in row) <= CELL_LENGTH
    place = {"en": "(continues on sheet Long texts, row 2)", "es": "(continúa en la hoja Textos largos, fila 2)"}
    assert str(found["Notas"][1][1]).endswith(place[language])
    parts = {"en": "(continued 2 of ", "es": "(continúa 2 de "}
    assert str(found[title][1][0]).startswith(parts[language])
    rows = list(read_workbook(io.BytesIO(file), Settings()))
    assert [row.cells for row in rows[1:]] == [("A", text), ("B", "short"), ("C", text[::-1])]
    assert not any(row.problem for row in rows)


def test_the_sheet_of_long_texts_is_not_asked_about(app: Flask) -> None:
    look = look_at_workbook(io.BytesIO(made(app, ("A", "x" * 40_000))))
    assert [(sheet.name, sheet.hidden) for sheet in look.sheets] == [("Notas", False), ("Long texts", True)]
    assert look.sure


@pytest.mark.parametrize("lost", ["sheet", "part"])
def test_a_text_whose_rest_is_missing_is_refused_by_name(app: Flask, lost: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(app, ("A", "x" * 100_000))))
    if lost == "sheet":
        del book["Long texts"]
    else:
        book["Long texts"].delete_rows(3)
    out = io.BytesIO()
    book.save(out)
    _heading, row = read_workbook(out, Settings())
    assert row.problem.startswith("The text in column B continues on another sheet of the export, where it is missing")


def test_parts_never_end_within_a_sign() -> None:
    for text in (TRUCK * 5, "a" + TRUCK * 5, "ab" * 7, ""):
        for room in (2, 3, 4):
            found = list(pieces(text, room))
            assert "".join(found) == text
            assert all(length(part) <= room for part in found)
            assert all(part.encode() for part in found)  # half a pair has no bytes
    assert fits("x" * CELL_LENGTH)
    assert not fits(TRUCK * CELL_LENGTH)
