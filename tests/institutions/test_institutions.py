"""Institutions: pages, posts, terms, and what a new holder sets off."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import db
from crm.institutions.models import PostHolder
from crm.institutions.posts import posts_held
from crm.tasks.models import Task
from tests.engines import Engine
from tests.institutions.records import add_institution, add_post, seat, shipped
from tests.people.records import add_person
from tests.support import People, count_queries

FORM: dict[str, object] = {
    "name_en": "State Customs Brokers Board", "name_es": "Consejo Estatal de Agentes Aduanales", "short": "CEAA",
    "kind": "state_body", "level": "state", "country": "MX", "state": "MX-SON", "city": "Hermosillo",
    "gift_rule": "none", "meeting_rule": "audience", "holidays": "MX", "website": "ceaa.example.mx",
    "phone": "662 212 3456", "email": "hola@example.mx",
}  # fmt: skip
TODAY = date.today()  # noqa: DTZ011 - the day of the test


def open_follow_ups(app: Flask) -> list[Task]:
    with app.app_context():
        query = sa.select(Task).where(Task.title.startswith("Introduce ourselves"))
        return list(db.session.execute(query).scalars())


def test_an_institution_is_added_with_its_rules_and_shown_in_both_languages(people: People, engine: Engine) -> None:
    answer = people.alice.post("/institutions/new", FORM)
    assert answer.status_code == 303
    page = people.alice.get(answer.headers["Location"]).text
    for words in ("State Customs Brokers Board", "Consejo Estatal de Agentes Aduanales", "Accepts no gifts",
                  "solicitud de audiencia", "Mexican statutory holidays", 'href="https://ceaa.example.mx"',
                  'href="tel:+526622123456"', "Hermosillo, Sonora"):  # fmt: skip
        assert words in page
    assert "State Customs Brokers Board" in people.dora.get("/institutions?q=agentes").text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name_es", " ", "Name in Spanish: write something here."),
        ("phone", "12", "This is not a phone number"),
        ("website", "javascript:alert(1)", "This is not a web address"),
        ("email", "hola", "This is not an e-mail address"),
    ],
)
def test_bad_input_gets_one_sentence_and_keeps_the_words(people: People, field: str, typed: str, said: str) -> None:
    answer = people.alice.post("/institutions/new", FORM | {field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "State Customs Brokers Board" in answer.text


def test_an_institution_cannot_be_part_of_what_belongs_to_it(app: Flask, people: People) -> None:
    top = add_institution(app, "Secretaría")
    below = add_institution(app, "Subsecretaría", parent_id=top)
    lowest = add_institution(app, "Oficina", parent_id=below)
    for above in (top, lowest):
        answer = people.alice.post(f"/institutions/{top}/edit", FORM | {"parent": above, "version": 1})
        assert answer.status_code == 422
        assert "choose another" in answer.text
    assert people.alice.post(f"/institutions/{top}/edit", FORM | {"version": 1}).status_code == 303
    page = people.alice.get(f"/institutions/{lowest}").text
    assert page.index("CEAA") < page.index("Subsecretaría")
    assert "Oficina" in people.alice.get(f"/institutions/{below}").text


def test_a_stale_save_of_an_institution_keeps_both_texts(app: Flask, people: People) -> None:
    key = add_institution(app, "Aduana")
    assert people.bob.post(f"/institutions/{key}/edit", FORM | {"version": 1, "city": "Nogales"}).status_code == 303
    answer = people.alice.post(f"/institutions/{key}/edit", FORM | {"version": 1, "city": "Agua Prieta"})
    assert answer.status_code == 409
    assert "Nogales" in answer.text
    assert "Agua Prieta" in answer.text


def test_the_holder_of_a_day_is_the_one_whose_term_holds_it(app: Flask, engine: Engine) -> None:
    post = add_post(app, add_institution(app, "Consulate", name_es="Consulado"), "Consul general", "Cónsul general")
    first, second = add_person(app, "Ana", "Ruiz"), add_person(app, "Beto", "Soto")
    seat(app, post, first, from_on=date(2022, 3, 1))
    seat(app, post, second, from_on=date(2024, 9, 1), acting=True, ends_others=True)
    with app.app_context():
        ended = db.session.execute(sa.select(PostHolder.to_on).where(PostHolder.person_id == first)).scalar_one()
        assert ended == date(2024, 8, 31)
        before = posts_held([first, second], date(2024, 8, 31))
        after = posts_held([first, second], date(2024, 9, 1))
    assert [held.text("en") for held in before[first]] == ["Consul general, Consulate"]
    assert second not in before
    assert first not in after
    assert [held.text("es") for held in after[second]] == ["Cónsul general (encargado/a de despacho), Consulado"]


def test_naming_a_holder_opens_a_follow_up_to_introduce_ourselves(app: Flask, people: People, engine: Engine) -> None:
    key = add_institution(app, "Aduana de Nogales", short="AN")
    post, person = add_post(app, key, "Head"), add_person(app, "Luz", "Mora", by="alice")
    answer = people.alice.post(
        f"/institutions/{key}/posts/{post}/holder", {"person": person, "from_on": TODAY.isoformat()}
    )
    assert answer.status_code == 303
    (task,) = open_follow_ups(app)
    assert task.title == "Introduce ourselves: Luz Mora, Head, AN"
    assert task.due_on is not None
    assert timedelta(days=13) <= task.due_on - TODAY <= timedelta(days=15)
    for page in (f"/institutions/{key}", f"/people/{person}", f"/institutions/{key}/tasks", f"/people/{person}/tasks"):
        assert "Introduce ourselves: Luz Mora" in people.bob.get(page).text


@pytest.mark.parametrize("term", [{"from_on": date(2020, 1, 1)}, {"to_on": TODAY - timedelta(days=30)}])
def test_an_old_term_written_down_late_opens_no_follow_up(app: Flask, people: People, term: dict[str, date]) -> None:
    post = add_post(app, add_institution(app, "Aduana"), "Head")
    seat(app, post, add_person(app, "Luz", "Mora"), by="alice", **term)
    assert open_follow_ups(app) == []


def test_a_covered_official_needs_a_source(app: Flask, people: People) -> None:
    key = add_institution(app, "Agency")
    form: dict[str, object] = {"title_en": "Head", "title_es": "Titular", "official_class": "covered"}
    answer = people.alice.post(f"/institutions/{key}/posts/new", form)
    assert answer.status_code == 422
    assert "Say where this class is from." in answer.text
    told = form | {"class_source": "LDA guidance", "class_checked_on": "2026-11-02"}
    assert people.alice.post(f"/institutions/{key}/posts/new", told).status_code == 303
    page = people.alice.get(f"/institutions/{key}").text
    assert "Covered executive branch official" in page
    assert "LDA guidance" in page


def test_a_term_cannot_end_before_it_began(app: Flask, people: People) -> None:
    key = add_institution(app, "Agency")
    holder = seat(app, add_post(app, key, "Head"), add_person(app, "Luz", "Mora"))
    form = {"from_on": "2024-05-02", "to_on": "2024-05-01", "version": 1}
    answer = people.alice.post(f"/institutions/{key}/holders/{holder}", form)
    assert answer.status_code == 422
    assert "This day lies before the first one." in answer.text


def test_the_tree_shows_each_body_under_its_parent(app: Flask, people: People) -> None:
    page = people.dora.get("/institutions/tree").text
    names = [shipped(app, code).name_en for code in ("mx-shcp", "mx-anam", "mx-aduana-nogales")]
    assert [page.index(name) for name in names] == sorted(page.index(name) for name in names)


def test_the_picker_finds_by_short_name_and_without_accents(app: Flask, people: People) -> None:
    add_institution(app, "Secretaría de Economía Móvil", short="SEMX")
    for typed in ("semx", "economia movil"):
        answer = people.dora.get(f"/institutions/pick?q={typed}").get_json()
        assert [found["name"] for found in answer["found"]] == ["Secretaría de Economía Móvil"]


def test_the_history_tells_terms_in_words(app: Flask, people: People) -> None:
    key = add_institution(app, "Agency")
    assert people.alice.post(f"/institutions/{key}/edit", FORM | {"version": 1, "gift_rule": "ask"}).status_code == 303
    page = people.bob.get(f"/institutions/{key}/history").text
    assert "Only with prior approval" in page
    assert "State body" in page


@pytest.mark.parametrize("path", ["/institutions", "/institutions/{key}"])
def test_more_holders_do_not_mean_more_queries(app: Flask, people: People, engine: Engine, path: str) -> None:
    key = add_institution(app, "Agency")
    address = path.format(key=key)
    counts = []
    for number in (1, 12):
        for at in range(number):
            post = add_post(app, key, f"Post {number} {at}")
            seat(app, post, add_person(app, f"P{at}", "Q"), by="alice", from_on=date(2020, 1, 1))
        people.bob.get(address)
        with count_queries(app) as counted:
            assert people.bob.get(address).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]
