import pytest
from flask import Flask

from tests.support import People
from tests.tasks.firm import add_client, add_task, read_task

GETS = ("/tasks/{task}", "/clients/{client}/tasks")
POSTS = (
    "/tasks/{task}",
    "/tasks/{task}/done",
    "/tasks/{task}/reopen",
    "/tasks/{task}/archive",
    "/tasks/{task}/restore",
)


@pytest.fixture
def secret(app: Flask) -> dict[str, int]:
    """A follow-up of a client that only alice and the partner see."""
    client = add_client(app, "Quiet Holdings", access="team", lead="alice")
    return {"client": client, "task": add_task(app, "alice", title="Canary Zopilote", clients=[client])}


@pytest.mark.parametrize("path", GETS)
def test_a_page_opens_to_team_and_partner_and_is_404_to_others(
    people: People, secret: dict[str, int], path: str
) -> None:
    address = path.format(**secret)
    for person, status in (("alice", 200), ("charlie", 200), ("bob", 404), ("erin", 404), ("dora", 404)):
        assert getattr(people, person).get(address).status_code == status, person
    assert people.nobody.get(address).status_code == 302


@pytest.mark.parametrize("path", POSTS)
def test_a_write_is_404_to_strangers_403_to_readers_401_to_nobody(
    app: Flask, people: People, secret: dict[str, int], path: str
) -> None:
    address = path.format(**secret)
    form = {"title": "Taken over", "priority": "normal", "assignee_id": 1}
    for person, status in (("bob", 404), ("erin", 404), ("dora", 403), ("nobody", 401)):
        assert getattr(people, person).post(address, form).status_code == status, person
    task = read_task(app, secret["task"])
    assert (task.title, task.done_at, task.archived_at, task.version) == ("Canary Zopilote", None, None, 1)


def test_lists_never_show_a_strangers_follow_up(people: People, secret: dict[str, int]) -> None:
    assert "Canary Zopilote" in people.charlie.get("/tasks?show=team").text
    for person in ("bob", "erin", "dora"):
        for show in ("mine", "team", "done"):
            assert "Canary Zopilote" not in getattr(people, person).get(f"/tasks?show={show}").text


def test_a_follow_up_of_two_clients_needs_both(app: Flask, people: People, secret: dict[str, int]) -> None:
    task = add_task(app, "alice", clients=[add_client(app, "Open"), secret["client"]])
    assert people.bob.get(f"/tasks/{task}").status_code == 404
    assert people.alice.get(f"/tasks/{task}").status_code == 200


def test_a_follow_up_without_a_client_is_its_own_peoples(app: Flask, people: People) -> None:
    task = add_task(app, "alice")
    assert people.alice.get(f"/tasks/{task}").status_code == 200
    assert people.charlie.get(f"/tasks/{task}").status_code == 404


def test_a_hidden_client_cannot_be_attached_or_prefilled(app: Flask, people: People, secret: dict[str, int]) -> None:
    with app.app_context():
        form = {"title": "x", "priority": "normal", "assignee_id": 2, "clients": secret["client"]}
    hidden = people.bob.post("/tasks/new", form)
    unknown = people.bob.post("/tasks/new", {**form, "clients": 999_999})
    assert hidden.status_code == unknown.status_code == 422
    assert "Quiet Holdings" not in hidden.text
    assert "Quiet Holdings" not in people.bob.get(f"/tasks/new?client={secret['client']}").text


def test_a_reader_sees_but_gets_no_form(app: Flask, people: People) -> None:
    client = add_client(app, "Open")
    task = add_task(app, "alice", clients=[client])
    page = people.dora.get(f"/tasks/{task}").text
    assert "Call the broker" in page
    assert f'action="/tasks/{task}' not in page
    assert people.dora.get("/tasks/new").status_code == 403
