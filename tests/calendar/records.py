"""Steps of the tests of the calendar: meetings at an instant, the address of a feed, its events."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar

from crm.core.dates import now
from crm.core.db import unit_of_work
from crm.engagements.models import Engagement, EngagementClient, EngagementConsultant
from crm.people.models import Person, PersonEmail
from tests.clients.firm import user_id
from tests.support import Person as Browser


def meet(app: Flask, who: str, client: int, at: datetime, zone: str = "America/Phoenix", **more: Any) -> int:
    """Add a planned meeting of somebody at an instant."""
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    owner = user_id(app, who)
    with app.app_context(), unit_of_work(None) as work:
        row = Engagement(**{
            "track": "trade", "channel": "video", "state": "planned", "starts_at": at, "starts_wall": wall,
            "zone": zone, "subject": "Otay Mesa", "minutes": 45, "created_by_id": owner, **more,
        })  # fmt: skip
        row.clients = [EngagementClient(client_id=client, starts_at=at)]
        row.consultants = [EngagementConsultant(user_id=owner)]
        work.add(row)
        work.flush()
        return row.id


def change(app: Flask, engagement_id: int, **values: Any) -> None:
    with app.app_context(), unit_of_work(None) as work:
        row = work.execute(sa.select(Engagement).where(Engagement.id == engagement_id)).scalar_one()
        for name, value in values.items():
            setattr(row, name, value)


def counterpart(app: Flask, address: str, language: str, *, do_not_contact: bool = False) -> int:
    with app.app_context(), unit_of_work(None) as work:
        person = Person(
            given_name="Luz", surname="Mora", language=language, do_not_contact=do_not_contact, phones=[],
            emails=[PersonEmail(address=address)],
        )  # fmt: skip
        work.add(person)
        work.flush()
        return person.id


def feed_path(browser: Browser) -> str:
    """Make a new address and return its path."""
    page = browser.post("/account/calendar").text
    found = re.search(r"https?://[^<\s]+?(/calendar/feed/[\w-]+\.ics)", page)
    assert found is not None
    return found[1]


def events(text: bytes) -> dict[str, Any]:
    """Return the events of a calendar by summary."""
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(text).walk("VEVENT")}


def tomorrow() -> datetime:
    return (now() + timedelta(days=1)).replace(second=0, microsecond=0)
