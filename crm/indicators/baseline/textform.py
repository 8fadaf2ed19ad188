"""The baseline's own text: one line a series and vintage, so that a change of one figure is a change of one line.

    # comments
    batch|2023-03|census-country-workbook|Census country workbook|country-workbook|a note; another
    census-us-exports-mx|1985-01|1135.4,1117.1,,1236.7

A `batch` line opens a batch (vintage, source, its label, kind, notes); each further line is a series: key, first
period (YYYY-MM or YYYY), values one a period. Nothing between two commas is a gap that the file does not name; a place
that it names without a figure says why: `.` missing, `S` suppressed, `!` two values. None of them is zero.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, get_args

from crm.indicators.derive import dense, next_period
from crm.indicators.parsers.names import Names
from crm.indicators.parsers.series import spec_for
from crm.indicators.parsers.shapes import Kind, Observation, ParsedFile, SeriesSpec, Source, Status

NOTE_BREAK: Final = "; "
_BATCH: Final = "batch"
_EMPTY: Final[dict[str, Status]] = {".": "missing", "S": "suppressed", "!": "conflict"}
_SIGNS: Final = {status: sign for sign, status in _EMPTY.items()}
_SOURCES: Final[dict[str, Source]] = {source: source for source in get_args(Source)}
_KINDS: Final[dict[str, Kind]] = {kind: kind for kind in get_args(Kind)}


class BaselineError(ValueError):
    """A baseline file is not in our form; names the line."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one file published at one time: as a parser would return it, with the vintage it stands for."""

    vintage: date
    parsed: ParsedFile


def write_batch(batch: Batch) -> Iterator[str]:
    """Yield the lines of a batch, series by key, without line ends."""
    parsed = batch.parsed
    notes = NOTE_BREAK.join(parsed.notes)
    yield "|".join((_BATCH, f"{batch.vintage:%Y-%m}", parsed.source, parsed.source_label, parsed.kind, notes))
    by_key: dict[str, list[Observation]] = {spec.key: [] for spec in parsed.series}
    for observation in parsed.observations:
        if observation.status != "not_published":
            by_key[observation.series].append(observation)
    for spec in sorted(parsed.series, key=lambda spec: spec.key):
        if any(observation.value is not None for observation in by_key[spec.key]):
            yield _write_series(spec, by_key[spec.key])


def read_batches(lines: Iterable[str], names: Names) -> Iterator[Batch]:
    """Yield the batches of a text; BaselineError names the line that is not in our form."""
    head: list[str] = []
    body: list[tuple[SeriesSpec, list[Observation]]] = []
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip("\n")
        if not line or line.startswith("#"):
            continue
        cells = line.split("|")
        try:
            if cells[0] == _BATCH:
                if head:
                    yield _batch(head, body)
                head, body = cells, []
            else:
                body.append(_read_series(cells, names))
        except (ValueError, ArithmeticError, LookupError) as error:
            raise BaselineError(f"line {number}: {error}") from error
    if head:
        yield _batch(head, body)


def _write_series(spec: SeriesSpec, observations: Sequence[Observation]) -> str:
    first = observations[0].period
    start = f"{first:%Y-%m}" if spec.frequency == "month" else f"{first:%Y}"
    said = {each.period: _SIGNS.get(each.status, "") for each in observations}
    values = (
        said.get(period, "") if value is None else _plain(value)
        for period, value in dense(observations, spec.frequency)
    )
    return "|".join((spec.key, start, ",".join(values)))


def _plain(value: Decimal) -> str:
    """Return the number without exponent and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read_series(cells: list[str], names: Names) -> tuple[SeriesSpec, list[Observation]]:
    key, start, values = cells
    spec = spec_for(key, names)
    year, _, month = start.partition("-")
    period = date(int(year), int(month or 1), 1)
    found = []
    for value in values.split(","):
        if status := _EMPTY.get(value):
            found.append(Observation(key, period, None, status))
        elif value:
            found.append(Observation(key, period, Decimal(value)))
        period = next_period(period, spec.frequency)
    return spec, found


def _batch(head: list[str], body: list[tuple[SeriesSpec, list[Observation]]]) -> Batch:
    _word, vintage, source, label, kind, notes = head
    year, month = vintage.split("-")
    observations = tuple(observation for _spec, found in body for observation in found)
    return Batch(
        date(int(year), int(month), 1),
        ParsedFile(
            _SOURCES[source], label, _KINDS[kind], tuple(spec for spec, _found in body), observations,
            rows_read=len(body), rows_kept=len(body), notes=tuple(notes.split(NOTE_BREAK)) if notes else (),
        ),
    )  # fmt: skip
