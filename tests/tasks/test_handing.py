"""Hours with their zone, putting off, giving away, waiting, doing it together."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import selectinload

from crm.core.dates import now, today_in
from crm.core.db import db, unit_of_work
from crm.core.feature import Feature, registry
from crm.tasks import actions
from crm.tasks.due import due
from crm.tasks.models import Task
from crm.tasks.queries import counter, get_visible
from crm.tasks.queries import due as due_until
from tests.support import People
from tests.tasks.firm import add_client, add_task, read_task, user

TODAY = today_in("America/Phoenix")


@pytest.fixture
def told(app: Flask) -> list[tuple[str, int, Any]]:
    """Return what is said of follow-ups to the features above, from now on."""
    heard: list[tuple[str, int, Any]] = []

    def hear(name: str) -> Any:
        return lambda _work, task, *more: heard.append((name, task.id, more[0] if more else None))

    listener = Feature("ear", hears={name: hear(name) for name in ("task.assigned", "task.joined")})
    with app.app_context():
        known = registry()
    app.extensions["crm_features"] = type(known)((*known.features, listener))
    return heard


def ids(app: Flask, *names: str) -> list[int]:
    with app.app_context():
        return [user(name).id for name in names]


def form_of(app: Flask, **values: Any) -> dict[str, Any]:
    (alice,) = ids(app, "alice")
    return {"title": "Call customs", "assignee_id": alice, "priority": "normal", **values}


def only(app: Flask) -> Task:
    with app.app_context():
        return db.session.execute(sa.select(Task)).scalar_one()


def test_an_hour_keeps_its_place_and_gives_the_instant(app: Flask, people: People) -> None:
    sent = form_of(app, due_on="2027-03-20", due_time="10:00", due_zone="America/Tijuana")
    assert people.alice.post("/tasks/new", sent).status_code == 303
    task = only(app)
    assert (task.due_on, task.due_time, task.due_zone) == (date(2027, 3, 20), time(10), "America/Tijuana")
    assert task.due_at == datetime(2027, 3, 20, 17, 0, tzinfo=UTC)
    page = people.alice.get("/tasks").text
    assert "10:00 Tijuana" in page
    without = form_of(app, due_on="2027-03-20", due_time="", version=1)
    assert people.alice.post(f"/tasks/{task.id}", without).status_code == 303
    task = only(app)
    assert (task.due_time, task.due_zone, task.due_at) == (None, "", None)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"due_time": "10:00"}, "An hour needs its day"),
        # The clocks of Tijuana go forward on March 14, 2027; those of Hermosillo never do.
        ({"due_on": "2027-03-14", "due_time": "02:30", "due_zone": "America/Tijuana"}, "does not exist in Tijuana"),
        ({"due_on": "2027-03-14", "due_time": "25:00", "due_zone": "America/Tijuana"}, "marked below"),
        ({"due_on": "2027-03-14", "due_time": "02:30", "due_zone": "Mars/Phobos"}, "marked below"),
    ],
)
def test_an_hour_that_is_none_is_refused(app: Flask, people: People, values: dict[str, str], says: str) -> None:
    answer = people.alice.post("/tasks/new", form_of(app, **values))
    assert answer.status_code == 422
    assert says in answer.text
    fine = form_of(app, due_on="2027-03-14", due_time="02:30", due_zone="America/Hermosillo")
    assert people.alice.post("/tasks/new", fine).status_code == 303


def test_of_an_hour_that_comes_twice_the_first_is_meant(app: Flask, people: People) -> None:
    sent = form_of(app, due_on="2027-11-07", due_time="01:30", due_zone="America/Tijuana")
    people.alice.post("/tasks/new", sent)
    assert only(app).due_at == datetime(2027, 11, 7, 8, 30, tzinfo=UTC)


def test_one_with_an_hour_is_late_from_that_hour_on(app: Flask) -> None:
    zone = "America/Phoenix"
    wall = (now() - timedelta(minutes=5)).astimezone(ZoneInfo(zone))
    key = add_task(app, "alice", due_on=wall.date(), due_time=wall.time().replace(microsecond=0), due_zone=zone)
    whole_day = add_task(app, "alice", due_on=TODAY)
    with app.test_request_context():
        late, today = (get_visible(user("alice"), each) for each in (key, whole_day))
        assert late
        assert today
        assert due(late).kind == "bad"
        assert due(today).kind == "warn"


def test_what_is_put_off_is_not_said_until_its_day(app: Flask, people: People) -> None:
    key = add_task(app, "alice", title="Sleepy", due_on=TODAY - timedelta(days=1))
    assert "Sleepy" in people.alice.get("/").text
    until = (TODAY + timedelta(days=3)).isoformat()
    assert people.alice.post(f"/tasks/{key}/snooze", {"version": 1, "until": until}).status_code == 303
    people.alice.get("/tasks")
    assert "Sleepy" not in people.alice.get("/").text
    with app.app_context():
        assert counter(user("alice")) == 0
        assert due_until(user("alice"), TODAY) == []
    shown = people.alice.get("/tasks").text
    assert "Sleepy" in shown
    assert "Put off until" in shown
    assert "Sleepy" not in people.alice.get("/tasks?put_off=no").text
    assert "Sleepy" in people.alice.get("/tasks?put_off=yes").text
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.update(Task).values(snoozed_until=TODAY))
    with app.app_context():
        assert counter(user("alice")) == 1
    version = read_task(app, key).version
    assert people.alice.post(f"/tasks/{key}/snooze", {"version": version}).status_code == 303
    assert read_task(app, key).snoozed_until is None
    past = people.alice.post(f"/tasks/{key}/snooze", {"until": TODAY.isoformat()})
    assert past.status_code == 422
    assert "Choose a day that is to come" in past.text
    week = people.alice.post(f"/tasks/{key}/snooze", {"ahead": "week", "back": "/tasks"})
    assert week.headers["Location"] == "/tasks"
    assert read_task(app, key).snoozed_until == TODAY + timedelta(days=7)


def test_what_is_given_away_is_waited_for_and_told(
    app: Flask, people: People, told: list[tuple[str, int, Any]]
) -> None:
    alice, bob = ids(app, "alice", "bob")
    key = add_task(app, "alice", title="Deliver")
    assert told == []
    assert people.alice.post(f"/tasks/{key}/delegate", {"version": 1, "to": bob}).status_code == 303
    task = read_task(app, key)
    assert (task.assignee_id, task.delegated_by_id) == (bob, alice)
    assert told == [("task.assigned", key, alice)]
    assert "Deliver" in people.bob.get("/tasks").text
    assert "Deliver" in people.alice.get("/tasks?show=waiting").text
    assert "Deliver" not in people.alice.get("/tasks?show=mine").text
    assert "Given by Alice" in people.bob.get(f"/tasks/{key}").text
    assert people.bob.post(f"/tasks/{key}/delegate", {"version": 2, "to": alice}).status_code == 303
    assert read_task(app, key).delegated_by_id is None or read_task(app, key).delegated_by_id == bob
    assert "Deliver" in people.alice.get("/tasks").text


def test_nobody_is_given_what_they_may_not_see(app: Flask, people: People) -> None:
    (bob,) = ids(app, "bob")
    client = add_client(app, "Team only", access="team", lead="alice")
    key = add_task(app, "alice", clients=[client])
    for whom in (bob, ""):
        assert people.alice.post(f"/tasks/{key}/delegate", {"to": whom}).status_code == 422
    together = form_of(app, clients=client, assignees=[bob], version=1)
    answer = people.alice.post(f"/tasks/{key}", together)
    assert answer.status_code == 422
    assert "Bob may not see every client" in answer.text
    assert people.bob.post(f"/tasks/{key}/wait", {"waiting_for": "me"}).status_code == 404
    assert read_task(app, key).version == 1


def test_whom_it_waits_for_is_shown_and_listed(app: Flask, people: People) -> None:
    key = add_task(app, "alice", title="Permit")
    sent = {"version": 1, "waiting_for": "SAT, oficio 123", "waiting_since": "2026-11-02"}
    assert people.alice.post(f"/tasks/{key}/wait", sent).status_code == 303
    assert "Waiting for SAT, oficio 123 since Nov 2, 2026" in people.alice.get("/tasks?show=waiting").text
    assert people.alice.post(f"/tasks/{key}/wait", {"version": 2, "waiting_for": " "}).status_code == 303
    task = read_task(app, key)
    assert (task.waiting_for, task.waiting_since) == ("", None)
    assert "Permit" not in people.alice.get("/tasks?show=waiting").text


def test_those_who_do_it_together_have_it_among_theirs(
    app: Flask, people: People, told: list[tuple[str, int, Any]]
) -> None:
    alice, bob = ids(app, "alice", "bob")
    sent = form_of(app, title="Both", assignees=[bob, alice], due_on=TODAY.isoformat())
    assert people.alice.post("/tasks/new", sent).status_code == 303
    key = only(app).id
    assert told == [("task.joined", key, {bob})]
    assert "Both" in people.bob.get("/tasks").text
    assert "Both" in people.bob.get("/").text
    with app.app_context():
        assert counter(user("bob")) == counter(user("alice")) == 1
    # Without any client it is theirs alone: nobody else sees it.
    assert people.charlie.get(f"/tasks/{key}").status_code == 404
    people.alice.post(f"/tasks/{key}", form_of(app, title="Both", version=1))
    assert people.bob.get(f"/tasks/{key}").status_code == 404


def test_a_limited_one_is_seen_by_those_who_do_it_and_by_no_partner(app: Flask, people: People) -> None:
    bob, alice = ids(app, "bob", "alice")
    key = add_task(app, "alice", clients=[add_client(app, "Hortalizas")], assignees=[bob])
    with app.app_context(), unit_of_work(alice) as work:
        task = work.execute(sa.select(Task).where(Task.id == key).options(selectinload(Task.readers))).scalar_one()
        actions.limit(task, [])
    assert people.bob.get(f"/tasks/{key}").status_code == 200
    assert people.charlie.get(f"/tasks/{key}").status_code == 404


def test_what_is_late_by_its_hour_stands_among_the_late(app: Flask, people: People) -> None:
    wall = (now() - timedelta(minutes=5)).astimezone(ZoneInfo("America/Phoenix"))
    add_task(app, "alice", title="By hour", due_on=wall.date(), due_time=wall.time().replace(microsecond=0),
             due_zone="America/Phoenix")  # fmt: skip
    add_task(app, "alice", title="Whole day", due_on=TODAY)
    page = people.alice.get("/tasks?due=late").text
    assert "By hour" in page
    assert "Whole day" not in page


def test_a_button_pressed_on_an_older_page_shows_the_follow_up_first(app: Flask, people: People) -> None:
    key = add_task(app, "alice")
    (bob,) = ids(app, "bob")
    tries: tuple[tuple[str, dict[str, Any]], ...] = (
        ("snooze", {"ahead": "week"}), ("delegate", {"to": bob}), ("wait", {"waiting_for": "x"}),
    )  # fmt: skip
    for name, values in tries:
        lost = people.alice.post(f"/tasks/{key}/{name}", {"version": 9, **values})
        assert lost.status_code == 409
        assert "Somebody changed this follow-up" in lost.text
    assert read_task(app, key).version == 1


def test_a_new_one_for_somebody_else_and_a_changed_assignee_are_told(
    app: Flask, people: People, told: list[tuple[str, int, Any]]
) -> None:
    alice, bob = ids(app, "alice", "bob")
    key = add_task(app, "alice", assignee_id=bob)
    assert told == [("task.assigned", key, alice)]
    people.bob.post(f"/tasks/{key}", form_of(app, version=1))
    assert told[1:] == [("task.assigned", key, bob)]
    people.alice.post(f"/tasks/{key}", form_of(app, title="Other words", version=2))
    assert len(told) == 2
    with app.app_context(), unit_of_work(None) as work:
        actions.create(work, None, {"title": "By command", "assignee_id": bob})
    assert len(told) == 2
