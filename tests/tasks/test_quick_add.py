"""Quick adding: what was understood is shown before it is saved, an unclear line asks."""

import re
from datetime import time, timedelta
from html import unescape
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.dates import today_in
from crm.core.db import db, unit_of_work
from crm.tasks.models import Task, TaskClient
from tests.support import People, Person
from tests.tasks.firm import add_client, user

TODAY = today_in("America/Phoenix")


def shown(person: Person, text: str, *, part: bool = False) -> str:
    return unescape(person.get(f"/tasks/quick?text={quote(text)}{'&part=1' if part else ''}").text)


def fields(page: str) -> dict[str, object]:
    """Return the hidden fields of the form that saves what was understood."""
    form = page.split("data-ready=", 1)[1]
    return dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', form))


def saved(app: Flask) -> list[Task]:
    with app.app_context():
        return list(db.session.execute(sa.select(Task).order_by(Task.id)).scalars())


def test_a_clear_line_is_told_and_saved_as_it_was_told(app: Flask, people: People) -> None:
    client = add_client(app, "Agrícola Valle del Yaqui")
    page = shown(people.alice, "call ANAM re permit tomorrow 10:00 Mexico City @bob #agrícola !", part=True)
    for words in ("call ANAM re permit", "10:00 Mexico City", "Bob", "High", "Agrícola Valle del Yaqui"):
        assert words in page
    assert saved(app) == []
    assert people.alice.post("/tasks/new", fields(page)).status_code == 303
    (task,) = saved(app)
    with app.app_context():
        assert (task.title, task.assignee_id, task.priority) == ("call ANAM re permit", user("bob").id, "high")
        linked = db.session.execute(sa.select(TaskClient.client_id)).scalars().all()
    assert (task.due_on, task.due_time, task.due_zone) == (TODAY + timedelta(days=1), time(10), "America/Mexico_City")
    assert linked == [client]


def test_without_script_the_page_has_the_whole_form_filled_in(app: Flask, people: People) -> None:
    page = shown(people.alice, "llamar a aduanas mañana 10:00")
    assert "This is what was understood" in page
    assert 'value="llamar a aduanas"' in page
    assert f'value="{(TODAY + timedelta(days=1)).isoformat()}"' in page
    assert 'value="10:00"' in page


@pytest.mark.parametrize(
    ("text", "asks", "ways"),
    [
        ("call customs 12/03", "can be", ["call customs 20"]),
        ("call customs tomorrow at 5", "can be 05:00 or 17:00", ["call customs tomorrow 05:00", "tomorrow 17:00"]),
        ("call customs 10:00", "On which day at 10:00?", [f"call customs 10:00 {TODAY.isoformat()}"]),
        ("call customs @zoe fri", "Nobody of ours is called zoe", []),
        ("call customs #nowhere", "No client has this in its name", []),
        ("call #valle fri", "Several clients", ['#"Valle Norte"', '#"Valle Sur"']),
        ("", "Write what is to be done", []),
        ("x" * 390, "at most 300 characters", []),
    ],
)
def test_an_unclear_line_asks_and_offers_the_ways(
    app: Flask, people: People, text: str, asks: str, ways: list[str]
) -> None:
    add_client(app, "Valle Norte")
    add_client(app, "Valle Sur")
    page = shown(people.alice, text, part=True)
    assert asks in page
    assert "data-ready" not in page
    offered = re.findall(r'data-say="(.*?)" href', page)
    assert all(any(way in say for say in offered) for way in ways)
    for say in offered:
        assert "data-ready" in shown(people.alice, say, part=True)


def test_two_of_a_name_are_offered_by_their_whole_names(app: Flask, people: People) -> None:
    with app.app_context(), unit_of_work(None):
        for name in ("bob", "charlie"):
            user(name).name = f"Ana {name.title()}"
    page = shown(people.alice, "call customs @ana tomorrow", part=True)
    assert "Several of us are called ana" in page
    assert 'data-say="call customs @Ana_Bob tomorrow"' in page


def test_a_client_hidden_from_the_writer_is_told_as_none(app: Flask, people: People) -> None:
    add_client(app, "Secreta", access="team", lead="bob")
    assert "No client has this in its name" in shown(people.alice, "call #secreta fri", part=True)
    mine = add_client(app, "Propia", access="team", lead="alice")
    page = shown(people.alice, "call #propia @bob fri", part=True)
    assert "Bob may not see this client" in page
    assert "data-ready" in shown(people.alice, "call #propia fri", part=True)
    assert mine


def test_the_box_stands_on_my_day_and_on_the_list_for_those_who_write(people: People) -> None:
    for path in ("/", "/tasks"):
        assert "data-quick" in people.alice.get(path).text
        assert "data-quick" not in people.dora.get(path).text
    assert people.dora.get("/tasks/quick?text=x").status_code == 403


def test_what_is_typed_cannot_act_in_the_page(people: People) -> None:
    page = people.alice.get("/tasks/quick?part=1&text=" + quote('"><script>alert(1)</script> fri')).text
    assert "<script>alert" not in page
    outside = people.alice.get("/tasks/quick?text=call+fri&back=//evil.example").text
    assert 'name="back" value="//evil' not in outside
