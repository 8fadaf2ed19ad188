"""Figures that look like a slip of the publisher, of the interface or of whoever handed them in are held.

Each rule is a number in RULES; it judges one series against the figures that we have, and holds a file where more than
SERIES of the series that it could judge break it. The last good figures stay until somebody looks. Ours; the real files
of two vintages break none of them (tests/indicators/test_plausible.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any, Final, Literal

from flask_babel import lazy_gettext as _l

from crm.indicators.parsers.shapes import ParsedFile

Values = Mapping[date, Decimal]
#: Share of the series judged by a rule that may break it before the whole file is held.
SERIES: Final = 0.2
#: Periods that a series must have in common with what we have, to be judged.
COMMON: Final = 6
#: Figures below this repeat by chance.
LARGE: Final = Decimal(1000)
LONGEST_LAG: Final = 12
#: Periods shown of a series in doubt.
ROWS: Final = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `measure` says how far new figures go beside known ones, None where it can't judge.

    A series breaks it above `limit`; both are in `unit`: times, or a share of the figures.
    """

    name: str
    limit: float
    unit: Literal["times", "share"]
    says: Any
    measure: Callable[[Values, Values], float | None]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A rule that a file breaks: in how many of the series that could be judged, and the first of them.

    `measured` is how far that one goes; `rows` are its newest figures in doubt: period, published before, in the file.
    """

    rule: Rule
    broken: int
    judged: int
    example: str
    measured: float
    rows: tuple[tuple[date, Decimal | None, Decimal | None], ...]


def _common(new: Values, known: Values) -> list[tuple[Decimal, Decimal]]:
    return [(value, known[when]) for when, value in new.items() if known.get(when) and value]


def _scaled(new: Values, known: Values) -> float | None:
    """Return how many times larger, or smaller, the middle figure is than the known one."""
    pairs = _common(new, known)
    if len(pairs) < COMMON:
        return None
    ratio = float(median(now / then for now, then in pairs))
    return max(ratio, 1 / ratio) if ratio > 0 else float("inf")


def _other(new: Values, known: Values) -> float | None:
    """Count the figures that are a quarter away from what was published before: revisions are smaller."""
    pairs = _common(new, known)
    if len(pairs) < COMMON:
        return None
    return sum(abs(now - then) > abs(then) / 4 for now, then in pairs) / len(pairs)


def _repeated(new: Values, _known: Values) -> float | None:
    """Count the large figures that are those of so many periods before, one to twelve, to the last digit."""
    large = [value if value >= LARGE else None for _when, value in sorted(new.items())]
    shares = []
    for lag in range(1, LONGEST_LAG + 1):
        pairs = [(now, then) for then, now in zip(large, large[lag:], strict=False) if now and then]
        if len(pairs) >= COMMON:
            shares.append(sum(now == then for now, then in pairs) / len(pairs))
    return max(shares, default=None)


def _holes(new: Values, known: Values) -> float | None:
    """Count the periods within the new figures that we know and they lack; a known zero may go (BTS drops them)."""
    if not new:
        return None
    first, last = min(new), max(new)
    expected = [when for when, value in known.items() if first <= when <= last and value]
    return None if len(expected) < COMMON else sum(when not in new for when in expected) / len(expected)


RULES: Final = (
    Rule("scale", 20.0, "times",
         _l("The figures are many times larger or smaller than those published before: another unit?"), _scaled),
    Rule("series", 0.5, "share",
         _l("Most figures are more than a quarter away from those published before: another series?"), _other),
    Rule("repeat", 0.5, "share", _l("Most figures are those of earlier months to the last digit."), _repeated),
    Rule("holes", 0.3, "share", _l("Many periods that were published before are missing."), _holes),
)  # fmt: skip


def doubts(new: Mapping[str, Values], known: Mapping[str, Values]) -> list[Doubt]:
    """Return the rules that new figures break, by series key; none where all is well."""
    found = []
    for rule in RULES:
        every = {key: rule.measure(values, known.get(key, {})) for key, values in new.items()}
        judged = {key: measured for key, measured in every.items() if measured is not None}
        broken = [key for key, measured in judged.items() if measured > rule.limit]
        if broken and len(broken) > SERIES * len(judged):
            first = broken[0]
            rows = _beside(new[first], known.get(first, {}))
            found.append(Doubt(rule, len(broken), len(judged), first, judged[first], rows))
    return found


def _beside(new: Values, known: Values) -> tuple[tuple[date, Decimal | None, Decimal | None], ...]:
    """Return the newest periods in which the two differ, or the newest ones where none does, each with both figures."""
    span = [when for when in {*new, *known} if min(new) <= when <= max(new)]
    differ = [when for when in span if new.get(when) != known.get(when)]
    return tuple((when, known.get(when), new.get(when)) for when in sorted(differ or span, reverse=True)[:ROWS])


def figures_of(parsed: ParsedFile) -> dict[str, dict[date, Decimal]]:
    """Return the figures of a file by series and period."""
    found: dict[str, dict[date, Decimal]] = {spec.key: {} for spec in parsed.series}
    for observation in parsed.observations:
        if observation.value is not None:
            found[observation.series][observation.period] = observation.value
    return found
