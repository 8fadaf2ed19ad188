"""The private feed: whose it is, what it holds, and how exactly; the address ends when it should."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar

from crm.accounts.models import User
from crm.calendar.models import CalendarFeed
from crm.calendar.zones import transitions
from crm.core.dates import now, today_in
from crm.core.db import db, unit_of_work
from crm.engagements.confidential_models import EngagementPart
from tests.calendar.records import change, events, feed_path, meet, tomorrow
from tests.clients.firm import add_client, user_id
from tests.support import People, count_queries
from tests.tasks.firm import add_task

ZONES = ("America/Tijuana", "America/Hermosillo", "America/New_York", "America/Mexico_City")


def spread() -> Iterator[tuple[str, datetime]]:
    """Yield 125 instants in each of four zones: around the changes of the clock that the window holds, then daily."""
    start, end = now().replace(second=0, microsecond=0) - timedelta(days=85), now() + timedelta(days=360)
    for zone in ZONES:
        changes = transitions(ZoneInfo(zone), start, end)
        near = [change + timedelta(minutes=30 * step) for change in changes for step in range(-8, 9)]
        inside = [moment for moment in near if start < moment < end]
        daily = [start + timedelta(days=3 * number, minutes=7 * number) for number in range(125 - len(inside))]
        yield from ((zone, moment) for moment in inside + daily)


def test_500_meetings_in_four_zones_are_the_instants_that_were_meant(app: Flask, people: People) -> None:
    client = add_client(app, "Frutas")
    meant = {}
    for number, (zone, moment) in enumerate(spread()):
        wall = moment.astimezone(ZoneInfo(zone)).replace(fold=0)
        meant[f"M{number}"] = wall.astimezone(ZoneInfo("UTC"))
        meet(app, "alice", client, meant[f"M{number}"], zone, subject=f"M{number}")
    text = people.alice.get(feed_path(people.alice)).data
    told = {name: event.start.astimezone(ZoneInfo("UTC")) for name, event in events(text).items()}
    assert len(meant) == 500
    assert {name: moment for name, moment in told.items() if moment != meant[name]} == {}
    assert told.keys() == meant.keys()
    calendar = Calendar.from_ical(text)
    assert {str(part["TZID"]) for part in calendar.walk("VTIMEZONE")} == set(ZONES)
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert len({str(event["UID"]) for event in calendar.walk("VEVENT")}) == 500


def test_long_and_accented_texts_are_folded_at_75_octets_and_come_back_whole(app: Flask, people: People) -> None:
    subject = "Reunión con la Secretaría; aranceles, cuotas \\ «señalamiento» ñ " * 4
    meet(app, "alice", add_client(app, "Frutas"), tomorrow(), subject=subject.strip(), place="Línea\ndos")
    text = people.alice.get(feed_path(people.alice)).data
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    (event,) = events(text).values()
    assert str(event["SUMMARY"]) == " ".join(subject.split())
    assert str(event["LOCATION"]) == "Línea dos"


def test_a_change_raises_the_sequence_and_keeps_the_name(app: Flask, people: People) -> None:
    one = meet(app, "alice", add_client(app, "Frutas"), tomorrow())
    path = feed_path(people.alice)
    before = events(people.alice.get(path).data)["Otay Mesa"]
    change(app, one, subject="Nogales", state="cancelled")
    after = events(people.alice.get(path).data)["Nogales"]
    assert after["UID"] == before["UID"]
    assert str(after["UID"]).startswith(f"engagement-{one}@")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")


def test_follow_ups_with_a_day_last_a_day_and_those_with_an_hour_are_in_its_zone(app: Flask, people: People) -> None:
    day = today_in("America/Phoenix") + timedelta(days=3)
    add_task(app, "alice", title="Day", due_on=day)
    add_task(app, "alice", title="Hour", due_on=day, due_time=datetime(2026, 1, 1, 10, 30).time(),
             due_zone="America/New_York")  # fmt: skip
    add_task(app, "alice", title="Never")
    found = events(people.alice.get(feed_path(people.alice)).data)
    assert set(found) == {"Follow-up: Day", "Follow-up: Hour"}
    whole, hour = found["Follow-up: Day"], found["Follow-up: Hour"]
    assert (whole.start, whole.end, type(whole.start)) == (day, day + timedelta(days=1), date)
    assert hour["DTSTART"].params["TZID"] == "America/New_York"
    assert hour.start.replace(tzinfo=None) == datetime(day.year, day.month, day.day, 10, 30)
    assert {str(event["TRANSP"]) for event in found.values()} == {"TRANSPARENT"}


def test_nothing_of_others_nothing_sensitive_and_nothing_outside_the_window_is_in_the_feed(
    app: Flask, people: People
) -> None:
    team = add_client(app, "Cerrada", access="team", account_lead_id=user_id(app, "alice"))
    open_one = add_client(app, "Abierta")
    hidden = meet(app, "bob", team, tomorrow(), subject="Barred")
    meet(app, "alice", open_one, tomorrow(), subject="Not his")
    meet(app, "bob", open_one, tomorrow(), subject="His", note="secret note", purpose="secret purpose")
    for days, subject in ((-95, "Past"), (370, "Far"), (-85, "Lately")):
        meet(app, "bob", open_one, now() + timedelta(days=days), subject=subject)
    meet(app, "bob", open_one, tomorrow(), subject="Put aside", archived_at=now())
    with app.app_context(), unit_of_work(None) as work:
        work.add(EngagementPart(engagement_id=hidden, author_id=user_id(app, "bob"), text="secret part",
                                search_text="secret part"))  # fmt: skip
    text = people.bob.get(feed_path(people.bob)).data
    assert set(events(text)) == {"His", "Lately"}
    assert b"secret" not in text
    assert b"Abierta" not in text


@pytest.mark.parametrize("how", ["revoked", "renewed", "closed"])
def test_an_address_that_ended_is_not_found(app: Flask, people: People, how: str) -> None:
    path = feed_path(people.bob)
    assert people.nobody.get(path).status_code == 200
    if how == "revoked":
        assert people.bob.post("/account/calendar/revoke").status_code == 303
    elif how == "renewed":
        assert people.nobody.get(feed_path(people.bob)).status_code == 200
    else:
        with app.app_context(), unit_of_work(None) as work:
            work.execute(sa.update(User).where(User.email == "bob@example.com").values(active=False))
    assert people.nobody.get(path).status_code == 404
    assert people.nobody.get("/calendar/feed/unknown.ics").status_code == 404


def test_the_address_is_shown_once_and_kept_as_a_digest(app: Flask, people: People) -> None:
    token = feed_path(people.alice).split("/")[-1].removesuffix(".ics")
    assert len(token) >= 43
    assert token not in people.alice.get("/account/calendar").text
    with app.app_context():
        kept = db.session.execute(sa.select(CalendarFeed)).scalar_one()
        assert token not in (kept.token_hash, str(vars(kept)))


def test_what_did_not_change_is_not_sent_again(app: Flask, people: People) -> None:
    one = meet(app, "alice", add_client(app, "Frutas"), tomorrow())
    path = feed_path(people.alice)
    tag = people.nobody.get(path).headers["ETag"]
    assert people.nobody.http.get(path, headers={"If-None-Match": tag}).status_code == 304
    change(app, one, subject="Nogales")
    again = people.nobody.http.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["ETag"] != tag) == (200, True)


def test_the_feed_asks_as_much_for_10_meetings_as_for_300(app: Flask, people: People) -> None:
    client, path, counts = add_client(app, "Frutas"), feed_path(people.alice), []
    for more in (10, 290):
        for number in range(more):
            meet(app, "alice", client, tomorrow() + timedelta(minutes=number))
        with count_queries(app) as seen:
            people.nobody.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1]
