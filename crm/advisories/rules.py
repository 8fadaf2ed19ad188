"""Chooses the clients of an advisory by a rule: only those that its writer may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.indicators.models import Series
from crm.indicators.queries.sectors import clients_of
from crm.indicators.queries.touching import clients_touched
from crm.issues.queries import positions
from crm.reference.queries import sectors_with_descendants

#: One advisory goes to at most so many.
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Found:
    """The clients that a rule finds, by name; `more` when there are others beyond MOST."""

    clients: Sequence[Client]
    more: bool = False


def by_rule(user: User, rule: str, *, issue_id: int | None, series: Series | None, sector_id: int | None) -> Found:
    """Return the clients that a rule chooses; none where what it asks for is not given."""
    if rule == "series" and series is not None:
        touched = clients_touched(user, series, MOST)
        return Found(touched.clients, touched.more)
    if rule == "issue" and issue_id is not None:
        return _cut([row.client for row in positions(user, issue_id)])
    if rule == "sector" and sector_id is not None:
        return Found(*clients_of(user, sectors_with_descendants(sector_id), MOST))
    return Found(())


def _cut(found: Sequence[Client]) -> Found:
    return Found(found[:MOST], len(found) > MOST)
