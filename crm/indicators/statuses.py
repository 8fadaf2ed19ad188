"""What stands in a place of a series, as `Observation.status` keeps it, and when a figure is provisional.

Whether a figure was revised is no status of a row: both rows stay, and their values differ.
"""

from datetime import date
from typing import Final

from crm.indicators.parsers.shapes import Status

PUBLISHED: Final = "published"
PROVISIONAL: Final = "provisional"
MISSING: Final = "missing"
SUPPRESSED: Final = "suppressed"
CONFLICT: Final = "conflict"
#: Places without a figure; none of them is a zero.
VALUELESS: Final = frozenset({MISSING, SUPPRESSED, CONFLICT})

#: The Census Bureau revises the months of a year each June of the year after; by the end of that month it is out.
_FIRST_FINAL_MONTH: Final = 7


def standing(basis: str, period: date, vintage: date, said: Status) -> Status:
    """Return the status of a figure of a publication: provisional where its publisher says so, or will still revise it.

    On Census basis every figure published before July of the year after its own is provisional.
    """
    if said == PUBLISHED and basis == "census" and vintage < date(period.year + 1, _FIRST_FINAL_MONTH, 1):
        return PROVISIONAL
    return said
