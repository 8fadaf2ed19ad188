"""What My day asks across all features, for one reader."""

from collections.abc import Sequence
from datetime import timedelta

from crm.accounts.models import User
from crm.core.dates import day_bounds, today_in
from crm.engagements.models import Engagement
from crm.engagements.queries.own import mine_for_day

#: Cards of My day are short; "All" leads to the rest.
SHOWN = 8
PLANNED_DAYS = 14
NOTE_DAYS = 60
#: A request without a day of its own to be reminded is told of after so many days, a reply so many days ahead.
PATIENCE_DAYS = 14
REPLY_DAYS = 7


def planned_and_awaiting(user: User) -> tuple[Sequence[Engagement], ...]:
    """Return the reader's own: planned for two weeks, past without a note, requests and letters that wait."""
    today = today_in(user.time_zone)
    start, _end = day_bounds(today, user.time_zone)
    ahead, past = (start, start + timedelta(days=PLANNED_DAYS)), (start - timedelta(days=NOTE_DAYS), start)
    return mine_for_day(user, today, (ahead, past), patience=PATIENCE_DAYS, soon=REPLY_DAYS, limit=SHOWN)
