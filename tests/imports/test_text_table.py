"""CSV in, cells out: exact, or asked, or refused with a sentence."""

import io
from dataclasses import replace

import pytest

from crm.imports.tables.reading import look_at, read_rows
from crm.imports.tables.shapes import CELL, Look, Settings, TableError
from tests.imports.samples import cells, written

SPANISH = "Nombre,Nota\r\nPeña Agüero,¿Cuándo? “Así”, dijo: €5\r\n".replace("“Así”, dijo", "“Así” dijo")


def of(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


def read(text: str, **settings: object) -> list[list[str]]:
    chosen = {"encoding": "utf-8", "delimiter": ",", **settings}
    return cells(of(text), Settings(**chosen))  # type: ignore[arg-type]


def names(look: Look) -> list[str]:
    return [choice.name for choice in look.encodings]


@pytest.mark.parametrize(("codec", "name"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16")])
def test_a_mark_or_letters_of_utf_8_decide_the_encoding(codec: str, name: str) -> None:
    look = look_at(of(SPANISH, codec))
    assert (names(look), look.encoding_sure) == ([name], True)


def test_text_without_accents_needs_no_question() -> None:
    look = look_at(of("name,city\r\nMora,Yuma\r\n"))
    assert (names(look), look.sure, look.line_end) == (["ascii"], True, "CRLF")


@pytest.mark.parametrize(("codec", "name"), [("cp1252", "cp1252"), ("mac_roman", "mac")])
def test_what_the_bytes_do_not_decide_is_asked_with_the_lines_that_tell(codec: str, name: str) -> None:
    look = look_at(of(SPANISH, codec))
    assert not look.encoding_sure
    assert {"cp1252", "mac", "cp850"} <= {*names(look)} | {"cp1252"}
    assert look.encodings[0].name == name
    assert look.encodings[0].samples == ("Peña Agüero,¿Cuándo? “Así” dijo: €5",)
    assert len({choice.samples for choice in look.encodings}) == len(look.encodings)


def test_encodings_that_give_the_same_text_are_one_choice() -> None:
    assert "latin-1" not in names(look_at(of("Nombre\r\nPeña\r\n", "latin-1")))


def test_utf_16_without_its_mark_is_asked() -> None:
    look = look_at(of(SPANISH, "utf-16-be"))
    assert (names(look), look.encoding_sure) == (["utf-16-be", "utf-16-le"], False)


def test_two_bytes_that_only_look_like_utf_8_are_asked() -> None:
    # “á of an old Macintosh is one letter of UTF-8.
    look = look_at(of("Nota\r\nDijo “ábrete\r\n", "mac_roman"))
    assert not look.encoding_sure
    assert look.encodings[0].name == "mac"


def test_a_file_of_pieces_in_two_encodings_can_be_read_line_by_line_if_somebody_says_so() -> None:
    mixed = io.BytesIO("Nombre\r\nPeña\r\n".encode() + "Muñoz\r\n".encode("cp1252"))
    look = look_at(mixed)
    assert not look.encoding_sure
    assert cells(mixed, Settings("mixed")) == [["Nombre"], ["Peña"], ["Muñoz"]]
    assert "mixed" in names(look)


def test_another_encoding_than_the_files_is_refused_and_not_patched() -> None:
    with pytest.raises(TableError, match="choose another"):
        cells(of(SPANISH, "cp1252"), Settings("utf-8", ","))


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_found_over_quoted_signs_and_line_ends(sign: str) -> None:
    rows = [["a", "b"], ["uno, dos; tres|cuatro\tcinco", "línea\r\notra"], ["x", 'dijo "sí"'], ["y", "z"]]
    file = of(written(rows, sign))
    look = look_at(file)
    assert (look.settings.delimiter, look.delimiter_sure) == (sign, True)
    assert cells(file) == rows


def test_a_sign_that_could_be_either_is_asked() -> None:
    look = look_at(of("a,b;c\n1,2;3\n4,5;6\n"))
    assert not look.delimiter_sure
    assert {choice.sign for choice in look.delimiters} == {",", ";", ""}


def test_names_written_surname_comma_name_may_be_one_column() -> None:
    look = look_at(of("Apellido, nombre\nMora, Ana\nRuiz, Eva\n"))
    assert not look.delimiter_sure
    assert "" in {choice.sign for choice in look.delimiters}


@pytest.mark.parametrize("text", ["1,5\n2,5\n", "Mora,Mora\nRuiz,Eva\n"])
def test_a_first_row_that_names_no_columns_is_asked(text: str) -> None:
    assert not look_at(of(text)).delimiter_sure


def test_one_column_is_one_column() -> None:
    look = look_at(of("Nombre\nAna\nEva\n"))
    assert (look.settings.delimiter, look.sure) == ("", True)


def test_excels_own_first_line_names_the_sign() -> None:
    file = of("sep=;\r\na;b\r\n1,5;2\r\n")
    look = look_at(file)
    assert (look.settings.delimiter, look.settings.heading, look.sure) == (";", 2, True)
    assert cells(file) == [["a", "b"], ["1,5", "2"]]


def test_titles_above_the_heading_are_left_out_after_a_question() -> None:
    file = of("Clientes de 2026\n\nNombre,Ciudad\nMora,Yuma\nRuiz,Nogales\n")
    look = look_at(file)
    assert (look.settings.heading, look.delimiter_sure) == (3, False)
    assert [(row.number, row.cells) for row in read_rows(file, look.settings)][:2] == [
        (3, ("Nombre", "Ciudad")), (4, ("Mora", "Yuma")),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["\n\nNombre\nAna\n", "\r\na,b\r\n\r\n1,2\r\n\r\n\r\n"])
def test_empty_lines_need_no_question(text: str) -> None:
    file = of(text)
    assert look_at(file).sure
    assert len(cells(file)) == 2


def test_a_rows_number_is_the_one_that_a_spreadsheet_shows() -> None:
    file = of('a,b\n"x\ny",1\n\n , \nz,2\n')
    assert [(row.number, row.cells) for row in read_rows(file, Settings("utf-8", ","))] == [
        (1, ("a", "b")), (2, ("x\ny", "1")), (5, ("z", "2")),
    ]  # fmt: skip


def test_a_row_of_another_length_keeps_its_cells_and_says_so() -> None:
    rows = list(read_rows(of("a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n"), Settings("utf-8", ",")))
    assert [row.cells for row in rows[1:]] == [("1", "2", ""), ("1", "2", "3", "4"), ("1", "2", "3")]
    assert [row.problem for row in rows[1:]] == [
        "This row has 2 cells, the heading has 3.", "This row has 4 cells, the heading has 3.", "",
    ]  # fmt: skip


def test_a_row_with_wrong_quotes_is_shown_as_it_stands_and_the_next_is_read() -> None:
    rows = list(read_rows(of('a,b\n"x"y,1\nz,2\n'), Settings("utf-8", ",")))
    assert rows[1].cells[0] == '"x"y,1'
    assert rows[1].problem == "The quotation marks of this row are wrong."
    assert rows[2].cells == ("z", "2")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('a,b\nx,"y\nz,2\n', "row 2 is never closed"),
        (f"a,b\nx,{'y' * (CELL + 1)}\n", "row 2 is longer"),
        (f"a,b\nx,{'y' * CELL * 9}\n", "too long"),
        ("a" + "," * 500 + "\n", "500 columns"),
        ("\n\na,b\n", "no heading"),
    ],
)
def test_what_cannot_be_read_on_is_refused_with_its_row(text: str, says: str) -> None:
    with pytest.raises(TableError, match=says):
        read(text)


def test_nul_means_nothing_and_a_long_cell_is_kept_whole() -> None:
    assert read(f"a,b\nx\0y,{'z' * CELL}\n") == [["a", "b"], ["xy", "z" * CELL]]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_each_line_end_is_known_and_kept_within_a_cell(end: str) -> None:
    rows = [["a", "b"], ["x\ny", "1"], ["x\ry", "2"], ["x\r\ny", "3"]]
    file = of(written(rows, end=end) + written([["z", str(n)] for n in range(9)], end=end))
    assert look_at(file).line_end == {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}[end]
    assert cells(file)[:4] == rows


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "no rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "97 to 2003"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "no table"),
        (b"\n<html><table><tr><td>a</td></tr></table></html>", "web page"),
        (b"<?xml version='1.0'?><Workbook/>", "web page or XML"),
        (b"\xff\xfe\0\0a\0\0\0", "UTF-32"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(TableError, match=says):
        look_at(io.BytesIO(data))


def test_settings_that_fit_no_file_are_refused() -> None:
    with pytest.raises(TableError, match="Choose the encoding"):
        cells(of("a,b\n"), Settings("", ","))
    with pytest.raises(TableError, match="Row 9 is no heading"):
        cells(of("a,b\n"), replace(look_at(of("a,b\n")).settings, heading=9))
