"""BTS TransBorder tables, whole US dollars: by HS chapter, group, mode, US state, Mexican state or port.

Each table names a year or a month, what it is split by, mostly the mode of transport, and the direction. Modes are
added up; tables by chapter and by port also give each mode by itself, that by mode the total of all.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from crm.core.text import fold
from crm.indicators.parsers.cells import Cell, read_cell, summed
from crm.indicators.parsers.names import Names, mexican_states
from crm.indicators.parsers.shapes import BadFile, Flow, Kind, Observation, ParsedFile
from crm.indicators.parsers.text_table import YEARS, columns, header_of, rows_of, whole
from crm.indicators.parsers.trade import GROUPS, MODES, Narrowed, transborder_series

#: The tables are seen from the United States: Export goes to Mexico, Import comes from it.
FLOWS: Final[dict[str, Flow]] = {"Export": "exports", "Import": "imports"}
_FIRST_YEAR: Final = 1993
_MONTHS: Final = range(1, 13)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the column it is split by, what part of a series that is, and how a cell is read (None: unknown)."""

    column: str
    part: str
    read: Callable[[str], str | None]
    monthly: bool = False
    #: Whether each mode gets series of its own beside the sum of all.
    by_mode: bool = False
    kind: Kind = "transborder-table"

    @property
    def columns(self) -> tuple[str, ...]:
        names = ("Year", "Month", self.column) if self.monthly else ("Year", self.column)
        mode = () if self.column in {"Mode", "CommodityGroup"} else ("Mode",)
        return (*names, *mode, "TradeType", "TradeValue")


def _digits(count: int) -> Callable[[str], str | None]:
    return lambda cell: code if (code := cell.zfill(count)).isdigit() and len(code) == count else None


def _us_state(cell: str) -> str | None:
    return cell if len(cell) == 2 and cell.isalpha() and cell.isupper() else None  # noqa: PLR2004 - two letters


#: The first whose columns a file has; the table by chapter has a column of groups as well, but no months.
TABLES: Final = (
    Table("HSCode", "hs", _digits(2), by_mode=True, kind="hs-chapter-table"),
    Table("CommodityGroup", "group", lambda cell: GROUPS[cell][0] if cell in GROUPS else None, monthly=True),
    Table("StateCode", "us_state", _us_state),
    Table("MexState", "mx_state", lambda cell: mexican_states().get(fold(cell))),
    Table("PortCode", "port", _digits(4), by_mode=True),
    Table("Mode", "mode", lambda cell: MODES[cell][0] if cell in MODES else None, monthly=True),
)


def table_of(header: tuple[str, ...]) -> Table | None:
    """Return which table a file is by its columns."""
    return next((table for table in TABLES if set(table.columns) <= set(header)), None)


def read_transborder(text: str, names: Names) -> ParsedFile:
    """Return the series of a table; a place without a row in a period has no observation then."""
    table = table_of(header_of(text))
    if table is None:
        raise BadFile("The file has not the columns of a TransBorder table.")
    rows, totals = _collect(text, table)
    if not totals:
        raise BadFile("The TransBorder table has a header and no rows.")
    specs = {what: transborder_series(what, names) for what in sorted({key[0] for key in totals}, key=repr)}
    found = tuple(
        Observation(specs[what].key, when, *summed(cells))
        for (what, when), cells in sorted(totals.items(), key=lambda item: (specs[item[0][0]].key, item[0][1]))
    )
    notes = ("Modes of transport are added up; TransBorder figures are as first published and never revised.",)
    return ParsedFile(
        "bts-transborder", "BTS TransBorder Freight Data", table.kind, tuple(specs.values()), found, rows, rows, notes
    )


def _collect(text: str, table: Table) -> tuple[int, dict[tuple[Narrowed, date], list[Cell]]]:
    """Return rows read, and what is to be added up for each series and period."""
    names = table.columns
    place = columns(header_of(text), names)
    totals: dict[tuple[Narrowed, date], list[Cell]] = defaultdict(list)
    seen: set[tuple[str, ...]] = set()
    rows = 0
    for line, cells in rows_of(text):
        rows += 1
        row = dict(zip(names, (cells[n].strip() for n in place), strict=True))
        value = read_cell(row.pop("TradeValue"), line, whole)
        code, mode = table.read(row[table.column]), row.get("Mode")
        if code is None or row["TradeType"] not in FLOWS or (mode is not None and mode not in MODES):
            raise BadFile(f"Line {line} has {_told(row)}, which we do not know.")
        if (key := tuple(row.values())) in seen:
            raise BadFile(f"Line {line} repeats {_told(row)}: adding it would count it twice.")
        seen.add(key)
        when = date(_year(row["Year"], line), _month(row["Month"], line) if table.monthly else 1, 1)
        for what in _series_of(table, code, FLOWS[row["TradeType"]], MODES[mode][0] if mode else None):
            totals[what, when].append(value)
    return rows, totals


def _series_of(table: Table, code: str, flow: Flow, mode: str | None) -> tuple[Narrowed, ...]:
    """Return the series that a row adds to."""
    parts: dict[str, Any] = {table.part: code}
    own = Narrowed(flow, **parts)
    if table.part == "mode":
        return (own, Narrowed(flow))
    return (own, replace(own, mode=mode)) if table.by_mode and mode else (own,)


def _told(row: dict[str, str]) -> str:
    return ", ".join(f"{name} {cell[:20]!r}" for name, cell in row.items())


def _year(cell: str, line: int) -> int:
    year = whole(cell, line)
    if year < _FIRST_YEAR or year not in YEARS:
        raise BadFile(f"Line {line} has {cell[:20]!r} where a year since {_FIRST_YEAR} is expected.")
    return year


def _month(cell: str, line: int) -> int:
    month = whole(cell, line)
    if month not in _MONTHS:
        raise BadFile(f"Line {line} has {cell[:20]!r} where a month from 1 to 12 is expected.")
    return month
