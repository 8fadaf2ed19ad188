"""Named readers and sensitive parts: who reads, that nobody else does by any door, and that nobody is locked out."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.audit.models import AuditEntry
from crm.core.db import db, unit_of_work
from crm.engagements import actions, confidential
from crm.engagements.confidential_models import EngagementPart, EngagementReader
from crm.engagements.models import Engagement
from crm.engagements.queries import one, parts
from crm.engagements.queries.offers import find, last_contact
from tests.engagements.records import add_engagement, form, newest, read
from tests.support import People, Person, count_queries
from tests.tasks.firm import add_client, user

#: In both texts, and asked for.
BAIT = "zanahoria"
SECRET = "qxzopilote"
WHISPER = "qxsusurro"


def ids(app: Flask, *names: str) -> list[int]:
    with app.app_context():
        return [user(name).id for name in names]


def add_part(app: Flask, by: str, item: int, text: str, *readers: str) -> int:
    """Add a sensitive part and return its id."""
    with app.app_context():
        author, chosen = user(by), [user(name).id for name in readers]
        with unit_of_work(author.id) as work:
            found = one.for_edit(author, item)
            assert found is not None
            return confidential.add_part(work, author, found, text, chosen).id


@pytest.fixture
def firm(app: Flask) -> dict[str, int]:
    """Bob's note of an open client, which alice reads besides him; and one open to all with a part for alice."""
    client, (alice, bob) = add_client(app, "Open Fields"), ids(app, "alice", "bob")
    named = add_engagement(
        app, "bob", [client], subject=f"Asunto {SECRET}", note=f"{BAIT} {SECRET} dicho", limited=True, readers=[alice],
        follow_ups=[{"title": f"Seguir {SECRET}", "assignee_id": bob}],
    )  # fmt: skip
    item = add_engagement(app, "bob", [client], subject="Open meeting", note="Nothing hidden here")
    return {
        "client": client, "named": named, "task": read(app, named).tasks[0].task_id, "item": item,
        "part": add_part(app, "bob", item, f"{BAIT} entre nosotros: {WHISPER}", "alice"),
    }  # fmt: skip


@pytest.mark.parametrize("path", ["/engagements/{named}", "/engagements/{named}/edit", "/engagements/{named}/history",
                                  "/engagements/{named}/versions", "/engagements/{named}/versions/1"])  # fmt: skip
def test_named_readers_and_the_author_read_and_no_role_does(people: People, firm: dict[str, int], path: str) -> None:
    for person, status in (("alice", 200), ("bob", 200), ("charlie", 404), ("erin", 404)):
        assert getattr(people, person).get(path.format(**firm)).status_code == status, person


def test_a_follow_up_of_a_named_note_tells_nobody_else(app: Flask, people: People, firm: dict[str, int]) -> None:
    for person, status in (("alice", 200), ("bob", 200), ("charlie", 404), ("dora", 404)):
        assert getattr(people, person).get(f"/tasks/{firm['task']}").status_code == status, person
    with app.app_context():
        bob = user("bob")
        with unit_of_work(bob.id) as work:
            item = one.for_edit(bob, firm["named"])
            assert item is not None
            actions.add_follow_up(work, bob, item, {"title": "Later", "assignee_id": ids(app, "charlie")[0]})
    # Whoever is given one reads it, and nothing of the note.
    assert "Later" in people.charlie.get("/tasks").text
    assert SECRET not in people.charlie.get("/tasks").text
    assert people.charlie.get(f"/engagements/{firm['named']}").status_code == 404


def test_opening_a_note_again_opens_its_follow_ups_and_is_in_its_history(
    app: Flask, people: People, firm: dict[str, int]
) -> None:
    path = f"/engagements/{firm['named']}/edit"
    words = form(firm["client"], subject="Asunto", note="dicho", version=read(app, firm["named"]).version)
    assert people.bob.post(path, words).status_code == 303
    assert people.charlie.get(f"/engagements/{firm['named']}").status_code == 200
    assert people.charlie.get(f"/tasks/{firm['task']}").status_code == 200
    trail = people.charlie.get(f"/engagements/{firm['named']}/history").text
    assert "Only named readers" in trail
    assert "Readers" in trail


def test_whoever_names_readers_stays_one_of_them(app: Flask, people: People, firm: dict[str, int]) -> None:
    path, (dora, alice) = f"/engagements/{firm['item']}/edit", ids(app, "dora", "alice")
    words = form(firm["client"], version=read(app, firm["item"]).version, limited="y", readers=dora)
    assert people.alice.post(path, words).status_code == 303
    with app.app_context():
        query = sa.select(EngagementReader.user_id).where(EngagementReader.engagement_id == firm["item"])
        assert set(db.session.execute(query).scalars()) == {dora, alice}
    for person, status in (("alice", 200), ("bob", 200), ("dora", 200), ("charlie", 404)):
        assert getattr(people, person).get(f"/engagements/{firm['item']}").status_code == status, person


def test_a_reader_whom_a_barrier_keeps_out_is_refused_and_kept_out(app: Flask, people: People) -> None:
    barred = add_client(app, "Barred Co", barred="charlie")
    charlie, before = ids(app, "charlie")[0], newest_or_none(app)
    answer = people.alice.post("/engagements/new", form(barred, limited="y", readers=charlie))
    assert answer.status_code == 422
    assert "Not open to every client chosen here: Charlie" in answer.text
    assert newest_or_none(app) == before
    item = add_engagement(app, "alice", [barred], limited=True, readers=[charlie])
    assert people.charlie.get(f"/engagements/{item}").status_code == 404
    assert people.alice.get(f"/engagements/{item}").status_code == 200


def newest_or_none(app: Flask) -> int | None:
    with app.app_context():
        return db.session.execute(sa.select(sa.func.max(Engagement.id))).scalar()


def test_a_note_whose_readers_have_all_left_opens_to_partners_alone(
    app: Flask, people: People, firm: dict[str, int]
) -> None:
    with app.app_context(), unit_of_work(None) as work:
        for name in ("alice", "bob"):
            work.execute(sa.update(User).where(User.email == f"{name}@example.com").values(active=False))
    page = people.charlie.get(f"/engagements/{firm['item']}")
    assert WHISPER in page.text
    assert people.charlie.get(f"/engagements/{firm['named']}").status_code == 200
    assert people.erin.get(f"/engagements/{firm['named']}").status_code == 404
    assert WHISPER not in people.erin.get(f"/engagements/{firm['item']}").text


def everything(person: Person, firm: dict[str, int]) -> str:
    """Return the text of every page that could tell a canary, for one person."""
    client, item = firm["client"], firm["item"]
    at = f"/engagements/{item}"
    paths = ["/", "/engagements", f"/engagements?q={BAIT}", f"/search?q={BAIT}", f"/clients/{client}", "/clients",
             f"/clients/{client}/engagements", f"/clients/{client}/tasks", f"/clients/{client}/history", "/people",
             at, f"{at}/history", f"{at}/versions", f"{at}/versions/1", f"{at}/edit", "/tasks?show=team", "/jobs",
             f"/engagements/{firm['named']}", f"/engagements/parts/{firm['part']}", f"/tasks/{firm['task']}",
             "/settings/exports", f"/clients/{client}/files", f"/merges/clients/{client}"]  # fmt: skip
    return "\n".join(person.get(path).text for path in paths)


@pytest.mark.parametrize("canary", [SECRET, WHISPER])
def test_outsiders_meet_neither_canary_on_any_page(people: People, firm: dict[str, int], canary: str) -> None:
    for person in ("charlie", "erin", "dora"):
        assert canary not in everything(getattr(people, person), firm), person
    for person in ("alice", "bob"):
        for path in (f"/engagements?q={BAIT}", f"/search?q={BAIT}"):
            page = getattr(people, person).get(path).text
            assert "Asunto" in page, (person, path)
            assert "Open meeting" in page, (person, path)


def test_a_part_is_found_and_shown_to_its_readers_only(app: Flask, people: People, firm: dict[str, int]) -> None:
    for person in ("alice", "bob"):
        assert WHISPER in getattr(people, person).get(f"/engagements/{firm['item']}").text
        assert "Open meeting" in getattr(people, person).get(f"/engagements?q={WHISPER}").text
    for person in ("charlie", "erin", "dora"):
        page = getattr(people, person).get(f"/engagements/{firm['item']}")
        assert page.status_code == 200
        assert WHISPER not in page.text
        assert "Sensitive part</h2>" not in page.text
        assert "Open meeting" not in getattr(people, person).get(f"/engagements?q={WHISPER}").text
    with app.test_request_context():
        assert find(user("alice"), [WHISPER], 5)[0].snippet == f"{BAIT} entre nosotros: {WHISPER}"
        assert not find(user("charlie"), [WHISPER], 5)


def test_no_column_but_the_parts_own_holds_its_text(app: Flask, people: People, firm: dict[str, int]) -> None:
    version = part_version(app, firm["part"])
    path = f"/engagements/parts/{firm['part']}"
    alice = ids(app, "alice")
    words = {"text": f"Ahora {WHISPER} y más", "readers": alice, "version": version}
    assert people.bob.post(path, words).status_code == 303
    allowed = {"engagement_part", "engagement_part_version", "sent_form"}
    with app.app_context(), db.engine.connect() as connection:
        holding = {
            table.name for table in db.metadata.sorted_tables
            if any(WHISPER in repr(row) for row in connection.execute(sa.select(table)))
        }  # fmt: skip
    assert holding - allowed == set()
    with app.app_context():
        entries = db.session.execute(sa.select(AuditEntry).where(AuditEntry.kind == "engagement_part")).scalars().all()
    assert [entry.changes for entry in entries][-1] == [["text", None, "rewritten"]]


def part_version(app: Flask, part_id: int) -> int:
    with app.app_context():
        return db.session.execute(sa.select(EngagementPart.version).where(EngagementPart.id == part_id)).scalar_one()


def test_an_edit_by_somebody_who_does_not_read_the_part_leaves_it_as_it_is(
    app: Flask, people: People, firm: dict[str, int]
) -> None:
    path = f"/engagements/{firm['item']}/edit"
    assert WHISPER not in people.charlie.get(path).text
    words = form(firm["client"], note="Rewritten by a partner", version=read(app, firm["item"]).version)
    assert people.charlie.post(path, words).status_code == 303
    lost = people.erin.post(path, {**words, "note": "Too late"})
    assert lost.status_code == 409
    assert WHISPER not in lost.text
    page = people.alice.get(f"/engagements/{firm['item']}").text
    assert "Rewritten by a partner" in page
    assert WHISPER in page


def test_a_part_typed_with_the_note_is_kept_apart_from_it(app: Flask, people: People, firm: dict[str, int]) -> None:
    alice = ids(app, "alice")[0]
    words = form(firm["client"], note="For all", part="qxaparte", part_readers=alice)
    assert people.bob.post("/engagements/new", words).status_code == 303
    item = read(app, newest(app))
    assert "qxaparte" not in f"{item.note} {item.search_text}"
    assert "qxaparte" in people.alice.get(f"/engagements/{item.id}").text
    assert "qxaparte" not in people.charlie.get(f"/engagements/{item.id}").text


def test_readers_of_the_part_must_read_the_note(app: Flask, people: People, firm: dict[str, int]) -> None:
    alice, dora = ids(app, "alice", "dora")
    words = form(firm["client"], limited="y", readers=alice, part="solo", part_readers=dora)
    answer = people.bob.post("/engagements/new", words)
    assert answer.status_code == 422
    assert "must be among the readers of the engagement" in answer.text


def test_a_lost_race_over_a_part_shows_both_texts_to_its_readers(
    app: Flask, people: People, firm: dict[str, int]
) -> None:
    path, version = f"/engagements/parts/{firm['part']}", part_version(app, firm["part"])
    alice = ids(app, "alice")
    assert people.bob.post(path, {"text": "Bob dijo", "readers": alice, "version": version}).status_code == 303
    lost = people.alice.post(path, {"text": "Alice dijo", "readers": alice, "version": version})
    assert lost.status_code == 409
    assert "<del>Bob </del>" in lost.text
    assert "<ins>Alice </ins>" in lost.text
    assert people.charlie.post(path, {"text": "x", "version": version + 1}).status_code == 404


def test_an_earlier_text_of_a_part_comes_back_for_its_readers_only(
    app: Flask, people: People, firm: dict[str, int]
) -> None:
    path, version = f"/engagements/parts/{firm['part']}", part_version(app, firm["part"])
    assert people.bob.post(path, {"text": "Otro", "version": version}).status_code == 303
    back: dict[str, Any] = {"change": version + 1, "version": version + 1}
    assert people.charlie.post(f"{path}/restore", back).status_code == 404
    assert people.bob.post(f"{path}/restore", back).status_code == 303
    assert WHISPER in people.bob.get(f"/engagements/{firm['item']}").text
    # The save left alice out.
    assert WHISPER not in people.alice.get(f"/engagements/{firm['item']}").text


def test_the_last_contact_of_a_client_tells_nothing_of_a_named_note(app: Flask) -> None:
    client = add_client(app, "Quiet")
    add_engagement(app, "bob", [client], limited=True, readers=ids(app, "alice"))
    with app.test_request_context():
        assert list(last_contact(user("alice"), [client])) == [client]
        assert not last_contact(user("charlie"), [client])


def test_the_page_of_a_note_asks_as_much_with_many_parts_as_with_one(
    app: Flask, people: People, firm: dict[str, int]
) -> None:
    def asked() -> int:
        people.alice.get(f"/engagements/{firm['item']}")
        with count_queries(app) as seen:
            assert people.alice.get(f"/engagements/{firm['item']}").status_code == 200
        return len(seen)

    few = asked()
    for number in range(12):
        add_part(app, "bob", firm["item"], f"Parte {number}", "alice")
    assert asked() == few
    with app.test_request_context():
        assert len(parts.of_engagement(user("alice"), firm["item"])) == 13
