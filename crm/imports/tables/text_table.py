"""Reads text whose cells are parted by a sign, row by row, with flat memory."""

import csv
import io
from collections.abc import Iterator
from functools import partial
from typing import IO, Final

from flask_babel import gettext as _

from crm.core.csvout import restore
from crm.core.money import number
from crm.imports.tables.delimiters import NO_SIGN, find_delimiters
from crm.imports.tables.encodings import find_encodings, text_of
from crm.imports.tables.error_file import is_error_heading
from crm.imports.tables.shapes import CELL, COLUMNS, ROWS, Look, Row, Settings, TableError

#: Characters of the beginning that are tried with each sign.
_SAMPLE: Final = 256 * 1024
#: Characters of a line; a longer one is no table.
_LINE: Final = 8 * CELL
#: Control characters that no text holds; a share of them above this is no text.
_CONTROLS: Final = dict.fromkeys({*range(1, 32)} - {9, 10, 12, 13, 26, 27})
_BINARY: Final = 0.005


def look_at_text(stream: IO[bytes]) -> Look:
    """Return the encodings, delimiters and line ends that a text file may have."""
    encodings, encoding_sure = find_encodings(stream)
    with text_of(stream, encodings[0].name) as text:
        sample = text.read(_SAMPLE).removeprefix("\ufeff")
        whole = not text.read(1)
    if not sample.strip("\0 \t\r\n"):
        raise TableError(_("The file holds no rows."))
    if len(sample) - len(sample.translate(_CONTROLS)) > _BINARY * len(sample):
        raise TableError(_("This is no table: save it as XLSX or as “CSV UTF-8”."))
    delimiters, delimiter_sure = find_delimiters(sample, whole=whole)
    both = sample.count("\r\n")
    ends = {"CRLF": both, "LF": sample.count("\n") - both, "CR": sample.count("\r") - both}
    most = max(ends, key=lambda name: ends[name])
    heading = next(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiters[0].sign or NO_SIGN))
    return Look(
        encodings, encoding_sure, delimiters, delimiter_sure, most if ends[most] else "",
        error_file=is_error_heading(heading),
    )  # fmt: skip


def read_text(stream: IO[bytes], settings: Settings) -> Iterator[Row]:
    """Yield the heading, then each row that holds something.

    A row of another length than the heading keeps its cells (filled up with '' where it is short) and has a problem.
    NUL characters, which mean nothing, are left out. Raises TableError where the file cannot be read on.
    """
    width = 0
    for at, cells, problem in _parsed(stream, settings):
        blank = not any(cells) or "".join(cells).isspace()
        if at < settings.heading or (blank and at > settings.heading):
            continue
        if len(cells) > COLUMNS:
            raise TableError(_("Row %(row)s has more than %(most)s columns.", row=number(at), most=COLUMNS))
        if settings.error_file and not problem:
            cells = [restore(cell) for cell in cells[:-2]]  # noqa: PLW2901 - what is read on is what stood there
        if at == settings.heading:
            if blank or problem:
                break
            width = len(cells)
        row = tuple(cells)
        yield Row(at, row, row) if len(row) == width and not problem else _ragged(at, row, width, problem)
    if not width:
        raise TableError(_("Row %(row)s is no heading: choose the row that names the columns.", row=settings.heading))


def _ragged(at: int, cells: tuple[str, ...], width: int, problem: str) -> Row:
    """Return a row of another length than the heading; empty cells beyond the last column are none."""
    if len(cells) > width and not any(cells[width:]):
        return Row(at, cells[:width], cells[:width])
    counts = _("This row has %(cells)s cells, the heading has %(heading)s.", cells=len(cells), heading=width)
    filled = cells + ("",) * (width - len(cells))
    return Row(at, filled, filled, problem or counts)


class _Lines:
    """The lines of a text, without NUL; `raw` are those since it was emptied."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.raw: list[str] = []
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        mark = "\ufeff"
        for line in iter(partial(self._text.readline, _LINE), ""):
            clean = line.replace("\0", "") if "\0" in line else line
            self.raw.append(clean)
            self.size += len(clean)
            if len(line) >= _LINE:
                raise TableError(_("A line of the file is too long for a table."))
            yield clean.removeprefix(mark)
            mark = "\0"


def _parsed(stream: IO[bytes], settings: Settings) -> Iterator[tuple[int, list[str], str]]:
    """Yield each row's number, cells and problem; where its quotes are wrong, its lines as they stand."""
    csv.field_size_limit(max(csv.field_size_limit(), CELL))
    at = 0
    with text_of(stream, settings.encoding) as text:
        lines = _Lines(text)
        rows = csv.reader(lines, delimiter=settings.delimiter or NO_SIGN, strict=True)
        while True:
            at, problem = at + 1, ""
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                _refuse_endless(at, str(error))
                cells, problem = ["".join(lines.raw).rstrip("\r\n")], _("The quotation marks of this row are wrong.")
            if lines.size > CELL and max(map(len, cells), default=0) > CELL:
                _refuse_endless(at, "limit")
            if at > ROWS:
                raise TableError(_("The file has more than %(most)s rows: divide it.", most=number(ROWS)))
            lines.raw.clear()
            lines.size = 0
            yield at, cells, problem


def _refuse_endless(at: int, error: str) -> None:
    """Refuse a file whose quotation mark is never closed, and a cell beyond the limit; both swallow other rows."""
    if "unexpected end" in error:
        raise TableError(_("The quotation mark that opens in row %(row)s is never closed.", row=number(at)))
    if "limit" in error:
        raise TableError(
            _("A cell of row %(row)s is longer than %(most)s characters: perhaps a quotation mark is not closed there.",
              row=number(at), most=number(CELL))
        )  # fmt: skip
