"""What did not come in goes out, is mended and comes in again, cell by cell the same."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.imports.tables.error_file import ERROR_COLUMNS, ErrorRow, error_file
from crm.imports.tables.reading import look_at, read_rows
from crm.imports.tables.shapes import Settings
from tests.core.test_csvout import HARMLESS, HOSTILE, is_live
from tests.imports.samples import cells

CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | st.sampled_from(
    [*HOSTILE, *HARMLESS, "007", "+52 662 212 3456", "-12.5", '"', "\r\n", "'", "ñ;=1"]
)


def file_of(heading: list[str], rows: list[list[str]], language: str = "en", extra: int = 0) -> io.BytesIO:
    errors = [ErrorRow(row, number, "This is not a date.") for number, row in enumerate(rows, 2)]
    return io.BytesIO("".join(error_file(heading, errors, language, extra)).encode())


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1)))
def test_reading_an_error_file_gives_the_original_cells(rows: list[list[str]]) -> None:
    heading = [f"Column {number}" for number in range(len(rows[0]))]
    file = file_of(heading, rows)
    assert cells(file, Settings("utf-8-sig", ",", error_file=True)) == [heading, *rows]


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_error_file_is_known_again_in_both_languages(language: str) -> None:
    file = file_of(["Nombre", "Día"], [["Peña", "31/02/2026"], ["=cmd|'/c calc'!A1", "-5"]], language)
    look = look_at(file)
    assert look.sure
    assert look.settings == Settings("utf-8-sig", ",", error_file=True)
    assert cells(file)[1:] == [["Peña", "31/02/2026"], ["=cmd|'/c calc'!A1", "-5"]]


def test_an_error_file_says_row_and_reason_and_runs_nothing() -> None:
    file = file_of(["Nombre"], [[text] for text in HOSTILE])
    rows = list(csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline="")))
    assert rows[0][-2:] == list(ERROR_COLUMNS["en"])
    assert rows[1][-2:] == ["2", "This is not a date."]
    assert not any(is_live(cell) for row in rows for cell in row)


def test_a_row_longer_than_the_heading_gets_columns_without_a_name() -> None:
    file = file_of(["a"], [["1"], ["1", "2"]], extra=1)
    assert [row.cells for row in read_rows(file, look_at(file).settings)] == [("a", ""), ("1", ""), ("1", "2")]
    with pytest.raises(ValueError, match="cells under"):
        file_of(["a"], [["1", "2"]])


def test_a_file_of_somebody_else_keeps_its_apostrophes() -> None:
    file = io.BytesIO(b"a,b\r\n'=x,1\r\n")
    assert cells(file) == [["a", "b"], ["'=x", "1"]]
