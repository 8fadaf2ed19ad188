"""Banco de México, SIE: the FIX of each business day (SF43718, by day of determination), days as dd/mm/yyyy."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any, Final

from crm.indicators.parsers.cells import Cell, read_cell
from crm.indicators.parsers.json_body import read_json, records, text_of
from crm.indicators.parsers.rates import monthly_averages
from crm.indicators.parsers.series import fix_average_series, fix_series
from crm.indicators.parsers.shapes import BadFile, Observation, ParsedFile
from crm.indicators.parsers.text_table import YEARS, number

PUBLISHER: Final = "Banco de México"
FIX: Final = "SF43718"


def read_banxico(body: bytes) -> ParsedFile:
    """Return the FIX by day, and its monthly average where the answer holds the whole month."""
    days = _days(read_json(body, PUBLISHER))
    spec, average = fix_series(), fix_average_series()
    found = tuple(Observation(spec.key, when, *cell) for when, cell in sorted(days.items()))
    ordered = [(at, when, value) for at, (when, (value, _status)) in enumerate(sorted(days.items()), start=1)]
    averaged, notes = monthly_averages(average.key, ordered)
    return ParsedFile(
        "banxico", "Banco de México SIE, SF43718", "banxico-sie", (spec, average), (*found, *averaged),
        len(days), len(days), tuple(notes),
    )  # fmt: skip


def _days(answer: Any) -> dict[date, Cell]:
    series = answer.get("bmx", {}).get("series") if isinstance(answer, dict) and isinstance(
        answer.get("bmx"), dict) else None  # fmt: skip
    mine = [item for item in records(series, PUBLISHER) if item.get("idSerie") == FIX]
    if len(mine) != 1:
        raise BadFile(f"{PUBLISHER} answered without the series {FIX}.")
    found: dict[date, set[Cell]] = defaultdict(set)
    for line, item in enumerate(records(mine[0].get("datos", []), PUBLISHER), start=1):
        cell = read_cell(text_of(item, "dato").replace(",", ""), line, number)
        found[_day(text_of(item, "fecha"), line)].add(cell)
    if not found:
        raise BadFile(f"{PUBLISHER} answered with no day of the series {FIX}.")
    if odd := next((when for when, values in found.items() if len(values) > 1), None):
        raise BadFile(f"{PUBLISHER} gives two figures for {odd:%Y-%m-%d}.")
    return {when: next(iter(values)) for when, values in found.items()}


def _day(cell: str, line: int) -> date:
    try:
        when = datetime.strptime(cell, "%d/%m/%Y").date()
    except ValueError:
        when = date.min
    if when.year not in YEARS:
        raise BadFile(f"Figure {line} has {cell[:20]!r} where a day such as 18/08/2026 is expected.")
    return when
