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
from typing import Any, Final

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


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `broken` tells of new and known figures whether `limit` is passed, None where it can't judge."""

    name: str
    limit: float
    says: Any
    broken: Callable[[Values, Values, float], bool | None]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A rule that a file breaks: in how many of the series that could be judged, and the first of them."""

    rule: Rule
    broken: int
    judged: int
    example: str


def _common(new: Values, known: Values) -> list[tuple[Decimal, Decimal]]:
    return [(value, known[when]) for when, value in new.items() if known.get(when) and value]


def _scaled(new: Values, known: Values, limit: float) -> bool | None:
    """Compare the middle ratio of new to known figures with `limit` and its inverse."""
    pairs = _common(new, known)
    if len(pairs) < COMMON:
        return None
    ratio = float(median(now / then for now, then in pairs))
    return ratio > limit or ratio < 1 / limit


def _other(new: Values, known: Values, limit: float) -> bool | None:
    """Count the figures that are a quarter away from what was published before: revisions are smaller."""
    pairs = _common(new, known)
    if len(pairs) < COMMON:
        return None
    return sum(abs(now - then) > abs(then) / 4 for now, then in pairs) / len(pairs) > limit


def _repeated(new: Values, _known: Values, limit: float) -> bool | None:
    """Count the large figures that are those of so many periods before, one to twelve, to the last digit."""
    large = [value if value >= LARGE else None for _when, value in sorted(new.items())]
    shares = []
    for lag in range(1, LONGEST_LAG + 1):
        pairs = [(now, then) for then, now in zip(large, large[lag:], strict=False) if now and then]
        if len(pairs) >= COMMON:
            shares.append(sum(now == then for now, then in pairs) / len(pairs))
    return max(shares) > limit if shares else None


def _holes(new: Values, known: Values, limit: float) -> bool | None:
    """Count the periods within the new figures that we know and they lack; a known zero may go (BTS drops them)."""
    if not new:
        return None
    first, last = min(new), max(new)
    expected = [when for when, value in known.items() if first <= when <= last and value]
    return None if len(expected) < COMMON else sum(when not in new for when in expected) / len(expected) > limit


RULES: Final = (
    Rule("scale", 20.0, _l("The figures are many times larger or smaller than those published before: another unit?"),
         _scaled),
    Rule("series", 0.5, _l("Most figures are more than a quarter away from those published before: another series?"),
         _other),
    Rule("repeat", 0.5, _l("Most figures are those of earlier months to the last digit."), _repeated),
    Rule("holes", 0.3, _l("Many periods that were published before are missing."), _holes),
)  # fmt: skip


def doubts(new: Mapping[str, Values], known: Mapping[str, Values]) -> list[Doubt]:
    """Return the rules that new figures break, by series key; none where all is well."""
    found = []
    for rule in RULES:
        verdicts = {key: rule.broken(values, known.get(key, {}), rule.limit) for key, values in new.items()}
        judged = [key for key, verdict in verdicts.items() if verdict is not None]
        broken = [key for key in judged if verdicts[key]]
        if broken and len(broken) > SERIES * len(judged):
            found.append(Doubt(rule, len(broken), len(judged), broken[0]))
    return found


def figures_of(parsed: ParsedFile) -> dict[str, dict[date, Decimal]]:
    """Return the figures of a file by series and period."""
    found: dict[str, dict[date, Decimal]] = {spec.key: {} for spec in parsed.series}
    for observation in parsed.observations:
        if observation.value is not None:
            found[observation.series][observation.period] = observation.value
    return found
