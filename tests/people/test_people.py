from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from crm.core.db import db
from crm.people.models import Person
from tests.clients.firm import add_client
from tests.people.records import add_person, place
from tests.support import People, count_queries

FORM: dict[str, object] = {
    "honorific": "Lic.", "given_name": "María Fernanda", "surname": "López", "second_surname": "Ortega",
    "language": "es", "phones-0-number": "662 212 3456", "phones-0-kind": "mobile", "phones-0-whatsapp": "y",
    "phones-1-number": "+1 602 555 0143", "phones-1-kind": "office", "emails-0-address": "maria@Example.com",
    "emails-1-address": "", "preferred_channel": "whatsapp",
}  # fmt: skip


def told(answer: TestResponse) -> dict[str, Any]:
    """Return a JSON answer."""
    found: dict[str, Any] = answer.get_json()
    return found


def person(app: Flask, person_id: int) -> Person:
    with app.app_context():
        return db.session.execute(sa.select(Person).where(Person.id == person_id)).scalar_one()


def test_a_person_is_added_with_title_two_surnames_phones_and_mail(app: Flask, people: People) -> None:
    answer = people.alice.post("/people/new", FORM)
    assert answer.status_code == 303
    page = people.alice.get(answer.headers["Location"]).text
    for words in ("Lic. María Fernanda López Ortega", 'href="tel:+526622123456"', "https://wa.me/526622123456",
                  'href="tel:+16025550143"', 'href="mailto:maria@example.com"'):  # fmt: skip
        assert words in page
    assert "https://wa.me/1602" not in page
    made = person(app, int(answer.headers["Location"].rsplit("/", 1)[1]))
    assert made.name_key == "lopez ortega maria fernanda"
    assert "maria@example.com" in made.search_text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("given_name", " ", "Given name: write something here."),
        ("phones-0-number", "12", "This is not a phone number"),
        ("emails-0-address", "maria(at)example", "This is not an e-mail address"),
    ],
)
def test_bad_input_gets_one_sentence_and_keeps_the_words(people: People, field: str, typed: str, said: str) -> None:
    answer = people.alice.post("/people/new", FORM | {field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Ortega" in answer.text


def test_surnames_order_the_list_without_accents(app: Flask, people: People) -> None:
    for given, surname in (("Ana", "Zamora"), ("Beto", "Ávila"), ("Íñigo", "Ñuñez")):
        place(app, add_person(app, given, surname), add_client(app, given))
    text = people.dora.get("/people").text
    assert text.index("Beto Ávila") < text.index("Íñigo Ñuñez") < text.index("Ana Zamora")


def test_nobody_is_the_same_thing_at_a_client_twice_at_once(app: Flask, people: People) -> None:
    client, person_id = add_client(app, "Norte"), add_person(app, "Ana", "Ruiz", by="alice")
    form: dict[str, object] = {"person": person_id, "title": "Directora", "kind": "director"}
    assert people.alice.post(f"/clients/{client}/people", form).status_code == 303
    answer = people.alice.post(f"/clients/{client}/people", form)
    assert answer.status_code == 422
    assert "with this title already" in answer.text
    assert people.alice.post(f"/clients/{client}/people", form | {"title": "Socia"}).status_code == 303


def test_a_person_of_a_team_client_only_is_nobody_to_a_stranger(app: Flask, people: People) -> None:
    secret = add_client(app, "Secreta", access="team")
    hidden = add_person(app, "Úrsula", "Oculta")
    place(app, hidden, secret, title="Directora")
    for path in (f"/people/{hidden}", f"/people/{hidden}/edit", f"/people/{hidden}/history"):
        assert people.bob.get(path).status_code == 404
    assert people.charlie.get(f"/people/{hidden}").status_code == 200
    for path in ("/people", "/people?q=oculta", "/search?q=oculta"):
        assert "Oculta" not in people.bob.get(path).text.replace("q=oculta", "")
    assert people.bob.get("/people/pick?q=oculta").json == {"found": []}


def test_a_role_at_a_hidden_client_does_not_show_on_a_known_person(app: Flask, people: People) -> None:
    known = add_person(app, "Rosa", "Conocida")
    place(app, known, add_client(app, "Abierta"), title="Consejera")
    place(app, known, add_client(app, "Cerrada", access="team"), title="Apoderada secreta")
    texts = [people.bob.get(path).text for path in (f"/people/{known}", "/people", "/people/pick?q=conocida")]
    assert all("Consejera" in text for text in texts)
    assert not any("Cerrada" in text or "secreta" in text for text in texts)
    assert "Apoderada secreta" in people.charlie.get(f"/people/{known}").text


def test_a_person_of_no_place_is_the_authors_and_the_partners(app: Flask, people: People) -> None:
    loose = add_person(app, "Solo", "Nadie", by="alice")
    seen = {n: getattr(people, n).get(f"/people/{loose}").status_code for n in ("alice", "bob", "charlie", "erin")}
    assert seen == {"alice": 200, "bob": 404, "charlie": 200, "erin": 404}


def test_who_is_not_to_be_contacted_has_no_link_to_tap_and_no_place_among_recipients(
    app: Flask, people: People
) -> None:
    lines: dict[str, Any] = {"phones": [{"number": "+526622123456", "whatsapp": True}], "emails": ["no@example.com"]}
    quiet = add_person(app, "Paz", "Quieta", by="alice", do_not_contact=True, **lines)
    page = people.alice.get(f"/people/{quiet}").text
    assert "Do not contact" in page
    assert not any(scheme in page for scheme in ("tel:", "mailto:", "wa.me"))
    assert "no@example.com" not in people.alice.get("/people").text
    (found,) = told(people.alice.get("/people/pick?q=quieta"))["found"]
    assert found["place"] == "Do not contact"
    assert people.alice.get("/people/pick?q=quieta&for=contact").json == {"found": []}


def test_quick_add_places_a_person_at_a_client_that_the_author_sees(app: Flask, people: People) -> None:
    mine, secret = add_client(app, "Mía"), add_client(app, "Ajena", access="team")
    posted = {"given_name": "Eva", "surname": "Luna", "client_id": mine, "role": "Gerente"}
    made = people.alice.post("/people/quick", posted)
    assert made.status_code == 200
    assert (told(made)["name"], told(made)["place"]) == ("Eva Luna", "Gerente, Mía")
    assert people.bob.get(f"/people/{told(made)['id']}").status_code == 200
    other = people.alice.post("/people/quick", posted | {"client_id": secret, "duplicate_ok": "y"})
    assert told(other)["place"] == ""
    refused = people.alice.post("/people/quick", {"given_name": "", "email": "x"})
    assert refused.status_code == 422
    assert set(told(refused)["errors"]) == {"given_name", "email"}


def test_a_stale_save_gets_both_texts_and_keeps_the_words(app: Flask, people: People) -> None:
    known = add_person(app, "Ana", "Ruiz", by="alice")
    first = FORM | {"version": 1, "given_name": "Anita"}
    assert people.alice.post(f"/people/{known}/edit", first).status_code == 303
    second = people.alice.post(f"/people/{known}/edit", FORM | {"version": 1, "notes": "mis palabras"})
    assert second.status_code == 409
    assert "Anita" in second.text
    assert "mis palabras" in second.text


def test_moving_on_keeps_what_somebody_was(app: Flask, people: People) -> None:
    old, new, known = add_client(app, "Antes"), add_client(app, "Ahora"), add_person(app, "Luz", "Mora")
    role = place(app, known, old, title="Gerente", from_on=date(2019, 1, 1))
    over = {"title": "Gerente", "kind": "contact", "from_on": "2019-01-01", "to_on": "2024-06-30", "version": 1}
    assert people.alice.post(f"/clients/{old}/people/{role}", over).status_code == 303
    assert people.alice.post(f"/clients/{old}/people/{role}", over).status_code == 409
    joined = {"person": known, "title": "Directora", "kind": "director", "from_on": "2024-07-01"}
    assert people.alice.post(f"/clients/{new}/people", joined).status_code == 303
    assert "Who was there before" in people.alice.get(f"/clients/{old}/people").text
    page = people.alice.get(f"/people/{known}").text
    assert page.index("Directora") < page.index("Gerente")
    assert "Jun 30, 2024" in page
    history = people.alice.get(f"/clients/{old}/history").text
    assert "Luz Mora" in history


def test_a_role_does_not_end_before_it_began(app: Flask, people: People) -> None:
    client, known = add_client(app, "Una"), add_person(app, "Luz", "Mora", by="alice")
    posted = {"person": known, "kind": "contact", "from_on": "2024-07-01", "to_on": "2024-06-30"}
    answer = people.alice.post(f"/clients/{client}/people", posted)
    assert answer.status_code == 422
    assert "before the first one" in answer.text


def test_queries_of_the_lists_do_not_grow_with_people(app: Flask, people: People) -> None:
    client = add_client(app, "Grande")
    counts = []
    for path in ("/people", f"/clients/{client}/people"):  # fills what is kept in the process
        people.alice.get(path)
    for many in (5, 60):
        for number in range(many):
            lines: dict[str, Any] = {
                "phones": [{"number": f"+52662212{number:04d}"}],
                "emails": [f"p{number}@example.com"],
            }
            place(app, add_person(app, f"P{many}", f"N{number}", **lines), client, title="Jefe")
        with count_queries(app) as queries:
            assert people.alice.get("/people").status_code == 200
            assert people.alice.get(f"/clients/{client}/people").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
