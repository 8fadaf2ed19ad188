"""Instants, wall times and how both are written for a reader."""

import os
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta
from flask_babel import lazy_gettext as _l

#: Zones a consultant may pick for a meeting: border and capital cities, named by the place people say.
ZONES: Final = (
    "America/Phoenix", "America/Hermosillo", "America/Mexico_City", "America/Tijuana", "America/Los_Angeles",
    "America/Mazatlan", "America/Chihuahua", "America/Ciudad_Juarez", "America/Denver", "America/Ojinaga",
    "America/Monterrey", "America/Matamoros", "America/Chicago", "America/Cancun", "America/New_York", "UTC",
)  # fmt: skip

_SPELLED: Final = {
    "America/Ciudad_Juarez": "Ciudad Juárez", "America/Cancun": "Cancún", "America/Mazatlan": "Mazatlán",
}  # fmt: skip
_TRANSLATED: Final = {
    "America/Mexico_City": _l("Mexico City"), "America/New_York": _l("New York"),
    "America/Los_Angeles": _l("Los Angeles"),
}  # fmt: skip

#: Mexican usage of Spanish: comma for thousands, point for decimals (glossary, rule 5).
LOCALES: Final = {"en": Locale("en", "US"), "es": Locale("es", "MX")}


def use_pinned_zones() -> None:
    """Read zone rules from the pinned tzdata package, never from the system's files."""
    os.environ["PYTHONTZPATH"] = ""
    zoneinfo.reset_tzpath(())


def now() -> datetime:
    """Return the present instant, UTC."""
    return datetime.now(UTC)


def today_in(zone: str) -> date:
    """Return the calendar day it is now in a zone."""
    return now().astimezone(zoneinfo.ZoneInfo(zone)).date()


def to_utc(wall: datetime, zone: str) -> datetime:
    """Return the instant of a naive wall time in a zone; the first of two in an autumn fold."""
    return wall.replace(tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(UTC)


def wall_exists(wall: datetime, zone: str) -> bool:
    """Tell whether the clock of that zone ever shows this wall time (a spring gap does not)."""
    back = to_utc(wall, zone).astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)
    return back == wall


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return the first instant of a day and of the next in a zone, UTC."""
    start = datetime(day.year, day.month, day.day)
    return to_utc(start, zone), to_utc(start + timedelta(days=1), zone)


def at_hour(day: date, hour: int, zone: str) -> datetime:
    """Return the instant of a full hour of a day in a zone; in a spring gap as much later as the gap is long."""
    return to_utc(datetime(day.year, day.month, day.day, hour), zone)


def zone_place(zone: str) -> str:
    """Return the place name of a zone, as written beside an hour: 'Mexico City'."""
    if zone in _TRANSLATED:
        return str(_TRANSLATED[zone])
    return _SPELLED.get(zone) or zone.rsplit("/", 1)[-1].replace("_", " ")


def zone_labels() -> dict[str, Any]:
    """Return the place names (lazy) of the zones on offer."""
    return {zone: _TRANSLATED.get(zone, zone_place(zone)) for zone in ZONES}


@lru_cache(maxsize=4096)
def long_date(day: date, language: str) -> str:
    """Return 'Nov 16, 2026' or '16 nov 2026' (never all-numeric: glossary, rule 6)."""
    pattern = "MMM d, y" if language == "en" else "d MMM y"
    return format_date(day, pattern, locale=LOCALES[language])


@lru_cache(maxsize=4096)
def weekday_date(day: date, language: str) -> str:
    """Return 'Tue, Nov 17, 2026' or 'mar 17 nov 2026'."""
    pattern = "EEE, MMM d, y" if language == "en" else "EEE d MMM y"
    return format_date(day, pattern, locale=LOCALES[language])


def weekday_month(day: date, language: str) -> str:
    """Return 'Tue, Nov 17' or 'mar 17 nov', for days of this year."""
    pattern = "EEE, MMM d" if language == "en" else "EEE d MMM"
    return format_date(day, pattern, locale=LOCALES[language])


def full_date(day: date, language: str) -> str:
    """Return 'Monday, November 23, 2026' or 'lunes 23 de noviembre de 2026'."""
    pattern = "EEEE, MMMM d, y" if language == "en" else "EEEE d 'de' MMMM 'de' y"
    return format_date(day, pattern, locale=LOCALES[language])


@lru_cache(maxsize=4096)
def month_name(day: date, language: str) -> str:
    """Return 'Jul 2026' or 'jul 2026'."""
    return format_date(day, "MMM y", locale=LOCALES[language])


def clock(moment: datetime) -> str:
    """Return the hour on a 24-hour clock: '10:30'."""
    return moment.strftime("%H:%M")


def instant(moment: datetime, zone: str, language: str) -> str:
    """Return an instant as day, hour and place in the reader's zone."""
    local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    return f"{long_date(local.date(), language)}, {clock(local)} {zone_place(zone)}"


@lru_cache(maxsize=4096)
def ago(days: int, language: str) -> str:
    """Return a number of days in words: '3 days', '3 días'."""
    return format_timedelta(timedelta(days=days), granularity="day", threshold=10**6, locale=LOCALES[language])


@lru_cache(maxsize=4096)
def day_month(day: date, language: str) -> str:
    """Return 'Nov 25' or '25 nov'."""
    pattern = "MMM d" if language == "en" else "d MMM"
    return format_date(day, pattern, locale=LOCALES[language])


def skeleton(day: date, wanted: str, language: str) -> str:
    """Return a date by a CLDR skeleton, for chart axes and headings."""
    return format_skeleton(wanted, day, locale=LOCALES[language])
