"""My day: what needs its reader, and nothing of what its reader may not see."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import Client
from crm.core.dates import now
from crm.core.db import unit_of_work
from tests.clients.firm import add_client, user_id
from tests.engagements.records import add_engagement
from tests.support import People, count_queries
from tests.tasks.firm import add_task

PHOENIX = ZoneInfo("America/Phoenix")


def wall(days: int) -> datetime:
    """Return ten o'clock in Phoenix so many days from today."""
    day = now().astimezone(PHOENIX).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, 10, 0)


def age(app: Flask, client_id: int, days: int) -> None:
    """Let a client have been added so many days ago."""
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.update(Client).where(Client.id == client_id).values(created_at=now() - timedelta(days=days)))


def test_due_and_overdue_follow_ups_of_ones_own_stand_on_it(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    cases = [("Late sheet", -3, "alice"), ("Next week", 6, "alice"), ("Far away", 20, "alice"), ("Bobs", -1, "bob")]
    for title, days, name in cases:
        add_task(app, "alice", title=title, due_on=wall(days).date(), assignee_id=user_id(app, name), clients=[client])
    page = people.alice.get("/").text
    assert "Late sheet" in page
    assert "3 days late" in page
    assert "Next week" in page
    assert "Far away" not in page
    assert "Bobs" not in page


def test_planned_meetings_ahead_and_past_ones_without_a_note_stand_apart(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    for subject, days in (("Tomorrow's consul", 1), ("Was it held at all", -2), ("Next month", 30)):
        ours = [user_id(app, "alice")]
        add_engagement(
            app, "alice", [client], subject=subject, state="planned", starts_wall=wall(days), consultants=ours
        )
    page = people.alice.get("/").text
    before, after = page.split("Planned, next two weeks")
    assert "Was it held at all" in before
    assert "Tomorrow&#39;s consul" in after
    assert "Next month" not in page
    assert "Tomorrow&#39;s consul" not in people.bob.get("/").text


QUIET = [
    ("active", 31, True),
    ("active", 29, False),
    ("dormant", 60, False),
    ("dormant", 91, True),
    ("former", 400, False),
]


@pytest.mark.parametrize(("status", "days", "shown"), QUIET)
def test_no_recent_contact_follows_the_days_of_the_clients_status(
    app: Flask, people: People, status: str, days: int, shown: bool
) -> None:
    client = add_client(app, "Silencio", status=status, account_lead_id=user_id(app, "alice"))
    age(app, client, 500)
    add_engagement(app, "alice", [client], starts_wall=wall(-days))
    page = people.alice.get("/").text
    assert ("Silencio" in page) == shown
    if shown:
        assert f"{days} days, meant to be" in page


def test_a_client_never_spoken_to_counts_from_the_day_it_was_added(app: Flask, people: People) -> None:
    client = add_client(app, "Nuevo", account_lead_id=user_id(app, "alice"))
    assert "none yet" not in people.alice.get("/").text
    age(app, client, 45)
    page = people.alice.get("/").text
    assert "none yet" in page
    assert "45 days, meant to be 30" in page


def test_a_meeting_with_a_hidden_client_neither_shows_nor_counts_as_contact(app: Flask, people: People) -> None:
    alice, bob = user_id(app, "alice"), user_id(app, "bob")
    shared = add_client(app, "Compartida", account_lead_id=bob)
    secret = add_client(app, "Secreta", access="team", account_lead_id=alice)
    age(app, shared, 90)
    add_engagement(app, "alice", [shared, secret], starts_wall=wall(-2), consultants=[alice, bob], subject="Both")
    page = people.bob.get("/").text
    assert "90 days, meant to be 30" in page
    assert "Secreta" not in page


def test_my_day_asks_as_much_for_many_records_as_for_few(app: Flask, people: People) -> None:
    alice = user_id(app, "alice")
    counted = []
    for rounds in (1, 5):
        for number in range(rounds):
            client = add_client(app, f"Cliente {rounds} {number}", account_lead_id=alice)
            age(app, client, 100)
            for days in (2, -2):
                add_engagement(
                    app, "alice", [client], state="planned", starts_wall=wall(days), subject=f"Plan {number} {days}",
                    consultants=[alice],
                )  # fmt: skip
            add_task(app, "alice", title=f"Do {number}", due_on=wall(0).date(), assignee_id=alice, clients=[client])
        people.alice.get("/")
        with count_queries(app) as seen:
            assert people.alice.get("/").status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]
    assert counted[1] <= 27
