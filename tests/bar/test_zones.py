"""T1: instants of the calendar feed in 12 zones, around every change of the clock of three years."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from icalendar import Calendar

from crm.calendar import events
from crm.calendar.zones import transitions
from crm.core.dates import to_utc, use_pinned_zones
from crm.engagements.models import Engagement
from tests.engines import Engine

pytestmark = pytest.mark.bar

#: Ours on both sides of the border, with and without a summer time, and others with changes of their own.
ZONES = (
    "America/Phoenix", "America/Hermosillo", "America/Mexico_City", "America/Tijuana", "America/Los_Angeles",
    "America/Denver", "America/Ciudad_Juarez", "America/Ojinaga", "America/Chicago", "America/New_York",
    "Europe/Madrid", "America/Vancouver",
)  # fmt: skip
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
#: Around a change: hours, and half hours that a gap or a fold holds.
AROUND = [timedelta(minutes=minutes) for minutes in range(-180, 181, 30)]


def moments(zone: str) -> Iterator[datetime]:
    """Yield instants around every change, and noon of the first of each month."""
    for change in transitions(ZoneInfo(zone), START, END):
        yield from (change + step for step in AROUND)
    for month in range(36):
        yield datetime(2026 + month // 12, month % 12 + 1, 1, 18, tzinfo=UTC)


def met(zone: str, moment: datetime, number: int) -> Engagement:
    # Stored wall times have no fold: an hour that is there twice is the first of two.
    wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    return Engagement(
        id=number, version=1, subject=f"{wall}", state="planned", channel="video", zone=zone, starts_wall=wall,
        starts_at=moment, created_at=START, updated_at=START, place="", minutes=60,
    )  # fmt: skip


def read_by_its_own_rules(text: bytes) -> dict[str, datetime]:
    """Return the instants of events by subject, by the file's own VTIMEZONEs alone (RFC 5545, 3.6.5 and 3.3.5).

    An onset is the wall time before the change. An hour that is there twice is the first of two: the offset before the
    change still holds; one that is not there counts by the offset before it as well.
    """
    found: dict[str, datetime] = {}
    calendar: Any = Calendar.from_ical(text)
    rules = {str(part["TZID"]): sorted(onsets(part)) for part in calendar.walk("VTIMEZONE")}
    for event in calendar.walk("VEVENT"):
        wall = event["DTSTART"].dt.replace(tzinfo=None)
        # Of all onsets that the wall time has passed, the last decides; a gap still counts by the offset before it.
        zone = rules[event["DTSTART"].params["TZID"]]
        passed = [new for began, old, new in zone if wall >= began + max(new - old, NONE)]
        found[str(event["SUMMARY"])] = (wall - passed[-1]).replace(tzinfo=UTC)
    return found


NONE = timedelta()


def onsets(part: Any) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    for each in part.subcomponents:
        yield each["DTSTART"].dt, each["TZOFFSETFROM"].td, each["TZOFFSETTO"].td


def test_every_hour_around_a_change_of_the_clock_is_the_same_instant_to_who_reads_the_feed(
    app: Flask, engine: Engine, figure: Callable[..., None]
) -> None:
    use_pinned_zones()
    wrong, compared, changes = [], 0, 0
    for zone in ZONES:
        rows = [met(zone, moment, number) for number, moment in enumerate(moments(zone))]
        changes += len(transitions(ZoneInfo(zone), START, END))
        with app.test_request_context():
            text = events.calendar(events.of_engagement(row) for row in rows).to_ical()
        own = read_by_its_own_rules(text)
        read: Any = Calendar.from_ical(text).walk("VEVENT")
        library = {str(event["SUMMARY"]): event.start.astimezone(UTC) for event in read}
        for row in rows:
            right = to_utc(row.starts_wall, zone)
            for reader, told in (("its own rules", own), ("icalendar", library)):
                compared += 1
                if told[row.subject] != right:
                    wrong.append(f"{zone} {row.starts_wall} by {reader}: {told[row.subject]}, not {right}")
    figure("T1", engine.name, f"{len(ZONES)} zones, {changes} changes of the clock 2026-2028: {compared} instants of "
           f"the feed compared with the pinned rules, {len(wrong)} wrong")  # fmt: skip
    assert changes > 40
    assert not wrong, "\n".join(wrong[:20])


def test_rules_that_are_an_hour_off_would_be_noticed(app: Flask) -> None:
    zone = "America/New_York"
    row = met(zone, datetime(2026, 7, 1, 16, tzinfo=UTC), 1)
    with app.test_request_context():
        text = events.calendar([events.of_engagement(row)]).to_ical()
    assert read_by_its_own_rules(text)[row.subject] == row.starts_at
    assert read_by_its_own_rules(text.replace(b"TZOFFSETTO:-0400", b"TZOFFSETTO:-0500"))[row.subject] != row.starts_at
