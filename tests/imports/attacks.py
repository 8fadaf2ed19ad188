"""Workbooks as attackers send them."""

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.imports.samples import MAIN, ONE_ROW, packed, sheet_xml


@cache
def _bomb() -> bytes:
    return packed(sheet_xml(ONE_ROW + " " * 200_000_000)).getvalue()


def bomb() -> io.BytesIO:
    """Return 200 kB that unpack to 200 MB."""
    return io.BytesIO(_bomb())


def lying_bomb() -> io.BytesIO:
    """Return a bomb whose directory says that it is small."""
    data = bytearray(_bomb())
    size = (len(sheet_xml(ONE_ROW)) + 200_000_000).to_bytes(4, "little")
    at = data.rfind(size)
    data[at : at + 4] = (2_000_000).to_bytes(4, "little")
    return io.BytesIO(bytes(data))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ja"}">' for n in range(10))


def entity_bomb() -> io.BytesIO:
    """Return a workbook whose shared string would be ten thousand million letters."""
    strings = f'<!DOCTYPE sst [{LAUGHS}]><sst xmlns="{MAIN}"><si><t>&l9;</t></si></sst>'.encode()
    return packed(sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), strings=strings)


def external_entity(address: str) -> io.BytesIO:
    """Return a workbook that wants something fetched: a document type, an entity, a part."""
    entities = f'<!ENTITY x SYSTEM "{address}/b"><!ENTITY % y SYSTEM "{address}/c"> %y;'
    head = f'<!DOCTYPE worksheet SYSTEM "{address}/a.dtd" [{entities}]>'
    return packed(sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>', head))


def file_entity(path: Path) -> io.BytesIO:
    """Return a workbook that wants to read a file of the server."""
    head = f'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file://{path}">]>'
    return packed(sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>', head))


def far_cell() -> io.BytesIO:
    """Return two cells between which seventeen thousand million stand."""
    last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return packed(sheet_xml(ONE_ROW + last))


def lying_dimension() -> io.BytesIO:
    """Return one cell in a sheet that says it is full."""
    xml = sheet_xml(ONE_ROW).replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    return packed(xml)


def repeated_string() -> io.BytesIO:
    """Return a text of 32,767 letters that 180,000 cells share."""
    line = "".join(f'<row r="{n}">' + '<c t="s"><v>0</v></c>' * 200 + "</row>" for n in range(1, 900))
    return packed(sheet_xml(line), strings=f'<sst xmlns="{MAIN}"><si><t>{"ñ" * 32_767}</t></si></sst>'.encode())


def deep() -> io.BytesIO:
    """Return elements within elements."""
    return packed(sheet_xml("<row>" * 700_000))


def crowded() -> io.BytesIO:
    """Return an archive of forty thousand parts."""
    return packed(sheet_xml(ONE_ROW), more={f"x/{n}": b"" for n in range(40_000)})


def huge_text() -> io.BytesIO:
    """Return one cell of three million letters."""
    return packed(sheet_xml(f'<row><c t="inlineStr"><is><t>{"abcdefgh1234" * 250_000}</t></is></c></row>'))


def many_small_bombs() -> io.BytesIO:
    """Return thirty sheets of four million blanks each."""
    return packed(sheet_xml(ONE_ROW + " " * 4_000_000), sheets=30)


HOSTILE: dict[str, Callable[[], io.BytesIO]] = {
    "bomb": bomb,
    "bomb that lies of its size": lying_bomb,
    "small bombs": many_small_bombs,
    "entity bomb": entity_bomb,
    "file entity": lambda: file_entity(Path("/etc/passwd")),
    "far cell": far_cell,
    "shared text": repeated_string,
    "huge text": huge_text,
    "deep": deep,
    "40,000 parts": crowded,
    "3,000 sheets": lambda: packed(sheet_xml(ONE_ROW), sheets=3000),
    "cut off": lambda: io.BytesIO(bomb().getvalue()[:100_000]),
}
