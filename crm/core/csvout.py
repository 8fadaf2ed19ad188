"""CSV that a spreadsheet cannot run: escaping, its exact inverse, a streaming writer and our own reader.

A cell that Excel or LibreOffice could take for a formula gets one leading apostrophe; everything else is written as it
is, above all phones (``+52 664 123 4567``) and negative numbers (``-12.5``), which careless escaping spoils. A reader
with another separator than ours (Excel follows the computer's settings) would cut a cell at ``;``, tab or line end, so
the text after those gets the same apostrophe. ``restore(formula_safe(text)) == text`` holds for every text.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice

BOM = "\ufeff"
_CELL_LIMIT = 16 * 1024 * 1024
_LINES_PER_CHUNK = 500

# The small and full-width forms count too: East Asian input methods make them and Excel evaluates them.
_SIGNS = "=+@\\-＝＋－＠﹦﹢﹣﹫"
# What a spreadsheet skips before it looks for a sign: blanks, controls, marks without width, opening quotes.
_SKIPPED = (
    ' \\x00-\\x08\\x0b\\x0c\\x0e-\\x20\\x7f-\\xa0\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff"'
)
_CUTS = ";\\t\\r\\n"

_NUMBER = r"[+-](?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?%?"
# A blank between the first two groups makes a phone no arithmetic; +1-602-555-0143 is a subtraction to Excel.
_PHONE = r"\+[0-9]{1,3} (?:\([0-9]{1,4}\)|[0-9]{1,5})(?:[ -][0-9]{2,5}){1,4}"
_PLAIN = f"(?:{_NUMBER}|{_PHONE})"

_LIVE = re.compile(f"[\\t\\r\\n]|[{_SKIPPED}{_CUTS}]*[{_SIGNS}]")
_PLAIN_CELL = re.compile(_PLAIN)
_LIVE_PART = f"'*[{_SKIPPED}]*(?!{_PLAIN} *(?:[{_CUTS}]|\\Z))[{_SIGNS}]"
_PART = re.compile(f"(?<=[{_CUTS}])(?={_LIVE_PART})")
_ESCAPED_PART = re.compile(f"(?<=[{_CUTS}])'(?={_LIVE_PART})")

# Nearly every cell begins with a letter or digit and so does each part of it: nothing in it is to be escaped. The exact
# rules above are asked for the rest alone.
_HARMLESS_PART = f"[^{_SKIPPED}{_CUTS}{_SIGNS}'][^{_CUTS}]*"
_HARMLESS = re.compile(f"{_HARMLESS_PART}(?:[{_CUTS}]{_HARMLESS_PART})*")


def formula_safe(cell: str) -> str:
    """The cell as it may stand in a CSV file; see `restore` for the way back."""
    if not cell or _HARMLESS.fullmatch(cell):
        return cell
    cell = _PART.sub("'", cell)
    return f"'{cell}" if _could_run(cell) else cell


def restore(cell: str) -> str:
    """Undo `formula_safe`; text that it would not have escaped is returned as it is."""
    if cell.startswith("'") and _could_run(cell):
        cell = cell[1:]
    return _ESCAPED_PART.sub("", cell)


def _could_run(cell: str) -> bool:
    """Apostrophes in front do not count: else a text that has one of its own could not be told from an escaped one."""
    core = cell.lstrip("'")
    return _LIVE.match(core) is not None and _PLAIN_CELL.fullmatch(core) is None


def cell_text(value: object) -> str:
    """Plain text of a value: ISO dates, decimals without exponent, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Chunks of an RFC 4180 file (CRLF) that opens with a byte order mark, for Excel; memory stays flat.

    The heading comes at once, before the first row is asked for. Raises ValueError on a row of another length.
    """
    yield BOM + _lines([columns])
    pending = iter(rows)
    while batch := list(islice(pending, _LINES_PER_CHUNK)):
        for row in batch:
            if len(row) != len(columns):
                raise ValueError(f"a row of {len(row)} cells under {len(columns)} columns")
        yield _lines(batch)


def _lines(rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(_safe(row) for row in rows)
    return out.getvalue()


def _safe(row: Sequence[object]) -> list[str]:
    texts = [cell if type(cell) is str else cell_text(cell) for cell in row]
    # One look at the whole row, an empty cell being harmless and a line end being a cut.
    if _HARMLESS.fullmatch("\n".join(filter(None, texts))):
        return texts
    return [formula_safe(text) for text in texts]


def read_csv(lines: Iterable[str]) -> Iterator[list[str]]:
    """Rows of a file that `write_csv` made, heading first, as they were before escaping.

    `lines` is a text file opened with ``newline=""``, or any iterable of its lines with their ends.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _CELL_LIMIT))  # a long note is longer than the module's 128 kB
    source = iter(lines)
    first = next(source, "")
    for row in csv.reader(chain([first.removeprefix(BOM)], source)):
        yield [restore(cell) for cell in row]
