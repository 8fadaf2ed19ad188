"""Reads XLSX: its directory is judged here, its parts are read by a program of its own (`sheet_program.py`)."""

import json
import shutil
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.imports.tables.shapes import COLUMNS, Look, Row, Settings, Sheet, TableError, Value
from crm.imports.tables.sheet_parts import DAMAGED, LARGE, MISSING, REFUSED, WIDE

PROGRAM: Final = Path(__file__).with_name("sheet_program.py")
#: Seconds on the wall; processor time and memory are limited by the program itself.
SECONDS: Final = {"look": 20, "rows": 480}
#: Bytes of the directory, of all parts unpacked, and that above which packing so tight is an attack.
_DIRECTORY, _UNPACKED, _SMALL = 1 << 20, 512 * 1024 * 1024, 4 * 1024 * 1024
_RATIO: Final = 100
_SHEETS: Final = 255
_ENCRYPTED: Final = 1
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

_DAMAGED: Final = _l("The workbook is damaged: open it in Excel and save it again, or save the sheet as “CSV UTF-8”.")
_TOO_LARGE: Final = _l("The workbook is too large to be read safely: save the sheet as “CSV UTF-8”.")
_REFUSED: Final = _l("The workbook is built like an attack and is not opened: save the sheet as “CSV UTF-8”.")
_WIDE: Final = _l("The sheet has more than %(most)s columns: delete those that are not needed.", most=COLUMNS)
_NO_WORKBOOK: Final = _l("This is no Excel workbook: save the table as XLSX or as “CSV UTF-8”.")
_WHY: Final[dict[int, Any]] = {
    DAMAGED: _DAMAGED, REFUSED: _REFUSED, LARGE: _TOO_LARGE, WIDE: _WIDE,
    MISSING: _l("Choose a sheet of the workbook."),
}  # fmt: skip
#: Two at once: more would take the processors from those who work.
_turn = threading.BoundedSemaphore(2)


def check_archive(stream: IO[bytes]) -> None:
    """Judge a workbook by its ZIP directory, whose size is judged first. Raises TableError; unpacks nothing."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 65_557 - 20))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        raise TableError(str(_DAMAGED))
    (length,) = struct.unpack_from("<I", tail, at + 12)
    if length > _DIRECTORY or tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise TableError(str(_REFUSED))
    try:
        parts = zipfile.ZipFile(stream).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        raise TableError(str(_DAMAGED)) from None
    names = [part.filename.lower() for part in parts]
    if not any(name.endswith("workbook.xml") for name in names):
        raise TableError(str(_NO_WORKBOOK))
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise TableError(_("The workbook is protected by a password: save it without one."))
    sizes = [(part.file_size, part.compress_size) for part in parts]
    whole = (sum(unpacked for unpacked, _packed in sizes), sum(packed for _unpacked, packed in sizes))
    if (
        any(unpacked > max(_SMALL, _RATIO * packed) for unpacked, packed in [*sizes, whole])
        or len(set(names)) < len(names)
        or any(part.compress_type not in _METHODS for part in parts)
    ):
        raise TableError(str(_REFUSED))
    if whole[0] > _UNPACKED:
        raise TableError(str(_TOO_LARGE))
    if sum("worksheets/" in name and name.endswith(".xml") for name in names) > _SHEETS:
        raise TableError(
            _("The workbook has more than %(most)s sheets: save those to be imported apart.", most=_SHEETS)
        )


def look_at_workbook(stream: IO[bytes]) -> Look:
    """Return the sheets of a workbook, in its order."""
    check_archive(stream)
    with _answer(stream, "look") as lines:
        sheets = [Sheet(*json.loads(line)) for line in lines]
    if not any(sheet.rows for sheet in sheets):
        raise TableError(_("The file holds no rows."))
    return Look(sheets=sheets)


def read_workbook(stream: IO[bytes], settings: Settings) -> Iterator[Row]:
    """Yield the heading, then each row that holds something, filled up to the heading's columns.

    A row may be longer than the heading: in a workbook no cell shifts, it only stands under no name.
    """
    check_archive(stream)
    width = 0
    with _answer(stream, "rows", str(settings.sheet)) as lines:
        for line in lines:
            at, raw = json.loads(line)
            if at < settings.heading:
                continue
            if not width and at > settings.heading:
                break
            width = width or len(raw)
            raw += [None] * (width - len(raw))
            yield _row(at, raw)
    if not width:
        raise TableError(_("Row %(row)s is no heading: choose the row that names the columns.", row=settings.heading))


def _row(at: int, raw: list[Any]) -> Row:
    """Return a row of what the program wrote."""
    cells, values, problems = [], [], []
    for place, cell in enumerate(raw):
        if isinstance(cell, list) and cell[0] in _PROBLEMS:
            problems.append(str(_PROBLEMS[cell[0]]) % {"column": _letters(place), "shown": cell[1]})
        text, value = _cell(cell)
        cells.append(text)
        values.append(value)
    return Row(at, tuple(cells), tuple(values), " ".join(problems))


_PROBLEMS: Final[dict[str, Any]] = {
    "e": _l("Column %(column)s shows an error or no date (%(shown)s)."),
    "x": _l(
        "The text in column %(column)s continues on another sheet of the export, where it is missing: export the list"
        " again, or as CSV."
    ),
    "f": _l("Column %(column)s holds a formula without a value: open the workbook in Excel and save it."),
    "l": _l("The number in column %(column)s has more than 15 digits and has lost some: write it as text."),
}


def _cell(cell: Any) -> tuple[str, Value]:
    """Return a cell as text and as kept."""
    if isinstance(cell, list):
        kind, text = cell
        try:
            return text.replace("T", " ") if kind == "m" else text, _KEPT.get(kind, str)(text)
        except ValueError:
            return text, text
    if isinstance(cell, bool):
        return ("true" if cell else "false"), cell
    if isinstance(cell, int):
        return str(cell), Decimal(cell)
    return cell or "", cell or ""


_KEPT: Final[dict[str, Callable[[str], Value]]] = {
    "n": Decimal, "d": date.fromisoformat, "m": datetime.fromisoformat,
}  # fmt: skip


def _letters(place: int) -> str:
    """Return the name of a column: 0 is 'A', 27 is 'AB'."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


@contextmanager
def _answer(stream: IO[bytes], *words: str) -> Iterator[IO[bytes]]:
    """Give what the program wrote about a workbook. Raises TableError where it did not end well."""
    with TemporaryFile() as source, TemporaryFile() as answer:
        stream.seek(0)
        shutil.copyfileobj(stream, source)
        source.seek(0)
        with _turn:
            try:
                done = subprocess.run(  # noqa: S603 - our own program, by its path, with no word of the user's
                    [sys.executable, "-I", "-B", str(PROGRAM), *words],
                    stdin=source, stdout=answer, stderr=subprocess.DEVNULL, env={}, timeout=SECONDS[words[0]],
                    check=False,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                raise TableError(str(_TOO_LARGE)) from None
        if done.returncode:
            raise TableError(str(_WHY.get(done.returncode, _TOO_LARGE)))
        answer.seek(0)
        yield answer
