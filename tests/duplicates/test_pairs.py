import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from crm.clients import actions
from crm.core.db import db, unit_of_work
from crm.duplicates import capture
from crm.duplicates.commands import rebuild_command
from crm.duplicates.rebuild import rebuild
from tests.clients.firm import add_client
from tests.duplicates.records import (
    ENCINOS,
    add_pair,
    pairs,
    posted,
    settle,
)
from tests.people.records import add_person
from tests.support import People


def test_a_pair_goes_when_one_is_renamed_or_archived_or_made_the_others_parent(app: Flask, people: People) -> None:
    low, high = add_pair(app)
    people.alice.post(f"/clients/{high}/edit", posted("Vidrios Olachea", version=1))
    assert pairs(app) == []
    people.alice.post(f"/clients/{high}/edit", posted(ENCINOS, version=2))
    assert pairs(app) == [(low, high)]
    people.alice.post(f"/clients/{high}/archive", {"version": 3})
    assert "No two records look alike." in people.alice.get("/duplicates").text
    people.alice.post(f"/clients/{high}/restore", {"version": 4})
    assert ENCINOS in people.alice.get("/duplicates").text
    people.alice.post(f"/clients/{high}/edit", posted(ENCINOS, version=5, parent_id=low))
    assert pairs(app) == []


def test_a_phone_or_mail_of_a_person_that_changes_is_compared_anew(app: Flask, people: People) -> None:
    first = add_person(app, "Ana", "Robles", by="alice", emails=["a@example.com"])
    second = add_person(app, "Beatriz", "Camou", by="alice")
    people.alice.post(f"/people/{second}/edit", {"given_name": "Beatriz", "surname": "Camou", "version": 1,
                                                 "emails-0-address": "A@example.com"})  # fmt: skip
    assert pairs(app, "person") == [(first, second)]
    people.alice.post(f"/people/{second}/edit", {"given_name": "Beatriz", "surname": "Camou", "version": 2,
                                                 "emails-0-address": ""})  # fmt: skip
    assert pairs(app, "person") == []


def test_the_shipped_institutions_are_no_duplicates_of_each_other(app: Flask) -> None:
    with app.app_context():
        assert rebuild() >= 39
    assert pairs(app, "institution") == []


def test_two_who_add_one_business_in_the_same_moment_find_the_pair(app: Flask, people: People) -> None:
    tokens = {person: person.token() for person in (people.alice, people.bob)}
    together = Barrier(2)

    def save(person: object) -> int:
        together.wait()
        form = posted(ENCINOS, csrf_token=tokens[person], duplicate_ok="y")  # type: ignore[index]
        return person.http.post("/clients/new", data=form).status_code  # type: ignore[attr-defined, no-any-return]

    for round_ in range(5):
        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(save, tokens)) == [303, 303]
        last = 2 * (round_ + 1)
        assert (last - 1, last) in pairs(app)
    assert len(pairs(app)) == 10 * 9 // 2


def test_a_write_that_is_rolled_back_leaves_nothing(app: Flask) -> None:
    with app.app_context(), suppress(ZeroDivisionError), unit_of_work(None) as work:
        actions.create(work, posted(ENCINOS))
        raise ZeroDivisionError
    assert settle(app) == 0


def test_what_is_due_after_a_crash_is_compared_at_the_next_write(app: Flask, people: People) -> None:
    low, high = add_client(app, ENCINOS), add_client(app, ENCINOS)
    assert pairs(app) == []
    assert "still being compared" in people.alice.get("/duplicates").text
    people.alice.post("/clients/new", posted("Vidrios Olachea"))
    assert pairs(app) == [(low, high)]
    assert "still being compared" not in people.alice.get("/duplicates").text


def test_a_record_that_is_deleted_is_forgotten(app: Flask) -> None:
    low, high = add_pair(app)
    with app.app_context(), unit_of_work(None) as work:
        capture.forget(work, "client", [high])
    assert pairs(app) == []
    assert settle(app) == 0
    with app.app_context():
        assert rebuild() > 1
    assert pairs(app) == [(low, high)]


def test_the_command_compares_all_anew_and_says_how_many(app: Flask) -> None:
    add_pair(app)
    with app.app_context():
        capture.forget(db.session(), "client", [1, 2])
        db.session.remove()
        for _again in range(2):
            told = CliRunner().invoke(rebuild_command, obj=ScriptInfo(create_app=lambda: app))
            assert re.fullmatch(r"\d+ records compared.\n", told.output)
    assert pairs(app) == [(1, 2)]
