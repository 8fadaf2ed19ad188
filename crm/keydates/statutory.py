"""Dates that law or an authority sets, worked out from `data/statutory.toml` by RFC 5545 rules."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from dateutil.rrule import rrulestr

from crm.core.closed_days import business_day_before

DATA: Final = Path(__file__).parent / "data"
#: A day moved to a business day before it moves by less than this.
FURTHEST_MOVE: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty: when it falls due, whose it is, who says so. `texts` by language: label, who, detail, source."""

    key: str
    #: MX, US, or empty for both.
    country: str
    #: holders (of a certification of `kinds`), every (client) or firm.
    touches: str
    rule: str
    #: A (law or authority) or B (less certain).
    certainty: str
    texts: Mapping[str, Mapping[str, str]]
    kinds: tuple[str, ...] = ()
    #: before: the last business day on or before the day of the rule.
    move: str = ""
    since: date | None = None
    expected: bool = False


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules that ship with the product."""
    rows = tomllib.loads((DATA / "statutory.toml").read_text(encoding="utf-8"))["dates"]
    return tuple(
        Rule(
            key=row["key"], country=row["country"], touches=row["touches"], rule=row["rule"],
            certainty=row["certainty"], texts={language: row[language] for language in ("en", "es")},
            kinds=tuple(row.get("kinds", ())), move=row.get("move", ""), since=row.get("since"),
            expected=row.get("expected", False),
        )
        for row in rows
    )  # fmt: skip


def falling(start: date, end: date) -> Iterator[tuple[date, Rule]]:
    """Yield (day, rule) of every statutory date from `start` to `end`, both included, by day."""
    yield from sorted(_falling(start, end), key=lambda found: found[0])


@lru_cache(maxsize=256)
def _falling(start: date, end: date) -> tuple[tuple[date, Rule], ...]:
    return tuple((day, rule) for rule in rules() for day in days_of(rule, start, end))


def days_of(rule: Rule, start: date, end: date) -> list[date]:
    """Return the days of one rule from `start` to `end`, both included."""
    first = datetime.combine(date(start.year - 1, 1, 1), time())
    until = datetime.combine(end + FURTHEST_MOVE, time())
    found = (moment.date() for moment in rrulestr(rule.rule, dtstart=first).between(first, until, inc=True))
    moved = [business_day_before(day, rule.country) if rule.move == "before" else day for day in found]
    return [day for day in moved if start <= day <= end and (rule.since is None or day >= rule.since)]
