"""The rows of a mandate's parts: added, edited, overtaken, taken off; what they refuse."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from crm.mandates.parts import PARTS
from tests.institutions.records import add_institution
from tests.mandates.records import add_mandate, add_row, day, form, newest, read, read_row
from tests.people.records import add_person
from tests.support import People
from tests.tasks.firm import add_client, user


@pytest.fixture
def client(app: Flask) -> int:
    """A client open to the firm."""
    return add_client(app, "Hortalizas")


@pytest.fixture
def mandate(app: Flask, client: int) -> int:
    """A mandate of alice for it."""
    return add_mandate(app, client, "Labor programme")


def me(app: Flask, name: str = "alice") -> int:
    with app.app_context():
        return user(name).id


def rows_of(app: Flask) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Return for each part what a browser sends, and what is stored of it."""
    alice, person = me(app), add_person(app, "Luz", "Mora", by="alice")
    body = add_institution(app, "Aduana de Nogales")
    return {
        "objectives": (
            {"title": "Fewer inspections", "measure": "Half of 2025", "state": "at_risk", "progress": "40",
             "blocker": "New director", "due_on": day(60).isoformat()},
            {"title": "Fewer inspections", "state": "at_risk", "progress": 40, "blocker": "New director",
             "due_on": day(60)},
        ),
        "deliverables": (
            {"title": "First memo", "due_on": day(3).isoformat(), "owner_id": alice, "note": "In Spanish",
             "objective_id": ""},
            {"title": "First memo", "due_on": day(3), "delivered_on": None, "owner_id": alice, "objective_id": None},
        ),
        "results": (
            {"happened_on": day(-4).isoformat(), "text": "Hours extended", "evidence": "Notice 12", "objective_id": "",
             "evidence_url": "https://example.com/a", "confirmed_by": "", "confirmer": person},
            {"happened_on": day(-4), "text": "Hours extended", "confirmed_by_id": person, "evidence": "Notice 12",
             "evidence_url": "https://example.com/a"},
        ),
        "introductions": (
            {"made_on": day(-9).isoformat(), "person": person, "to_institution": body, "state": "talking",
             "outcome": "Second call set"},
            {"made_on": day(-9), "person_id": person, "to_institution_id": body, "to_person_id": None,
             "state": "talking"},
        ),
        "time": (
            {"worked_on": day(-1).isoformat(), "user_id": alice, "hours": "1.75", "note": "Drafting"},
            {"worked_on": day(-1), "user_id": alice, "minutes": 105, "note": "Drafting"},
        ),
    }  # fmt: skip


WORDS = {
    "objectives": "blocker",
    "deliverables": "note",
    "results": "evidence",
    "introductions": "outcome",
    "time": "note",
}


@pytest.mark.parametrize("part", list(PARTS))
def test_a_row_is_added_shown_edited_overtaken_and_taken_off(
    app: Flask, people: People, mandate: int, part: str
) -> None:
    sent, stored = rows_of(app)[part]
    at, word = f"/mandates/{mandate}/{part}", WORDS[part]
    added = people.alice.post(f"{at}/new", sent)
    assert (added.status_code, added.headers["Location"]) == (303, f"/mandates/{mandate}#{part}")
    row = newest(app, part)
    assert {name: getattr(row, name) for name in stored} == stored
    assert sent[word] in people.dora.get(f"/mandates/{mandate}").text
    assert sent[word] in people.alice.get(f"{at}/{row.id}").text
    edited = people.alice.post(f"{at}/{row.id}", {**sent, word: "The first words", "version": 1})
    assert edited.status_code == 303
    late = people.alice.post(f"{at}/{row.id}", {**sent, word: "The second words", "version": 1})
    assert late.status_code == 409
    assert "The second words" in late.text
    assert getattr(read_row(app, part, row.id), word) == "The first words"
    again = people.alice.post(f"{at}/{row.id}", {**sent, word: "The second words", "version": 2})
    assert again.status_code == 303
    assert people.alice.post(f"{at}/{row.id}/archive", {"version": 2}).status_code == 409
    assert people.alice.post(f"{at}/{row.id}/archive", {"version": 3}).status_code == 303
    assert read_row(app, part, row.id).archived_at is not None
    assert "The second words" not in people.dora.get(f"/mandates/{mandate}").text
    assert people.alice.get(f"{at}/{row.id}").status_code == 404
    assert people.alice.post(f"{at}/{row.id}", {**sent, "version": 4}).status_code == 404


@pytest.mark.parametrize(
    "case",
    [
        ("objectives", {"state": "at_risk", "blocker": ""}, "Say what stands in the way."),
        ("objectives", {"state": "blocked", "blocker": " "}, "Say what stands in the way."),
        ("objectives", {"progress": "101"}, "Write a whole number from 0 to 100."),
        ("deliverables", {"delivered_on": day(1)}, "This day is still to come."),
        ("deliverables", {"objective_id": 99999}, ""),
        ("results", {"text": " "}, "Say what was achieved."),
        ("results", {"happened_on": day(1)}, "This day is still to come."),
        ("results", {"evidence_url": "javascript:alert(1)"}, "A link starts with https://."),
        ("results", {"evidence_url": "http://example.com"}, "A link starts with https://."),
        ("introductions", {"to_institution": ""}, "Say to whom: a person, an institution, or a name."),
        ("time", {"hours": "0"}, "Write hours as a number"), ("time", {"hours": "25"}, "Write hours as a number"),
        ("time", {"hours": ""}, "Write hours as a number"),
        ("time", {"worked_on": day(2)}, "This day is still to come."),
    ],
)  # fmt: skip
def test_a_row_that_is_not_sound_is_refused_with_a_sentence(
    app: Flask, people: People, mandate: int, case: tuple[str, dict[str, Any], str]
) -> None:
    part, wrong, said = case
    answer = people.alice.post(f"/mandates/{mandate}/{part}/new", {**rows_of(app)[part][0], **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert newest(app, part) is None


def test_an_objective_that_goes_well_has_no_need_of_a_blocker_and_one_achieved_is_whole(
    app: Flask, people: People, mandate: int
) -> None:
    at = f"/mandates/{mandate}/objectives/new"
    assert people.alice.post(at, {"title": "One", "state": "on_track", "progress": ""}).status_code == 303
    assert newest(app, "objectives").progress == 0
    assert people.alice.post(at, {"title": "Two", "state": "achieved", "progress": "20"}).status_code == 303
    assert newest(app, "objectives").progress == 100


def test_a_deliverable_belongs_to_an_objective_of_its_own_mandate(
    app: Flask, people: People, client: int, mandate: int
) -> None:
    own = add_row(app, mandate, "objectives", title="Own")
    foreign = add_row(app, add_mandate(app, client, "Other"), "objectives", title="Foreign")
    at = f"/mandates/{mandate}/deliverables/new"
    assert people.alice.post(at, {"title": "Memo", "objective_id": foreign}).status_code == 422
    assert people.alice.post(at, {"title": "Memo", "objective_id": own}).status_code == 303
    assert newest(app, "deliverables").objective_id == own
    # An objective that was taken off stays that of what belonged to it.
    row = newest(app, "deliverables")
    assert people.alice.post(f"/mandates/{mandate}/objectives/{own}/archive", {"version": 1}).status_code == 303
    page = people.alice.get(f"/mandates/{mandate}/deliverables/{row.id}")
    assert page.status_code == 200
    sent = {"title": "Memo, second", "objective_id": own, "version": 1}
    assert people.alice.post(f"/mandates/{mandate}/deliverables/{row.id}", sent).status_code == 303


def test_no_row_is_reached_through_another_mandate_or_part(
    app: Flask, people: People, client: int, mandate: int
) -> None:
    row, other = add_row(app, mandate, "objectives", title="Own"), add_mandate(app, client, "Other")
    for address in (f"/mandates/{other}/objectives/{row}", f"/mandates/{mandate}/time/{row}",
                    f"/mandates/{mandate}/tasks/{row}", f"/mandates/{mandate}/nonsense/new"):  # fmt: skip
        assert people.alice.get(address).status_code in {404, 405}, address
    assert people.alice.post(f"/mandates/{other}/objectives/{row}/archive", {"version": 1}).status_code == 404
    assert read_row(app, "objectives", row).archived_at is None


def test_an_archived_mandate_takes_no_new_rows(app: Flask, people: People, mandate: int) -> None:
    assert people.alice.post(f"/mandates/{mandate}/archive", {"version": 1}).status_code == 303
    answer = people.alice.post(f"/mandates/{mandate}/time/new", rows_of(app)["time"][0])
    assert answer.status_code == 409
    assert newest(app, "time") is None
    assert people.alice.get(f"/mandates/{mandate}").status_code == 200
    assert people.alice.post(f"/mandates/{mandate}/restore", {"version": 2}).status_code == 303
    assert people.alice.post(f"/mandates/{mandate}/time/new", rows_of(app)["time"][0]).status_code == 303


def test_the_page_shows_hours_by_month_against_the_retainer(app: Flask, people: People, client: int) -> None:
    key = add_mandate(app, client, "Retained", retainer_minutes=600)
    this, last = day(0).replace(day=1), (day(0).replace(day=1) - (day(0) - day(-1))).replace(day=1)
    for worked_on, minutes in ((this, 90), (this, 60), (last, 630), (date(last.year - 1, last.month, 1), 60)):
        add_row(app, key, "time", worked_on=worked_on, minutes=minutes)
    page = people.dora.get(f"/mandates/{key}").text
    for words in ("2.5 h of 10 h", "10.5 h <", "1 h <"):
        assert words in page, words


def test_a_person_who_is_not_open_to_the_reader_is_not_named(app: Flask, people: People, mandate: int) -> None:
    person = add_person(app, "Luz", "Mora", by="alice")
    add_row(app, mandate, "results", happened_on=day(-1), text="Hours extended", confirmed_by_id=person)
    add_row(app, mandate, "introductions", made_on=day(-1), to_person_id=person)
    assert "Mora" in people.alice.get(f"/mandates/{mandate}").text
    told = people.bob.get(f"/mandates/{mandate}").text
    assert "Mora" not in told
    assert told.count("somebody who is not open to you") >= 2


def test_a_person_whom_the_editor_may_not_see_is_kept_by_a_save(app: Flask, people: People, mandate: int) -> None:
    person = add_person(app, "Luz", "Mora", by="alice")
    result = add_row(app, mandate, "results", happened_on=day(-1), text="Hours extended", confirmed_by_id=person)
    met = add_row(app, mandate, "introductions", made_on=day(-1), person_id=person, to_person_id=person)
    sent: dict[str, dict[str, Any]] = {
        f"results/{result}": {"happened_on": day(-1).isoformat(), "text": "Changed by bob", "objective_id": ""},
        f"introductions/{met}": {"made_on": day(-1).isoformat(), "state": "agreed", "outcome": "Changed by bob"},
    }
    for address, values in sent.items():
        at = f"/mandates/{mandate}/{address}"
        assert "Mora" in people.alice.get(at).text
        assert "Mora" not in people.bob.get(at).text
        assert people.bob.post(at, {**values, "version": 1}).status_code == 303
    row, other = read_row(app, "results", result), read_row(app, "introductions", met)
    assert (row.text, row.confirmed_by_id) == ("Changed by bob", person)
    assert (other.outcome, other.person_id, other.to_person_id) == ("Changed by bob", person, person)
    signed = form(me(app), version=1, signatory=person)
    assert people.alice.post(f"/mandates/{mandate}/edit", signed).status_code == 303
    assert people.bob.post(f"/mandates/{mandate}/edit", form(me(app), version=2, title="Changed")).status_code == 303
    assert (read(app, mandate).title, read(app, mandate).signatory_id) == ("Changed", person)
