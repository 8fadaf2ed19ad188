"""The border board, ports from west to east, and the sector board: figures beside what the firm does there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from crm.core.i18n import language
from crm.core.money import dollars, number, percent_change
from crm.indicators import breaks, words
from crm.indicators.breaks import Break
from crm.indicators.charts.strip import Place, strip_chart
from crm.indicators.charts.svg import Size, Tone
from crm.indicators.derive import change, year_before
from crm.indicators.queries import splits
from crm.indicators.queries.border import Crossing, added, crossings
from crm.indicators.queries.splits import Split
from crm.indicators.status_words import why
from crm.reference.catalogue import sectors as shipped_sectors
from crm.reference.models import Port
from crm.reference.queries import SectorNode, ports, sector_tree, states_by_code

STRIP: Final = Size(1080, 330)
#: What the board counts: name, words, and the measures that are added up.
COUNTED: Final[Mapping[str, tuple[Any, tuple[str, ...]]]] = {
    "trucks": (_l("Trucks"), ("trucks",)),
    "containers": (_l("Loaded truck containers"), ("truck-containers-loaded",)),
    "people": (_l("People on foot and in personal vehicles"), ("pedestrians", "personal-vehicle-passengers")),
}
_MEASURES: Final = tuple(sorted(measure for _label, measures in COUNTED.values() for measure in measures))


@dataclass(frozen=True, slots=True)
class Cell:
    """One count of a port: twelve months, the change in percent where both years are whole, and where to read on.

    Where a month has no figure there is no value, and `missing` says which.
    """

    value: Decimal | None
    change: Decimal | None
    missing: str = ""
    key: str = ""
    #: Why there is no change, where a month of the year before has no figure.
    note: str = ""

    @property
    def figure(self) -> str:
        return number(self.value) if self.value is not None else "—"

    @property
    def change_text(self) -> str:
        return percent_change(self.change)


@dataclass(frozen=True, slots=True)
class PortRow:
    """One port with its counts by name."""

    port: Port
    state: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Border:
    """The whole border: rows from west to east, sums, the month to which they go, and the strip."""

    rows: Sequence[PortRow]
    totals: Mapping[str, Cell]
    month: str
    strip: Markup
    published: str
    breaks: Sequence[Break]


def border(counted: str) -> Border:
    """Return the board with the strip of one count."""
    found = crossings(_MEASURES)
    speaks = language()
    rows = [
        PortRow(port, states_by_code()[port.us_state].title(speaks), {
            name: _cell(found, port.code, measures) for name, (_label, measures) in COUNTED.items()
        })
        for port in ports()
    ]  # fmt: skip
    newest = max(found.values(), key=lambda each: each.vintage, default=None)
    return Border(
        rows, {name: _total(rows, name) for name in COUNTED}, words.month_in_full(newest.now.last) if newest else "",
        _strip(rows, counted),
        f"{words.PUBLISHERS[newest.publisher]}, {words.published(newest.vintage)}" if newest else "",
        breaks.since(year_before(newest.now.first)) if newest else (),
    )  # fmt: skip


def _cell(found: Mapping[tuple[str, str], Crossing], port: str, measures: Sequence[str]) -> Cell:
    known = [found[port, measure] for measure in measures if (port, measure) in found]
    if not known:
        return Cell(None, None)
    key = known[0].key if len(measures) == 1 else ""
    now, before = added(each.now for each in known), added(each.before for each in known)
    if now is None:
        return Cell(None, None, why([gap for each in known for gap in each.gaps]), key)
    alike = before is not None and all(each.alike for each in known)
    percent = change(now, before).percent if alike and before is not None else None
    return Cell(now, percent, key=key, note=why([gap for each in known for gap in each.gaps_before]))


def _total(rows: Sequence[PortRow], name: str) -> Cell:
    """Return the whole border; without a figure of one port there is none."""
    lacking = [row for row in rows if row.cells[name].missing]
    if lacking:
        told = "; ".join(f"{row.port.name}: {row.cells[name].missing}" for row in lacking[:2])
        return Cell(None, None, told)
    return Cell(sum((row.cells[name].value or Decimal(0) for row in rows), Decimal(0)), None)


def _strip(rows: Sequence[PortRow], counted: str) -> Markup:
    label = str(COUNTED[counted][0])
    places = [
        Place(row.port.name, row.state, row.port.us_state[3:], row.cells[counted].value, _tone(row.cells[counted]),
              f"{row.port.label}: {row.cells[counted].figure} {label.lower()}, {row.cells[counted].change_text}")
        for row in rows
    ]  # fmt: skip
    return strip_chart(
        places, title=f"{label}: {_('ports from west to east')}", description=_("The table below has every figure."),
        size=STRIP,
    )  # fmt: skip


def _tone(cell: Cell) -> Tone:
    if cell.change is None:
        return "grey"
    return "trade" if cell.change >= 0 else "diplo"


@dataclass(frozen=True, slots=True)
class Flowing:
    """One direction of a sector: dollars of its chapters, change on the year before."""

    value: str
    change: str


@dataclass(frozen=True, slots=True)
class SectorLine:
    """One sector of the board: its chapters as '01–04, 07', and those that only partly belong to it."""

    code: str
    title: str
    depth: int
    chapters: str
    part: str
    imports: Flowing | None
    exports: Flowing | None
    clients: int


def sector_lines(counts: Mapping[int, int]) -> tuple[list[SectorLine], str]:
    """Return the sectors in the firm's order with the trade of their chapters, and its year; `counts` by sector id."""
    whole = {flow: splits.of_all_chapters(flow) for flow in ("imports", "exports")}
    partial = {row.code: row.hs_partial for row in shipped_sectors()}
    lines = [
        _line(node, whole, {code for each in node.flat() for code in partial.get(each.sector.code, ())}, counts)
        for top in sector_tree()
        for node in top.flat()
    ]
    year = next((f"{split.last.year}" for split in whole.values() if split is not None), "")
    return lines, year


def _line(
    node: SectorNode, whole: Mapping[str, Split | None], partial: Collection[str], counts: Mapping[int, int]
) -> SectorLine:  # fmt: skip
    sector = node.sector
    codes = tuple(sorted({code for each in node.flat() for code in each.sector.hs_chapters.split()}))
    return SectorLine(
        sector.code, sector.title(language()), node.depth, runs(codes),
        runs([code for code in codes if code in partial]),
        _flowing(whole["imports"], codes), _flowing(whole["exports"], codes),
        sum(counts.get(each.sector.id, 0) for each in node.flat()),
    )  # fmt: skip


def runs(codes: Sequence[str]) -> str:
    """Return sorted chapters with those that follow one another drawn together: '01–04, 07'."""
    found: list[list[str]] = []
    for code in codes:
        if found and int(code) == int(found[-1][-1]) + 1:
            found[-1].append(code)
        else:
            found.append([code])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in found)  # noqa: PLR2004


def _flowing(split: Split | None, codes: Sequence[str]) -> Flowing | None:
    parts = [part for part in split.parts if part.code in codes] if split is not None else []
    if split is None or not parts:
        return None
    if lacking := next((part for part in parts if part.value is None), None):
        return Flowing("—", f"HS {lacking.code}: {why(lacking.gaps, monthly=split.monthly)}")
    now = sum((part.value for part in parts if part.value is not None), Decimal(0))
    known = [part.before for part in parts if part.before is not None]
    percent = change(now, sum(known, Decimal(0))).percent if len(known) == len(parts) else None
    return Flowing(dollars(now, language()), percent_change(percent))
