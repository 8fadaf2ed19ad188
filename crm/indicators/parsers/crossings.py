"""BTS Border Crossing Entry Data: entries into the United States by port, month and measure.

Header forms: `Port Name,State,Port Code,Border,Date,Measure,Value,...`; the copies of 2019 lack the zero in front of
a code and say "Truck Containers Full". A zero here is a count of zero, not a gap.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from crm.indicators.parsers.cells import Cell, one_of, read_cell
from crm.indicators.parsers.json_body import read_json, records, text_of
from crm.indicators.parsers.names import Names, catalogue_names
from crm.indicators.parsers.series import MEASURES, crossing_series
from crm.indicators.parsers.shapes import BadFile, Kind, NoFigures, Observation, ParsedFile
from crm.indicators.parsers.text_table import columns, header_of, month, rows_of, whole

COLUMNS: Final = ("Port Name", "Port Code", "Border", "Date", "Measure", "Value")
OLD_MEASURES: Final = {
    "Truck Containers Full": "Truck Containers Loaded",
    "Rail Containers Full": "Rail Containers Loaded",
}
MEXICO: Final = "US-Mexico Border"

#: The same in Socrata's answers.
MEMBERS: Final = ("port_name", "port_code", "border", "date", "measure", "value")
PUBLISHER: Final = "BTS"

Place = tuple[str, str, date]
Collected = tuple[int, int, dict[str, str], dict[Place, list[Cell]]]


def read_crossings(text: str, names: Names) -> ParsedFile:
    """Return one monthly series a port and measure, Mexican border only."""
    where = columns(header_of(text), COLUMNS)
    cells = ((line, tuple(row[n].strip() for n in where)) for line, row in rows_of(text))
    return _made(_collect(cells), names, "border-crossing-table")


def read_crossings_api(body: bytes, names: Names | None = None) -> ParsedFile:
    """Return the same of an answer of Socrata (keg4-3bc2, JSON): a list of objects whose numbers are text."""
    found = records(read_json(body, PUBLISHER), PUBLISHER)
    if not found:
        raise NoFigures("BTS has no crossings of these months yet.")
    cells = ((at, tuple(text_of(item, name) for name in MEMBERS)) for at, item in enumerate(found, start=1))
    return _made(_collect(cells), names or catalogue_names(), "border-crossing-api")


def _made(collected: Collected, names: Names, kind: Kind) -> ParsedFile:
    rows, other_border, port_names, found = collected
    if not found:
        raise BadFile("The border-crossing table has no row of the US-Mexico border.")
    known = Names(names.chapters, {**port_names, **names.ports})
    conflicts = [place for place, values in found.items() if len(set(values)) > 1]
    repeated = sum(len(values) - len(set(values)) for values in found.values())
    specs = {pair: crossing_series(*pair, known) for pair in sorted({place[:2] for place in found})}
    observations = tuple(
        Observation(specs[place[:2]].key, place[2], *one_of(cells)) for place, cells in sorted(found.items())
    )
    notes = _notes(other_border, repeated, [(specs[p[:2]].title_en, p[2], _said(found[p])) for p in conflicts])
    label = "BTS Border Crossing Entry Data"
    kept = sum(observation.value is not None for observation in observations)
    return ParsedFile("bts-border-crossing", label, kind, tuple(specs.values()), observations, rows, kept, notes)


def _collect(table: Iterable[tuple[int, tuple[str, ...]]]) -> Collected:
    """Return rows read, rows of another border, port names by code, and every value given for a place and month."""
    rows = other_border = 0
    port_names: dict[str, str] = {}
    found: dict[Place, list[Cell]] = {}
    months: dict[str, date] = {}  # a file of 43,834 rows has 182 months: parse each once
    for line, (name, given, border, when, told, value) in table:
        rows += 1
        if border.casefold() != MEXICO.casefold():
            other_border += 1
            continue
        code, measure = given.zfill(4), OLD_MEASURES.get(told, told)
        if measure not in MEASURES or not (code.isdigit() and len(code) == 4):  # noqa: PLR2004 - Schedule D
            raise BadFile(f"Line {line} has port {code[:10]!r} and measure {measure[:30]!r}, which we do not know.")
        period = months.get(when) or months.setdefault(when, month(when, line))
        port_names[code] = name
        found.setdefault((code, MEASURES[measure][0], period), []).append(read_cell(value, line, whole))
    return rows, other_border, port_names, found


def _notes(other_border: int, repeated: int, conflicts: list[tuple[str, date, str]]) -> tuple[str, ...]:
    notes = ["Entries into the United States only (northbound)."]
    if other_border:
        notes.append(f"{other_border} rows of another border are left out.")
    if repeated:
        notes.append(f"{repeated} exact duplicate rows are counted once.")
    for title, period, said in conflicts:
        notes.append(
            f"{title}, {period:%Y-%m}: the file says {said}; neither is kept, since we cannot tell which is right."
        )
    return tuple(notes)


def _said(cells: Iterable[Cell]) -> str:
    """Return '0 and 2,175' of the rows of one place."""
    values = sorted({value for value, _status in cells if value is not None})
    return " and ".join(f"{value:,}" for value in values)
