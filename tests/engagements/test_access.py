import pytest
from flask import Flask

from crm.core.db import unit_of_work
from crm.core.listing import decode_cursor
from crm.engagements import actions
from crm.engagements.queries import one
from crm.engagements.queries.offers import find, last_contact, timeline
from tests.engagements.records import add_engagement, form, newest, read
from tests.support import People
from tests.tasks.firm import add_client, add_task, user

GETS = (
    "/engagements/{item}",
    "/engagements/{item}/edit",
    "/engagements/{item}/history",
    "/clients/{client}/engagements",
)
POSTS = tuple(f"/engagements/{{item}}/{verb}" for verb in ("edit", "hold", "cancel", "archive", "restore"))


@pytest.fixture
def secret(app: Flask) -> dict[str, int]:
    """An engagement and its follow-up of a client that only alice and the partner see, shared with an open client."""
    quiet, public = add_client(app, "Quiet Holdings", access="team", lead="alice"), add_client(app, "Open Fields")
    with app.app_context():
        alice = user("alice").id
    item = add_engagement(
        app, "alice", [quiet, public], subject="Canary Zopilote", note="canaryword in the note",
        follow_ups=[{"title": "Canary Follow-up", "assignee_id": alice}],
    )  # fmt: skip
    return {"client": quiet, "open": public, "item": item, "task": read(app, item).tasks[0].task_id}


@pytest.mark.parametrize("path", GETS)
def test_a_page_opens_to_team_and_partner_and_is_404_to_others(
    people: People, secret: dict[str, int], path: str
) -> None:
    address = path.format(**secret)
    for person, status in (("alice", 200), ("charlie", 200), ("bob", 404), ("erin", 404)):
        assert getattr(people, person).get(address).status_code == status, person
    assert people.dora.get(address).status_code == (403 if path.endswith("/edit") else 404)
    assert people.nobody.get(address).status_code == 302


@pytest.mark.parametrize("path", POSTS)
def test_a_write_is_404_to_strangers_403_to_readers_401_to_nobody(
    app: Flask, people: People, secret: dict[str, int], path: str
) -> None:
    address = path.format(**secret)
    words = form(secret["open"], cancel_reason="taken over")
    for person, status in (("bob", 404), ("erin", 404), ("dora", 403), ("nobody", 401)):
        assert getattr(people, person).post(address, words).status_code == status, person
    item = read(app, secret["item"])
    assert (item.subject, item.state, item.archived_at) == ("Canary Zopilote", "held", None)
    assert {link.client_id for link in item.clients} == {secret["client"], secret["open"]}


def test_an_outsider_meets_the_canary_nowhere(people: People, secret: dict[str, int]) -> None:
    paths = ("/engagements", "/engagements?q=canaryword", "/search?q=canaryword", "/search?q=zopilote", "/",
             f"/clients/{secret['open']}", f"/clients/{secret['open']}/engagements", f"/clients/{secret['open']}/tasks",
             f"/engagements?client={secret['client']}", f"/engagements?client={secret['open']}", "/tasks?show=team",
             "/tasks?show=done", "/clients")  # fmt: skip
    for person in ("bob", "erin", "dora"):
        for path in paths:
            page = getattr(people, person).get(path)
            assert page.status_code == 200
            assert "Canary" not in page.text, (person, path)
            assert "Quiet Holdings" not in page.text, (person, path)
    for path in ("/engagements?q=canaryword", "/search?q=canaryword", f"/clients/{secret['open']}"):
        assert "Canary Zopilote" in people.alice.get(path).text, path


def test_queries_for_other_features_leave_the_stranger_out(app: Flask, secret: dict[str, int]) -> None:
    with app.test_request_context():
        alice, bob = user("alice"), user("bob")
        assert list(last_contact(alice, [secret["open"]])) == [secret["open"]]
        assert not last_contact(bob, [secret["open"]])
        assert find(alice, ["canaryword"], 5)[0].snippet == "canaryword in the note"
        assert not find(bob, ["canaryword"], 5)
        with unit_of_work(bob.id) as work:
            assert not work.execute(timeline("client", bob, secret["open"])).all()
            assert one.for_edit(bob, secret["item"]) is None


def test_a_hidden_client_can_be_neither_attached_nor_named(app: Flask, people: People, secret: dict[str, int]) -> None:
    before = newest(app)
    hidden = people.bob.post("/engagements/new", form([secret["open"], secret["client"]]))
    unknown = people.bob.post("/engagements/new", form([secret["open"], 999_999]))
    assert hidden.status_code == unknown.status_code == 422
    assert "Quiet Holdings" not in hidden.text
    assert newest(app) == before
    assert "Quiet Holdings" not in people.bob.get(f"/engagements/new?client={secret['client']}").text
    assert "Quiet Holdings" not in people.bob.get(f"/engagements?client={secret['client']}").text


def test_follow_ups_go_with_the_clients_of_their_engagement(app: Flask, people: People, secret: dict[str, int]) -> None:
    public = add_client(app, "Another")
    with app.app_context():
        bob = user("bob").id
    item = add_engagement(app, "bob", [public], follow_ups=[{"title": "Seen by bob", "assignee_id": bob}])
    task = read(app, item).tasks[0].task_id
    assert people.bob.get(f"/tasks/{task}").status_code == 200
    with app.app_context():
        alice = user("alice")
        with unit_of_work(alice.id) as work:
            fresh = one.for_edit(alice, item)
            assert fresh is not None
            actions.update(work, alice, fresh, {"clients": [public, secret["client"]]})
    assert people.bob.get(f"/engagements/{item}").status_code == 404
    assert people.bob.get(f"/tasks/{task}").status_code == 404
    assert "Seen by bob" not in people.bob.get("/tasks").text
    assert people.charlie.get(f"/tasks/{task}").status_code == 200


def test_a_client_added_by_hand_stays_when_the_engagement_changes_hands(app: Flask, secret: dict[str, int]) -> None:
    first, second = add_client(app, "First"), add_client(app, "Second")
    item = add_engagement(app, "alice", [first])
    task = add_task(app, "alice", clients=[first, secret["client"]])
    with app.app_context():
        alice = user("alice")
        with unit_of_work(alice.id) as work:
            fresh = one.for_edit(alice, item)
            assert fresh is not None
            actions.add_follow_up(work, alice, fresh, {"title": "Own", "assignee_id": alice.id})
            actions.update(work, alice, fresh, {"clients": [second]})
    assert [row.client_id for row in read(app, item).tasks[0].task.clients] == [second]
    assert task


def test_an_information_barrier_closes_an_engagement_to_a_partner(app: Flask, people: People) -> None:
    barred = add_client(app, "Barred Co", barred="charlie")
    item = add_engagement(app, "alice", [barred])
    assert people.charlie.get(f"/engagements/{item}").status_code == 404
    assert people.bob.get(f"/engagements/{item}").status_code == 200


def test_a_reader_gets_no_buttons(app: Flask, people: People) -> None:
    item = add_engagement(app, "alice", [add_client(app, "Open")])
    page = people.dora.get(f"/engagements/{item}").text
    assert f"/engagements/{item}/edit" not in page
    assert "/archive" not in page
    assert "/engagements/new" not in people.dora.get("/engagements").text
    assert people.dora.get("/engagements/new").status_code == 403


def test_a_damaged_cursor_starts_the_list_anew(app: Flask, people: People) -> None:
    add_engagement(app, "alice", [add_client(app, "Open")])
    assert decode_cursor("%%%", 2) is None
    assert "Customs broker" in people.alice.get("/engagements?after=%25%25%25").text
