"""What a brief is about, read once: the engagement, its living clients and institutions, and what was held before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from crm.accounts.models import User
from crm.briefs import queries
from crm.clients.models.client import Client
from crm.core.dates import today_in
from crm.core.i18n import language
from crm.engagements.models import Engagement
from crm.institutions.models import Institution

#: Meetings that are told of; one more tells whether there are others.
LAST: Final = 3


@dataclass(frozen=True, slots=True)
class Meeting:
    """One engagement and who asks about it; `before` is the newest first, at most LAST + 1."""

    user: User
    item: Engagement
    clients: Sequence[Client]
    bodies: Sequence[Institution]
    before: Sequence[Engagement]
    today: date

    @property
    def client_ids(self) -> list[int]:
        return [client.id for client in self.clients]

    @property
    def body_ids(self) -> list[int]:
        return [body.id for body in self.bodies]

    @property
    def since(self) -> datetime | None:
        """Return the instant of the last meeting."""
        return self.before[0].starts_at if self.before else None

    @property
    def since_day(self) -> date | None:
        """Return the day of the last meeting, where it was held."""
        return self.before[0].starts_wall.date() if self.before else None

    @property
    def speaks(self) -> str:
        return language()


def meeting_of(user: User, item: Engagement) -> Meeting:
    """Return the meeting that an engagement, which the reader may see, is or was: three statements."""
    clients, bodies = queries.clients_of(user, item), queries.bodies_of(item)
    ids, body_ids = [client.id for client in clients], [body.id for body in bodies]
    before = queries.held_before(user, item, ids, body_ids, LAST + 1)
    return Meeting(user, item, clients, bodies, before, today_in(user.time_zone))
