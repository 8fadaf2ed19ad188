"""When what falls on a day is told: in the morning of that day, by the clock of whoever is told."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.core.dates import at_hour
from crm.core.offers import Occasion

MORNING: Final = 8


def days_in(start: datetime, end: datetime) -> tuple[date, date]:
    """Return the first and the last day that any zone's clock shows between two instants."""
    return start.date() - timedelta(days=1), end.date() + timedelta(days=1)


def morning_of(user_id: int, day: date) -> datetime:
    """Return the instant of the morning of a day for a user."""
    return at_hour(day, MORNING, people_by_id()[user_id].time_zone)


def told_by_morning(rows: Iterable[tuple[int, int, date, str]], start: datetime, end: datetime) -> Iterator[Occasion]:
    """Yield the occasions of (record, user, day, name) whose morning falls in (start, end]."""
    for record_id, user_id, day, name in rows:
        at = morning_of(user_id, day)
        if start < at <= end:
            yield Occasion(user_id, record_id, name, at)


def waking(start: datetime, end: datetime) -> Iterator[tuple[User, date, datetime]]:
    """Yield the users in whose zone a morning falls in (start, end], with the day and the instant."""
    first, last = days_in(start, end)
    for user in people_by_id().values():
        for number in range((last - first).days + 1):
            at = morning_of(user.id, day := first + timedelta(days=number))
            if user.active and start < at <= end:
                yield user, day, at
