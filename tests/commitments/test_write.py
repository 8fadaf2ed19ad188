"""A commitment added, edited, settled; lost races; several at once."""

from typing import Any

import pytest
from flask import Flask

from crm.commitments import actions
from crm.core.db import unit_of_work
from tests.commitments.records import add_commitment, day, form, newest, read
from tests.engagements.records import add_engagement
from tests.institutions.records import add_institution
from tests.people.records import add_person
from tests.support import People
from tests.tasks.firm import add_client, user


@pytest.fixture
def at(app: Flask) -> dict[str, int]:
    """The ids of a client, an institution and alice."""
    with app.app_context():
        alice = user("alice").id
    return {"client": add_client(app, "Hortalizas"), "body": add_institution(app, "Aduana"), "alice": alice}


def test_a_promise_of_an_institution_is_added_with_its_client_and_engagement(
    app: Flask, people: People, at: dict[str, int]
) -> None:
    met = add_engagement(app, "alice", [at["client"]])
    words = form(
        at["alice"], text="Carta de cupo", maker_kind="institution", maker_institution=at["body"],
        receiver_kind="client", receiver_client=at["client"], due_on=day(9).isoformat(), engagement=f"G-2026-{met:04d}",
    )  # fmt: skip
    answer = people.alice.post("/commitments/new", words)
    item = read(app, newest(app))
    assert answer.headers["Location"] == f"/commitments/{item.id}"
    assert (item.maker_institution_id, item.receiver_client_id, item.engagement_id) == (at["body"], at["client"], met)
    assert [link.client_id for link in item.clients] == [at["client"]]
    page = people.alice.get(f"/commitments/{item.id}").text
    for told in ("Carta de cupo", "Aduana", "Hortalizas", "Customs broker, Nogales"):
        assert told in page


WRONG = [
    ({"text": " "}, "write something here"),
    ({"maker_client": ""}, "Choose a client from the list."),
    ({"maker_kind": "us"}, "made to somebody else"),
    ({"made_on": day(1).isoformat()}, "still to come"),
    ({"due_on": day(-9).isoformat()}, "before the commitment was made"),
    ({"engagement": "G-2026-9999"}, "no engagement of this number"),
    ({"engagement": "soon"}, "no engagement of this number"),
]


@pytest.mark.parametrize(("more", "sentence"), WRONG)
def test_what_is_wrong_is_said_in_a_sentence(
    people: People, at: dict[str, int], more: dict[str, Any], sentence: str
) -> None:
    words = form(at["alice"], maker_client=at["client"]) | more
    answer = people.alice.post("/commitments/new", words)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_stale_save_gets_409_and_keeps_the_words(app: Flask, people: People, at: dict[str, int]) -> None:
    key = add_commitment(app, maker_kind="client", maker_client_id=at["client"])
    words = form(at["alice"], maker_client=at["client"], version=1)
    assert people.alice.post(f"/commitments/{key}/edit", words | {"text": "First words"}).status_code == 303
    lost = people.alice.post(f"/commitments/{key}/edit", words | {"text": "Second words"})
    assert lost.status_code == 409
    assert 'value="Second words"' in lost.text
    assert "First words" in lost.text
    assert read(app, key).text == "First words"


@pytest.mark.parametrize(("path", "state"), [("keep", "kept"), ("not-kept", "not_kept"), ("release", "released")])
def test_it_is_settled_with_day_and_remark_told_in_its_history_and_opened_again(
    app: Flask, people: People, at: dict[str, int], path: str, state: str
) -> None:
    key = add_commitment(app, maker_institution_id=at["body"])
    sent = {"version": 1, "settled_on": day(-1).isoformat(), "reason": "Por oficio"}
    assert people.bob.post(f"/commitments/{key}/{path}", sent).status_code == 303
    item = read(app, key)
    assert (item.state, item.settled_on, item.reason, item.version) == (state, day(-1), "Por oficio", 2)
    page = people.alice.get(f"/commitments/{key}").text
    assert "Por oficio" in page
    assert "Settled on" in page.split("History")[1]
    people.bob.post(f"/commitments/{key}/reopen", {"version": 2})
    assert (read(app, key).state, read(app, key).settled_on) == ("open", None)


def test_a_release_without_a_reason_and_a_day_to_come_are_refused(
    app: Flask, people: People, at: dict[str, int]
) -> None:
    key = add_commitment(app, maker_institution_id=at["body"])
    answer = people.alice.post(f"/commitments/{key}/release", {"version": 1})
    assert answer.status_code == 422
    assert "Say why it does not bind any more." in answer.text
    ahead = {"version": 1, "settled_on": day(1).isoformat(), "reason": "my words"}
    answer = people.alice.post(f"/commitments/{key}/keep", ahead)
    assert answer.status_code == 422
    assert "my words" in answer.text
    assert read(app, key).state == "open"


def test_settling_a_changed_one_shows_it_first_and_keeps_the_words(
    app: Flask, people: People, at: dict[str, int]
) -> None:
    key = add_commitment(app, maker_institution_id=at["body"])
    answer = people.alice.post(f"/commitments/{key}/release", {"version": 99, "reason": "my words"})
    assert answer.status_code == 409
    assert "Somebody changed this commitment" in answer.text
    assert 'value="my words"' in answer.text
    assert read(app, key).state == "open"


def test_an_archived_one_leaves_lists_and_comes_back(app: Flask, people: People, at: dict[str, int]) -> None:
    key = add_commitment(app, maker_institution_id=at["body"], text="Aside")
    people.alice.post(f"/commitments/{key}/archive", {"version": 1})
    assert "Aside" not in people.alice.get("/commitments?state=all").text
    assert "Aside" not in people.alice.get(f"/institutions/{at['body']}").text
    assert "Aside" in people.alice.get("/commitments?archived=1").text
    people.alice.post(f"/commitments/{key}/restore", {"version": 2})
    assert "Aside" in people.alice.get("/commitments").text


def test_several_are_added_beside_their_engagement(app: Flask, people: People, at: dict[str, int]) -> None:
    met = add_engagement(app, "alice", [at["client"]], institutions=[at["body"]])
    assert "Add commitments" in people.alice.get(f"/engagements/{met}").text
    body, client = f"institution-{at['body']}", f"client-{at['client']}"
    rows: dict[str, object] = {
        "rows-0-text": "Fecha de audiencia", "rows-0-maker": body, "rows-0-receiver": "us",
        "rows-1-text": "Bitácora", "rows-1-maker": client, "rows-1-receiver": body, "rows-1-due_on": day(5).isoformat(),
        "rows-2-text": "", "rows-2-maker": body, "rows-2-receiver": body,
    }  # fmt: skip
    answer = people.alice.post(f"/engagements/{met}/commitments", rows)
    assert answer.headers["Location"] == f"/engagements/{met}"
    last = newest(app)
    first, second = read(app, last - 1), read(app, last)
    assert (first.text, first.maker_institution_id, first.receiver_kind) == ("Fecha de audiencia", at["body"], "us")
    assert (second.maker_client_id, second.receiver_institution_id) == (at["client"], at["body"])
    assert second.due_on == day(5)
    assert [link.client_id for link in first.clients] == [at["client"]]
    page = people.alice.get(f"/engagements/{met}").text
    assert "Fecha de audiencia" in page
    assert "Bitácora" in page


@pytest.mark.parametrize(
    "row", [{}, {"rows-0-text": "x", "rows-0-maker": "us", "rows-0-receiver": "us"},
            {"rows-0-text": "x", "rows-0-maker": "institution-999", "rows-0-receiver": "us"}],
)  # fmt: skip
def test_what_is_wrong_beside_an_engagement_is_said(
    app: Flask, people: People, at: dict[str, int], row: dict[str, object]
) -> None:
    met = add_engagement(app, "alice", [at["client"]])
    assert people.alice.post(f"/engagements/{met}/commitments", row).status_code == 422
    assert newest(app) is None


def test_a_speaker_whom_the_editor_may_not_see_is_kept_and_not_shown(
    app: Flask, people: People, at: dict[str, int]
) -> None:
    person = add_person(app, "Luz", "Mora", by="alice")
    key = add_commitment(app, maker_institution_id=at["body"], maker_person_id=person)
    assert "Mora" in people.alice.get(f"/commitments/{key}").text
    assert "Mora" not in people.bob.get(f"/commitments/{key}").text
    with app.app_context():
        bob = user("bob").id
    words = form(bob, maker_kind="institution", maker_institution=at["body"], text="Changed by bob", version=1)
    assert people.bob.post(f"/commitments/{key}/edit", words).status_code == 303
    item = read(app, key)
    assert (item.text, item.maker_person_id) == ("Changed by bob", person)


def test_actions_refuse_unknown_values_nameless_parties_and_a_release_without_why(
    app: Flask, at: dict[str, int]
) -> None:
    key = add_commitment(app, maker_institution_id=at["body"])
    item = read(app, key)
    with app.app_context(), unit_of_work(None) as work:
        with pytest.raises(KeyError):
            actions.update(work, None, item, {"state": "kept"})
        with pytest.raises(ValueError, match="reason"):
            actions.settle(work, item, "released", day(0))
        with pytest.raises(ValueError, match="not named"):
            actions.update(work, None, item, {"maker_kind": "client"})
