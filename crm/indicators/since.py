"""What moved in a client's series since its mandate began and since it was last met, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.core.dates import long_date
from crm.core.feature import registry
from crm.core.i18n import language
from crm.core.money import percent_change
from crm.indicators import words
from crm.indicators.breaks import comparable
from crm.indicators.derive import Absent, change_since
from crm.indicators.models import Series
from crm.indicators.queries.figures import Shown
from crm.indicators.status_words import why_of
from crm.mandates.queries import first_active_start


@dataclass(frozen=True, slots=True)
class Baseline:
    """A day from which change is told, and what it is called."""

    label: str
    day: date


def baselines(user: User, client: Client) -> tuple[Baseline, ...]:
    """Return the day on which the client's oldest active mandate began and that of the last visible engagement."""
    last = next((c for c in registry().columns("clients") if c.key == "last_contact"), None)
    days = (
        (_("Since the mandate began, %(day)s"), first_active_start(user, client.id)),
        (_("Since you last met, %(day)s"), last.load(user, [client.id]).get(client.id) if last else None),
    )
    return tuple(Baseline(label % {"day": long_date(day, language())}, day) for label, day in days if day)


def since(series: Series, figures: Sequence[Shown], day: date) -> str:
    """Return '+4.2%, twelve months against those to Mar 2025', or which months lack for it.

    Nothing where nothing newer can be compared.
    """
    found = change_since(figures, words.frequency(series), words.unit_kind(series), day)
    if isinstance(found, Absent):
        return str(_("no change: %(why)s", why=why_of(series, figures, found.periods)))
    if found is None or not comparable(series, found.first, figures[-1].period):
        return ""
    told = _TWELVE if found.twelve else _PERIOD
    return str(told) % {"change": percent_change(found.change.percent), "then": words.period(series, found.then)}


_TWELVE: Final = _l("%(change)s, twelve months against the twelve to %(then)s")
_PERIOD: Final = _l("%(change)s on %(then)s")
