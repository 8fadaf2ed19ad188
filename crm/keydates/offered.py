"""The package's own key dates: statutory dates, expected releases of figures, holidays."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts.models import User
from crm.core.closed_days import holiday_name, holidays_between
from crm.core.dates import today_in
from crm.core.i18n import language
from crm.core.offers import MOST_TOUCHED, KeyDate, KeyDates, entry_name
from crm.indicators.releases import Expected, expected, loaded_periods
from crm.indicators.words import month_in_full
from crm.keydates import queries
from crm.keydates.statutory import Rule, falling

STATUTORY: Final = "statutory"
RELEASE: Final = "release"
HOLIDAY: Final = "holiday"


def statutory(user: User, start: date, end: date, client_ids: Collection[int] | None) -> Sequence[KeyDate]:
    """Return the statutory dates; those of holders name the clients that hold the certification.

    For chosen clients a duty of holders is left out where none of them is one.
    """
    found = list(falling(start, end))
    kinds = sorted({kind for _day, rule in found for kind in rule.kinds})
    held = queries.holders(user, kinds, client_ids, today_in(user.time_zone))
    dates = []
    for day, rule in found:
        ids = list(dict.fromkeys(client for kind in rule.kinds for client in held[kind]))
        if ids or rule.touches != "holders" or client_ids is None:
            dates.append(_statutory(day, rule, ids))
    return dates


def _statutory(day: date, rule: Rule, ids: list[int]) -> KeyDate:
    words = rule.texts[language()]
    return KeyDate(
        entry=entry_name(STATUTORY, rule.key, day), day=day, label=words["label"], kind=STATUTORY,
        source=words["source"], detail=f"{words['who']}. {words['detail']}", country=rule.country,
        client_ids=tuple(ids[:MOST_TOUCHED]), more=len(ids) > MOST_TOUCHED, every=rule.touches == "every",
        certainty=rule.certainty, expected=rule.expected,
    )  # fmt: skip


def release(_user: User, start: date, end: date, _clients: Collection[int] | None) -> Sequence[KeyDate]:
    """Return the windows in which figures that are not loaded yet are expected."""
    found = expected(start, end, loaded_periods())
    return sorted((_release(each) for each in found), key=lambda entry: entry.day)


def _release(each: Expected) -> KeyDate:
    words = each.release.texts[language()]
    period = str(each.period.year) if each.release.period == "year" else month_in_full(each.period)
    return KeyDate(
        entry=entry_name(RELEASE, each.release.key, each.start), day=each.start, end=each.end,
        label=words["label"] % {"period": period}, kind=RELEASE, source=words["source"], detail=words["detail"],
        country="US", certainty="B", expected=True,
    )  # fmt: skip


def holiday(_user: User, start: date, end: date, _clients: Collection[int] | None) -> Sequence[KeyDate]:
    """Return the statutory holidays of Mexico and the federal ones of the United States."""
    sources = {"MX": _("Federal labor law, article 74"), "US": _("US federal holidays")}
    closed = {"MX": _("Offices in Mexico are closed."), "US": _("US federal offices are closed.")}
    return [
        KeyDate(
            entry=entry_name(HOLIDAY, country, day), day=day, label=holiday_name(name), kind=HOLIDAY,
            source=sources[country], detail=closed[country], country=country, certainty="A",
        )
        for day, country, name in holidays_between(start, end)
    ]  # fmt: skip


OFFERS: Final = (
    KeyDates(STATUTORY, statutory, {STATUTORY: _l("Statutory date")}),
    KeyDates(RELEASE, release, {RELEASE: _l("Release of figures")}),
    KeyDates(HOLIDAY, holiday, {HOLIDAY: _l("Holiday")}),
)
