"""XLSX in, cells out, with their types; what is hostile or has no value is said."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from crm.imports.tables.reading import look_at, read_rows
from crm.imports.tables.shapes import Row, Settings, Sheet, TableError
from crm.imports.tables.sheet_parts import kind_of
from tests.imports.samples import LINKS, MAIN, PACKAGE, book, cells, packed, sheet_xml


def rows(fill: Any, **settings: Any) -> list[Row]:
    return list(read_rows(book(fill, from_1904=settings.pop("from_1904", False)), Settings(**settings)))


def one(value: object, look: str = "General", **settings: Any) -> Row:
    """Return the row of one cell under a heading."""

    def fill(sheet: Any) -> None:
        sheet["A1"] = "Heading"
        sheet["A2"] = value
        sheet["A2"].number_format = look

    return rows(fill, **settings)[1]


@pytest.mark.parametrize(
    ("value", "look", "text", "kept"),
    [
        ("Peña & <Cía.>", "General", "Peña & <Cía.>", "Peña & <Cía.>"),
        ("007", "General", "007", "007"),
        ("two\nlines", "General", "two\nlines", "two\nlines"),
        (6622123456, "General", "6622123456", Decimal(6622123456)),
        (0.1 + 0.2, "General", "0.3", Decimal("0.3")),
        (-1234.5, "#,##0.00", "-1234.5", Decimal("-1234.5")),
        (1e-9, "General", "0", Decimal(0)),
        (1200, '"US$"#,##0', "1200", Decimal(1200)),
        (0.125, "0.0%", "0.125", Decimal("0.125")),
        (True, "General", "true", True),
        (date(2026, 4, 3), "dd/mm/yyyy", "2026-04-03", date(2026, 4, 3)),
        (datetime(2026, 4, 3, 14, 30), "mm-dd-yy h:mm", "2026-04-03 14:30:00", datetime(2026, 4, 3, 14, 30)),
        (datetime(2026, 4, 3), '[$-80A]d" de "mmmm" de "yyyy;@', "2026-04-03", date(2026, 4, 3)),
        (time(9, 5), "h:mm", "09:05:00", "09:05:00"),
        (timedelta(hours=30), "[h]:mm:ss", "30:00:00", "30:00:00"),
        (6000, "00000", "06000", "06000"),
        (44100, "00000", "44100", "44100"),
    ],
)
def test_a_cell_is_what_excel_shows_in_exact_form(value: object, look: str, text: str, kept: object) -> None:
    row = one(value, look)
    assert (row.cells, row.values, row.problem) == ((text,), (kept,), "")


@pytest.mark.parametrize(
    ("serial", "in_1900", "in_1904"),
    [
        (1, "1900-01-01", "1904-01-02"),
        (59, "1900-02-28", "1904-02-29"),
        (61, "1900-03-01", "1904-03-02"),
        (36526, "2000-01-01", "2004-01-02"),
        (46115, "2026-04-03", "2030-04-04"),
        (2957003, "9995-12-30", "9999-12-31"),
    ],
)
def test_both_date_systems_give_the_days_that_excel_shows(serial: int, in_1900: str, in_1904: str) -> None:
    assert one(serial, "yyyy-mm-dd").values == (date.fromisoformat(in_1900),)
    assert one(serial, "yyyy-mm-dd", from_1904=True).values == (date.fromisoformat(in_1904),)


@pytest.mark.parametrize("serial", [60, 0, -1, 2958466])
def test_a_day_that_no_calendar_has_is_said(serial: int) -> None:
    assert one(serial, "yyyy-mm-dd").problem == f"Column A shows an error or no date ({serial})."


def test_half_a_second_before_midnight_is_the_next_day() -> None:
    assert one(46115.999999, "yyyy-mm-dd h:mm").values == (datetime(2026, 4, 4),)


def test_errors_formulas_without_a_value_and_lost_digits_are_said() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["a", "b", "c"])
        sheet.append(["#N/A", "=1+1", 12345678901234567890])
        sheet["A2"].data_type = "e"

    problem = rows(fill)[1].problem
    assert "Column A shows an error or no date (#N/A)." in problem
    assert "Column B holds a formula without a value" in problem
    assert "The number in column C has more than 15 digits" in problem


def test_a_formula_gives_the_value_that_was_saved() -> None:
    xml = sheet_xml('<row r="1"><c r="A1" t="str"><f>B1</f><v>Peña</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>')
    assert cells(packed(xml)) == [["Peña", "2"]]


def test_rows_and_columns_stand_where_the_sheet_has_them() -> None:
    def fill(sheet: Any) -> None:
        sheet["B3"], sheet["D3"], sheet["B6"], sheet["F6"] = "Name", "City", "Mora", "beside"

    look = look_at(book(fill))
    assert (look.settings.heading, look.sure) == (3, False)
    assert [(row.number, row.cells) for row in rows(fill, heading=3)] == [
        (3, ("", "Name", "", "City")), (6, ("", "Mora", "", "", "", "beside")),
    ]  # fmt: skip
    with pytest.raises(TableError, match="Row 2 is no heading"):
        rows(fill, heading=2)


def test_each_sheet_is_named_with_its_size_and_a_hidden_one_is_not_proposed() -> None:
    def fill(sheet: Any) -> None:
        sheet.title, sheet.sheet_state = "Listas", "hidden"
        sheet.append(["x"])
        for row in ([["Nombre", "Ciudad"]], [["Mora", "Yuma"]] * 300):
            other = sheet.parent["Clientes"] if "Clientes" in sheet.parent else sheet.parent.create_sheet("Clientes")
            for line in row:
                other.append(line)

    file = book(fill)
    look = look_at(file)
    assert look.sheets == [Sheet("Listas", 1, 1, hidden=True), Sheet("Clientes", 301, 2, hidden=False)]
    assert (look.settings.sheet, look.sure) == (1, True)
    assert len(cells(file)) == 301
    with pytest.raises(TableError, match="Choose a sheet"):
        cells(file, replace(look.settings, sheet=2))


def test_several_sheets_are_asked() -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["x"])
        sheet.parent.create_sheet("Otra").append(["y"])

    assert not look_at(book(fill)).sure


def test_texts_in_pieces_are_whole_and_phonetic_ones_left_out() -> None:
    strings = (
        f'<sst xmlns="{MAIN}"><si><r><rPr><b/></rPr><t xml:space="preserve">Pe </t></r><r><t>ña</t></r>'
        "<rPh><t>X</t></rPh></si><si><t>a_x000D_b_x005F_</t></si></sst>"
    ).encode()
    xml = sheet_xml('<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="d"><v>2026-04-03T10:00:00</v></c></row>')
    assert cells(packed(xml, strings=strings)) == [["Pe ña", "a\rb_", "2026-04-03 10:00:00"]]


def test_prefixed_names_are_read_as_well() -> None:
    xml = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1">'
        '<x:c r="A1" t="inlineStr"><x:is><x:t>Peña</x:t></x:is></x:c>'
        '<x:c r="B1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    ).encode()
    file = packed(xml)
    assert look_at(file).sheets == [Sheet("S1", 1, 2, hidden=False)]
    assert cells(file) == [["Peña", "7"]]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", ""), ("0.00", ""), ("#,##0.00;[Red]-#,##0.00", ""), ('"días" 0', ""), ("0.00E+00", ""), ("@", ""),
        ("yyyy-mm-dd", "d"), ("[$-409]mmm d, yyyy;@", "d"), ("mmm-yy", "d"), ("h:mm AM/PM", "t"), ("mm:ss", "t"),
        ("dd/mm/yyyy hh:mm", "m"), ("[h]:mm", "h"), ("00000", "z5"), ("0", ""), ("0000-00", ""),
    ],
)  # fmt: skip
def test_a_number_format_tells_the_kind_of_value(code: str, kind: str) -> None:
    assert kind_of(code) == kind


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (packed(sheet_xml("<row><c><v>x</v></c></row>")), "damaged"),
        (packed(sheet_xml('<row><c t="s"><v>5</v></c></row>')), "damaged"),
        (packed(sheet_xml('<row r="0"><c><v>1</v></c></row>')), "damaged"),
        (packed(b"<worksheet"), "damaged"),
        (packed(sheet_xml("")), "no rows"),
        (packed(sheet_xml('<row><c r="SG1"><v>1</v></c></row>')), "500 columns"),
        (io.BytesIO(b"PK\x03\x04 nothing more"), "damaged"),
    ],
)
def test_a_damaged_workbook_is_refused_with_a_sentence(file: io.BytesIO, says: str) -> None:
    with pytest.raises(TableError, match=says):
        cells(file)


def test_another_archive_and_a_password_are_refused() -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(TableError, match="no Excel workbook"):
        look_at(other)
    locked = bytearray(packed(sheet_xml("<row><c><v>1</v></c></row>")).getvalue())
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(TableError, match="password"):
        look_at(io.BytesIO(bytes(locked)))


def test_a_part_outside_is_never_fetched() -> None:
    link = f'<Relationship Id="r1" Type="{LINKS}/worksheet" Target="http://127.0.0.1/x" TargetMode="External"/>'
    links = f'<Relationships xmlns="{PACKAGE}">{link}</Relationships>'.encode()
    with pytest.raises(TableError, match="damaged"):
        look_at(packed(sheet_xml("<row><c><v>1</v></c></row>"), more={"xl/_rels/workbook.xml.rels": links}))
