"""When a client was met and when its issues moved: the marks under a chart of its figures."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import ngettext

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.db import db
from crm.core.feature import registry
from crm.indicators import words
from crm.indicators.models import Series

#: The newest so many are marked.
MOST: Final = 500
#: Kinds of the client's timeline that are marked, with their words.
KINDS: Final[dict[str, Callable[[int], str]]] = {
    "engagement": lambda n: ngettext("%(num)s engagement", "%(num)s engagements", n),
    "issue_update": lambda n: ngettext("%(num)s issue date", "%(num)s issue dates", n),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """Something of a client's timeline on a day of the reader's."""

    kind: str
    day: date


def happened(user: User, client: Client, first: date) -> list[Happened]:
    """Return what is marked since a day, in one statement."""
    kinds = [kind for kind in registry().timeline("client") if kind.kind in KINDS]
    if not kinds:
        return []
    parts = [kind.select(user, client.id).subquery() for kind in kinds]
    since = datetime(first.year, first.month, first.day, tzinfo=UTC)
    rows = sa.union_all(*(sa.select(part.c.kind, part.c.at).where(part.c.at >= since) for part in parts)).subquery()
    query = sa.select(rows.c.kind, rows.c.at).order_by(rows.c.at.desc()).limit(MOST)
    zone = ZoneInfo(user.time_zone)
    return [Happened(kind, at.astimezone(zone).date()) for kind, at in db.session.execute(query)]


def marks(series: Series, periods: Sequence[date], found: Sequence[Happened]) -> list[tuple[int, str]]:
    """Return (point, 'Mar 2026: 2 engagements') for the periods of a chart in which something happened."""
    places = {_start(series, period): n for n, period in enumerate(periods)}
    counted: dict[int, Counter[str]] = {}
    for each in found:
        if (at := places.get(_start(series, each.day))) is not None:
            counted.setdefault(at, Counter())[each.kind] += 1
    return [
        (at, f"{words.period(series, periods[at])}: " + ", ".join(KINDS[kind](n) for kind, n in sorted(kinds.items())))
        for at, kinds in sorted(counted.items())
    ]


def _start(series: Series, day: date) -> date:
    if series.frequency == "day":
        return day
    return day.replace(day=1) if series.frequency == "month" else date(day.year, 1, 1)
