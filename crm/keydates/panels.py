"""The strip of key dates on My day: the next ones that touch the reader's own clients or the firm."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.dates import today_in
from crm.core.offers import KeyDate
from crm.keydates.gather import SPAN, Wanted, gather
from crm.keydates.offered import HOLIDAY, RELEASE
from crm.keydates.page import lines, own_ids

SHOWN: Final = 8
#: Of what is everybody's the next ones are enough beside what touches one's clients.
AT_MOST: Final = {HOLIDAY: 2, RELEASE: 1}


def strip(user: User, _record: Any) -> Mapping[str, Any] | None:
    """Return the reader's next key dates, and how many there are in the span besides."""
    if not user.may(Permission.CLIENT_READ):
        return None
    found = gather(user, Wanted(today_in(user.time_zone), SPAN, client_ids=own_ids(user)))
    chosen = _chosen(found)
    return {"lines": lines(user, chosen, opened=False), "days": SPAN, "more": len(found) - len(chosen)}


def _chosen(found: list[KeyDate]) -> list[KeyDate]:
    seen: Counter[str] = Counter()
    chosen = []
    for entry in found:
        seen[entry.kind] += 1
        if seen[entry.kind] <= AT_MOST.get(entry.kind, SHOWN):
            chosen.append(entry)
    return chosen[:SHOWN]
