"""What stands in a place of a series, as `Observation.status` keeps it, and when a figure is provisional.

Whether a figure was revised is no status of a row: both rows stay, and their values differ.
"""

from datetime import date
from typing import Final

PUBLISHED: Final = "published"
PROVISIONAL: Final = "provisional"
MISSING: Final = "missing"
SUPPRESSED: Final = "suppressed"
CONFLICT: Final = "conflict"
#: Places without a figure; none of them is a zero.
VALUELESS: Final = frozenset({MISSING, SUPPRESSED, CONFLICT})

#: The basis whose months are revised once a year: by the Census Bureau, each June of the year after.
REVISED_YEARLY: Final = "census"
#: By then it is out.
_MONTH: Final = 7


def first_provisional_year(vintage: date) -> int:
    """Return the first year whose months are still to be revised in a publication of that day or month.

    A month is provisional in whatever was published before July of the year after its own.
    """
    return vintage.year if vintage.month >= _MONTH else vintage.year - 1
