"""Puts the key dates of all features together, narrows them, finds one by its name."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from crm.accounts.models import User
from crm.core.feature import registry
from crm.core.offers import MOST_KEY_DATES, KeyDate

#: Days ahead that the page offers, and those of the strip on My day.
SPANS: Final = (30, 90, 365)
SPAN: Final = 90


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader narrows the dates to; empty means all. `client_ids` None: all that the reader may see."""

    start: date
    days: int = SPAN
    kind: str = ""
    country: str = ""
    client_ids: Collection[int] | None = None

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.days)


def kinds() -> dict[str, str]:
    """Return the words for every kind of key date, in the reader's language."""
    return {kind: str(label) for offer in registry().key_dates() for kind, label in offer.kinds.items()}


def gather(user: User, wanted: Wanted) -> list[KeyDate]:
    """Return the key dates of all features, the soonest first; what has begun already counts from the first day."""
    offers = [offer for offer in registry().key_dates() if not wanted.kind or wanted.kind in offer.kinds]
    found = [
        entry
        for offer in offers
        for entry in offer.between(user, wanted.start, wanted.end, wanted.client_ids)
        if wanted.kind in {"", entry.kind} and (not wanted.country or entry.country in {"", wanted.country})
    ]
    return sorted(found, key=lambda entry: (max(entry.day, wanted.start), entry.day, entry.label, entry.entry))


def cut_short(entries: Collection[KeyDate]) -> bool:
    """Tell whether some feature has more key dates than it answered with."""
    answered = Counter(entry.entry.partition(".")[0] for entry in entries)
    return any(number >= MOST_KEY_DATES for number in answered.values())


def find(user: User, entry: str, client_ids: Collection[int] | None = None) -> KeyDate | None:
    """Return the key date of this name where it is there and the reader may see it."""
    name, _dot, rest = entry.partition(".")
    try:
        day = date.fromisoformat(rest.rpartition(".")[2])
    except ValueError:
        return None
    offers = (offer for offer in registry().key_dates() if offer.name == name)
    found = (each for offer in offers for each in offer.between(user, day, day, client_ids))
    return next((each for each in found if each.entry == entry), None)
