"""BTS TransBorder annual table by HS chapter, mode and direction: whole US dollars, added up over the modes."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Final

from crm.indicators.parsers.names import Names
from crm.indicators.parsers.series import chapter_series
from crm.indicators.parsers.shapes import BadFile, Flow, Observation, ParsedFile
from crm.indicators.parsers.text_table import YEARS, columns, header_of, rows_of, whole

COLUMNS: Final = ("Year", "HSCode", "Mode", "TradeType", "TradeValue")
#: The table is seen from the United States: Export goes to Mexico, Import comes from it.
FLOWS: Final[dict[str, Flow]] = {"Export": "exports", "Import": "imports"}
_FIRST_YEAR: Final = 1993


def read_transborder(text: str, names: Names) -> ParsedFile:
    """Return two annual series a chapter; a chapter without a row in a year has no observation then."""
    place = columns(header_of(text), COLUMNS)
    totals: dict[tuple[str, Flow, int], int] = defaultdict(int)
    seen: set[tuple[str, ...]] = set()
    rows = 0
    for line, cells in rows_of(text):
        rows += 1
        year, code, mode, direction, value = (cells[n].strip() for n in place)
        code = code.zfill(2)
        if direction not in FLOWS or not (code.isdigit() and len(code) == 2):  # noqa: PLR2004 - two-digit chapters
            raise BadFile(
                f"Line {line} has chapter {code[:10]!r} and direction {direction[:10]!r}, which we do not know."
            )
        if (row := (year, code, mode, direction)) in seen:
            raise BadFile(
                f"Line {line} repeats chapter {code}, {mode}, {direction} of {year}: adding it would count it twice."
            )
        seen.add(row)
        totals[code, FLOWS[direction], _year(year, line)] += whole(value, line)
    if not totals:
        raise BadFile("The TransBorder table has a header and no rows.")
    specs = tuple(chapter_series(code, flow, names) for code, flow in sorted({key[:2] for key in totals}))
    keys = {(spec.hs, spec.flow): spec.key for spec in specs}
    found = tuple(
        Observation(keys[code, flow], date(year, 1, 1), Decimal(total))
        for (code, flow, year), total in sorted(totals.items())
    )
    notes = ("Modes of transport are added up; TransBorder figures are as first published and never revised.",)
    return ParsedFile(
        "bts-transborder", "BTS TransBorder Freight Data", "hs-chapter-table", specs, found, rows, rows, notes
    )


def _year(cell: str, line: int) -> int:
    year = whole(cell, line)
    if year < _FIRST_YEAR or year not in YEARS:
        raise BadFile(f"Line {line} has {cell[:20]!r} where a year since {_FIRST_YEAR} is expected.")
    return year
