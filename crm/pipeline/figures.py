"""Figures of the pipeline, computed from the spells of its opportunities alone; each with its sample size.

**Conversion of an open stage.** Counted are opportunities whose first move into it was within the period. It *went on*
where any later move led to a signed stage or to an open stage that stands after it in the firm's order. Its fate is
what its last move says: signed, not won, or not decided yet (open or on hold). Of those that went on or were not won,
so many went on; of those signed or not won, so many were signed. Those not decided yet are in neither share.

**Days in a stage.** The median over spells that ended within the period. Spells that go on are censored: they are not
in the median, but counted beside it.

**Signed rate.** Counted are opportunities whose last move was within the period and led to a signed stage or to one of
those not won: signed ones of all of these. One that was opened again is not decided; it counts when it is.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Final, Protocol

from crm.pipeline.spells import Histories, Spell

#: Below this many there is no share and no median.
FEWEST: Final = 5
_DAY: Final = 24 * 3600


class StageFacts(Protocol):
    """What the figures need to know of a stage."""

    kind: str
    position: int


Stages = Mapping[int, StageFacts]


@dataclass(frozen=True, slots=True)
class Period:
    """From an instant (None: from the first move) up to, not including, another."""

    start: datetime | None
    end: datetime

    def holds(self, at: datetime) -> bool:
        return (self.start is None or at >= self.start) and at < self.end


@dataclass(slots=True)
class Share:
    """So many of so many."""

    part: int = 0
    of: int = 0

    @property
    def percent(self) -> int | None:
        """Return the share in whole percent, half up; None where there are too few to say."""
        return (200 * self.part + self.of) // (2 * self.of) if self.of >= FEWEST else None


@dataclass(slots=True)
class StageFigures:
    """What the history says of one stage."""

    entered: int = 0
    went_on: Share = field(default_factory=Share)
    signed: Share = field(default_factory=Share)
    #: Of those entered: neither signed nor not won yet.
    undecided: int = 0
    #: Days of the spells that ended.
    ended: list[float] = field(default_factory=list)
    #: Spells that go on.
    lasting: int = 0

    @property
    def median_days(self) -> float | None:
        """Return the median of the spells that ended; None where there are too few to say."""
        return median(self.ended) if len(self.ended) >= FEWEST else None


def by_stage(found: Histories, stages: Stages, period: Period) -> dict[int, StageFigures]:
    """Return conversion and days of each stage (see the head of this file)."""
    figures: dict[int, StageFigures] = {stage_id: StageFigures() for stage_id in stages}
    for spells in found.values():
        _count_conversion(figures, spells, stages, period)
        for spell in spells:
            _count_days(figures[spell.stage_id], spell, period)
    return figures


def fate(spells: list[Spell], stages: Stages) -> str:
    """Return what the last move says: signed, lost, or '' for not decided yet."""
    kind = stages[spells[-1].stage_id].kind
    return kind if kind in {"signed", "lost"} else ""


def _count_conversion(figures: dict[int, StageFigures], spells: list[Spell], stages: Stages, period: Period) -> None:
    end, seen = fate(spells, stages), set[int]()
    for number, spell in enumerate(spells):
        stage = stages[spell.stage_id]
        if stage.kind != "open" or spell.stage_id in seen:
            continue
        seen.add(spell.stage_id)
        if not period.holds(spell.start):
            continue
        told = figures[spell.stage_id]
        told.entered += 1
        went_on = any(_is_further(stages[later.stage_id], stage) for later in spells[number + 1 :])
        told.went_on.part += went_on
        told.went_on.of += went_on or end == "lost"
        told.signed.part += end == "signed"
        told.signed.of += bool(end)
        told.undecided += not end


def _is_further(later: StageFacts, stage: StageFacts) -> bool:
    return later.kind == "signed" or (later.kind == "open" and later.position > stage.position)


def _count_days(told: StageFigures, spell: Spell, period: Period) -> None:
    if spell.end is None:
        told.lasting += 1
    elif period.holds(spell.end):
        told.ended.append((spell.end - spell.start).total_seconds() / _DAY)


Key = Callable[[int], Hashable]


def signed_rates(found: Histories, stages: Stages, period: Period, key: Key) -> dict[Hashable, Share]:
    """Return the signed rate by what `key` says of an opportunity's id."""
    shares: dict[Hashable, Share] = defaultdict(Share)
    for opportunity_id, spells in found.items():
        end = fate(spells, stages)
        if end and period.holds(spells[-1].start):
            share = shares[key(opportunity_id)]
            share.of += 1
            share.part += end == "signed"
    return dict(shares)


def unmoved(found: Histories, stages: Stages, before: datetime) -> list[tuple[datetime, int]]:
    """Return (last move, id) of what stands in an open stage since `before` or longer, the longest first."""
    last = ((spells[-1], opportunity_id) for opportunity_id, spells in found.items())
    return sorted(
        (spell.start, opportunity_id)
        for spell, opportunity_id in last
        if stages[spell.stage_id].kind == "open" and spell.start <= before
    )
