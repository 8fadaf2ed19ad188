"""Census country balance workbook (country.xlsx): USD millions, all partners; we keep Mexico."""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook

from crm.indicators.parsers.cells import Cell, read_cell
from crm.indicators.parsers.series import goods_series
from crm.indicators.parsers.shapes import BadFile, Flow, Observation, ParsedFile, UnknownFile
from crm.indicators.parsers.text_table import YEARS

MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
PREFIXES: Final[dict[Flow, str]] = {"imports": "I", "exports": "E"}
HEADER: Final = ("year", "CTY_CODE", "CTYNAME", *(f"{p}{m}" for p in PREFIXES.values() for m in (*MONTHS, "YR")))
MEXICO: Final = "2010"
WORLD: Final = "0015"

#: Ours. The workbook of March 2023 opens to 8 MB from 1.7 MB; a zip bomb opens to a thousand times its size.
LARGEST_OPEN: Final = 120_000_000
LARGEST_RATIO: Final = 60
_MOST: Final = 1e12  # USD millions
_STEP: Final = Decimal("0.000001")
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")

Month = tuple[int, int]
Figures = dict[Month, dict[Flow, Cell]]


def read_workbook(data: bytes, unknown: str) -> ParsedFile:
    """Return both flows with Mexico; UnknownFile(unknown) when the workbook is another one."""
    check_archive(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python()
    except (CalamineError, OSError, IndexError) as error:
        raise BadFile("The workbook cannot be opened: it is damaged or is not an Excel workbook.") from error
    header = [str(cell).strip() for cell in rows[0]] if rows else []
    if sorted(header) != sorted(HEADER):
        raise UnknownFile(unknown)
    return _parsed(header, rows[1:])


def check_archive(data: bytes) -> None:
    """Raise BadFile for an archive that is broken, lies about its size, or opens to far more than it holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            opened = sum(info.file_size for info in archive.infolist())
            if opened > LARGEST_OPEN or opened > LARGEST_RATIO * len(data):
                raise BadFile(f"The workbook would open to {opened // 1_000_000:,} MB, more than we read.")
            broken = archive.testzip()  # reads each part up to the size it states and checks its sum
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise BadFile("The workbook is damaged or cut short: download it again.") from error
    if broken is not None:
        raise BadFile("The workbook is damaged or cut short: download it again.")


def _parsed(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> ParsedFile:
    by_code: dict[str, Figures] = {MEXICO: {}, WORLD: {}}
    kept = 0
    for line, row in enumerate(rows, start=2):
        cells = dict(zip(header, row, strict=True))
        code = str(cells["CTY_CODE"]).strip()
        if code in by_code:
            _add(by_code[code], cells, line)
        kept += code == MEXICO
    if not kept:
        raise BadFile(f"The workbook has no row of Mexico (country code {MEXICO}).")
    judge = by_code[WORLD] or by_code[MEXICO]
    last = max((when for when, flows in judge.items() if any(map(_is_out, flows.values()))), default=(0, 0))
    specs = {flow: goods_series(flow) for flow in PREFIXES}
    found = tuple(
        _observation(specs[f].key, when, by_code[MEXICO][when][f], last)
        for f in PREFIXES
        for when in sorted(by_code[MEXICO])
    )
    notes = [f"{kept} rows of Mexico are kept of {len(rows):,} rows of all partners."]
    if waiting := sum(when > last for when in by_code[MEXICO]):
        by = "the world total" if by_code[WORLD] else "the zeros of both flows at the end"
        notes.append(f"{waiting} months after {last[0]}-{last[1]:02} are not published yet, judged by {by}.")
    return ParsedFile(
        "census-country-workbook",
        "Census country workbook",
        "country-workbook",
        tuple(specs.values()),
        found,
        len(rows),
        kept,
        tuple(notes),
    )


def _observation(key: str, when: Month, cell: Cell, last: Month) -> Observation:
    period = date(when[0], when[1], 1)
    return Observation(key, period, *cell) if when <= last else Observation(key, period, None, "not_published")


def _add(figures: Figures, cells: dict[str, Any], line: int) -> None:
    try:
        year = int(cells["year"])
    except ValueError:
        year = 0
    if year not in YEARS:
        raise BadFile(f"Row {line} has no year in its first column.")
    for number, name in enumerate(MONTHS, start=1):
        if (year, number) in figures:
            raise BadFile(f"Row {line} gives {year} a second time for the same partner.")
        figures[year, number] = {flow: _amount(cells[prefix + name], line) for flow, prefix in PREFIXES.items()}


def _is_out(cell: Cell) -> bool:
    """Tell whether a month has come out: those to come are 0 or empty."""
    return bool(cell[0]) or cell[1] == "suppressed"


def _amount(cell: object, line: int) -> Cell:
    """Return USD millions, or why there are none."""
    if isinstance(cell, str):
        return read_cell(cell, line, _text_money)
    return _money(cell, line), "published"


def _text_money(text: str, line: int) -> Decimal:
    """Return the number in front of a mark; text that is none is refused like any other."""
    return _money(float(text) if _NUMBER.fullmatch(text) else text, line)


def _money(cell: object, line: int) -> Decimal:
    """Return USD millions to the dollar: the floats in the sheet carry noise beyond that."""
    if not isinstance(cell, int | float) or isinstance(cell, bool) or not abs(cell) < _MOST:
        raise BadFile(f"Row {line} has {str(cell)[:20]!r} where USD millions are expected.")
    return Decimal(repr(cell)).quantize(_STEP)
