"""Engagements and follow-ups as events of RFC 5545, in the zone of the record."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from flask_babel import gettext as _
from icalendar import Calendar, Event

from crm.calendar.zones import time_zone
from crm.core.dates import to_utc
from crm.core.firm import firm_settings, stored_settings
from crm.engagements.models import Engagement
from crm.tasks.models import Task

#: An engagement of which nobody said how long it takes, and a follow-up with an hour.
USUAL: Final = timedelta(minutes=60)
SHORT: Final = timedelta(minutes=15)
#: What is written, not held: it takes nobody's time.
WRITTEN: Final = frozenset({"letter", "email"})


def calendar(events: Iterable[Event], method: str = "PUBLISH") -> Calendar:
    """Return a calendar with these events and the rules of each zone that they use."""
    found = Calendar()
    found.add("PRODID", "-//Puente//Calendar//EN")
    found.add("VERSION", "2.0")
    found.add("CALSCALE", "GREGORIAN")
    found.add("METHOD", method)
    years: dict[str, set[int]] = {}
    rows = list(events)
    for event in rows:
        start = event.start
        if isinstance(start, datetime) and isinstance(start.tzinfo, ZoneInfo):
            years.setdefault(start.tzinfo.key, set()).add(start.year)
    for zone, seen in sorted(years.items()):
        found.add_component(time_zone(zone, min(seen) - 1, max(seen) + 1))
    for event in rows:
        found.add_component(event)
    return found


def of_engagement(item: Engagement, *, address: str = "") -> Event:
    """Return an engagement as an event: its subject, hour and place, none of its notes. `address`: its page."""
    event = _event(f"engagement-{item.id}", item.version, item.updated_at, item.created_at)
    event.add("SUMMARY", _one_line(item.subject))
    _at(event, item.starts_wall, item.zone)
    event.add("DURATION", timedelta(minutes=item.minutes) if item.minutes else USUAL)
    if item.place:
        event.add("LOCATION", _one_line(item.place))
    state = {"cancelled": "CANCELLED", "requested": "TENTATIVE"}.get(item.state, "CONFIRMED")
    event.add("STATUS", state)
    quiet = item.channel in WRITTEN or state == "CANCELLED"
    event.add("TRANSP", "TRANSPARENT" if quiet else "OPAQUE")
    if address:
        event.add("URL", address)
    return event


def of_task(task: Task, due_on: date, *, address: str) -> Event:
    """Return a follow-up that is due on a day as an event that blocks nobody's time."""
    event = _event(f"task-{task.id}", task.version, task.updated_at, task.created_at)
    event.add("SUMMARY", _("Follow-up: %(title)s", title=_one_line(task.title)))
    if task.due_time is not None and task.due_zone:
        _at(event, datetime.combine(due_on, task.due_time), task.due_zone)
        event.add("DURATION", SHORT)
    else:
        event.add("DTSTART", due_on)
        event.add("DTEND", due_on + timedelta(days=1))
    event.add("STATUS", "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT")
    event.add("URL", address)
    return event


def page_of(endpoint: str, **values: Any) -> str:
    """Return the public address of a record's page."""
    return str(current_app.config["CRM"].base_url) + url_for(endpoint, **values)


def name() -> str:
    """Return what a calendar program shows as the calendar's name."""
    return str(_("Puente, %(firm)s", firm=firm_settings()["firm_name"]))


def _event(key: str, version: int, changed: datetime, made: datetime) -> Event:
    event = Event()
    event.add("UID", f"{key}@{stored_settings().get('calendar.uid', 'puente')}.puente")
    event.add("SEQUENCE", version)
    # The record's own instant: the same record gives the same octets.
    event.add("DTSTAMP", changed.replace(microsecond=0))
    event.add("LAST-MODIFIED", changed.replace(microsecond=0))
    event.add("CREATED", made.replace(microsecond=0))
    return event


def _at(event: Event, wall: datetime, zone: str) -> None:
    # A length follows, never an end: the hour of an end may be there twice in autumn.
    event.add("DTSTART", to_utc(wall, "UTC") if zone == "UTC" else wall.replace(tzinfo=ZoneInfo(zone)))


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
