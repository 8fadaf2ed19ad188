"""The pages of the calendar: days of the reader's own zone, what is shown to whom, absences, the Monday view."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.calendar.models import Absence
from crm.calendar.monday import offices
from crm.calendar.spans import span_of
from crm.commitments.models import Commitment, CommitmentClient
from crm.core.bulk import insert_many
from crm.core.dates import now, today_in
from crm.core.db import unit_of_work
from crm.core.firm import set_firm_settings
from crm.engagements.models import Engagement, EngagementClient, EngagementConsultant
from tests.calendar.records import meet
from tests.clients.firm import add_client, user_id
from tests.support import People, count_queries
from tests.tasks.firm import add_task


def set_user(app: Flask, who: str, **values: object) -> None:
    with app.app_context(), unit_of_work(None) as work:
        row = work.execute(sa.select(User).where(User.email == f"{who}@example.com")).scalar_one()
        for name, value in values.items():
            setattr(row, name, value)


def cell(page: str, day: date) -> str:
    """Return the cell of a day."""
    return next(part for part in map(str, re.findall(r"<td class.*?</td>", page, re.DOTALL)) if f"day={day}" in part)


@pytest.mark.parametrize(
    ("day", "start", "end", "before", "after"),
    [
        (date(2026, 11, 26), date(2026, 10, 26), date(2026, 12, 6), date(2026, 10, 1), date(2026, 12, 1)),
        (date(2027, 2, 10), date(2027, 2, 1), date(2027, 2, 28), date(2027, 1, 1), date(2027, 3, 1)),
        (date(2028, 1, 31), date(2027, 12, 27), date(2028, 2, 6), date(2027, 12, 1), date(2028, 2, 1)),
    ],
)
def test_a_month_is_whole_weeks_from_monday(day: date, start: date, end: date, before: date, after: date) -> None:
    span = span_of("month", day)
    assert (span.start, span.end, span.before, span.after) == (start, end, before, after)
    assert (span.start.weekday(), span.end.weekday()) == (0, 6)


def test_a_meeting_stands_on_the_day_that_it_is_for_the_reader(app: Flask, people: People) -> None:
    client = add_client(app, "Frutas")
    set_user(app, "alice", time_zone="America/Tijuana")
    set_user(app, "bob", time_zone="America/New_York")
    meet(app, "alice", client, datetime(2026, 11, 18, 5, 30, tzinfo=UTC))
    path = "/calendar?view=month&day=2026-11-01&who=team"
    hers, his = people.alice.get(path).text, people.bob.get(path).text
    assert "21:30</b> <span>Otay Mesa" in cell(hers, date(2026, 11, 17))
    assert "Otay Mesa" not in cell(hers, date(2026, 11, 18))
    assert "00:30</b> <span>Otay Mesa" in cell(his, date(2026, 11, 18))


def test_mine_is_mine_and_the_teams_is_what_the_reader_may_see(app: Flask, people: People) -> None:
    closed = add_client(app, "Cerrada", access="team", account_lead_id=user_id(app, "alice"))
    day = today_in("America/Phoenix")
    noon = datetime(day.year, day.month, day.day, 19, tzinfo=UTC)
    meet(app, "alice", closed, noon, subject="Closed to Bob")
    meet(app, "alice", add_client(app, "Frutas"), noon, subject="Of Alice")
    meet(app, "bob", add_client(app, "Nueces"), noon, subject="Of Bob")
    add_task(app, "alice", title="Her call", due_on=today_in("America/Phoenix"), clients=[add_client(app, "Uvas")])
    mine, team = people.bob.get("/calendar?view=day").text, people.bob.get("/calendar?view=day&who=team").text
    assert "Of Bob" in mine
    assert "Of Alice" not in mine
    assert "Her call" not in mine
    assert {text for text in ("Of Alice", "Of Bob", "Her call", "Closed to Bob") if text in team} == {
        "Of Alice", "Of Bob", "Her call",
    }  # fmt: skip
    assert "Closed to Bob" in people.alice.get("/calendar?view=week&who=team").text


def test_more_than_three_of_a_day_lead_to_the_day(app: Flask, people: People) -> None:
    client, noon = add_client(app, "Frutas"), datetime(2026, 11, 17, 18, tzinfo=UTC)
    for number in range(5):
        meet(app, "alice", client, noon + timedelta(minutes=number), subject=f"Meeting {number}")
    part = cell(people.alice.get("/calendar?day=2026-11-01").text, date(2026, 11, 17))
    assert "+2 more" in part
    assert "Meeting 3" not in part
    assert "Meeting 4" in people.alice.get("/calendar?view=day&day=2026-11-17").text


@pytest.mark.parametrize("query", ["day=never", "day=9999-12-31", "view=year", "day=0001-01-01&view=week"])
def test_an_address_that_means_nothing_shows_today(people: People, query: str) -> None:
    answer = people.alice.get(f"/calendar?{query}")
    assert answer.status_code == 200
    assert 'aria-current="date"' in answer.text


def away(app: Flask, who: str, **more: object) -> int:
    today = today_in("America/Phoenix")
    values = {"from_on": today, "to_on": today + timedelta(days=2), "kind": "vacation", **more}
    owner = user_id(app, who)
    with app.app_context(), unit_of_work(None) as work:
        row = Absence(user_id=owner, **values)
        work.add(row)
        work.flush()
        return row.id


def test_everybody_writes_down_their_own_absence_and_partners_anybodys(app: Flask, people: People) -> None:
    today, alice, bob = today_in("America/Phoenix"), user_id(app, "alice"), user_id(app, "bob")
    sent = {"from_on": f"{today}", "to_on": f"{today}", "kind": "travel", "note": "Nogales"}
    assert people.bob.post("/calendar/away/new", {**sent, "user_id": bob}).status_code == 303
    assert people.bob.post("/calendar/away/new", {**sent, "user_id": alice}).status_code == 422
    assert people.charlie.post("/calendar/away/new", {**sent, "user_id": alice}).status_code == 303
    late = {**sent, "user_id": bob, "to_on": f"{today - timedelta(days=1)}"}
    assert "The last day is before the first." in people.bob.post("/calendar/away/new", late).text
    for page in ("/calendar/away", "/calendar?who=team", "/monday", "/"):
        assert "Bob" in people.alice.get(page).text, page


def test_a_colleagues_absence_is_not_there_to_change(app: Flask, people: People) -> None:
    one = away(app, "alice")
    assert people.bob.get(f"/calendar/away/{one}").status_code == 404
    assert people.bob.post(f"/calendar/away/{one}/archive").status_code == 404
    assert people.alice.post(f"/calendar/away/{one}/archive").status_code == 303
    assert "Nobody is away." in people.alice.get("/calendar/away").text
    assert people.alice.post(f"/calendar/away/{one}/restore").status_code == 303
    assert "Vacation" in people.bob.get("/calendar/away").text


def test_that_somebody_is_ill_and_why_is_told_to_them_and_the_partners_alone(app: Flask, people: People) -> None:
    away(app, "alice", kind="sick", note="surgery")
    for page in ("/calendar/away", "/calendar?who=team", "/monday", "/"):
        assert "Sick leave" not in people.bob.get(page).text, page
        assert "Alice" in people.bob.get(page).text, page
        assert "Sick leave" in people.charlie.get(page).text, page
    assert "surgery" not in people.bob.get("/calendar/away").text
    assert "surgery" in people.alice.get("/calendar/away").text


def test_a_stale_save_of_an_absence_keeps_ones_words(app: Flask, people: People) -> None:
    one, today = away(app, "alice"), today_in("America/Phoenix")
    sent = {"user_id": user_id(app, "alice"), "from_on": f"{today}", "to_on": f"{today}", "kind": "other", "version": 1}
    path = f"/calendar/away/{one}"
    assert people.alice.post(path, {**sent, "note": "first"}).status_code == 303
    lost = people.charlie.post(path, {**sent, "note": "second"})
    assert lost.status_code == 409
    assert 'value="second"' in lost.text
    assert "first" in lost.text


def test_the_monday_view_tells_the_week_by_office_and_what_is_late(app: Flask, people: People) -> None:
    client = add_client(app, "Frutas")
    closed = add_client(app, "Cerrada", access="team", account_lead_id=user_id(app, "alice"))
    set_user(app, "alice", office="Nogales")
    set_user(app, "bob", office="Phoenix")
    today = today_in("America/Phoenix")
    noon = now().replace(hour=18, minute=0, second=0, microsecond=0)
    meet(app, "alice", client, noon, subject="With the port")
    meet(app, "alice", closed, noon, subject="Hidden meeting")
    waits = {"waiting_for": "SAT", "waiting_since": today}
    task = add_task(app, "alice", title="Permit", clients=[client])
    add_task(app, "bob", title="Old one", due_on=today - timedelta(days=4), clients=[client])
    add_task(app, "alice", title="Hidden one", due_on=today - timedelta(days=4), clients=[closed])
    with app.app_context(), unit_of_work(None) as work:
        from crm.tasks.models import Task

        work.execute(sa.update(Task).where(Task.id == task).values(**waits))
        for owner, text, whose in (("bob", "Send the sheet", client), ("alice", "Hidden promise", closed)):
            item = Commitment(
                text=text, maker_kind="us", receiver_kind="client", receiver_client_id=whose, made_on=today,
                due_on=today - timedelta(days=2), made_at=now(), owner_id=user_id(app, owner),
            )  # fmt: skip
            item.clients = [CommitmentClient(client_id=whose)]
            work.add(item)
    page = people.bob.get("/monday").text
    for text in ("With the port", "Nogales", "Permit", "SAT", "Old one", "Send the sheet", "Frutas"):
        assert text in page, text
    assert "Hidden" not in page
    assert "Cerrada" not in page
    after = people.bob.get(f"/monday?week={today + timedelta(days=7)}").text
    assert "With the port" not in after
    assert "No meeting this week." in after


def test_an_office_that_people_name_in_short_is_the_firms_own(app: Flask) -> None:
    set_user(app, "alice", office="hermosillo")
    set_user(app, "bob", office="Monterrey")
    with app.test_request_context(), unit_of_work(None) as work:
        set_firm_settings(work, {"offices": "Hermosillo, Sonora\nPhoenix, Arizona"})
    with app.test_request_context():
        assert offices() == ["Hermosillo, Sonora", "Phoenix, Arizona", "Monterrey", ""]


@pytest.mark.parametrize("path", ["/calendar?who=team&dates=1", "/calendar?view=week", "/monday"])
def test_pages_ask_as_much_for_10_meetings_as_for_1000(app: Flask, people: People, path: str) -> None:
    client, alice, counts = add_client(app, "Frutas"), user_id(app, "alice"), []
    moment = now().replace(hour=18, minute=0, second=0, microsecond=0)
    people.alice.get(path)
    for more in (10, 990):
        many(app, client, alice, moment, more)
        with count_queries(app) as seen:
            assert people.alice.get(path).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def many(app: Flask, client: int, owner: int, moment: datetime, number: int) -> None:
    """Add so many meetings and follow-ups of one day."""
    with app.app_context(), unit_of_work(None) as work:
        rows = [
            Engagement(track="trade", channel="video", state="planned", starts_at=moment, zone="UTC", minutes=30,
                       starts_wall=moment.replace(tzinfo=None), subject=f"M{each}")
            for each in range(number)
        ]  # fmt: skip
        work.add_all(rows)
        work.flush()
        ids = [row.id for row in rows]
        insert_many(work, EngagementClient, [
            {"engagement_id": key, "client_id": client, "starts_at": moment} for key in ids])  # fmt: skip
        of_us = {"user_id": owner, "role": "", "firm_role": "", "minutes": None}
        insert_many(work, EngagementConsultant, [{"engagement_id": key, **of_us} for key in ids])
