"""When figures are expected: windows after the end of their month or year, from `data/releases.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from crm.core.db import db
from crm.core.kept import kept
from crm.indicators.derive import next_period
from crm.indicators.models import Observation, Series
from crm.indicators.parsers.shapes import Frequency


@dataclass(frozen=True, slots=True)
class Release:
    """A source's rhythm: its figures come `first` to `last` days after their period's end."""

    key: str
    #: As in `Series.source`.
    source: str
    period: Frequency
    first: int
    last: int
    texts: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Expected:
    """The figures of one period (its first day), expected from `start` to `end`."""

    release: Release
    period: date
    start: date
    end: date


@cache
def releases() -> tuple[Release, ...]:
    """Return the rhythms that ship with the product."""
    rows = tomllib.loads((Path(__file__).parent / "data" / "releases.toml").read_text(encoding="utf-8"))["releases"]
    return tuple(
        Release(
            row["key"], row["source"], row["period"], row["first"], row["last"],
            {language: row[language] for language in ("en", "es")},
        )
        for row in rows
    )  # fmt: skip


def expected(start: date, end: date, loaded: Mapping[str, date]) -> Iterator[Expected]:
    """Yield the windows that meet the days from `start` to `end`, but for periods that are loaded already.

    `loaded` has the newest period by source; a source that is not followed at all is left out.
    """
    for release in releases():
        newest = loaded.get(release.source)
        if newest is None:
            continue
        period = max(newest, date(start.year - 2, 1, 1)) if release.period == "month" else newest
        while (period := next_period(period, release.period)) <= end:
            last = next_period(period, release.period) - timedelta(days=1)
            opens, closes = last + timedelta(days=release.first), last + timedelta(days=release.last)
            if opens <= end and closes >= start:
                yield Expected(release, period, opens, closes)


@kept("indicators", size=1)
def loaded_periods() -> dict[str, date]:
    """Return the newest period with a figure by source of series; kept until figures are loaded."""
    query = (
        sa.select(Series.source, sa.func.max(Observation.period))
        .join(Observation, Observation.series_id == Series.id)
        .where(Observation.value.is_not(None))
        .group_by(Series.source)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
