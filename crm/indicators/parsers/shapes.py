"""What a parser returns, and how it refuses."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

Frequency = Literal["day", "month", "year"]
Flow = Literal["imports", "exports"]
Unit = Literal["USD", "MXN per USD", "count"]
Basis = Literal["census", "transborder", "crossing", "h10", "fix"]
Source = Literal[
    "census-country-workbook", "census-api", "fred", "bts-transborder", "bts-border-crossing", "fed-h10", "banxico"
]
Kind = Literal[
    "country-workbook", "census-api", "fred-csv", "fred-api", "hs-chapter-table", "transborder-table",
    "border-crossing-table", "border-crossing-api", "banxico-sie",
]  # fmt: skip

#: With a value, zero included: published, or provisional (marked so by its publisher, or before its yearly revision).
#: Without one: missing (the publisher has a place for it and no figure), suppressed (withheld by its publisher),
#: conflict (two values for one place: we keep neither), not_published (the file has a place, but it is not out yet).
Status = Literal["published", "provisional", "missing", "suppressed", "conflict", "not_published"]

ONE: Final = Decimal(1)
MILLION: Final = Decimal(1_000_000)


class NoFigures(ValueError):  # noqa: N818 - it is no error: the publisher has nothing for the period yet
    """The answer is sound and empty: not out yet."""


class FileProblem(ValueError):  # noqa: N818 - the two below are named for what the reader is told
    """A file that cannot be loaded; its text is one sentence for the person who offered it."""


class UnknownFile(FileProblem):
    """The file is none of the kinds we read."""


class BadFile(FileProblem):
    """The file is of a kind we read, or says so, but its content cannot be trusted."""


@dataclass(frozen=True, slots=True)
class SeriesSpec:
    """One series, whoever republishes it. `key` is stable and stands in addresses.

    `source` is the agency whose series it is; the publisher of a given file is `ParsedFile.source`.
    A figure in `unit` is `value * scale`; `decimals` is how many are shown of `value`.
    """

    key: str
    source: str
    flow: Flow | None
    hs: str | None
    port: str | None
    measure: str | None
    frequency: Frequency
    unit: Unit
    scale: Decimal
    basis: Basis
    seasonal: Literal["nsa"]
    derived: bool
    decimals: int
    title_en: str
    title_es: str
    #: What else a series of trade may be narrowed to, as the columns of `Series` have it.
    partner: str | None = None
    us_state: str | None = None
    mx_state: str | None = None
    mode: str | None = None
    hs_detail: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure of one series; `period` is the first day of its month or year. No value is None, never zero."""

    series: str
    period: date
    value: Decimal | None
    status: Status = "published"


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A whole file as read. `rows_*` count the file's own data rows, not observations."""

    source: Source
    source_label: str
    kind: Kind
    series: tuple[SeriesSpec, ...]
    observations: tuple[Observation, ...]
    rows_read: int
    rows_kept: int
    notes: tuple[str, ...] = ()
