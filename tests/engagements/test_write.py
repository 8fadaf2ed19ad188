from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from tests.engagements.records import add_engagement, form, link_starts, newest, read
from tests.support import People
from tests.tasks.firm import add_client, user


def test_an_engagement_is_logged_with_everything_and_shown(app: Flask, people: People) -> None:
    client = add_client(app, "Agrícola Valle del Yaqui")
    with app.app_context():
        alice, bob = user("alice").id, user("bob").id
    answer = people.alice.post(
        f"/engagements/new?client={client}",
        form(
            client, note="# Dwell times\n\n**bold** words", summary_en="We met.", summary_es="Nos reunimos.",
            outcome="A round table", next_step="Bob sends it by Nov 25", institution="Consulate",
            people="Lic. Peña Nieto",
            minutes="45", consultants=[alice, bob], usmca=[5, 7],
            **{"follow_ups-0-title": "Dwell-time sheet", "follow_ups-0-due_on": "2026-11-25",
               "follow_ups-0-assignee_id": bob, "follow_ups-1-title": ""},
        ),
    )  # fmt: skip
    assert answer.status_code == 303
    item = read(app, newest(app))
    assert item.starts_at == datetime(2026, 11, 17, 17, 30, tzinfo=UTC)
    assert item.number == f"G-2026-{item.id:04d}"
    assert {link.user_id for link in item.consultants} == {alice, bob}
    assert {link.chapter_number for link in item.usmca} == {5, 7}
    (link,) = item.tasks
    assert (link.task.title, link.task.due_on, link.task.assignee_id) == ("Dwell-time sheet", date(2026, 11, 25), bob)
    assert [row.client_id for row in link.task.clients] == [client]
    assert "pena nieto" in item.search_text
    page = people.dora.get(f"/engagements/{item.id}").text
    for words in (
        "Tue, Nov 17, 2026, 10:30 Phoenix",
        "<strong>bold</strong>",
        "Nos reunimos.",
        "Dwell-time sheet",
        "45",
    ):
        assert words in page


def test_the_form_starts_with_the_last_quarter_hour_and_the_client(app: Flask, people: People) -> None:
    client = add_client(app, "Kino Data Campus")
    page = people.alice.get(f"/engagements/new?client={client}").text
    start = page.split('name="starts_wall"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    assert datetime.fromisoformat(start).minute % 15 == 0
    assert "Kino Data Campus" in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"subject": " "}, "write something here"),
        ({"clients": []}, "Choose a client"),
        ({"track": "political"}, "Not a valid choice"),
        ({"state": "cancelled"}, "Say why it was cancelled."),
        ({"starts_wall": "tomorrow"}, "datetime"),
        ({"starts_wall": "0001-01-01T00:00"}, "The year must lie"),
        ({"starts_wall": "2027-03-14T02:30", "zone": "America/Denver"}, "This hour does not exist in Denver"),
        ({"zone": "Mars/Olympus"}, "Not a valid choice"),
        ({"minutes": "-5"}, "between"),
        ({"note": "x" * 1_000_001}, "longer than 1,000,000 characters"),
        ({"follow_ups-0-title": "t" * 301}, "300"),
    ],
)
def test_a_wrong_field_gets_422_one_sentence_and_keeps_the_words(
    app: Flask, people: People, wrong: dict[str, object], says: str
) -> None:
    client = add_client(app, "Client")
    answer = people.alice.post("/engagements/new", form(client) | {"outcome": "words to keep", **wrong})
    assert answer.status_code == 422
    assert says in answer.text
    assert "words to keep" in answer.text


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        # An hour that occurs twice in the autumn is the first of the two.
        ("2026-11-01T01:30", "America/Denver", datetime(2026, 11, 1, 7, 30, tzinfo=UTC)),
        # Hermosillo and Phoenix have no summer time; Tijuana follows the US.
        ("2026-07-01T09:00", "America/Hermosillo", datetime(2026, 7, 1, 16, 0, tzinfo=UTC)),
        ("2026-07-01T09:00", "America/Tijuana", datetime(2026, 7, 1, 16, 0, tzinfo=UTC)),
        ("2026-12-01T09:00", "America/Tijuana", datetime(2026, 12, 1, 17, 0, tzinfo=UTC)),
    ],
)
def test_the_hour_is_kept_as_its_place_says_it(
    app: Flask, people: People, wall: str, zone: str, instant: datetime
) -> None:
    client = add_client(app, "Client")
    assert (
        people.alice.post("/engagements/new", form(client, starts_wall=wall, zone=zone, state="planned")).status_code
        == 303
    )
    item = read(app, newest(app))
    assert item.starts_at == instant
    assert item.starts_wall.isoformat() == f"{wall}:00"


def test_a_note_of_600_kilobytes_is_saved_whole(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    note = ("Ñandú y peñón 12 – " * 31_000).strip()
    assert people.alice.post("/engagements/new", form(client, note=note)).status_code == 303
    item = read(app, newest(app))
    assert item.note == note
    assert people.alice.get(f"/engagements/{item.id}").status_code == 200


def test_a_stale_save_gets_409_shows_both_texts_and_keeps_the_words(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    item = add_engagement(app, "alice", [client])
    path = f"/engagements/{item}/edit"
    version = read(app, item).version
    assert people.bob.post(path, form(client, note="Bob was first", version=version)).status_code == 303
    lost = people.alice.post(
        path, form(client, note="Alice's long words", version=version, **{"follow_ups-0-title": "Row kept"})
    )
    assert lost.status_code == 409
    for words in ("Bob was first", "Alice&#39;s long words", "Row kept", "Somebody saved this record"):
        assert words in lost.text
    now = read(app, item)
    assert now.note == "Bob was first"
    assert people.alice.post(path, form(client, note="Both", version=now.version)).status_code == 303


@pytest.mark.parametrize("change", [{"clients": "second"}, {"usmca": [3]}, {"consultants": ["bob"]}])
def test_changed_rows_alone_make_an_older_form_stale(app: Flask, people: People, change: dict[str, object]) -> None:
    first, second = add_client(app, "First"), add_client(app, "Second")
    with app.app_context():
        bob = user("bob").id
    item = add_engagement(app, "alice", [first])
    same = form(first, track="trade", channel="phone", subject="Customs broker, Nogales")
    version = read(app, item).version
    changed = {"clients": [first, second]} if "clients" in change else {"usmca": [3]} if "usmca" in change else {
        "consultants": [bob]
    }  # fmt: skip
    path = f"/engagements/{item}/edit"
    assert people.alice.post(path, {**same, **changed, "version": version}).status_code == 303
    assert read(app, item).version > version
    assert people.alice.post(path, {**same, "version": version}).status_code == 409


def test_the_client_rows_follow_the_start(app: Flask, people: People) -> None:
    clients = [add_client(app, "First"), add_client(app, "Second")]
    item = add_engagement(app, "alice", clients)
    people.alice.post(f"/engagements/{item}/edit", form(clients, starts_wall="2026-10-05T08:00"))
    assert link_starts(app, item) == {read(app, item).starts_at} == {datetime(2026, 10, 5, 15, 0, tzinfo=UTC)}


def test_a_linked_follow_up_is_ticked_in_the_form(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    with app.app_context():
        alice = user("alice").id
    item = add_engagement(app, "alice", [client], follow_ups=[{"title": "Send the sheet", "assignee_id": alice}])
    page = people.alice.get(f"/engagements/{item}/edit").text
    assert "Send the sheet" in page
    task = read(app, item).tasks[0].task
    people.alice.post(f"/engagements/{item}/edit", form(client, finish=task.id))
    assert read(app, item).tasks[0].task.done_by_id == alice
    other = add_engagement(app, "alice", [client], follow_ups=[{"title": "Not yours", "assignee_id": alice}])
    foreign = read(app, other).tasks[0].task_id
    assert people.alice.post(f"/engagements/{item}/edit", form(client, finish=foreign)).status_code == 422


def test_planned_becomes_held_or_cancelled_with_a_reason(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    item = add_engagement(app, "alice", [client], state="planned")
    path = f"/engagements/{item}"
    assert people.alice.post(f"{path}/cancel", {"cancel_reason": "  "}).status_code == 422
    assert read(app, item).state == "planned"
    assert people.alice.post(f"{path}/cancel", {"cancel_reason": "y" * 301}).status_code == 422
    assert people.alice.post(f"{path}/cancel", {"cancel_reason": "Port closed", "version": 99}).status_code == 409
    assert people.alice.post(f"{path}/cancel", {"cancel_reason": "Port closed"}).status_code == 303
    assert "Port closed" in people.alice.get(path).text
    assert people.alice.post(f"{path}/hold").status_code == 303
    held = read(app, item)
    assert (held.state, held.cancel_reason) == ("held", "")


def test_an_archived_engagement_leaves_the_lists_and_comes_back(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    item = add_engagement(app, "alice", [client], subject="Zopilote meeting", note="buitre")
    lists = ("/engagements", f"/clients/{client}/engagements", f"/clients/{client}", "/search?q=buitre")
    assert all("Zopilote meeting" in people.alice.get(path).text for path in lists)
    people.alice.post(f"/engagements/{item}/archive")
    assert not any("Zopilote meeting" in people.alice.get(path).text for path in lists)
    assert people.alice.get(f"/engagements/{item}").status_code == 200
    people.alice.post(f"/engagements/{item}/restore")
    assert all("Zopilote meeting" in people.alice.get(path).text for path in lists)


def test_an_unknown_field_changes_nothing(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    item = add_engagement(app, "alice", [client])
    before = read(app, item)
    bad = {
        "id": 77,
        "created_by_id": 5,
        "archived_at": "2026-01-01",
        "search_text": "x",
        "starts_at": "2020-01-01T00:00",
    }
    assert people.alice.post(f"/engagements/{item}/edit", form(client, **bad)).status_code == 303
    after = read(app, item)
    assert (after.created_by_id, after.archived_at, after.starts_at) == (before.created_by_id, None, before.starts_at)


def test_words_of_a_note_cannot_act(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    attack = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) ![y](https://evil.example/p.png)"
    item = add_engagement(
        app, "alice", [client], note=attack, subject=f'"{attack}', summary_en=attack, people=attack, institution="<b>x"
    )
    paths = ("", "/edit", "/history")
    pages = [people.alice.get(f"/engagements/{item}{path}").text for path in paths]
    pages += [people.alice.get(path).text for path in ("/engagements", f"/clients/{client}", "/search?q=alert")]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img" not in page
        assert 'href="javascript:' not in page


def test_what_lies_ahead_is_planned_and_not_held(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas del Mayo")
    ahead = datetime.now(UTC) + timedelta(minutes=30)
    for minutes, status in ((0, 303), (30, 422)):
        wall = (ahead - timedelta(minutes=30 - minutes)).strftime("%Y-%m-%dT%H:%M")
        answer = people.alice.post("/engagements/new", form(client, starts_wall=wall, zone="UTC"))
        assert answer.status_code == status
    assert "It lies ahead: choose Planned." in answer.text
    planned = people.alice.post("/engagements/new", form(client, starts_wall=wall, zone="UTC", state="planned"))
    assert planned.status_code == 303


def test_the_trail_names_follow_ups_and_chapters(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas del Mayo")
    with app.app_context():
        row = {"follow_ups-0-title": "Dwell-time sheet", "follow_ups-0-assignee_id": user("alice").id}
    people.alice.post("/engagements/new", form(client, usmca=[7], **row))
    page = people.alice.get(f"/engagements/{newest(app)}/history").text
    assert "Dwell-time sheet" in page
    assert "7 · Customs Administration" in page
    assert "Number " not in page
