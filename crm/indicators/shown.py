"""Figures of one series as they are shown: those with a value, and beside them the places that have none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, overload

from crm.indicators.statuses import MISSING, PUBLISHED


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure as shown: its value, when it was published, who published the file, and an older value if revised.

    `before` and `before_vintage` are the newest older value that differs by more than rounding; `later` is the status
    of a newer publication that has no figure here, '' where there is none: it never hides what was published.
    """

    period: date
    value: Decimal
    vintage: date
    publisher: str
    before: Decimal | None = None
    before_vintage: date | None = None
    status: str = PUBLISHED
    later: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """A place that a publisher names without a figure; `status` says why."""

    period: date
    vintage: date
    publisher: str
    status: str
    value: None = None


@dataclass(frozen=True, slots=True)
class Figures(Sequence[Shown]):
    """The figures of a series by period, oldest first: a sequence of those with a value.

    `blanks` has the places without one by period. A slice keeps those that lie within it, and a slice to the end also
    those behind its last figure.
    """

    known: tuple[Shown, ...] = ()
    blanks: Mapping[date, Blank] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.known)

    @overload
    def __getitem__(self, at: int) -> Shown: ...
    @overload
    def __getitem__(self, at: slice) -> "Figures": ...
    def __getitem__(self, at: int | slice) -> "Shown | Figures":
        if isinstance(at, int):
            return self.known[at]
        known = self.known[at]
        if not known:
            return Figures()
        last = date.max if known[-1] == self.known[-1] else known[-1].period
        return Figures(known, {when: b for when, b in self.blanks.items() if known[0].period <= when <= last})

    def since(self, first: date) -> "Figures":
        """Return what stands from a day on."""
        return Figures(
            tuple(figure for figure in self.known if figure.period >= first),
            {when: blank for when, blank in self.blanks.items() if when >= first},
        )

    def places(self) -> list[Shown | Blank]:
        """Return every place that was named, with and without a figure, in order."""
        return sorted([*self.known, *self.blanks.values()], key=lambda place: place.period)

    def status_at(self, period: date) -> str:
        """Return why a place has no figure: its status, `missing` for one skipped within the series, else ''."""
        if (blank := self.blanks.get(period)) is not None:
            return blank.status
        inside = bool(self.known) and self.known[0].period < period < self.known[-1].period
        return MISSING if inside else ""


def figures_of(rows: Iterable[tuple[Any, ...]]) -> Figures:
    """Return figures of rows (period, value, vintage, publisher, status), in any order.

    Of each period they hold the newest row with a value, and rows without one that are newer, or all that it has.
    """
    known: dict[date, Shown] = {}
    blanks: dict[date, Blank] = {}
    for period, value, vintage, publisher, status in rows:
        if value is not None:
            known[period] = Shown(period, value, vintage, publisher, status=status)
        elif period not in blanks or blanks[period].vintage < vintage:
            blanks[period] = Blank(period, vintage, publisher, status)
    return merged(known.values(), blanks)


def merged(known: Iterable[Shown], blanks: Mapping[date, Blank]) -> Figures:
    """Return figures with the places that have none; a place that has a figure keeps it, and what was said later."""
    found = sorted(known, key=lambda figure: figure.period)
    if not blanks:
        return Figures(tuple(found))
    for n, figure in enumerate(found):
        blank = blanks.get(figure.period)
        if blank is not None and blank.vintage > figure.vintage and blank.status != MISSING:
            found[n] = replace(figure, later=blank.status)
    periods = {figure.period for figure in found}
    return Figures(tuple(found), {when: blank for when, blank in sorted(blanks.items()) if when not in periods})
