"""Delimited text as the agencies publish it, read strictly: a cut or mangled file is refused, never half loaded."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from crm.indicators.parsers.shapes import BadFile

_MONTH_FORMS: Final = (
    "%b %Y",
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p",
    "%Y-%m",
)


#: A year outside these, or a figure of more digits, is a slip of the file and not a figure of trade.
YEARS: Final = range(1900, 2200)
MOST_DIGITS: Final = 18


def decode(data: bytes) -> str:
    """Return the text of a file, or raise BadFile for what is plainly not a data table."""
    if not data.strip():
        raise BadFile("The file is empty.")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise BadFile("The file is a web page or XML, not a data table: download the file itself and load that.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise BadFile("The file is not UTF-8 text: save it as CSV UTF-8 and load it again.")
    return text


def header_of(text: str) -> tuple[str, ...]:
    """Return the cells of the first line, trimmed; empty when it is no delimited line."""
    first = text.lstrip().split("\n", 1)[0]
    try:
        return tuple(cell.strip() for cell in next(csv.reader([first]), []))
    except csv.Error:
        return ()


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) below the header; BadFile where the table is cut short or ragged."""
    if not text.endswith("\n"):
        raise BadFile("The file is cut short: its last line has no end. Download it again.")
    reader = csv.reader(text.lstrip().split("\n"), strict=True)
    try:
        width = len(next(reader))
        for cells in reader:
            if not cells:
                continue
            if len(cells) != width:
                raise BadFile(f"Line {reader.line_num} has {len(cells)} columns where {width} are expected.")
            yield reader.line_num, cells
    except csv.Error as error:
        raise BadFile(f"Line {reader.line_num} is not a readable line of a table ({error}).") from error


def columns(header: Sequence[str], names: Sequence[str]) -> tuple[int, ...]:
    """Return the positions of the named columns."""
    return tuple(header.index(name) for name in names)


def number(cell: str, line: int) -> Decimal:
    """Return a finite number, or raise BadFile naming the line."""
    try:
        value = Decimal(cell.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value.adjusted() >= MOST_DIGITS:
        raise BadFile(f"Line {line} has {cell.strip()[:20]!r} where a number is expected.")
    return value


def whole(cell: str, line: int) -> int:
    """Return a whole number that is not negative, or raise BadFile naming the line."""
    value = number(cell, line)
    if value != value.to_integral_value() or value < 0:
        raise BadFile(f"Line {line} has {cell.strip()[:20]!r} where a count or whole amount is expected.")
    return int(value)


def day(cell: str, line: int) -> date:
    """Return an ISO day, or raise BadFile naming the line."""
    try:
        when = date.fromisoformat(cell.strip())
    except ValueError:
        when = date.min
    if when.year not in YEARS:
        raise BadFile(f"Line {line} has {cell.strip()[:20]!r} where a date such as 2026-07-01 is expected.")
    return when


def month(cell: str, line: int) -> date:
    """Return the first day of a month written in any of the forms BTS has used; BadFile naming the line."""
    for form in _MONTH_FORMS:
        try:
            when = datetime.strptime(cell.strip(), form).date().replace(day=1)
        except ValueError:
            continue
        if when.year in YEARS:
            return when
    raise BadFile(f"Line {line} has {cell.strip()[:20]!r} where a month such as 'Jan 2024' is expected.")
