"""Reads an .ics file: the one meeting in it (RFC 5545, by the icalendar library)."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext as _
from icalendar import Calendar
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from crm.engagements.capturing.shape import MOST_PARTIES, Captured, CaptureError, Party, one_line, quoted

#: A meeting has a handful of components; a file with more of them, or in deeper nesting, was made to hurt.
MOST_PARTS: Final = 2000
DEEPEST: Final = 6
_VIDEO: Final = re.compile(
    r"https?://\S*(zoom\.us|teams\.(microsoft|live)\.com|meet\.google\.com|webex\.com)/", re.IGNORECASE
)
_PHONE: Final = re.compile(r"^\s*(tel:|phone\b|tel[eé]fono\b|llamada\b)", re.IGNORECASE)
#: Lines in which Outlook and Google wrap their dial-in block.
_RULE: Final = re.compile(r"[_\-~:]{8,}")


def read_calendar(text: str) -> Captured:
    """Return the meeting of a calendar file. Raises CaptureError for none, for several, and for a broken file."""
    event, zones = _event_of(text)
    description = _text(event, "DESCRIPTION")
    location = one_line(_text(event, "LOCATION"))
    found = Captured(
        channel=_channel(location, description), subject=one_line(_text(event, "SUMMARY")), parties=_parties(event)
    )
    found.start, found.zone = _start(event, zones)
    found.minutes = _minutes(event)
    where = [_("Place: %(place)s", place=location)] if location else []
    found.note = quoted("\n".join([*where, _RULE.sub("", description)]))
    if found.start is None:
        found.remarks.append(_("The file names no start: set it below."))
    elif not isinstance(found.start, datetime):
        found.remarks.append(_("The file names a day without an hour: set it below."))
    if _text(event, "RRULE"):
        found.remarks.append(_("It is one of a series: the first day was taken."))
    return found


def _event_of(text: str) -> tuple[Any, dict[str, tzinfo]]:
    """Return the one meeting, and the zones that the file defines itself."""
    broken = CaptureError(_("This calendar file is broken: its entry could not be read."))
    _weigh(text, broken)
    try:
        calendar = Calendar.from_ical(text)
        events = list(calendar.walk("VEVENT"))
        own: list[Any] = calendar.walk("VTIMEZONE")
        zones = {str(zone["TZID"]): zone.to_tz(lookup_tzid=False) for zone in own[:20]}
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise broken from error
    if not events:
        raise CaptureError(_("There is no meeting in this calendar file."))
    # An exception to a series repeats its name; the series itself comes first.
    events.sort(key=lambda event: bool(_text(event, "RECURRENCE-ID")))
    if len({_text(event, "UID") or str(number) for number, event in enumerate(events)}) > 1:
        raise CaptureError(
            _("There are %(number)s meetings in this calendar file: send one of them.", number=len(events))
        )
    return events[0], zones


def _weigh(text: str, broken: CaptureError) -> None:
    """Refuse what nests deeper, or has more parts, than any meeting."""
    depth = 0
    for parts, found in enumerate(re.finditer(r"^[ \t]*(BEGIN|END):", text, re.MULTILINE | re.IGNORECASE), 1):
        depth += 1 if found[1].upper() == "BEGIN" else -1
        if depth > DEEPEST or parts > MOST_PARTS:
            raise broken


def _text(event: Any, name: str) -> str:
    value = event.get(name)
    if isinstance(value, list):
        value = value[0] if value else ""
    if value is None:
        return ""
    return str(value.to_ical().decode("utf-8", "replace") if name == "RRULE" else value)


def _start(event: Any, zones: Mapping[str, tzinfo]) -> tuple[datetime | date | None, str]:
    """Return the start, and the zone's IANA name where it has one.

    A name that the pinned rules know counts by them, whatever the file says of it: Outlook still sends a summer time
    to Mexico City. Zones of the file's own count by the file, and for it alone (the library keeps the first it meets).
    """
    value = _moment(event, "DTSTART")
    named = str(getattr(event.get("DTSTART"), "params", {}).get("TZID", "")).strip('"')
    if not isinstance(value, datetime) or not named:
        return value, ""
    wall = value.replace(tzinfo=None)
    key = WINDOWS_TO_OLSON.get(named, named)
    if key in available_timezones():
        return wall.replace(tzinfo=ZoneInfo(key)), key
    own = zones.get(named)
    return (wall.replace(tzinfo=own) if own else wall), ""


def _moment(event: Any, name: str) -> datetime | date | None:
    value = getattr(event.get(name), "dt", None)
    return value if isinstance(value, date) else None


def _minutes(event: Any) -> int | None:
    start, end = _moment(event, "DTSTART"), _moment(event, "DTEND")
    length = getattr(event.get("DURATION"), "dt", None)
    if isinstance(start, datetime) and isinstance(end, datetime) and (start.tzinfo is None) == (end.tzinfo is None):
        length = end - start
    if not isinstance(length, timedelta) or not isinstance(start, datetime):
        return None
    minutes = int(length.total_seconds() // 60)
    return minutes if 0 < minutes <= 10_080 else None  # noqa: PLR2004 - a week, as the form has it


def _channel(location: str, description: str) -> str:
    if _VIDEO.search(f"{location} {description}") or "microsoft teams" in location.lower():
        return "video"
    return "phone" if _PHONE.match(location) else "in_person"


def _parties(event: Any) -> list[Party]:
    """Return organizer and attendees, each once; rooms and groups are nobody."""
    rows: list[Any] = []
    for name in ("ORGANIZER", "ATTENDEE"):
        value = event.get(name)
        rows += value if isinstance(value, list) else [] if value is None else [value]
    found: dict[str, Party] = {}
    for row in rows[: MOST_PARTIES * 2]:
        params = getattr(row, "params", {})
        if str(params.get("CUTYPE", "")).upper() in {"ROOM", "RESOURCE", "GROUP"}:
            continue
        email = re.sub(r"^mailto:", "", str(row).strip(), flags=re.IGNORECASE) if "@" in str(row) else ""
        name = one_line(str(params.get("CN", "")), 120)
        party = Party(name="" if "@" in name else name, email=one_line(email or (name if "@" in name else ""), 254))
        if party.name or party.email:
            found.setdefault(party.email.lower() or party.name, party)
    return list(found.values())[:MOST_PARTIES]
