"""C2: a form sent twice, at once or again after its answer was lost, makes one record."""

import hashlib
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from crm.clients.models.client import Client
from crm.core.dates import now
from crm.core.db import db, unit_of_work
from crm.core.once import SentForm, SentTwiceError, forget_forms
from crm.engagements.models import Engagement
from crm.people.models import Person as PersonRecord
from crm.tasks.models import Task
from tests.bar.test_races import CLIENT
from tests.engagements.records import form as engagement_form
from tests.engines import Engine
from tests.support import People, Person

PERSON = {"given_name": "Ana", "language": "es"}
TASK = {"kind": "call", "priority": "normal"}
MODELS: tuple[Any, ...] = (Client, PersonRecord, Engagement, Task)
ROUNDS = 25


def word(number: int) -> str:
    """Return a name that looks like no other one."""
    letters = hashlib.sha256(str(number).encode()).digest()[:9]
    return "".join(chr(97 + letter % 26) for letter in letters).capitalize()


def opened(person: Person, page: str) -> dict[str, str]:
    """Return what a freshly drawn form carries."""
    text = person.get(page).text
    found = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', text) for name in ("csrf_token", "once")}
    return {name: match[1] for name, match in found.items() if match}


def sent(person: Person, page: str, form: dict[str, Any]) -> TestResponse:
    """Send a form without opening the page again."""
    return person.http.post(page, data=form)


def twice_at_once(person: Person, page: str, form: dict[str, Any]) -> list[TestResponse]:
    """Send one form from two threads in the same moment, with the same cookies."""
    together = Barrier(2)
    name = person.app.config["SESSION_COOKIE_NAME"]
    cookie = person.http.get_cookie(name)
    assert cookie

    def send(_turn: int) -> TestResponse:
        browser = person.app.test_client()
        browser.set_cookie(name, cookie.value)
        together.wait()
        return browser.post(page, data=form)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(send, range(2)))


def counts(app: Flask) -> dict[str, int]:
    """Return how many records of each kind there are."""
    with app.app_context():
        return {
            model.__tablename__: db.session.execute(sa.select(sa.func.count()).select_from(model)).scalar_one()
            for model in MODELS
        }


def forms(people: People) -> list[tuple[str, Callable[[int], dict[str, Any]]]]:
    """Return the pages of creates, and what is typed in each."""
    made = people.alice.post("/clients/new", {**CLIENT, "name": "Ancla"})
    client_id = int(made.headers["Location"].rsplit("/", 1)[1])
    return [
        ("/clients/new", lambda n: {**CLIENT, "name": f"{word(n)} {word(n + 100)}"}),
        ("/people/new", lambda n: {**PERSON, "given_name": word(n), "family_name": word(n + 100)}),
        ("/engagements/new", lambda n: engagement_form([client_id], subject=f"Reunión {n}")),
        ("/tasks/new", lambda n: {**TASK, "title": f"Llamar {n}"}),
    ]


def send_all(app: Flask, people: People, rounds: int) -> tuple[int, dict[str, int], int]:
    """Send every form twice at once and once more; returns how many forms, the new records, and wrong answers."""
    wanted = forms(people)
    before, wrong, number = counts(app), 0, 0
    for page, typed in wanted:
        for turn in range(rounds):
            form = typed(turn) | opened(people.alice, page)
            answers = [*twice_at_once(people.alice, page, form), sent(people.alice, page, form)]
            places = {answer.headers.get("Location") for answer in answers if answer.status_code == 303}
            # The race itself may be answered with "there is one like this already" (422); the retry never.
            wrong += len(places) != 1 or answers[-1].status_code != 303
            number += 1
    after = counts(app)
    return number, {name: after[name] - before[name] for name in after}, wrong


def test_a_form_sent_twice_at_once_and_once_more_makes_one_record(app: Flask, people: People) -> None:
    number, made, wrong = send_all(app, people, 2)
    assert number == 8
    assert made == {"client": 2, "person": 2, "engagement": 2, "task": 2}
    assert wrong == 0


@pytest.mark.bar
@pytest.mark.bar_only
def test_a_hundred_creates_sent_twice_make_a_hundred_records(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    number, made, wrong = send_all(app, people, ROUNDS)
    figure("C2", engine.name, f"{number} creates, each sent twice at once and once more: {sum(made.values())} records, "
           f"{sum(made.values()) - number} duplicates, {wrong} answers that led elsewhere")  # fmt: skip
    assert made == dict.fromkeys(made, ROUNDS)
    assert wrong == 0


def test_other_words_under_the_same_name_are_another_record(app: Flask, people: People) -> None:
    carried = opened(people.alice, "/tasks/new")
    for title in ("Llamar a la aduana", "Llamar al consulado"):
        assert sent(people.alice, "/tasks/new", {**TASK, "title": title} | carried).status_code == 303
    assert counts(app)["task"] == 2


def test_a_refused_form_can_be_sent_again(app: Flask, people: People) -> None:
    carried = opened(people.alice, "/tasks/new")
    assert sent(people.alice, "/tasks/new", {**TASK, "title": ""} | carried).status_code == 422
    assert sent(people.alice, "/tasks/new", {**TASK, "title": "Ya"} | carried).status_code == 303
    assert counts(app)["task"] == 1


def test_the_same_form_of_two_people_is_taken_from_both(app: Flask, people: People) -> None:
    carried = opened(people.alice, "/tasks/new")["once"]
    for person in (people.alice, people.bob):
        assert person.post("/tasks/new", {**TASK, "title": "Igual", "once": carried}).status_code == 303
    assert counts(app)["task"] == 2


def test_an_edit_pressed_twice_is_saved_once_and_is_no_lost_race(app: Flask, people: People) -> None:
    made = people.alice.post("/people/new", {**PERSON, "family_name": "Robles"}).headers["Location"]
    form = {**PERSON, "family_name": "Robles Paz", "version": "1"} | opened(people.alice, f"{made}/edit")
    answers = [sent(people.alice, f"{made}/edit", form) for _turn in range(2)]
    assert [(a.status_code, a.headers["Location"]) for a in answers] == [(303, made)] * 2
    assert "not saved twice" in people.alice.get(made).text


def test_names_of_forms_are_forgotten_after_two_days(app: Flask, people: People) -> None:
    carried = opened(people.alice, "/tasks/new")
    sent(people.alice, "/tasks/new", {**TASK, "title": "Vieja"} | carried)
    with app.app_context():
        with unit_of_work(None) as work:
            forget_forms(work, now() - timedelta(days=2))
        assert db.session.execute(sa.select(sa.func.count()).select_from(SentForm)).scalar_one() == 1
        with unit_of_work(None) as work:
            forget_forms(work, now() + timedelta(seconds=1))
        assert db.session.execute(sa.select(sa.func.count()).select_from(SentForm)).scalar_one() == 0


@pytest.mark.parametrize(
    ("referrer", "leads_to"),
    [
        ("http://localhost/clients/1/profile?tab=2", "/clients/1/profile?tab=2"),
        ("http://localhost//elsewhere.example/trap", "/tags"), ("", "/tags"),
    ],
)  # fmt: skip
def test_a_form_without_an_address_of_its_own_leads_back_within_the_firm_only(
    app: Flask, referrer: str, leads_to: str
) -> None:
    with app.test_request_context("/tags", method="POST", headers={"Referer": referrer} if referrer else {}):
        answer = app.make_response(app.handle_user_exception(SentTwiceError("")))
    assert answer.headers["Location"] == leads_to
