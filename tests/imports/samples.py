"""Tables as people send them."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from crm.imports.tables.reading import look_at, read_rows
from crm.imports.tables.shapes import Settings

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def written(rows: Iterable[Sequence[str]], sign: str = ",", end: str = "\r\n") -> str:
    """Return rows as text, quoted where it must be."""
    special = set(f'{sign}"\r\n')
    quoted = ([f'"{c.replace(chr(34), chr(34) * 2)}"' if set(c) & special else c for c in row] for row in rows)
    return "".join((sign or ",").join(row) + end for row in quoted)


def cells(stream: io.BytesIO, settings: Settings | None = None) -> list[list[str]]:
    """Return all cells of a file, as looked at or with other settings."""
    return [list(row.cells) for row in read_rows(stream, settings or look_at(stream).settings)]


def book(fill: Callable[[Any], None], *, from_1904: bool = False) -> io.BytesIO:
    """Return a workbook whose one sheet `fill` has filled."""
    workbook = openpyxl.Workbook()
    if from_1904:
        workbook.epoch = CALENDAR_MAC_1904
    fill(workbook.active)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream


def packed(sheet: bytes, *, strings: bytes = b"", more: dict[str, bytes] | None = None, sheets: int = 1) -> io.BytesIO:
    """Return a workbook of raw parts: the first sheet's XML, shared strings, and whatever else."""
    named = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    if strings:
        links += f'<Relationship Id="rs" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        **{f"xl/worksheets/sheet{number}.xml": sheet for number in range(1, sheets + 1)},
        **({"xl/sharedStrings.xml": strings} if strings else {}),
        **(more or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream


def sheet_xml(rows: str, head: str = "") -> bytes:
    """Return the XML of a sheet with these rows."""
    return f'<?xml version="1.0"?>{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()


ONE_ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>Nombre</t></is></c></row>'
