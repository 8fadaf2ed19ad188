from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.dates import now
from crm.core.db import unit_of_work
from crm.tasks import actions
from crm.tasks.importing.kind import KIND
from crm.tasks.models import Task, TaskClient, TaskInstitution, TaskPerson
from tests.importing import (
    archived,
    changed,
    columns,
    links,
    presented,
    settled,
    statements,
    taken,
    timed,
    trail,
)
from tests.institutions.records import shipped
from tests.people.records import add_person, place
from tests.support import People
from tests.tasks.firm import add_client, add_task, user

DUE = date(2026, 12, 1)
LINKS = (TaskClient, TaskInstitution, TaskPerson)


def whole(app: Flask) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a row of a file, and the values that an action takes for the same."""
    client, person = add_client(app, "Agrícola Peña"), add_person(app, "Ana", "Ruiz", by="alice")
    place(app, person, client)
    row = {
        "title": "Call the broker", "notes": "Soon", "due_on": DUE, "assignee_id": "bob@example.com",
        "priority": "high", "clients": ["agricola pena"], "institutions": ["SAT"], "people": ["Ruiz, Ana"],
    }  # fmt: skip
    with app.app_context():
        bob = user("bob").id
    linked = {"clients": [client], "institutions": [shipped(app, "mx-sat").id], "people": [person]}
    return row, {**row, "assignee_id": bob, **linked}


def test_an_imported_follow_up_is_like_one_from_the_form(app: Flask) -> None:
    row, values = whole(app)
    by_form = add_task(app, "alice", **values | {"due_on": DUE - timedelta(days=1)})
    (made,), _updated, _rows = taken(app, KIND, "alice", row)

    def stored(key: int) -> str:
        rows = [links(app, model, "task_id", key) for model in LINKS]
        return str([columns(app, Task, key), rows, trail(app, "task", key)])

    day = "datetime.date(2026, 11, 30)"
    assert stored(by_form).replace(day, "datetime.date(2026, 12, 1)").replace("2026-11-30", "2026-12-01") == stored(
        made
    )


def test_one_that_is_done_is_like_one_ticked_off_on_that_day(app: Flask) -> None:
    add_client(app, "Uno")
    row = {"title": "Send it", "clients": ["Uno"], "done_on": date(2026, 11, 2)}
    (made,), _updated, _rows = taken(app, KIND, "alice", row)
    by_form = add_task(app, "alice", title="Send it")
    with app.app_context(), unit_of_work(user("alice").id) as work:
        task = work.execute(sa.select(Task).where(Task.id == by_form)).scalar_one()
        actions.complete(work, None, task, datetime.fromisoformat("2026-11-02T19:00:00+00:00"))
    form = columns(app, Task, by_form)
    assert columns(app, Task, made) == form | {"version": 1}
    assert presented(app, KIND, "alice", made)["done_on"] == date(2026, 11, 2)
    changed(app, KIND, "alice", made, {"done_on": None})
    assert columns(app, Task, made)["done_at"] is None


def test_its_page_tells_its_history_in_both_languages(app: Flask, people: People) -> None:
    row, _values = whole(app)
    (made,), _updated, _rows = taken(app, KIND, "alice", row)
    page = people.alice.get(f"/tasks/{made}").text
    assert all(text in page for text in ("Call the broker", "Agrícola Peña", "Dec 1, 2026", "Ana Ruiz", "High"))
    people.alice.post("/language", {"language": "es"})
    page = people.alice.get(f"/tasks/{made}").text
    assert all(text in page for text in ("Alice", "Agrícola Peña", "1 dic 2026", "Alta"))


def test_the_same_rows_again_change_nothing_and_a_change_changes_only_itself(app: Flask) -> None:
    row, values = whole(app)
    (made,), _updated, _rows = taken(app, KIND, "alice", row)
    assert taken(app, KIND, "alice", row)[:2] == ([], [])
    again = {"title": "Call the broker", "due_on": DUE, "clients": ["Agrícola Peña"]}
    assert taken(app, KIND, "alice", again)[:2] == ([], [])
    assert settled(app, KIND, "alice", again | {"title": "CALL the bróker"})[0].record_id == made
    assert taken(app, KIND, "charlie", again | {"notes": "Later", "people": []})[:2] == ([], [made])
    after = presented(app, KIND, "alice", made)
    assert (after["notes"], after["assignee_id"], after["people"]) == ("Later", values["assignee_id"], None)


def test_giving_back_what_was_there_undoes_an_update(app: Flask) -> None:
    row, _values = whole(app)
    (made,), _updated, _rows = taken(app, KIND, "alice", row)
    before = presented(app, KIND, "alice", made)
    more = row | {"notes": "x", "priority": "normal", "done_on": date(2026, 11, 1), "institutions": ["SHCP"]}
    assert taken(app, KIND, "alice", more)[1] == [made]
    changed(app, KIND, "alice", made, before)
    assert presented(app, KIND, "alice", made) == before


def test_what_has_no_day_is_found_again(app: Flask) -> None:
    row = {"title": "Llamar a Ágata"}
    (made,), _updated, _rows = taken(app, KIND, "alice", row)
    assert taken(app, KIND, "alice", row)[:2] == ([], [])
    archived(app, KIND, "alice", made)
    assert len(taken(app, KIND, "alice", row)[0]) == 1


def test_a_follow_up_goes_to_somebody_who_may_see_all_of_it(app: Flask) -> None:
    add_client(app, "Cerrada", access="team", lead="alice")
    row = {"title": "x", "clients": ["Cerrada"]}
    rows = settled(
        app, KIND, "alice", row, row | {"assignee_id": "Charlie"}, row | {"assignee_id": "bob"},
        row | {"assignee_id": "bob@example.com"}, {"title": "x", "assignee_id": "dora@example.com"},
        row | {"done_on": now().date() + timedelta(days=3)}, {"title": "x", "people": ["Nadie"]},
    )  # fmt: skip
    assert [bool(each.problems) for each in rows] == [False, False, True, True, True, True, True]
    assert rows[2].problems == rows[3].problems


@pytest.mark.parametrize("by", ["alice", "bob", "charlie", "dora", "erin"])
def test_who_may_not_see_a_follow_up_learns_nothing_of_it(app: Flask, by: str) -> None:
    client = add_client(app, "Cerrada", access="team", lead="alice", barred="charlie")
    hidden = add_task(app, "alice", title="Secret", due_on=DUE, clients=[client])
    loose = add_task(app, "alice", title="Own", due_on=DUE)
    linked, own = settled(
        app, KIND, by, {"title": "Secret", "due_on": DUE, "clients": ["Cerrada"]}, {"title": "Own", "due_on": DUE}
    )
    (unknown,) = settled(app, KIND, by, {"title": "Secret", "due_on": DUE, "clients": ["Ninguna"]})
    if by == "alice":
        assert (linked.record_id, own.record_id) == (hidden, loose)
    else:
        assert linked.problems == [text.replace("Ninguna", "Cerrada") for text in unknown.problems]
        assert (linked.record_id, own.record_id) == (None, None)
        assert not own.problems


def many(start: int, count: int) -> list[dict[str, Any]]:
    return [
        {"title": f"Task {n}", "due_on": DUE + timedelta(days=n % 50), "clients": [f"C{n % 7}"], "priority": "high",
         "assignee_id": "bob@example.com", "institutions": ["SAT"], "people": ["Ana Ruiz"]}
        for n in range(start, start + count)
    ]  # fmt: skip


def prepare(app: Flask) -> None:
    clients = [add_client(app, f"C{number}") for number in range(7)]
    place(app, add_person(app, "Ana", "Ruiz", by="alice"), clients[0])


def test_statements_do_not_grow_with_rows(app: Flask) -> None:
    prepare(app)
    few, lots = statements(app, KIND, "alice", many(0, 1), many(1000, 1000))
    assert few == lots


def test_a_thousand_follow_ups_are_timed(app: Flask) -> None:
    prepare(app)
    timed(app, KIND, "alice", many(0, 1000))
