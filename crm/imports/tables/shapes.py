"""What passes between the parts: a look at a file, how it is to be read, rows, limits and refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple

#: Characters of a cell, columns and rows of a table.
CELL: Final = 1_000_000
COLUMNS: Final = 500
ROWS: Final = 2_000_000

#: A cell as a workbook keeps it; of a text file every cell is text.
Value = str | bool | Decimal | date | datetime


class TableError(ValueError):
    """A file that cannot be read; its text is one sentence that says what to do."""


class Row(NamedTuple):
    """A row: its number as a spreadsheet shows it (from 1), its cells as text and as kept.

    `problem` is one sentence where a cell may stand in the wrong column or has no value; '' where all is well.
    """

    number: int
    cells: tuple[str, ...]
    values: tuple[Value, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a file is read: what `look_at` found, or what a person chose. All of it goes into JSON.

    `encoding` is a key of ENCODINGS ('' of a workbook), `delimiter` one sign ('' for one column), `sheet` counts
    from 0, `heading` is the number of the heading's row. `error_file`: one of ours, with two columns more at the end.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: int = 0
    heading: int = 1
    error_file: bool = False


@dataclass(frozen=True, slots=True)
class EncodingChoice:
    """An encoding in which a file can be read, with lines that look different in another."""

    name: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DelimiterChoice:
    """A sign that may part the cells ('' for one column): cells in the heading, share of rows with as many (0 to 1)."""

    sign: str
    columns: int
    share: float
    #: The first row that has as many cells as most.
    heading: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: rows that hold cells, columns of its beginning, the row that seems to be the heading."""

    name: str
    rows: int
    columns: int
    hidden: bool
    heading: int = 1


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is. Choices stand best first; where it is not `sure` a person has to choose."""

    encodings: Sequence[EncodingChoice] = ()
    encoding_sure: bool = True
    delimiters: Sequence[DelimiterChoice] = ()
    delimiter_sure: bool = True
    #: 'CRLF', 'LF' or 'CR'; '' of a workbook and of a single line.
    line_end: str = ""
    sheets: Sequence[Sheet] = ()
    error_file: bool = False

    @property
    def sure(self) -> bool:
        """Tell whether nothing has to be asked; of several visible sheets a person chooses one, and a heading below."""
        seen = [sheet for sheet in self.sheets if not sheet.hidden]
        plain = len(seen) <= 1 and all(sheet.heading == 1 for sheet in seen)
        return self.encoding_sure and self.delimiter_sure and plain

    @property
    def settings(self) -> Settings:
        """Return the best choice of each."""
        if not self.encodings:
            seen = [number for number, sheet in enumerate(self.sheets) if sheet.rows and not sheet.hidden]
            best_sheet = seen[0] if seen else 0
            return Settings(sheet=best_sheet, heading=self.sheets[best_sheet].heading)
        best = self.delimiters[0]
        return Settings(self.encodings[0].name, best.sign, heading=best.heading, error_file=self.error_file)
