"""Asks for the key dates of the days ahead, of all features, by who is to read them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.feature import registry
from crm.core.offers import KeyDate
from crm.reports.build.plan import Level

AHEAD: Final = timedelta(days=90)
#: Sources of dates that no record of ours stands behind: laws, publishers, calendars. A new source is internal.
OPEN_SOURCES: Final = frozenset({"statutory", "release", "holiday"})
#: Those that a client reads of itself.
CLIENT_SOURCES: Final = OPEN_SOURCES | {"certification", "mandate"}


def key_dates(reader: User, today: date, level: Level, client: Client | None) -> Sequence[KeyDate]:
    """Return what falls within the next 90 days, the soonest first; below internal of the open sources alone.

    For a client its own dates as well, and of others nothing: neither a date that only they have nor their number.
    """
    # Without a client all rules of the law are told, whoever they are a duty of: their words alone are printed.
    ids = [client.id] if client else None
    end = today + AHEAD
    found = [
        entry
        for offer in registry().key_dates()
        if level == "internal" or offer.name in (CLIENT_SOURCES if client else OPEN_SOURCES)
        for entry in offer.between(reader, today, end, ids)
        if level == "internal" or offer.name in OPEN_SOURCES or (client and entry.client_ids == (client.id,))
    ]
    return sorted(found, key=lambda entry: (max(entry.day, today), entry.day, entry.label, entry.entry))
