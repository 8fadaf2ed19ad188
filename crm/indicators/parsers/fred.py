"""FRED: one series a file as CSV (`observation_date,ID` now, `DATE,ID` before late 2024), or an answer of its API."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final

from crm.indicators.parsers.cells import Cell, read_cell
from crm.indicators.parsers.json_body import read_json, records, text_of
from crm.indicators.parsers.rates import monthly_averages
from crm.indicators.parsers.series import exchange_series, goods_series
from crm.indicators.parsers.shapes import BadFile, Flow, Observation, ParsedFile
from crm.indicators.parsers.text_table import day, header_of, number, rows_of

DATE_COLUMNS: Final = ("observation_date", "DATE")
FLOWS: Final[dict[str, Flow]] = {"IMPMX": "imports", "EXPMX": "exports"}
NOON_RATE: Final = "DEXMXUS"
KNOWN: Final = (*FLOWS, NOON_RATE)

PUBLISHER: Final = "FRED"
#: Line, day and what stands there, by day.
Rows = list[tuple[int, date, Cell]]


def read_fred(text: str) -> ParsedFile:
    """Return the monthly series of a FRED file whose id is one of KNOWN."""
    return _read(header_of(text)[1], ((line, cells[0], cells[1].strip()) for line, cells in rows_of(text)))


def read_fred_api(body: bytes, series_id: str) -> ParsedFile:
    """Return the monthly series of an answer of `fred/series/observations`, whose id is one of KNOWN."""
    answer = read_json(body, PUBLISHER)
    if not isinstance(answer, dict) or "observations" not in answer:
        raise BadFile("FRED answered in a shape we do not know.")
    found = records(answer["observations"], PUBLISHER)
    rows = ((at, text_of(item, "date"), text_of(item, "value")) for at, item in enumerate(found, start=1))
    return replace(_read(series_id, rows), kind="fred-api")


def _read(series_id: str, cells: Iterable[tuple[int, str, str]]) -> ParsedFile:
    rows = [(line, day(when, line), read_cell(value, line, number)) for line, when, value in cells]
    if not rows:
        raise BadFile(f"The FRED file {series_id} has a header and no rows.")
    if any(later[1] <= earlier[1] for earlier, later in pairwise(rows)):
        raise BadFile(f"The FRED file {series_id} has dates out of order or twice.")
    return _rate(rows) if series_id == NOON_RATE else _goods(series_id, rows)


def _goods(series_id: str, rows: Rows) -> ParsedFile:
    spec = goods_series(FLOWS[series_id])
    if late := next((line for line, when, _cell in rows if when.day != 1), None):
        raise BadFile(f"Line {late} is not dated the first of a month, as FRED dates its monthly series.")
    found = tuple(Observation(spec.key, when, *cell) for _line, when, cell in rows)
    missing = sum(o.value is None for o in found)
    notes = (f"{missing} months have no value in the file and stay missing.",) if missing else ()
    return ParsedFile(
        "fred", f"FRED {series_id} (US Census Bureau)", "fred-csv", (spec,), found, len(rows), len(rows), notes
    )


def _rate(rows: Rows) -> ParsedFile:
    spec = exchange_series()
    found, more = monthly_averages(spec.key, [(line, when, value) for line, when, (value, _said) in rows])
    notes = ("Monthly averages of the daily noon rates are ours; the Federal Reserve publishes the days.", *more)
    label = f"FRED {NOON_RATE} (Federal Reserve H.10)"
    return ParsedFile("fed-h10", label, "fred-csv", (spec,), tuple(found), len(rows), len(rows), notes)
