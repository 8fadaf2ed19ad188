from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.clients.firm import add_client, bar, user_id
from tests.duplicates.records import (
    ENCINOS,
    INSTITUTION,
    PERSON,
    add_institution,
    choose,
    posted,
    settle,
    speak,
)
from tests.people.records import add_person, place
from tests.support import People, Person, count_queries

WARNED = "Not saved yet: this may be here already."


def told(answer: TestResponse) -> dict[str, Any]:
    """Return a JSON answer."""
    found: dict[str, Any] = answer.json or {}
    return found


def like(person: Person, **query: str) -> list[dict[str, Any]]:
    answer = person.get("/duplicates/like", query)
    assert answer.status_code == 200
    return list(told(answer)["found"])


def names(person: Person, **query: str) -> list[str]:
    return [each["name"] for each in like(person, **query)]


def test_a_new_client_that_looks_like_another_is_shown_it_and_saved_all_the_same(app: Flask, people: People) -> None:
    known = add_client(app, ENCINOS, city="Hermosillo", state="MX-SON")
    form = posted("AGRICOLA LOS ENCINOS, S.A. de C.V.", business="words that stay")
    answer = people.alice.post("/clients/new", form)
    assert answer.status_code == 422
    for said in (WARNED, f'href="/clients/{known}"', "Hermosillo, Sonora", "Same name", "Save it all the same",
                 f'name="duplicate_ok" value="seen-{known}"', "words that stay"):  # fmt: skip
        assert said in answer.text
    for _twice in range(2):
        assert people.alice.post("/clients/new", form | {"duplicate_ok": f"seen-{known}"}).status_code in {303, 422}
    assert people.alice.post("/clients/new", form | {"duplicate_ok": "y"}).status_code == 303
    assert len(names(people.alice, kind="client", name=ENCINOS)) == 3


def test_a_name_corrected_into_that_of_a_third_one_is_told_of_again(app: Flask, people: People) -> None:
    first, second = add_client(app, ENCINOS), add_client(app, "Vidrios Olachea")
    answer = people.alice.post("/clients/new", posted("Vidrios Olachea SA") | {"duplicate_ok": f"seen-{first}"})
    assert answer.status_code == 422
    assert f"/clients/{second}" in answer.text


@pytest.mark.parametrize(
    ("field", "values", "why"),
    [
        ("tax_id", ("GODE561231GR8", "gode 561231 gr8"), "Same tax ID"),
        ("website", ("https://www.encinos.com.mx", "ventas.encinos.com.mx/hola"), "Same website"),
        ("phone", ("+526622123456", "662 212 3456"), "Same phone"),
        ("legal_name", ("Comercial Umbría SA", "COMERCIAL UMBRIA, S.A."), "Same name"),
    ],
)
def test_each_field_that_means_duplicate_is_told_by_its_name(
    app: Flask, people: People, field: str, values: tuple[str, str], why: str
) -> None:
    stored, typed = values
    known = add_client(app, ENCINOS, **{field: stored})
    asked = {"kind": "client", "name": "Otra Cosa", field: typed, "country": "MX"}
    assert [(each["id"], each["why"]) for each in like(people.alice, **asked)] == [(known, why)]
    assert people.alice.post("/clients/new", posted("Otra Cosa", **{field: typed})).status_code == 422
    choose(app, duplicates_client=["name"])
    assert like(people.alice, **asked) == []
    assert people.alice.post("/clients/new", posted("Otra Cosa", **{field: typed})).status_code == 303


def test_free_mail_and_the_rfc_of_the_public_at_large_mean_nobody(app: Flask, people: People) -> None:
    add_client(app, ENCINOS, website="https://gmail.com", tax_id="XAXX010101000")
    asked = {"kind": "client", "name": "Otra", "website": "gmail.com", "tax_id": "XAXX010101000"}
    assert like(people.alice, **asked) == []


def test_a_hidden_client_is_neither_named_nor_counted_and_the_save_goes_through(app: Flask, people: People) -> None:
    hidden = add_client(app, ENCINOS, access="team", tax_id="GODE561231GR8", phone="+526622123456")
    barred = add_client(app, "Vidrios Olachea")
    bar(app, barred, "alice")
    asked = {"kind": "client", "name": ENCINOS, "tax_id": "GODE561231GR8", "phone": "+526622123456"}
    assert like(people.alice, **asked) == like(people.alice, kind="client", name="Vidrios Olachea") == []
    assert [each["id"] for each in like(people.charlie, **asked)] == [hidden]
    form = posted(ENCINOS, tax_id="GODE561231GR8", phone="6622123456")
    answer = people.alice.post("/clients/new", form)
    assert answer.status_code == 303, "no unique constraint answers for what is hidden"
    assert people.alice.post("/clients/new", posted("Vidrios Olachea")).status_code == 303


def test_the_record_itself_an_archived_one_and_its_parent_are_no_duplicates(app: Flask, people: People) -> None:
    known = add_client(app, ENCINOS, phone="+526622123456")
    assert like(people.alice, kind="client", id=str(known), name=ENCINOS) == []
    assert like(people.alice, kind="client", parent_id=str(known), name=ENCINOS, phone="+526622123456") == []
    people.alice.post(f"/clients/{known}/archive", {"version": 1})
    assert like(people.alice, kind="client", name=ENCINOS) == []


def test_a_person_is_told_by_name_mail_and_phone_in_the_form_and_in_the_dialog(app: Flask, people: People) -> None:
    known = add_person(app, given="María Fernanda", surname="López", second_surname="Ortega", by="alice",
                       emails=["mf@example.com"], phones=[{"number": "+526622123456"}])  # fmt: skip
    swapped: dict[str, object] = {"given_name": "Ma. Fernanda", "surname": "Ortega", "second_surname": "Lopez"}
    answer = people.alice.post("/people/new", swapped)
    assert answer.status_code == 422
    assert WARNED in answer.text
    assert f'href="/people/{known}"' in answer.text
    quick = people.alice.post("/people/quick", {"given_name": "Otra", "email": "MF@example.com"})
    assert quick.status_code == 422
    assert [(each["id"], each["why"]) for each in told(quick)["alike"]] == [(known, "Same e-mail")]
    assert people.alice.post("/people/quick", swapped | {"duplicate_ok": f"seen-{known}"}).status_code == 200
    assert people.alice.post("/people/new", swapped | {"duplicate_ok": "y"}).status_code == 303
    assert names(people.alice, kind="person", given_name="Zoe", phone="662 212 3456") == ["María Fernanda López Ortega"]


def test_a_person_of_a_hidden_client_is_not_told_of(app: Flask, people: People) -> None:
    hidden = add_client(app, "Umbría", access="team")
    person = add_person(app, "María Fernanda", "López", second_surname="Ortega", emails=["mf@example.com"])
    place(app, person, hidden)
    assert like(people.alice, kind="person", email="mf@example.com", **PERSON) == []
    assert [each["id"] for each in like(people.charlie, kind="person", email="mf@example.com", **PERSON)] == [person]
    assert people.alice.post("/people/new", PERSON | {"emails-0-address": "mf@example.com"}).status_code == 303


def test_an_institution_is_told_by_either_name_and_by_its_short_one(app: Flask, people: People) -> None:
    known = add_institution(app, short="STO")
    for typed in ({"name_es": "Oficina de Comercio de Sonora"}, {"name_en": "Sonora Trade Ofice"}, {"short": "s.t.o."}):
        asked = {"kind": "institution", "name_en": "Zzz", "name_es": "Zzz"} | typed
        assert [each["id"] for each in like(people.alice, **asked)] == [known], typed
    form = INSTITUTION | dict.fromkeys(("country", "state", "gift_rule", "meeting_rule", "holidays"), "")
    answer = people.alice.post("/institutions/new", form)
    assert answer.status_code == 422
    assert WARNED in answer.text
    assert people.alice.post("/institutions/new", form | {"duplicate_ok": "y"}).status_code == 303


def test_the_warning_speaks_the_readers_language(app: Flask, people: People) -> None:
    speak(app, "alice", "es")
    add_client(app, ENCINOS)
    assert 'lang="es"' in people.alice.post("/clients/new", posted(ENCINOS)).text


@pytest.mark.parametrize(
    "query", [{"kind": "x"}, {"id": "9" * 30}, {"parent_id": "-1"}, {"phone": "\x00"}, {"name": "%' OR 1=1" * 90}]
)
def test_odd_questions_are_answered_with_nothing(app: Flask, people: People, query: dict[str, str]) -> None:
    add_client(app, ENCINOS)
    assert like(people.dora, **query) == []


def test_a_question_costs_the_same_however_many_clients_there_are(app: Flask, people: People) -> None:
    add_client(app, ENCINOS)
    counts = []
    for number in (9, 91):
        for each in range(number):
            add_client(app, f"{ENCINOS} {each}{number}", website=f"https://e{each}{number}.example.com")
        people.alice.get("/duplicates/like", {"kind": "client", "name": ENCINOS})
        with count_queries(app) as seen:
            assert len(names(people.alice, kind="client", name=ENCINOS)) == 1
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 9
    settle(app)


def test_forms_ask_while_one_types(app: Flask, people: People) -> None:
    known = add_client(app, ENCINOS, account_lead_id=user_id(app, "alice"))
    for path, box in (
        ("/clients/new", 'data-like="client"'), (f"/clients/{known}/edit", f'data-id="{known}"'),
        ("/people/new", 'data-like="person"'), ("/institutions/new", 'data-like="institution"'),
        ("/engagements/new", 'data-like="person"'),
    ):  # fmt: skip
        page = people.alice.get(path).text
        assert box in page, path
        assert "alike.js" in page, path
