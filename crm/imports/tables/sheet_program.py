"""A program of its own: reads a hostile workbook within hard limits. Of Puente it imports its own parts only.

    python -I -B sheet_program.py look          < workbook > a line a sheet: [name, rows, columns, hidden, heading]
    python -I -B sheet_program.py rows NUMBER   < workbook > one line a row: [number, [cell …]]

A cell is null, text, true, false, a whole number, or [kind, text]: d date, m moment, t time of day, n number, l one
with more digits than a workbook keeps, e what a workbook shows as an error, f a formula without a value, x a text
whose rest is not on the sheet that it names. The exit
status says what was wrong (`sheet_parts`). Where a limit can't be set it reads nothing.
"""

import codecs
import gc
import json
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

sys.path.insert(0, str(Path(__file__).parents[3]))  # -I leaves it out

from crm.imports.tables.sheet_parts import DAMAGED, LARGE, MISSING, WIDE, Book, Part, Stop, unescaped, words
from crm.imports.tables.sheet_texts import Cell, rest_of, whole
from crm.lists.long_texts import SHEETS

MEMORY = 1024 * 1024 * 1024
SECONDS = {"look": 10, "rows": 240}
ANSWER = 512 * 1024 * 1024
COLUMNS, LINES = 500, 1 << 20
#: Characters of an answered row; all rows may be so many times as large as the workbook's parts: cells share texts.
LINE, TIMES = 8_000_000, 8
#: Rows of the beginning from which `look` takes the number of columns.
LOOKED = 200
DIGITS, MICRO = 15, Decimal("0.000001")
MOST = Decimal(10) ** DIGITS
#: In workbooks that count from 1900 the day that was none: 1900 is no leap year.
PHANTOM = 60
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def limit(how: str) -> None:
    """Bound memory, time and what is written; no file, socket or process can be opened any more."""
    codecs.lookup("cp437")  # zipfile's, for names
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS[how]), (resource.RLIMIT_FSIZE, ANSWER),
        (resource.RLIMIT_NOFILE, 3), (resource.RLIMIT_NPROC, 0), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))


def rows_of(book: Book, part: Part) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows of a sheet that hold something, with their numbers; what it says of its own size is not read."""
    number = 0
    for _name, element in part:
        number = int(element.get("r", number + 1))
        if not 0 < number <= LINES:
            raise Stop(DAMAGED)
        cells = cells_of(book, element)
        element.clear()
        if cells:
            yield number, cells


def cells_of(book: Book, row: Element) -> list[Cell]:
    """Return the cells of a row up to the last that holds something."""
    cells: list[Cell] = []
    place = -1
    single = row.tag[:-3] + "v"
    for element in row:
        where = element.get("r")
        place = column(where.rstrip("0123456789")) if where else place + 1
        if len(element) == 1 and element[0].tag == single:
            value = value_of(book, element, element[0].text or "")
        else:
            value = cell_of(book, element)
        if value is None:
            continue
        if place >= COLUMNS:
            raise Stop(WIDE)
        if place > len(cells):
            cells += [None] * (place - len(cells))
        cells[place:] = [value]
    return cells


@lru_cache(maxsize=1 << 14)
def column(letters: str) -> int:
    """Return the place of a column from 0: 'A' is 0, 'AB' is 27."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    if not 0 < place <= 1 << 14:
        raise Stop(DAMAGED)
    return place - 1


def cell_of(book: Book, element: Element) -> Cell:
    """Return what a cell holds that is more than a value, None for nothing."""
    text, formula = "", False
    for child in element:
        if child.tag.endswith("}v"):
            text = child.text or ""
        elif child.tag.endswith("}is"):
            text = words(child)
        elif child.tag.endswith("}f"):
            formula = True
    if formula and not text and element.get("t", "n") == "n":
        return ["f", ""]
    return value_of(book, element, text)


def value_of(book: Book, element: Element, text: str) -> Cell:
    """Return what a cell's value means by its type and style."""
    kind = element.get("t", "n")
    if not text:
        return None
    if kind == "s":
        return book.strings[int(text)] or None
    if kind == "n":
        style = element.get("s")
        return number(text, book.kinds[int(style)] if style and book.kinds else "", book.from_1904)
    if kind == "b":
        return text == "1"
    if kind in "ed":
        return [kind if kind == "e" or "T" not in text else "m", text]
    return unescaped(text) if kind == "str" else text


@lru_cache(maxsize=1 << 15)
def number(text: str, kind: str, from_1904: bool) -> Cell:  # noqa: FBT001 - a cache takes places faster than names
    """Return a number as its style shows it: date, moment, time, hours, with leading zeros, or as it is."""
    if not kind and len(text) <= DIGITS and text.isdecimal():
        return int(text)
    exact = Decimal(text)
    if kind[:1] == "z" and exact >= 0 and exact == exact.to_integral():
        return f"{exact:f}".split(".", 1)[0].zfill(int(kind[1:]))
    if kind == "h":
        seconds = round(exact * 86400)
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if kind and kind[0] != "z":
        return moment(exact, kind, from_1904=from_1904)
    if abs(exact) >= MOST:
        return ["l", text]
    plain = f"{exact.quantize(MICRO):f}".rstrip("0").rstrip(".")
    return ["n", "0" if plain == "-0" else plain]


def moment(serial: Decimal, kind: str, *, from_1904: bool) -> Cell:
    """Return the day and time of a serial number, to the second; what no calendar has is shown as an error."""
    if serial < 0 or serial >= MOST:
        return ["e", f"{serial:f}"[:40]]
    days = int(serial)
    seconds = round((serial - days) * 86400)
    days, seconds = days + seconds // 86400, seconds % 86400
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if kind == "t" and days == 0:
        return ["t", clock]
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 31) if days < PHANTOM else date(1899, 12, 30)
    try:
        day = first + timedelta(days=days)
    except OverflowError:
        day = None
    if day is None or (not from_1904 and days in {0, PHANTOM}):
        return ["e", f"{serial:f}"]
    return ["m", f"{day}T{clock}"] if seconds or kind != "d" else ["d", str(day)]


class Count:
    """Counts the rows of a sheet by the ends of their elements."""

    def __init__(self) -> None:
        self.rows = 0
        self._tail = b""

    def __call__(self, chunk: bytes) -> None:
        both = self._tail + chunk
        self.rows += both.count(b"</row>") + both.count(b":row>")
        self._tail = b"" if both.endswith(b"row>") else chunk[-5:]


def look(archive: zipfile.ZipFile, book: Book, out: IO[bytes]) -> None:
    """Write a line a sheet; a title above the heading fills less than half of what the fullest row does."""
    for name, target, hidden in book.sheets:
        count = Count()
        part = Part(archive, target, "row", seen=count)
        seen = []
        for number, cells in rows_of(book, part):
            seen.append((number, len(cells), sum(cell is not None for cell in cells)))
            part.parsing = part.parsing and len(seen) < LOOKED
        columns = max((width for _number, width, _filled in seen), default=0)
        fullest = max((filled for _number, _width, filled in seen), default=0)
        heading = next((number for number, _width, filled in seen if 2 * filled >= fullest), 1)
        out.write(ENCODE([name, count.rows, columns, hidden or name in SHEETS, heading]).encode() + b"\n")


def write_rows(archive: zipfile.ZipFile, book: Book, wanted: int, out: IO[bytes]) -> None:
    """Write a line a row of one sheet."""
    if wanted >= len(book.sheets):
        raise Stop(MISSING)
    left = LINE + TIMES * sum(part.file_size for part in archive.infolist())
    found = next((target for name, target, _hidden in book.sheets if name in SHEETS), None)
    rest = rest_of(rows_of(book, Part(archive, found, "row"))) if found else {}
    for number, cells in rows_of(book, Part(archive, book.sheets[wanted][1], "row")):
        line = ENCODE((number, [whole(cell, rest) for cell in cells]))
        left -= len(line)
        if len(line) > LINE or left < 0:
            raise Stop(LARGE)
        out.write(line.encode() + b"\n")


def main(how: str, wanted: int) -> None:
    """Answer on the standard output."""
    archive = zipfile.ZipFile(sys.stdin.buffer)
    book = Book(archive)
    if how == "look":
        look(archive, book, sys.stdout.buffer)
    else:
        write_rows(archive, book, wanted, sys.stdout.buffer)
    sys.stdout.buffer.flush()


#: What a damaged archive or part makes the libraries raise.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, ParseError, InvalidOperation, ValueError, KeyError, IndexError,
    NotImplementedError, RuntimeError, StopIteration, EOFError,
)  # fmt: skip

if __name__ == "__main__":
    limit(sys.argv[1])
    gc.disable()  # an element has no way back to what holds it: looking for rings takes most of the time
    try:
        main(sys.argv[1], int(sys.argv[2]) if sys.argv[2:] else 0)
    except Stop as stop:
        sys.exit(stop.args[0])
    except (MemoryError, OSError):
        sys.exit(LARGE)
    except DAMAGE:
        sys.exit(DAMAGED)
