"""Ticking a recurring follow-up off opens the next, once; taking the tick back puts it aside again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.core.dates import to_utc, today_in
from crm.core.db import db, unit_of_work
from crm.engagements.models import EngagementTask
from crm.issues.models import Issue, IssueTask
from crm.tasks import actions
from crm.tasks.models import Task, TaskAssignee, TaskNext
from tests.engagements.records import add_engagement
from tests.support import People, Person
from tests.tasks.firm import add_client, add_task, read_task, user

TODAY = today_in("America/Phoenix")
#: A day of next week and the same weekday after it.
MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())


def all_tasks(app: Flask) -> list[Task]:
    with app.app_context():
        return list(db.session.execute(sa.select(Task).order_by(Task.id)).scalars())


def weekly(app: Flask, by: str = "alice", **values: Any) -> int:
    return add_task(app, by, **{"due_on": MONDAY, "rule": "FREQ=WEEKLY;BYDAY=MO", **values})


def test_ticking_opens_the_next_with_all_that_it_had(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    with app.app_context():
        bob = user("bob").id
    first = weekly(
        app, title="Send the sheet", clients=[client], assignees=[bob], priority="high", notes="by mail",
        due_time=time(9, 30), due_zone="America/Mexico_City",
    )  # fmt: skip
    answer = people.alice.post(f"/tasks/{first}/done", {"version": 1})
    assert answer.status_code == 303
    done, made = all_tasks(app)
    assert done.done_at is not None
    assert (made.title, made.notes, made.priority, made.rule) == ("Send the sheet", "by mail", "high", done.rule)
    assert (made.due_on, made.due_time, made.done_at) == (MONDAY + timedelta(days=7), time(9, 30), None)
    assert made.due_at == to_utc(date_at(MONDAY + timedelta(days=7), time(9, 30)), "America/Mexico_City")
    with app.app_context():
        joined = db.session.execute(sa.select(TaskAssignee.user_id).where(TaskAssignee.task_id == made.id)).scalars()
        assert list(joined) == [bob]
    page = people.alice.get(f"/clients/{client}/tasks").text
    assert "It comes again on" in page
    assert f"/tasks/{made.id}" in page
    assert f"/tasks/{first}/" not in page


def date_at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour)


def test_what_was_missed_is_left_out_and_told(app: Flask, people: People) -> None:
    old = MONDAY - timedelta(days=28)
    first = weekly(app, due_on=old)
    people.alice.post(f"/tasks/{first}/done", {"version": 1})
    made = all_tasks(app)[-1]
    assert made.due_on is not None
    assert made.due_on >= TODAY
    assert made.rule_missed == (made.due_on - old).days // 7 - 1
    assert "that had passed" in people.alice.get(f"/tasks/{made.id}").text


def test_the_tick_taken_back_puts_the_next_aside_unless_it_was_touched(app: Flask, people: People) -> None:
    first = weekly(app)
    people.alice.post(f"/tasks/{first}/done", {"version": 1})
    people.alice.post(f"/tasks/{first}/reopen", {"version": 2})
    assert [task.archived_at is None for task in all_tasks(app)] == [True, False]
    people.alice.post(f"/tasks/{first}/done", {"version": 3})
    third = all_tasks(app)[-1]
    assert (third.id, third.archived_at, third.due_on) == (first + 2, None, MONDAY + timedelta(days=7))
    people.alice.post(f"/tasks/{third.id}/wait", {"version": 1, "waiting_for": "the broker"})
    people.alice.post(f"/tasks/{first}/reopen", {"version": 4})
    assert read_task(app, third.id).archived_at is None
    people.alice.post(f"/tasks/{first}/done", {"version": 5})
    assert len(all_tasks(app)) == 3


def at_once(app: Flask, call: Callable[[Person], int]) -> list[int]:
    persons = [Person(app, "alice"), Person(app, "charlie")]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(call, persons))


def test_two_who_tick_in_the_same_moment_open_one(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    for number in range(6):
        first = weekly(app, title=f"Weekly {number}", clients=[client])
        answers = at_once(app, lambda person, key=first: person.post(f"/tasks/{key}/done", {"version": 1}).status_code)  # type: ignore[misc]
        assert sorted(answers) in ([303, 303], [303, 409])
    with app.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(TaskNext)).scalar_one() == 6
    assert len(all_tasks(app)) == 12


def test_one_due_day_moved_leaves_the_rule_and_a_new_beginning_is_asked_for(app: Flask, people: People) -> None:
    with app.app_context():
        alice = user("alice").id
    form = {"title": "Report", "assignee_id": alice, "priority": "normal", "due_on": MONDAY.isoformat(),
            "repeat": "week", "every": "1", "skip": ["weekend", "MX"]}  # fmt: skip
    assert people.alice.post("/tasks/new", form).status_code == 303
    (task,) = all_tasks(app)
    assert (task.rule, task.rule_skip, task.rule_start) == ("FREQ=WEEKLY;BYDAY=MO", "weekend MX", MONDAY)
    moved = form | {"due_on": (MONDAY + timedelta(days=2)).isoformat(), "days": ["MO"]}
    assert people.alice.post(f"/tasks/{task.id}", moved | {"version": 1}).status_code == 303
    again = read_task(app, task.id)
    assert (again.due_on, again.rule_start, again.rule_day) == (MONDAY + timedelta(days=2), MONDAY, MONDAY)
    anew = moved | {"anew": "y", "days": []}
    assert people.alice.post(f"/tasks/{task.id}", anew | {"version": again.version}).status_code == 303
    last = read_task(app, task.id)
    assert (last.rule, last.rule_start, last.rule_day) == ("FREQ=WEEKLY;BYDAY=WE", last.due_on, last.due_on)
    never = {**form, "repeat": "", "version": last.version}
    assert people.alice.post(f"/tasks/{task.id}", never).status_code == 303
    assert (read_task(app, task.id).rule, read_task(app, task.id).rule_start) == ("", None)


def test_what_repeats_without_a_day_or_with_two_ends_is_refused(app: Flask, people: People) -> None:
    with app.app_context():
        alice = user("alice").id
    form = {"title": "Report", "assignee_id": alice, "priority": "normal", "repeat": "day", "every": "1"}
    answer = people.alice.post("/tasks/new", form)
    assert answer.status_code == 422
    assert "needs the day" in answer.text
    both = form | {"due_on": MONDAY.isoformat(), "until": (MONDAY + timedelta(days=9)).isoformat(), "times": "3"}
    assert people.alice.post("/tasks/new", both).status_code == 422
    before = form | {"due_on": MONDAY.isoformat(), "until": (MONDAY - timedelta(days=9)).isoformat()}
    assert people.alice.post("/tasks/new", before).status_code == 422
    assert all_tasks(app) == []


def test_a_command_that_ticks_opens_the_next_too(app: Flask) -> None:
    first = weekly(app)
    with app.app_context(), unit_of_work(None) as work:
        task = work.execute(sa.select(Task).where(Task.id == first)).scalar_one()
        made = actions.complete(work, None, task)
        assert made is not None
        assert actions.complete(work, None, task) is None
    assert len(all_tasks(app)) == 2


def test_the_next_hangs_on_the_issue_and_the_engagement_that_the_first_came_of(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    met = add_engagement(app, "alice", [client])
    first = weekly(app, clients=[client])
    with app.app_context(), unit_of_work(None) as work:
        issue = Issue(year=2026, title_en="Tariff", title_es="Arancel", kind="tariff")
        work.add(issue)
        work.flush()
        work.add_all([EngagementTask(engagement_id=met, task_id=first), IssueTask(issue_id=issue.id, task_id=first)])
    people.alice.post(f"/tasks/{first}/done", {"version": 1})
    made = all_tasks(app)[-1].id
    with app.app_context():
        for model in (EngagementTask, IssueTask):
            rows = db.session.execute(sa.select(model.task_id).order_by(model.task_id)).scalars().all()
            assert rows == [first, made]
