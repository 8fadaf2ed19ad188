"""FRED graph CSV: one series a file, `observation_date,ID` now, `DATE,ID` before late 2024."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final

from crm.indicators.parsers.series import exchange_series, goods_series
from crm.indicators.parsers.shapes import BadFile, Flow, Observation, ParsedFile
from crm.indicators.parsers.text_table import day, header_of, number, rows_of

DATE_COLUMNS: Final = ("observation_date", "DATE")
FLOWS: Final[dict[str, Flow]] = {"IMPMX": "imports", "EXPMX": "exports"}
NOON_RATE: Final = "DEXMXUS"
KNOWN: Final = (*FLOWS, NOON_RATE)

#: Ours: a month with fewer published noon rates is not averaged (the fewest since 1993 is 17, without holidays).
FEWEST_DAYS: Final = 15
_RATE_STEP: Final = Decimal("0.0001")
_SATURDAY: Final = 5

Cells = list[tuple[int, date, Decimal | None]]


def read_fred(text: str) -> ParsedFile:
    """Return the monthly series of a FRED file whose id is one of KNOWN."""
    series_id = header_of(text)[1]
    rows: Cells = []
    for line, cells in rows_of(text):
        value = cells[1].strip()
        rows.append((line, day(cells[0], line), None if value in {"", "."} else number(value, line)))
    if not rows:
        raise BadFile(f"The FRED file {series_id} has a header and no rows.")
    if any(later[1] <= earlier[1] for earlier, later in pairwise(rows)):
        raise BadFile(f"The FRED file {series_id} has dates out of order or twice.")
    return _rate(rows) if series_id == NOON_RATE else _goods(series_id, rows)


def _goods(series_id: str, rows: Cells) -> ParsedFile:
    spec = goods_series(FLOWS[series_id])
    if late := next((line for line, when, _value in rows if when.day != 1), None):
        raise BadFile(f"Line {late} is not dated the first of a month, as FRED dates its monthly series.")
    found = tuple(
        Observation(spec.key, when, value, "missing" if value is None else "published") for _l, when, value in rows
    )
    missing = sum(o.value is None for o in found)
    notes = (f"{missing} months have no value in the file and stay missing.",) if missing else ()
    return ParsedFile(
        "fred", f"FRED {series_id} (US Census Bureau)", "fred-csv", (spec,), found, len(rows), len(rows), notes
    )


def _rate(rows: Cells) -> ParsedFile:
    spec = exchange_series()
    months: dict[date, list[Decimal]] = defaultdict(list)
    for _line, when, value in rows:
        days = months[when.replace(day=1)]
        if value is not None:
            days.append(value)
    notes = ["Monthly averages of the daily noon rates are ours; the Federal Reserve publishes the days."]
    for month in _cut_months(rows[0][1], rows[-1][1]):
        months.pop(month, None)
        notes.append(f"{month:%Y-%m} is not whole in the file and is left out.")
    found = []
    for month, days in months.items():
        if len(days) < FEWEST_DAYS:
            notes.append(f"{month:%Y-%m} has only {len(days)} published days and is not averaged.")
            continue
        average = (sum(days, Decimal(0)) / len(days)).quantize(_RATE_STEP, ROUND_HALF_UP)
        found.append(Observation(spec.key, month, average))
    label = f"FRED {NOON_RATE} (Federal Reserve H.10)"
    return ParsedFile("fed-h10", label, "fred-csv", (spec,), tuple(found), len(rows), len(rows), tuple(notes))


def _cut_months(first: date, last: date) -> set[date]:
    """Return the months at either end that the file does not cover: the daily files list every weekday."""
    cut = set()
    before = [first.replace(day=n) for n in range(1, first.day)]
    if any(when.weekday() < _SATURDAY for when in before):
        cut.add(first.replace(day=1))
    after = last + timedelta(days=1)
    while after.weekday() >= _SATURDAY:
        after += timedelta(days=1)
    if (after.year, after.month) == (last.year, last.month):
        cut.add(last.replace(day=1))
    return cut
