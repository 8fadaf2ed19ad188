from datetime import date, time, timedelta

import pytest
from flask import Flask

from crm.core.dates import today_in
from tests.support import People, count_queries
from tests.tasks.firm import add_client, add_task, read_task, user

TODAY = today_in("America/Phoenix")


def test_a_follow_up_is_added_shown_ticked_and_reopened(app: Flask, people: People) -> None:
    client = add_client(app, "Agrícola Valle del Yaqui")
    with app.app_context():
        bob = user("bob").id
    answer = people.alice.post(
        f"/tasks/new?client={client}",
        {"title": "Call the CFO", "assignee_id": bob, "due_on": (TODAY - timedelta(days=2)).isoformat(),
         "priority": "high", "clients": client, "notes": "about invoices"},
    )  # fmt: skip
    assert answer.status_code == 303
    team = people.alice.get("/tasks?show=team").text
    assert "Call the CFO" in team
    assert "2 days late" in team
    assert "Agrícola Valle del Yaqui" in team
    assert "Call the CFO" not in people.alice.get("/tasks").text
    mine = people.bob.get("/tasks").text
    assert "Call the CFO" in mine
    assert '<span class="n">1' in mine
    task_id = int(mine.split("/done", 1)[0].rsplit("/", 1)[1])
    done = people.bob.post(f"/tasks/{task_id}/done", {"version": 1, "back": "/tasks?show=team"})
    assert done.status_code == 303
    assert done.headers["Location"] == "/tasks?show=team"
    assert read_task(app, task_id).done_by_id == bob
    assert "Call the CFO" in people.alice.get("/tasks?show=done").text
    assert "Call the CFO" in people.alice.get(f"/clients/{client}/tasks?show=done").text
    assert "Call the CFO" not in people.alice.get(f"/clients/{client}/tasks").text
    people.alice.post(f"/tasks/{task_id}/reopen", {"version": 2})
    assert read_task(app, task_id).done_at is None


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "x"],
)
def test_a_tick_returns_only_to_a_path_of_ours(app: Flask, people: People, back: str) -> None:
    task_id = add_task(app, "alice")
    answer = people.alice.post(f"/tasks/{task_id}/done", {"back": back})
    assert answer.headers["Location"] == f"/tasks/{task_id}"


def test_the_most_overdue_comes_first_and_one_without_a_day_last_over_pages(app: Flask, people: People) -> None:
    for number in range(60):
        day = TODAY + timedelta(days=(number * 7) % 60 - 10) if number % 6 else None
        add_task(app, "alice", title=f"Matter {number:03d}", due_on=day)
    seen: list[str] = []
    address = "/tasks"
    while address:
        page = people.alice.get(address).text
        seen += [part[:10] for part in page.split('aria-label="Done: ')[1:]]
        rest = page.split('rel="next" href="', 1)
        address = rest[1].split('"', 1)[0].replace("&amp;", "&") if len(rest) > 1 else ""
    numbers = [int(text.split()[1]) for text in seen]
    assert sorted(numbers) == list(range(60))
    days = [(number * 7) % 60 - 10 if number % 6 else 999 for number in numbers]
    assert days == sorted(days)


def test_a_stale_save_gets_409_and_keeps_the_words(app: Flask, people: People) -> None:
    task_id = add_task(app, "alice")
    alice = {"title": "Alice's words", "assignee_id": read_task(app, task_id).assignee_id, "priority": "normal"}
    assert people.alice.post(f"/tasks/{task_id}", {**alice, "version": 1}).status_code == 303
    lost = people.alice.post(f"/tasks/{task_id}", {**alice, "title": "Second words", "version": 1})
    assert lost.status_code == 409
    assert 'value="Second words"' in lost.text
    assert "Alice&#39;s words" in lost.text
    assert read_task(app, task_id).title == "Alice's words"
    again = people.alice.post(f"/tasks/{task_id}", {**alice, "title": "Second words", "version": 2})
    assert again.status_code == 303


def test_changed_clients_alone_make_an_older_form_stale(app: Flask, people: People) -> None:
    first, second = add_client(app, "First"), add_client(app, "Second")
    task_id = add_task(app, "alice", clients=[first])
    form = {"title": "Call the broker", "assignee_id": read_task(app, task_id).assignee_id, "priority": "normal"}
    assert people.alice.post(f"/tasks/{task_id}", {**form, "clients": second, "version": 1}).status_code == 303
    assert people.alice.post(f"/tasks/{task_id}", {**form, "clients": first, "version": 1}).status_code == 409


def test_a_tick_on_a_changed_follow_up_shows_it_first(app: Flask, people: People) -> None:
    task_id = add_task(app, "alice")
    answer = people.alice.post(f"/tasks/{task_id}/done", {"version": 99})
    assert answer.status_code == 409
    assert "Somebody changed this follow-up" in answer.text
    assert read_task(app, task_id).done_at is None


def test_an_invalid_follow_up_gets_422_with_a_sentence(app: Flask, people: People) -> None:
    answer = people.alice.post("/tasks/new", {"title": " ", "notes": "kept words"})
    assert answer.status_code == 422
    assert "write something here" in answer.text
    assert "kept words" in answer.text
    assert people.alice.post("/tasks/new", {"title": "x" * 301}).status_code == 422


def test_nobody_gets_a_follow_up_for_a_client_they_may_not_see(app: Flask, people: People) -> None:
    client = add_client(app, "Team only", access="team", lead="alice")
    with app.app_context():
        bob = user("bob").id
    form = {"title": "x", "assignee_id": bob, "priority": "normal", "clients": client}
    answer = people.alice.post("/tasks/new", form)
    assert answer.status_code == 422
    assert "may not see every client" in answer.text


def test_an_unknown_field_changes_nothing(app: Flask, people: People) -> None:
    task_id = add_task(app, "alice")
    owner = read_task(app, task_id).assignee_id
    people.alice.post(
        f"/tasks/{task_id}",
        {"title": "t", "assignee_id": owner, "priority": "normal", "version": 1, "done_at": "2026-01-01", "id": 99,
         "created_by_id": 99, "archived_at": "2026-01-01"},
    )  # fmt: skip
    task = read_task(app, task_id)
    assert (task.done_at, task.archived_at, task.created_by_id) == (None, None, owner)


def test_a_title_cannot_act_in_a_page(app: Flask, people: People) -> None:
    task_id = add_task(app, "alice", title='<img src=x onerror=alert(1)>"><script>', notes="<script>alert(1)</script>")
    for path in ("/tasks", f"/tasks/{task_id}"):
        page = people.alice.get(path).text
        assert "<img src=x" not in page
        assert "<script>alert" not in page


def test_the_list_asks_as_much_for_forty_as_for_five(app: Flask, people: People) -> None:
    clients = [add_client(app, f"Client {n}") for n in range(4)]
    for number in range(5):
        add_task(app, "alice", clients=clients[: number % 4])
    people.alice.get("/tasks")
    with count_queries(app) as statements:
        people.alice.get("/tasks")
    few = len(statements)
    for number in range(35):
        add_task(app, "bob" if number % 2 else "alice", clients=clients[: number % 4])
    with count_queries(app) as statements:
        people.alice.get("/tasks")
    assert len(statements) == few
    with count_queries(app) as statements:
        people.alice.get("/tasks?show=team")
    assert len(statements) <= few + 1


def test_the_list_is_exported_with_all_that_is_new(app: Flask, people: People) -> None:
    with app.app_context():
        bob = user("bob").id
    key = add_task(app, "alice", title="Whole", due_on=date(2027, 1, 4), due_time=time(9, 5), due_zone="UTC",
                   assignees=[bob], rule="FREQ=DAILY")  # fmt: skip
    people.alice.post(f"/tasks/{key}/wait", {"waiting_for": "SAT", "waiting_since": "2026-11-02"})
    text = people.alice.post("/tasks/export", {"format": "csv", "query": "", "all": "1"}).text
    for word in ("Whole", "2027-01-04", "09:05", "UTC", "Bob", "Every day", "SAT", "2026-11-02"):
        assert word in text
