"""Sensitive parts of notes: read by their own readers alone, kept apart from all else, with versions of their own."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.audit.models import AuditEntry
from crm.core.db import db
from crm.engagements.confidential_models import EngagementPart
from crm.engagements.queries import parts
from crm.engagements.queries.offers import find
from tests.engagements.confidential import BAIT, WHISPER, add_part, ids, make_firm
from tests.engagements.records import form, newest, read
from tests.support import People, count_queries
from tests.tasks.firm import user


@pytest.fixture
def firm(app: Flask) -> dict[str, int]:
    """Give both notes."""
    return make_firm(app)


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
