"""Answers of the Census International Trade API: an array of arrays whose first row is the header.

Values are whole US dollars as text, `ALL_VAL_MO` for exports and `GEN_VAL_MO` (general imports, customs value) for
imports, of one month. A predicate is appended to the columns, so that a name can stand twice: the first is meant.
Source of the shape: the API's own variable lists; see docs/indicators.md.
"""

import re
from datetime import date
from typing import Any, Final

from crm.indicators.parsers.cells import Cell, one_of, read_cell
from crm.indicators.parsers.json_body import read_json
from crm.indicators.parsers.names import Names, catalogue_names
from crm.indicators.parsers.shapes import BadFile, Flow, Observation, ParsedFile
from crm.indicators.parsers.text_table import YEARS, whole
from crm.indicators.parsers.trade import PARTNERS, Narrowed, census_series

PUBLISHER: Final = "The Census API"
VALUES: Final[dict[Flow, str]] = {"exports": "ALL_VAL_MO", "imports": "GEN_VAL_MO"}
COMMODITIES: Final[dict[Flow, str]] = {"exports": "E_COMMODITY", "imports": "I_COMMODITY"}
#: What stands for "all" where an answer is not split by it.
_ALL: Final = frozenset({"", "-", "TOTAL"})
_CODE: Final = re.compile(r"\d{2}(?:\d{2}){0,2}")

Place = tuple[Narrowed, date]


def read_census_api(body: bytes, flow: Flow, names: Names | None = None) -> ParsedFile:
    """Return a monthly series for each country, chapter or heading, state and port of an answer.

    Rows of country groups and of countries we do not follow are left out. BadFile where it is no such answer.
    """
    names = names or catalogue_names()
    table = read_json(body, PUBLISHER)
    if not isinstance(table, list) or len(table) < 1 or not all(_is_row(row) for row in table):
        raise BadFile(f"{PUBLISHER} answered in a shape we do not know.")
    header: list[str] = [str(name) for name in table[0]]
    wanted = VALUES[flow]
    if wanted not in header or not {"CTY_CODE"} <= set(header):
        raise BadFile(f"{PUBLISHER} answered without the columns CTY_CODE and {wanted}.")
    found: dict[Place, set[Cell]] = {}
    for line, cells in enumerate(table[1:], start=2):
        if len(cells) != len(header):
            raise BadFile(f"Row {line} has {len(cells)} columns where {len(header)} are expected.")
        row = _first_of_each(header, cells)
        if row["CTY_CODE"] in PARTNERS:
            place = (_narrowed(row, flow, line), _month(row, line))
            found.setdefault(place, set()).add(read_cell(row[wanted], line, whole))
    specs = {what: census_series(what, names) for what in sorted({what for what, _when in found}, key=repr)}
    observations = tuple(
        Observation(specs[what].key, when, *one_of(cells))
        for (what, when), cells in sorted(found.items(), key=lambda item: (specs[item[0][0]].key, item[0][1]))
    )
    return ParsedFile(
        "census-api", "US Census Bureau International Trade API", "census-api", tuple(specs.values()), observations,
        len(table) - 1, len(observations),
    )  # fmt: skip


def _is_row(row: Any) -> bool:
    return isinstance(row, list) and all(cell is None or isinstance(cell, str) for cell in row)


def _first_of_each(header: list[str], cells: list[str | None]) -> dict[str, str]:
    row: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=True):
        row.setdefault(name, (cell or "").strip())
    return row


def _narrowed(row: dict[str, str], flow: Flow, line: int) -> Narrowed:
    code = row.get(COMMODITIES[flow], "")
    if code not in _ALL and not _CODE.fullmatch(code):
        raise BadFile(f"Row {line} has commodity {code[:12]!r}; we read chapters, headings and subheadings.")
    state, port = row.get("STATE", ""), row.get("PORT", "")
    if (state not in _ALL and not re.fullmatch(r"[A-Z]{2}", state)) or (
        port not in _ALL and not re.fullmatch(r"\d{4}", port)
    ):
        raise BadFile(f"Row {line} has state {state[:10]!r} and port {port[:10]!r}, which we do not know.")
    return Narrowed(
        flow,
        hs=None if code in _ALL else code,
        port=None if port in _ALL else port,
        us_state=None if state in _ALL else state,
        partner=row["CTY_CODE"],
    )


def _month(row: dict[str, str], line: int) -> date:
    told = row.get("time") or f"{row.get('YEAR', '')}-{row.get('MONTH', '')}"
    if match := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", told):
        when = date(int(match[1]), int(match[2]), 1)
        if when.year in YEARS:
            return when
    raise BadFile(f"Row {line} has {told[:20]!r} where a month such as 2026-07 is expected.")
