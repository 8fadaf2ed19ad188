"""Named readers: who reads, that nobody else does by any door, and that nobody is locked out."""

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.core.db import db, unit_of_work
from crm.engagements import actions
from crm.engagements.confidential_models import EngagementReader
from crm.engagements.models import Engagement
from crm.engagements.queries import one
from crm.engagements.queries.offers import last_contact
from tests.engagements.confidential import BAIT, SECRET, WHISPER, ids, make_firm
from tests.engagements.records import add_engagement, form, read
from tests.support import People, Person
from tests.tasks.firm import add_client, user


@pytest.fixture
def firm(app: Flask) -> dict[str, int]:
    """Give both notes."""
    return make_firm(app)


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


def test_the_last_contact_of_a_client_tells_nothing_of_a_named_note(app: Flask) -> None:
    client = add_client(app, "Quiet")
    add_engagement(app, "bob", [client], limited=True, readers=ids(app, "alice"))
    with app.test_request_context():
        assert list(last_contact(user("alice"), [client])) == [client]
        assert not last_contact(user("charlie"), [client])
