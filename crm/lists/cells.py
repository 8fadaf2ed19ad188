"""What fits a cell of a workbook: text by Excel's own measure, numbers to the last digit, days that it can tell."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

#: Of a cell, in units of UTF-16: Excel opens no more. A sign beyond the first 65,536 (an emoji) takes two.
CELL_LENGTH: Final = 32_767
#: A sheet's numbers are floats: a longer one is kept exactly as text.
EXACT_DIGITS: Final = 15
#: The first day that a sheet can tell from a number.
FIRST_DAY: Final = date(1900, 3, 1)
_HIGH: Final = range(0xD8, 0xDC)


def is_exact(value: Decimal | int) -> bool:
    """Tell whether a sheet holds a number to the last digit."""
    number = Decimal(value)
    return number.is_finite() and len(number.as_tuple().digits) <= EXACT_DIGITS


def length(text: str) -> int:
    """Return the length of a text as Excel counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits(text: str) -> bool:
    """Tell whether a cell holds a text."""
    return len(text) <= CELL_LENGTH // 2 or length(text) <= CELL_LENGTH


def pieces(text: str, room: int = CELL_LENGTH) -> Iterator[str]:
    """Yield a text in parts of at most so many units; none ends within a sign. Joined they are the text."""
    units = text.encode("utf-16-le", "surrogatepass")
    start = 0
    while start < len(units):
        end = min(start + 2 * room, len(units))
        if end < len(units) and units[end - 1] in _HIGH:
            end -= 2
        yield units[start:end].decode("utf-16-le", "surrogatepass")
        start = end
