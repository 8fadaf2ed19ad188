"""What a review of the pipeline is made of: what is open today, what moved and was decided in the period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from crm.accounts.models import User
from crm.core.dates import day_bounds
from crm.pipeline.filters import PipelineFilter
from crm.pipeline.labels import NO_MOVE_DAYS
from crm.pipeline.models import Opportunity, StageMove
from crm.pipeline.outlook import Span, outlook
from crm.pipeline.rates import Rate, newest_rate
from crm.pipeline.readings import Expected, read_expected
from crm.pipeline.stages import stages_by_id
from crm.reports.build.asked import Asked
from crm.reports.build.kinds.asks import opportunities as asks
from crm.reports.build.kinds.grid import cut_at


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What a reader may see of the pipeline; every sum is by currency."""

    open: Sequence[Opportunity]
    expected: Sequence[Expected]
    moves: Sequence[StageMove]
    decided: Sequence[Opportunity]
    rate: Rate | None
    today: date
    zone: str
    #: So many rows of a kind are printed, where there are more; else 0.
    cut: int

    def day(self, at: datetime) -> date:
        """Return the day of an instant by the reader's calendar."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def days_here(self, item: Opportunity) -> int:
        return max(0, (self.today - self.day(item.stage_since)).days)

    def idle(self) -> list[tuple[Opportunity, int]]:
        """Return what has not moved for long with its days, the longest first."""
        found = [(item, self.days_here(item)) for item in self.open]
        return sorted((pair for pair in found if pair[1] >= NO_MOVE_DAYS), key=lambda pair: (-pair[1], pair[0].id))

    def of_kind(self, kind: str) -> list[Opportunity]:
        return [item for item in self.decided if stages_by_id()[item.stage_id].kind == kind]

    def spans(self, step: str) -> tuple[list[Span], Span]:
        percents = {key: stage.probability for key, stage in stages_by_id().items()}
        return outlook(self.expected, percents, self.today, step)


def gather(asked: Asked, reader: User) -> Pipeline:
    """Read the pipeline for a review."""
    most = asked.most
    first, _end = day_bounds(asked.period.start, reader.time_zone)
    _start, after = day_bounds(asked.period.end, reader.time_zone)
    found, moves, decided = (
        asks.open_ones(reader, most), asks.moved(reader, first, after, most), asks.decided(reader, first, after, most)
    )  # fmt: skip
    return Pipeline(
        found[:most], read_expected(reader, PipelineFilter()), moves[:most], decided[:most], newest_rate(asked.today),
        asked.today, reader.time_zone, cut_at(most, len(found), len(moves), len(decided)),
    )  # fmt: skip
