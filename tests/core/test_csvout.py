"""A CSV file must be inert in a spreadsheet, and come back word for word through our own reader."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm.core import csvout
from crm.core.csvout import cell_text, formula_safe, read_csv, restore, write_csv

SIGNS = "=+-@＝＋－＠"
HOSTILE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "＝1+1",
    "＋1",
    "－1+1",
    "＠SUM(A1)",
    ";=1+1",
    "Sonora;=1+1",
    "Sonora\n=1+1",
    '"=1+1',
    '",=1+1,"',
    '";=1+1;"',
    "=cmd|' /C calc'!A0",
    "+52 664 123 4567+cmd|' /C calc'!A0",
    "-12.5+A1",
    "+1-602-555-0143",
    "- point of order",
    "\ttext after a tab",
]
HARMLESS = [
    "",
    "+52 664 123 4567",
    "+52 (662) 212 3456",
    "+1 (602) 555-0143",
    "+1 602-555-0143",
    "+526641234567",
    "-12.5",
    "-1,234.50",
    "+3",
    "-4.0%",
    "Agrícola Valle del Yaqui, S.P.R. de R.L.",
    "a = b",
    "garita@example.com",
    "O'Higgins",
    "'80s",
    "bajó 3%; -4.0%",
    "ñandú; acuse\nsegunda línea",
]
TEXT = (
    st.text(alphabet=st.sampled_from([*"=+-@＝＋－＠'\";, \t\r\n\u00a0\u200b0159.%()aáñA|!"]), max_size=14) | st.text()
)


def is_live(cell: str) -> bool:
    """An independent, stricter judge: what a spreadsheet could evaluate if it skipped whatever is blank or a quote."""
    core = re.sub(r'^[\s"\x00-\x20\u200b\ufeff]+', "", cell)
    if re.fullmatch(r"[+-][0-9,]+(\.[0-9]+)?%?|\+[0-9]{1,3} [0-9() -]+", core):
        return False
    return cell[:1] in {"\t", "\r", "\n"} or core[:1] in {*SIGNS}


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_cell_that_could_be_a_formula_is_made_inert_and_comes_back(cell: str) -> None:
    safe = formula_safe(cell)
    assert safe != cell or not is_live(cell)
    assert not is_live(safe)
    assert restore(safe) == cell


@pytest.mark.parametrize("cell", HARMLESS)
def test_phones_numbers_and_prose_are_left_exactly_as_they_are(cell: str) -> None:
    assert formula_safe(cell) == cell
    assert restore(cell) == cell


@given(TEXT)
@example("'=1")
@example("''=1")
@example(";';=1")
@example("'\n'=1")
def test_restore_undoes_the_escaping_of_any_text(cell: str) -> None:
    assert restore(formula_safe(cell)) == cell


@given(TEXT)
@example("abc;\n=1")
@example("abc;def\nghi")
def test_what_is_passed_at_first_sight_is_what_the_exact_rules_leave_alone(cell: str) -> None:
    if csvout._HARMLESS.fullmatch(cell):
        assert csvout._PART.sub("'", cell) == cell
        assert not csvout._could_run(cell)


@given(st.lists(TEXT, min_size=2, max_size=4))
@example(["abc", "\ndef"])
@example(["abc;", "=1"])
@example(["", "\n", "a"])
def test_a_row_is_escaped_as_its_cells_are_one_by_one(row: list[str]) -> None:
    _heading, line = csv.reader(io.StringIO("".join(write_csv(row, [row])).removeprefix("\ufeff"), newline=""))
    assert line == [formula_safe(cell) for cell in row]


@given(TEXT)
def test_no_text_stays_live(cell: str) -> None:
    assert not is_live(formula_safe(cell))


@given(TEXT, TEXT)
def test_no_text_becomes_live_in_a_reader_that_cuts_at_semicolons(first: str, second: str) -> None:
    file = "".join(write_csv(["a", "b"], [(first, second)]))
    rows = csv.reader(io.StringIO(file.removeprefix("\ufeff"), newline=""), delimiter=";")
    cells = [cell for row in rows for cell in row]
    # The comma of our own format stays inside such a cell, so a plain number is judged without what follows it.
    signs = [c for c in cells if c.lstrip('" ')[:1] in {*SIGNS} and not re.match(r'[" ]*[+-][0-9]', c)]
    assert signs == []


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=5))
def test_a_file_comes_back_word_for_word(rows: list[list[str]]) -> None:
    file = "".join(write_csv(["número", "=nota"], rows))
    assert list(read_csv(io.StringIO(file, newline=""))) == [["número", "=nota"], *rows]


def test_the_file_has_a_byte_order_mark_crlf_and_iso_dates() -> None:
    row = (
        dt.date(2026, 11, 16),
        Decimal("1E+3"),
        None,
        True,
        dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC),
    )
    assert "".join(write_csv(["día", "b", "c", "d", "e"], [row])) == (
        "\ufeffdía,b,c,d,e\r\n2026-11-16,1000,,true,2026-01-02T03:04:00+00:00\r\n"
    )


def test_a_negative_decimal_is_written_as_a_number() -> None:
    assert formula_safe(cell_text(Decimal("-12.50"))) == "-12.50"


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="3 cells under 2 columns"):
        list(write_csv(["a", "b"], [(1, 2, 3)]))


def test_rows_are_asked_for_as_the_file_is_written() -> None:
    asked: list[int] = []

    def source() -> Iterator[tuple[int]]:
        for number in range(100_000):
            asked.append(number)
            yield (number,)

    chunks = write_csv(["n"], source())
    assert next(chunks) == "\ufeffn\r\n"
    assert asked == []
    next(chunks)
    assert len(asked) < 1000


def test_a_very_long_note_comes_back() -> None:
    note = "á" * 300_000
    assert list(read_csv(io.StringIO("".join(write_csv(["n"], [(note,)])), newline=""))) == [["n"], [note]]
