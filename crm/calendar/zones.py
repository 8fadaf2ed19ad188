"""VTIMEZONE of a zone by the pinned rules.

icalendar's own (7.3) writes the start of a summer time an hour late: it gives the wall time after the change, where
RFC 5545, 3.6.5 wants the one before it.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


@lru_cache(maxsize=256)
def time_zone(zone: str, first_year: int, last_year: int) -> Timezone:
    """Return the rules of a zone from the first day of a year to the last day of another."""
    info = ZoneInfo(zone)
    start, end = (datetime(year, 1, 1, tzinfo=UTC) for year in (first_year, last_year + 1))
    component = Timezone()
    component.add("TZID", zone)
    component.add_component(_observance(start.astimezone(info), start.astimezone(info)))
    for moment in transitions(info, start, end):
        before = (moment - _MINUTE).astimezone(info)
        component.add_component(_observance(before, moment.astimezone(info)))
    return component


def transitions(info: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """Return the instants (UTC) at which a zone's offset changes, to the minute."""
    found, moment = [], start
    while moment < end:
        if _offset(info, moment) != _offset(info, moment + _DAY):
            low, high = moment, moment + _DAY
            while high - low > _MINUTE:
                middle = low + (high - low) // 2
                middle = middle.replace(second=0, microsecond=0)
                same = _offset(info, middle) == _offset(info, low)
                low, high = (middle, high) if same else (low, middle)
            found.append(high)
        moment += _DAY
    return found


def _offset(info: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(info).utcoffset() or timedelta()


def _observance(before: datetime, after: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Return one stretch; its start is the wall time that the clock showed before the change (RFC 5545, 3.6.5)."""
    component = TimezoneDaylight() if after.dst() else TimezoneStandard()
    old, new = before.utcoffset() or timedelta(), after.utcoffset() or timedelta()
    component.add("DTSTART", (after.astimezone(UTC) + old).replace(tzinfo=None))
    component.add("TZOFFSETFROM", old)
    component.add("TZOFFSETTO", new)
    component.add("TZNAME", after.tzname() or "")
    return component
