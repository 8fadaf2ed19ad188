"""Holidays of both countries, and business days by them.

Mexico: article 74 of the federal labor law. United States: federal holidays, on the day on which they are observed.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from holidays import country_holidays

COUNTRIES: Final = ("MX", "US")
SATURDAY: Final = 5
_OBSERVED: Final = " (observed)"
#: The library's names in our words; one that it adds later stands under its own name.
NAMES: Final = {
    "New Year's Day": _l("New Year's Day"), "Constitution Day": _l("Constitution Day"),
    "Benito Juárez's birthday": _l("Birthday of Benito Juárez"), "Independence Day": _l("Independence Day"),
    "Change of Federal Government": _l("Change of the federal government"), "Revolution Day": _l("Revolution Day"),
    "Christmas Day": _l("Christmas Day"), "Martin Luther King Jr. Day": _l("Martin Luther King Jr. Day"),
    "Washington's Birthday": _l("Washington's Birthday"), "Memorial Day": _l("Memorial Day"),
    "Juneteenth National Independence Day": _l("Juneteenth"), "Columbus Day": _l("Columbus Day"),
    "Veterans Day": _l("Veterans Day"), "Thanksgiving Day": _l("Thanksgiving Day"), "Labor Day": _l("Labor Day"),
}  # fmt: skip


@lru_cache(maxsize=256)
def closed_days(country: str, year: int) -> dict[date, str]:
    """Return the days of a year on which a country's offices are closed, each with its English name.

    A US holiday at the weekend stands on the working day on which it is observed, which may be the year before.
    """
    found = country_holidays(country, years=[year, year + 1], language="en_US")
    days = {day: name for day, name in found.items() if day.year == year}
    moved = {name.removesuffix(_OBSERVED) for name in days.values() if name.endswith(_OBSERVED)}
    return {
        day: name
        for day, name in sorted(days.items())
        if not (country == "US" and day.weekday() >= SATURDAY and (name in moved or (day.month, day.day) == (1, 1)))
    }


def is_business_day(day: date, country: str) -> bool:
    """Tell whether it is a working day, Monday to Friday, of a country."""
    return day.weekday() < SATURDAY and day not in closed_days(country, day.year)


def business_day_before(day: date, country: str) -> date:
    """Return the day itself, or the last business day before it."""
    while not is_business_day(day, country):
        day -= timedelta(days=1)
    return day


def holidays_between(start: date, end: date) -> Sequence[tuple[date, str, str]]:
    """Return (day, country, English name) of the holidays of both countries from `start` to `end`, by day."""
    return sorted(
        (day, country, name)
        for country in COUNTRIES
        for year in range(start.year, end.year + 1)
        for day, name in closed_days(country, year).items()
        if start <= day <= end
    )


def holiday_name(name: str) -> str:
    """Return a holiday's name in the reader's language, saying where it is only observed that day."""
    plain = name.removesuffix(_OBSERVED)
    said = str(NAMES.get(plain, plain))
    return _("%(holiday)s (observed)", holiday=said) if name != plain else said
