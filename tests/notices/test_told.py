"""What is due is told once, in the morning of whoever it concerns; digests and mail go out as each user wishes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts.queries import by_email
from crm.core.db import unit_of_work
from crm.core.feature import registry
from crm.notices import actions
from crm.tasks.models import Task, TaskAssignee
from tests.notices.clock import Clock
from tests.notices.mailbox import mail_server
from tests.notices.records import add_task, change_user, look, mails, notices, use_server, user
from tests.support import People, Person, count_queries

#: A Wednesday; Phoenix is seven hours behind.
DAY = date(2026, 11, 25)
DAWN = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock(monkeypatch, DAWN)
    look(app)
    return made


def test_a_follow_up_is_told_once_in_the_morning_of_its_day_and_when_it_is_overdue(app: Flask, clock: Clock) -> None:
    task = add_task(app, "Llamar a la aduana", DAY, "alice")
    for _time in range(60 * 40 // 20):
        clock.go(minutes=20)
        look(app)
    told = [(row.kind, row.record_id, row.at) for row in notices(app)]
    assert told == [
        ("task.due", task, datetime(2026, 11, 25, 15, 0, tzinfo=UTC)),
        ("task.overdue", task, datetime(2026, 11, 26, 15, 0, tzinfo=UTC)),
    ]


def test_a_follow_up_with_an_hour_is_told_at_its_hour_to_all_who_do_it(app: Flask, clock: Clock) -> None:
    at = datetime(2026, 11, 25, 17, 30, tzinfo=UTC)
    task = add_task(app, "Llamar", DAY, "alice", due_at=at, due_time=time(10, 30), due_zone="America/Phoenix",
                    assignees=[TaskAssignee(user_id=user(app, "bob").id)])  # fmt: skip
    for _time in range(24):
        clock.go(minutes=20)
        look(app)
    told = {(row.user_id, row.kind, row.record_id, row.at) for row in notices(app)}
    assert told == {(user(app, name).id, "task.due", task, at) for name in ("alice", "bob")}


def test_a_follow_up_that_was_put_off_is_told_when_it_is_back(app: Flask, clock: Clock) -> None:
    task = add_task(app, "Llamar", DAY, "alice", snoozed_until=DAY + timedelta(days=2))
    for _time in range(24 * 3):
        clock.go(hours=1)
        look(app)
    told = [(row.kind, row.record_id, row.at) for row in notices(app)]
    assert told == [("task.overdue", task, datetime(2026, 11, 27, 15, 0, tzinfo=UTC))]


def test_who_is_put_on_a_follow_up_by_another_is_told_so_once(app: Flask, people: People) -> None:
    bob, charlie = user(app, "bob").id, user(app, "charlie").id
    form = {"title": "Llamar", "assignee_id": bob, "assignees": charlie, "priority": "normal"}
    assert people.alice.post("/tasks/new", form).status_code == 303
    assert {(row.user_id, row.kind) for row in notices(app)} == {(bob, "task.assigned"), (charlie, "task.assigned")}


def test_the_digest_comes_once_a_day_in_the_users_language_and_not_when_there_is_nothing(
    app: Flask, clock: Clock
) -> None:
    change_user(app, "alice", language="es", name="Alicia\r\nBcc: x@example.com")
    add_task(app, "Llamar a la aduana <b>hoy</b>", DAY, "alice")
    with mail_server() as box:
        use_server(app, box)
        for _time in range(10):
            clock.go(minutes=30)
            look(app)
    assert [(mail.user_id, mail.state) for mail in mails(app)] == [(user(app, "alice").id, "sent")]
    (came,) = box.came
    assert came["Subject"].startswith("Your day") or "miércoles 25 de noviembre" in came["Subject"]
    assert "25 de noviembre" in came["Subject"]
    assert came["Bcc"] is None
    text, html = (came.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert "Llamar a la aduana <b>hoy</b>" in text
    assert "/tasks/" in text
    assert "&lt;b&gt;hoy&lt;/b&gt;" in html


def test_mail_at_once_waits_for_the_end_of_the_quiet_hours(app: Flask, clock: Clock, people: People) -> None:
    form = {f"kinds-{name.replace('.', '_')}": "off" for name in kinds(app)} | {"kinds-task_due": "now"}
    saved = people.alice.post("/account/notices", {**form, "digest_hour": "7", "quiet_from": "20", "quiet_until": "9"})
    assert saved.status_code == 303
    add_task(app, "Llamar", DAY, "alice")
    with mail_server() as box:
        use_server(app, box)
        clock.go(hours=3, minutes=30)
        look(app)
        assert [row.way for row in notices(app)] == ["now"]
        assert box.came == []
        clock.go(minutes=40)
        look(app)
        look(app)
    assert [came["Subject"] for came in box.came] == ["1 notice"]


def test_the_page_of_wishes_shows_what_holds_until_one_chooses(app: Flask, people: People) -> None:
    shown = people.alice.get("/account/notices").text
    named = shown.split('name="kinds-task_mentioned"', 1)[1].split("</select>", 1)[0]
    assert '<option selected value="now">' in named
    assert shown.count("<option selected") == len(kinds(app)) + 1 + 5 + 2


def kinds(app: Flask) -> list[str]:
    with app.app_context():
        return list(registry().notices())


def test_what_is_off_is_not_told_and_nothing_is_told_of_what_one_may_not_see(
    app: Flask, clock: Clock, people: People
) -> None:
    task = add_task(app, "Secreto", DAY, "alice")
    with app.app_context(), unit_of_work(None) as work:
        bob = by_email("bob@example.com")
        assert bob is not None
        assert actions.tell(work, "task.mentioned", task, [bob.id, user(app, "alice").id], "comment 1") == 1
    assert [row.user_id for row in notices(app)] == [user(app, "alice").id]
    assert "Secreto" in people.alice.get("/notifications").text
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.update(Task).values(assignee_id=bob.id, created_by_id=bob.id))
    shown = people.alice.get("/notifications").text
    assert "Secreto" not in shown
    assert "not open to you any more" in shown


def test_notices_are_read_one_by_one_or_all_and_only_ones_own(app: Flask, clock: Clock, people: People) -> None:
    first = add_task(app, "Uno", DAY, "alice")
    add_task(app, "Dos", DAY, "alice")
    clock.go(hours=4)
    look(app)
    one, two = (row.id for row in notices(app))
    assert '<span class="n">2' in people.alice.get("/account").text
    assert people.bob.post(f"/notifications/{one}/read").status_code == 404
    led = people.alice.post(f"/notifications/{one}/read", {"open": "1"})
    assert (led.status_code, led.headers["Location"]) == (303, f"/tasks/{first}")
    assert [row.seen_at is None for row in notices(app)] == [False, True]
    assert people.alice.post("/notifications/read").status_code == 303
    assert two
    assert all(row.seen_at for row in notices(app))


def test_the_page_asks_no_more_of_many_notices(app: Flask, clock: Clock) -> None:
    def budget() -> int:
        alice = Person(app, "alice")  # a day passes between: the earlier sign-in is over
        assert alice.get("/notifications").status_code == 200
        with count_queries(app) as seen:
            alice.get("/notifications")
        return len(seen)

    for number in range(3):
        add_task(app, f"n {number}", DAY, "alice")
    add_task(app, "late", DAY - timedelta(days=1), "alice")
    clock.go(hours=4)
    look(app)
    small = budget()
    for number in range(60):
        add_task(app, f"m {number}", DAY + timedelta(days=1), "alice")
    clock.go(days=1)
    look(app)
    assert len(notices(app)) == 4 + 3 + 60
    assert budget() == small
