"""What a cell of a publisher's table says when it is no plain number: no figure, suppressed, or a figure with a mark.

The Census Bureau writes (D) or (S) for what it withholds, (NA) and (X) for what it has not, a dash for zero or less
than half a unit (which of the two nobody can tell, so it is no zero); Banxico N/E, FRED a dot or nothing, H.10 ND. A
printed 0 is a figure. P and R behind a number mark it as preliminary or revised.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from crm.indicators.parsers.shapes import Status

NO_FIGURE: Final[dict[str, Status]] = {
    **dict.fromkeys(("", ".", "-", "(-)", "N/E", "ND", "NA", "(NA)", "N/A", "X", "(X)"), "missing"),
    **dict.fromkeys(("S", "(S)", "D", "(D)"), "suppressed"),
}
_MARKED: Final = re.compile(r"(.*\d)\s*\(?([PpRr])\)?")

Cell = tuple[Decimal | None, Status]
#: Reads a number, or raises BadFile naming the line.
Read = Callable[[str, int], Decimal | int]


def read_cell(cell: str, line: int, read: Read) -> Cell:
    """Return (value, status) of a cell; the value is None where there is no figure. BadFile by `read`."""
    text = cell.strip()
    if status := NO_FIGURE.get(text.upper()):
        return None, status
    if marked := _MARKED.fullmatch(text):
        return Decimal(read(marked[1], line)), "provisional" if marked[2] in "Pp" else "published"
    return Decimal(read(text, line)), "published"


def one_of(cells: Iterable[Cell]) -> Cell:
    """Return what all rows of one place say, or a conflict: of two values we cannot tell which is right."""
    found = set(cells)
    return found.pop() if len(found) == 1 else (None, "conflict")


def summed(cells: Iterable[Cell]) -> Cell:
    """Return the sum of the parts of one place; with a part missing there is none, and it says why."""
    total, status = Decimal(0), "published"
    without: set[Status] = set()
    for value, said in cells:
        if value is None:
            without.add(said)
        else:
            total += value
            status = said if said == "provisional" else status
    if without:
        return None, "suppressed" if "suppressed" in without else without.pop()
    return total, "provisional" if status == "provisional" else "published"
