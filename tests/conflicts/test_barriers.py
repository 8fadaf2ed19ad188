"""A barrier that a check sets keeps somebody out everywhere, until a partner lifts it."""

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.conflicts.models import InformationBarrier
from crm.core.db import db
from tests.conflicts.records import oppose, read, run
from tests.lists.records import export
from tests.support import People
from tests.tasks.firm import add_client, add_task, user

CANARY = "Qxbarrera Zopilote"


@pytest.fixture
def checked(app: Flask) -> tuple[int, int, int]:
    """A client that all see, the one that it meets, and the check."""
    other, new = add_client(app, "Rival Norteña", lead="alice"), add_client(app, CANARY, lead="alice")
    oppose(app, other, CANARY)
    return new, other, run(app, new)


def rows(app: Flask) -> list[tuple[int, str, bool]]:
    with app.app_context():
        query = sa.select(InformationBarrier).order_by(InformationBarrier.id)
        return [(row.client_id, row.reason, row.lifted_at is None) for row in db.session.execute(query).scalars()]


def set_for(app: Flask, people: People, check: int, client: int, *names: str) -> int:
    with app.app_context():
        ids = [user(name).id for name in names]
    form = {"client_id": client, "users": ids, "reason": "Lleva la contraria", "review_on": "2027-03-01"}
    return people.charlie.post(f"/conflicts/{check}/barrier", form).status_code


def test_whoever_is_kept_out_reads_the_client_by_no_door(
    app: Flask, people: People, checked: tuple[int, int, int]
) -> None:
    new, _other, check = checked
    task = add_task(app, "alice", title="Qxbarrera tarea", clients=[new])
    doors = ("/clients", f"/clients?q={CANARY[:8]}", "/search?q=qxbarrera", "/clients/pick?q=qxbarrera", "/conflicts",
             "/tasks?show=team", "/key-dates?who=all")  # fmt: skip
    pages = (f"/clients/{new}", f"/clients/{new}/history", f"/conflicts/{check}", f"/tasks/{task}",
             f"/clients/{new}/adverse", f"/clients/{new}/files")  # fmt: skip
    assert CANARY in people.bob.get("/clients").text
    assert set_for(app, people, check, new, "bob", "dora") == 303
    for person in (people.bob, people.dora):
        for path in pages:
            assert person.get(path).status_code in {403, 404}, path
        for path in doors:
            assert CANARY not in person.get(path).text, path
    assert CANARY not in export(people.bob, "clients").get_data(as_text=True)
    assert people.bob.post(f"/clients/{new}/conflicts/new", {"names": "x"}).status_code == 404
    assert people.erin.get(f"/clients/{new}").status_code == 200
    assert "Information barrier" in people.alice.get(f"/clients/{new}").text


def test_the_decision_wants_a_barrier_and_a_barrier_wants_others_than_oneself_and_the_lead(
    app: Flask, people: People, checked: tuple[int, int, int]
) -> None:
    new, other, check = checked
    decide = {"state": "barrier", "decision_note": "Equipos aparte"}
    form = {**decide, "version": read(app, check).version}
    assert people.charlie.post(f"/conflicts/{check}/decide", form).status_code == 422
    assert set_for(app, people, check, new) == 422
    assert set_for(app, people, check, new, "charlie") == 422
    assert set_for(app, people, check, new, "alice") == 422
    assert set_for(app, people, check, add_client(app, "Ajena"), "bob") == 422
    assert set_for(app, people, check, other, "bob") == 303
    assert set_for(app, people, check, other, "bob") == 422
    form = {**decide, "version": read(app, check).version}
    assert people.charlie.post(f"/conflicts/{check}/decide", form).status_code == 303
    assert rows(app) == [(other, "Lleva la contraria", True)]
    assert people.bob.post(f"/conflicts/{check}/barrier", {}).status_code == 403


def test_lifting_lets_in_again_from_here_or_from_the_client(
    app: Flask, people: People, checked: tuple[int, int, int]
) -> None:
    new, _other, check = checked
    assert set_for(app, people, check, new, "bob", "dora") == 303
    listed = people.charlie.get("/conflicts/barriers").text
    assert listed.count("Lleva la contraria") == 2
    assert people.charlie.post("/conflicts/barriers/1/lift", {"version": 9}).status_code == 409
    assert people.charlie.post("/conflicts/barriers/1/lift", {"version": 1}).status_code == 303
    assert people.bob.get(f"/clients/{new}").status_code == 200
    assert people.dora.get(f"/clients/{new}").status_code == 404
    with app.app_context():
        dora = user("dora").id
    assert people.charlie.post(f"/clients/{new}/access/remove", {"user_id": dora}).status_code == 303
    assert people.dora.get(f"/clients/{new}").status_code == 200
    assert [in_force for _client, _reason, in_force in rows(app)] == [False, False]
    assert "Lleva la contraria" not in people.charlie.get("/conflicts/barriers").text
    assert "Lleva la contraria" in people.charlie.get("/conflicts/barriers?lifted=1").text


def test_a_barrier_that_stood_before_is_not_taken_over(
    app: Flask, people: People, checked: tuple[int, int, int]
) -> None:
    new, _other, check = checked
    with app.app_context():
        bob = user("bob").id
    people.charlie.post(f"/clients/{new}/access", {"user_id": bob, "reason": "Parentesco"})
    assert set_for(app, people, check, new, "bob") == 422
    assert set_for(app, people, check, new, "bob", "dora") == 303
    assert len(rows(app)) == 1
    assert "Parentesco" in people.charlie.get(f"/clients/{new}/access").text
