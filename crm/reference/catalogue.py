"""The shipped reference data, read from `data/*.csv`: pure functions, no database, no Flask.

Every reader returns an immutable tuple in file order and is read once per process. In the files a list is
space-separated (`Names`: `; `), yes/no is `1`/`0`. `ours` marks a judgement of ours (a mapping, the other side
of a port), `es_ours` a Spanish title that we translated: pages say so. A malformed file raises `CatalogueError`.
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar, get_type_hints

Row = TypeVar("Row")


class CatalogueError(ValueError):
    """A shipped file does not have the shape this module reads: names the file and the line."""


class Names(tuple[str, ...]):
    """Names in order; they hold spaces, so their cell is split at `; ` where a list of codes is split at spaces."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SectorRow:
    """One sector of ours (source: our own default set-up).

    `parent` is empty for the four top sectors. `hs_partial` are the chapters of `hs_chapters` only partly about
    this sector: show `headings` for them where loaded. `follow` are crossing measures by slug, asked at the client's
    own ports and at `follow_ports`; empty means that no crossing measure speaks for the sector.
    `certainty` is A or B.
    """

    code: str
    parent: str
    title_en: str
    title_es: str
    hs_chapters: tuple[str, ...]
    hs_partial: tuple[str, ...]
    headings: tuple[str, ...]
    naics: tuple[str, ...]
    follow: tuple[str, ...]
    follow_ports: tuple[str, ...]
    ours: bool
    certainty: str

    @property
    def is_service(self) -> bool:
        """True for a child sector that HS does not cover; its page must say so."""
        return bool(self.parent) and not self.hs_chapters


@dataclass(frozen=True, slots=True)
class NaicsSectorRow:
    """One of the 20 NAICS 2022 sectors (US Census Bureau); Spanish from INEGI's SCIAN where the code is the same."""

    code: str
    title_en: str
    title_es: str
    es_ours: bool


@dataclass(frozen=True, slots=True)
class HsChapterRow:
    """One HS chapter; 77 is reserved, 98 and 99 are US-only and have no section.

    `title_en` is published (`title_source`: `bts`, or `un-comtrade` where BTS keeps an older edition's wording);
    the short titles are ours (`short_ours`); the Spanish follows the wording of the Mexican tariff (`es_ours`).
    """

    code: str
    section: str
    title_en: str
    title_source: str
    short_en: str
    title_es: str
    short_es: str
    short_ours: bool
    es_ours: bool


@dataclass(frozen=True, slots=True)
class CountryRow:
    """One country; titles from Unicode CLDR, `schedule_c` the Census codes counted under it.

    `ours`: we placed the Census codes (Kosovo as XK, which ISO leaves to users; Gaza Strip and West Bank as PS).
    """

    iso2: str
    title_en: str
    title_es: str
    schedule_c: tuple[str, ...]
    ours: bool
    es_ours: bool


@dataclass(frozen=True, slots=True)
class StateRow:
    """A US state (with DC and Puerto Rico) or a Mexican one: ISO 3166-2 code, `bts` empty where BTS has no figures."""

    country: str
    code: str
    title_en: str
    title_es: str
    bts: str
    es_ours: bool


@dataclass(frozen=True, slots=True)
class PortRow:
    """One US land port on the Mexican border, by Schedule D (or BTS) code, in border order from the Pacific.

    Figures exist per port, never per crossing. `watch` is the default of an Arizona-Sonora firm, `comparison`
    those of them watched only to compare. Degrees are WGS 84. Crossings, other side and notes are ours (`ours`);
    `published_name` is the name BTS prints.
    """

    order: int
    code: str
    name: str
    us_state: str
    crossings: Names
    mexican_side_city: str
    mexican_side_state: str
    note_en: str
    note_es: str
    watch: bool
    comparison: bool
    latitude: Decimal
    longitude: Decimal
    published_name: str
    ours: bool


@dataclass(frozen=True, slots=True)
class UsmcaChapterRow:
    """One of the 34 chapters of the USMCA (T-MEC); `es_ours` where the Spanish is not confirmed as published."""

    number: int
    title_en: str
    title_es: str
    es_ours: bool


@cache
def sectors() -> tuple[SectorRow, ...]:
    """The four top sectors, each followed by its children."""
    return _read("sectors.csv", SectorRow)


@cache
def naics_sectors() -> tuple[NaicsSectorRow, ...]:
    return _read("naics_sectors.csv", NaicsSectorRow)


@cache
def hs_chapters() -> tuple[HsChapterRow, ...]:
    return _read("hs_chapters.csv", HsChapterRow)


@cache
def countries() -> tuple[CountryRow, ...]:
    """By ISO code, Mexico and the United States included."""
    return _read("countries.csv", CountryRow)


@cache
def states() -> tuple[StateRow, ...]:
    """Mexican states, then US ones, each by code."""
    return _read("states.csv", StateRow)


@cache
def ports() -> tuple[PortRow, ...]:
    return _read("ports.csv", PortRow)


@dataclass(frozen=True, slots=True)
class ServiceLineRow:
    """One line of work that a firm starts with (source: our own default set-up)."""

    code: str
    title_en: str
    title_es: str
    es_ours: bool


@cache
def service_lines() -> tuple[ServiceLineRow, ...]:
    return _read("service_lines.csv", ServiceLineRow)


@cache
def usmca_chapters() -> tuple[UsmcaChapterRow, ...]:
    return _read("usmca_chapters.csv", UsmcaChapterRow)


def _read(name: str, row_class: type[Row]) -> tuple[Row, ...]:
    """Every line of `data/<name>` as a `row_class`, whose fields are the file's columns in the same order."""
    kinds = get_type_hints(row_class)
    text = files("crm.reference").joinpath("data", name).read_text(encoding="utf-8")
    header, *lines = csv.reader(text.splitlines(), strict=True)
    if header != list(kinds):
        raise CatalogueError(f"{name}, line 1: the columns should be {', '.join(kinds)}")
    rows = []
    for number, cells in enumerate(lines, start=2):
        try:
            values = {column: _cell(kinds[column], cell) for column, cell in zip(header, cells, strict=True)}
        except (ValueError, ArithmeticError) as error:
            raise CatalogueError(f"{name}, line {number}: {error}") from error
        rows.append(row_class(**values))
    return tuple(rows)


def _cell(kind: object, cell: str) -> Any:
    """One cell as the type its column has in the row class."""
    if kind is bool:
        return _flag(cell)
    if kind is int:
        return int(cell)
    if kind is Decimal:
        return Decimal(cell)
    if kind == tuple[str, ...]:
        return tuple(cell.split())
    if kind is Names:
        return Names(name for name in cell.split("; ") if name)
    return cell


def _flag(cell: str) -> bool:
    if cell not in {"0", "1"}:
        raise CatalogueError(f"a yes/no cell holds {cell!r}, not 0 or 1")
    return cell == "1"
