"""Asks for the key dates of the days ahead, of all features, by who is to read them."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Final

from crm.accounts.models import User
from crm.core.feature import registry
from crm.core.offers import KeyDate
from crm.reports.build.plan import Level

AHEAD: Final = timedelta(days=90)
#: Sources of dates that no record of ours stands behind: laws, publishers, calendars. A new source is internal.
OPEN_SOURCES: Final = frozenset({"statutory", "release", "holiday"})
#: Those that a client reads of itself.
CLIENT_SOURCES: Final = OPEN_SOURCES | {"certification", "mandate"}


def key_dates(reader: User, today: date, level: Level, client_ids: Collection[int]) -> Sequence[KeyDate]:
    """Return what falls within the next 90 days and touches these clients or nobody in particular, the soonest first.

    Below internal those of the open sources, and with one client (level "client") that client's own: of others
    nothing, neither a date that only they have nor their number.
    """
    # Without a client all rules of the law are told, whoever they are a duty of: their words alone are printed.
    ids = list(client_ids) if client_ids or level == "internal" else None
    sources = CLIENT_SOURCES if ids else OPEN_SOURCES
    found = [
        entry
        for offer in registry().key_dates()
        if level == "internal" or offer.name in sources
        for entry in offer.between(reader, today, today + AHEAD, ids)
        if level == "internal" or offer.name in OPEN_SOURCES or list(entry.client_ids) == ids
    ]
    return sorted(found, key=lambda entry: (max(entry.day, today), entry.day, entry.label, entry.entry))
