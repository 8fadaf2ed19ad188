"""The workbook: real days and numbers, Excel's own charts, no formula whatever a text begins with, nothing lost."""

import dataclasses
import datetime as dt
import io
import itertools
import re
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from crm.lists.cells import CELL_LENGTH, length
from crm.reports.document import Column, Document, Language, Paragraph, Section, Table
from crm.reports.writers.csv import read_csv, write_table
from crm.reports.writers.plain import clean
from crm.reports.writers.xlsx import write_xlsx
from tests.reports.rich_documents import HOSTILE, hostile, ledger, rich
from tests.reports.sample_documents import sample, table

TRUCK = "\U0001f69a"


def opened(file: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(file))


def cells(sheet: Worksheet) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


def _with(*sections: Section) -> Document:
    return dataclasses.replace(sample("en", 0, 1), sections=sections)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Summary", "Engagements", "Annex A. Log", "Compromisos", "Figures", "Sources"]),
        ("es", ["Resumen", "Gestiones", "Anexo A. Bitácora", "Compromisos", "Cifras", "Fuentes"]),
    ],
)
def test_there_is_a_summary_the_engagements_a_sheet_a_table_figures_and_sources(
    language: Language, names: list[str]
) -> None:
    document = rich(language)
    book = opened(write_xlsx(document))
    assert book.sheetnames == names
    summary = cells(book[names[0]])
    told = [cell for row in summary for cell in row if cell is not None]
    for text in (document.title, document.cover.client, document.cover.draft, document.cover.mandate, document.notice):
        assert text in told
    assert any(row[1] == 2 for row in summary)  # a count is a number
    entries = cells(book[names[1]])
    assert [row[0] for row in entries[1:]] == [f"G-2026-{number:04}" for number in range(1, 5)]
    assert entries[1][9].startswith(("Send the dwell", "Enviar la hoja"))


@pytest.mark.parametrize(("language", "locale"), [("en", "[$-409]"), ("es", "[$-80A]")])
def test_days_are_days_and_numbers_are_numbers_to_the_last_digit(language: Language, locale: str) -> None:
    sheet = opened(write_xlsx(rich(language)))["Compromisos"]
    rows = list(sheet.iter_rows(min_row=2, max_row=4))
    first, second, third = ([cell.value for cell in row] for row in rows)
    assert first == ["Ours", "G-1", dt.datetime(2026, 10, 2), dt.datetime(2026, 10, 2, 10, 30), 1234.5, "=1+1"]
    assert second == ["Ours", "G-2", "1850-01-01", None, "12345678901234567.5", None]
    assert third == ["Ours", "G-3", None, None, 42, "plain"]
    formats = [cell.number_format for cell in rows[0]]
    assert formats[2:5] == [f"{locale}d\\ mmm\\ yyyy".replace("\\", ""), f"{locale}d mmm yyyy h:mm", "#,##0.00"]
    assert rows[2][4].number_format == "#,##0"
    assert [row[0] for row in cells(sheet)] == [
        {"en": "Section", "es": "Sección"}[language], *["Ours"] * 3, *["Theirs"] * 3,
    ]  # fmt: skip


def test_the_first_rows_stay_and_are_printed_on_each_page_with_filters_and_the_firms_colour() -> None:
    document = rich("es")
    book = opened(write_xlsx(document))
    for name, columns in (("Gestiones", "A1:K5"), ("Anexo A. Bitácora", "A1:E31"), ("Compromisos", "A1:F7")):
        sheet = book[name]
        assert sheet.freeze_panes == "B2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.auto_filter.ref == columns
        assert sheet["A1"].fill.start_color.rgb == "FF7A1F3D"
        assert sheet["A2"].alignment.wrap_text
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert int(sheet.page_setup.fitToHeight) == 0  # as many pages as it takes
        assert sheet.oddFooter.right.text == "Página &P de &N"
        assert document.cover.client in sheet.oddFooter.left.text
        assert sheet.oddHeader.right.text == document.cover.draft


def test_figures_have_excels_own_charts_over_their_points() -> None:
    file = write_xlsx(rich("en"))
    sheet = opened(file)["Figures"]
    charts = sheet._charts
    assert len(charts) == 2
    points = charts[0].series[0].val.numRef.f
    first, last = map(int, re.findall(r"\$(\d+)", points))
    assert last - first == 24
    values = [sheet.cell(row, 3).value for row in range(first, last + 1)]
    assert values == [None if month == 5 else float(Decimal("8.06") + Decimal(month) / 10) for month in range(25)]
    assert sheet.cell(first, 2).value == dt.datetime(2024, 1, 1)
    assert sheet.cell(first - 1, 3).value == "US$ billion"
    drawing = zipfile.ZipFile(io.BytesIO(file)).read("xl/drawings/drawing1.xml").decode()
    assert 'descr="Line from 100 down to 45"' in drawing
    assert len(cells(opened(file)["Sources"])) == 7


def test_no_text_is_a_formula_and_all_come_out_whole() -> None:
    file = write_xlsx(hostile())
    book = opened(file)
    found = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in found if cell.data_type == "f" or cell.hyperlink]
    assert not [name for name in zipfile.ZipFile(io.BytesIO(file)).namelist() if "external" in name.lower()]
    told = "\n".join(str(cell.value) for cell in found).replace("_x005F_x0041_", "_x0041_")
    for text in HOSTILE[:-1]:
        assert told.count(clean(text)) >= 3, text
    live = [cell for cell in found if str(cell.value).startswith(("=", "+1+", "@", "-2+"))]
    assert live
    assert all(cell.quotePrefix for cell in live)


def test_the_words_of_every_cell_that_goes_on_below_are_there() -> None:
    text = " ".join(f"w{number}." for number in range(12_000))
    document = _with(
        Section("S", (Paragraph(text), Table((Column("A"), Column("B")), (("first", text), ("next", "b")))))
    )
    book = opened(write_xlsx(document))
    for sheet, column in ((book["Summary"], 1), (book["S"], 1)):
        rows = cells(sheet)
        parts = [row[column] for row in rows if re.search(r"w\d{4}", str(row[column]))]
        assert [part[:18] for part in parts[1:]] == ["(continued 2 of 3)", "(continued 3 of 3)"]
        whole = parts[0] + "".join(part.split(") ", 1)[1] for part in parts[1:])
        assert whole == text
    assert [row[0] for row in cells(book["S"])] == ["A", "first", None, None, "next"]


@pytest.mark.parametrize("sign", ["x", TRUCK, "á"])
@pytest.mark.parametrize("over", [0, 1])
def test_a_cell_holds_exactly_what_excel_opens(sign: str, over: int) -> None:
    size = length(sign)
    text = "y" * (CELL_LENGTH % size) + sign * (CELL_LENGTH // size + over)
    sheet = opened(write_xlsx(_with(Section("S", (Table((Column("A"),), ((text,),)),)))))["S"]
    found = [row[0] for row in cells(sheet)[1:]]
    assert len(found) == 1 + over
    assert all(length(part) <= CELL_LENGTH for part in found)
    assert found[0] + "".join(part.split(") ", 1)[1] for part in found[1:]) == text


def test_names_of_sheets_are_cut_unique_and_without_forbidden_signs() -> None:
    names = ("A/B: [c]*?\\d", "a b   c   d", "'quoted'", "History", "history", "x" * 40, "x" * 31, "X" * 33, TRUCK * 20,
             "", " ", "summary", "S\x00")  # fmt: skip
    document = _with(*(Section(name, (table("en", 1),)) for name in names))
    found = opened(write_xlsx(document)).sheetnames
    assert len({name.casefold() for name in found}) == len(names) + 1
    for name in found:
        assert 0 < length(name) <= 31
        assert not set("[]:*?/\\") & set(name)
        assert name.strip("' ") == name
        assert name.casefold() != "history"


def test_a_document_without_tables_or_figures_is_a_summary() -> None:
    assert opened(write_xlsx(_with(Section("S", (Paragraph("a"),))))).sheetnames == ["Summary"]


def test_the_same_document_gives_the_same_bytes_and_its_own_date() -> None:
    document = rich("es", paper="oficio")
    file = write_xlsx(document)
    assert file == write_xlsx(document)
    book = opened(file)
    assert book.properties.created == dt.datetime(2026, 11, 16)
    assert book.properties.creator == document.author
    assert {info.date_time[0] for info in zipfile.ZipFile(io.BytesIO(file)).infolist()} == {1980}
    assert book["Gestiones"].page_setup.paperSize == 14


def test_a_table_as_csv_has_iso_days_and_plain_numbers() -> None:
    file = write_table(ledger())
    assert file.startswith(b"\xef\xbb\xbf")
    heading, first, second, _third = read_csv(io.StringIO(file.decode(), newline=""))
    assert heading == ["No.", "Fecha", "Hora", "Monto", "Nota"]
    assert first == ["G-1", "2026-10-02", "2026-10-02T10:30:00+00:00", "1234.50", "=1+1"]
    assert second == ["G-2", "1850-01-01", "", "12345678901234567.5", ""]
    assert b"'=1+1" in file
    worded = dataclasses.replace(ledger(), raw=())
    rows = list(itertools.islice(read_csv(io.StringIO(write_table(worded).decode(), newline="")), 1, 2))
    assert rows == [list(worded.rows[0])]
