"""The weighted forecast: open opportunities by the month or quarter in which a signature is expected."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from crm.pipeline.figures import FEWEST
from crm.pipeline.readings import Expected

STEPS: Final = ("month", "quarter")
PAST: Final = "past"
UNDATED: Final = "none"
_HUNDRED: Final = Decimal(100)


@dataclass(slots=True)
class Span:
    """What is expected within one month or quarter (`first`: its first day), is past, or has no day."""

    key: str
    first: date | None = None
    count: int = 0
    #: Without a value: counted, in no sum. Missing is not zero.
    unvalued: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)
    #: Value × probability, by currency.
    weighted: dict[str, Decimal] = field(default_factory=dict)

    @property
    def valued(self) -> int:
        """Return the sample size of the sums."""
        return self.count - self.unvalued

    @property
    def few(self) -> bool:
        """Tell whether the sums stand on too few to say much."""
        return self.valued < FEWEST

    def add(self, item: Expected, percent: int) -> None:
        """Count an opportunity."""
        self.count += 1
        if item.amount is None:
            self.unvalued += 1
            return
        for sums, amount in ((self.sums, item.amount), (self.weighted, item.amount * percent / _HUNDRED)):
            sums[item.currency] = sums.get(item.currency, Decimal(0)) + amount


def first_of(day: date, step: str) -> date:
    """Return the first day of a day's month or quarter."""
    return day.replace(day=1, month=day.month if step == "month" else (day.month - 1) // 3 * 3 + 1)


def outlook(found: Iterable[Expected], percents: Mapping[int, int], today: date, step: str) -> tuple[list[Span], Span]:
    """Return the spans in order (past days first, those without a day last) and all of them as one.

    The probability is the opportunity's own, else its stage's (`percents`).
    """
    spans: dict[str, Span] = {}
    total = Span("all")
    for item in found:
        percent = percents[item.stage_id] if item.probability is None else item.probability
        key, first = _span_of(item.day, today, step)
        spans.setdefault(key, Span(key, first)).add(item, percent)
        total.add(item, percent)
    order = {PAST: date.min, UNDATED: date.max}
    return sorted(spans.values(), key=lambda span: order.get(span.key) or span.first or date.max), total


def _span_of(day: date | None, today: date, step: str) -> tuple[str, date | None]:
    if day is None:
        return UNDATED, None
    if day < today:
        return PAST, None
    first = first_of(day, step)
    return first.isoformat(), first
