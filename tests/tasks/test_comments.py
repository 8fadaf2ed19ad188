"""Comments: read by those who see the follow-up, corrected by their author, telling those whom they name."""

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import db
from crm.core.feature import Feature, registry
from crm.tasks.models import TaskComment, TaskMention
from tests.support import People, count_queries
from tests.tasks.firm import add_client, add_task, user

Told = list[tuple[int, set[int], int]]


@pytest.fixture
def told(app: Flask) -> Told:
    heard: Told = []
    listener = Feature(
        "ear", hears={"task.mentioned": lambda _w, task, ids, comment: heard.append((task.id, ids, comment.id))}
    )
    with app.app_context():
        known = registry()
    app.extensions["crm_features"] = type(known)((*known.features, listener))
    return heard


def ids(app: Flask, *names: str) -> list[int]:
    with app.app_context():
        return [user(name).id for name in names]


def comments(app: Flask) -> list[TaskComment]:
    with app.app_context():
        return list(db.session.execute(sa.select(TaskComment).order_by(TaskComment.id)).scalars())


def mentioned(app: Flask) -> list[tuple[int, int]]:
    with app.app_context():
        rows = db.session.execute(sa.select(TaskMention.comment_id, TaskMention.user_id).order_by(TaskMention.user_id))
        return [(row.comment_id, row.user_id) for row in rows]


def test_a_comment_names_a_colleague_who_is_told_once(app: Flask, people: People, told: Told) -> None:
    client = add_client(app, "Hortalizas")
    key = add_task(app, "alice", clients=[client])
    alice, bob, charlie = ids(app, "alice", "bob", "charlie")
    answer = people.alice.post(f"/tasks/{key}/comments", {"text": "Ready, @bob? cc @alice, bob@example.com\nThanks"})
    assert answer.status_code == 303
    (first,) = comments(app)
    assert answer.headers["Location"] == f"/tasks/{key}#comment-{first.id}"
    assert told == [(key, {bob}, first.id)]
    assert mentioned(app) == [(first.id, alice), (first.id, bob)]
    page = people.bob.get(f"/tasks/{key}").text
    assert "Ready, <b>@Bob</b>? cc <b>@Alice</b>, bob@example.com<br>Thanks" in page
    edited = people.alice.post(f"/tasks/{key}/comments/{first.id}/edit", {"text": "@bob and @charlie", "version": 1})
    assert edited.status_code == 303
    assert told[1:] == [(key, {charlie}, first.id)]
    assert "edited" in people.bob.get(f"/tasks/{key}").text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("@zoe look", "Nobody of ours is called zoe"),
        ("@bob look", "Bob may not see this follow-up"),
        (" ", "write something here"),
        ("x" * 5001, "5000"),
    ],
)
def test_a_comment_that_names_somebody_who_may_not_see_it_is_refused(
    app: Flask, people: People, told: Told, text: str, says: str
) -> None:
    client = add_client(app, "Team only", access="team", lead="alice")
    key = add_task(app, "alice", clients=[client])
    answer = people.alice.post(f"/tasks/{key}/comments", {"text": text})
    assert answer.status_code == 422
    assert says in answer.text
    assert (comments(app), told) == ([], [])


def test_only_the_author_edits_archives_and_restores(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    key = add_task(app, "alice", clients=[client])
    people.alice.post(f"/tasks/{key}/comments", {"text": "Mine <b>alone</b>"})
    (item,) = comments(app)
    at = f"/tasks/{key}/comments/{item.id}"
    assert people.bob.get(f"{at}/edit").status_code == 404
    for what in ("edit", "archive", "restore"):
        assert people.bob.post(f"{at}/{what}", {"text": "x", "version": 1}).status_code == 404
    assert "Mine &lt;b&gt;alone&lt;/b&gt;" in people.bob.get(f"/tasks/{key}").text
    assert people.alice.post(f"{at}/archive", {"version": 1}).status_code == 303
    assert "Mine" not in people.bob.get(f"/tasks/{key}").text
    assert "Mine" in people.alice.get(f"/tasks/{key}").text
    assert people.alice.post(f"{at}/restore", {"version": 1}).status_code == 409
    assert people.alice.post(f"{at}/restore", {"version": 2}).status_code == 303
    assert "Mine" in people.bob.get(f"/tasks/{key}").text


def test_a_stale_correction_keeps_the_words(app: Flask, people: People) -> None:
    key = add_task(app, "alice")
    people.alice.post(f"/tasks/{key}/comments", {"text": "First"})
    (item,) = comments(app)
    at = f"/tasks/{key}/comments/{item.id}/edit"
    assert people.alice.post(at, {"text": "Second", "version": 1}).status_code == 303
    lost = people.alice.post(at, {"text": "Third", "version": 1})
    assert lost.status_code == 409
    assert "Third" in lost.text
    assert "Second" in lost.text
    assert people.alice.post(at, {"text": "Third", "version": 2}).status_code == 303


def test_a_stranger_reads_and_writes_no_comment(app: Flask, people: People) -> None:
    client = add_client(app, "Team only", access="team", lead="alice")
    key = add_task(app, "alice", clients=[client])
    other = add_task(app, "alice")
    people.alice.post(f"/tasks/{key}/comments", {"text": "Secret"})
    (item,) = comments(app)
    for path in (
        f"/tasks/{key}/comments",
        f"/tasks/{key}/comments/{item.id}/edit",
        f"/tasks/{key}/comments/{item.id}/archive",
    ):
        assert people.bob.post(path, {"text": "x"}).status_code == 404
    assert people.bob.get(f"/tasks/{key}/mentions?q=a").status_code == 404
    assert people.alice.post(f"/tasks/{other}/comments/{item.id}/archive", {"version": 1}).status_code == 404


def test_the_list_below_offers_those_who_may_see_it(app: Flask, people: People) -> None:
    client = add_client(app, "Team only", access="team", lead="alice")
    key = add_task(app, "alice", clients=[client])

    def offered(typed: str) -> list[str]:
        return [each["name"] for each in people.alice.get(f"/tasks/{key}/mentions?q={typed}").get_json()["found"]]

    assert "Bob" not in offered("")
    assert offered("al") == ["Alice"]
    assert "Charlie" in offered("")


def test_the_page_asks_as_much_for_many_comments_as_for_few(app: Flask, people: People) -> None:
    key = add_task(app, "alice")
    counted = []
    for rounds in (2, 30):
        for number in range(rounds):
            people.alice.post(f"/tasks/{key}/comments", {"text": f"Note {number} @alice"})
        people.alice.get(f"/tasks/{key}")
        with count_queries(app) as seen:
            people.alice.get(f"/tasks/{key}")
        counted.append(len(seen))
    assert counted[0] == counted[1]
