from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.clients import person_import
from crm.clients.models.client import Client
from crm.clients.models.depth import ClientPerson
from crm.core.db import db
from crm.people.models import Person, PersonEmail, PersonPhone
from tests.clients.firm import add_client, bar
from tests.importing import (
    archived,
    changed,
    columns,
    importer,
    links,
    presented,
    settled,
    statements,
    taken,
    timed,
    trail,
)
from tests.people.records import add_person, place
from tests.support import People

KIND = person_import.KIND
WHOLE: dict[str, Any] = {
    "honorific": "Lic.", "given_name": "Ana", "surname": "Ruiz", "second_surname": "Soto", "language": "es",
    "phones": ["+526622123456", "+526621111111"], "whatsapp": True, "emails": ["Ana@example.com", "b@example.com"],
    "preferred_channel": "email", "do_not_contact": False, "consent_source": "Feria", "consent_on": date(2026, 1, 2),
    "privacy_notice_on": date(2026, 1, 3), "notes": "Una nota",
}  # fmt: skip


def version(app: Flask, client_id: int) -> int:
    with app.app_context():
        return db.session.execute(sa.select(Client.version).where(Client.id == client_id)).scalar_one()


def test_an_imported_person_is_like_one_from_the_form(app: Flask) -> None:
    first, second = add_client(app, "Uno"), add_client(app, "Dos")
    lines = {
        "phones": [{"number": "+526622123450", "kind": "mobile", "whatsapp": True}, {"number": "+526621111110"}],
        "emails": ["a1@example.com", "a2@example.com"],
    }
    plain = {key: value for key, value in WHOLE.items() if key not in {"whatsapp", "given_name", "surname"}} | lines
    by_form = add_person(app, "Ana", "Ruiz", by="alice", **plain)
    place(app, by_form, first, title="Gerente", kind="trade")
    said = {"client": "dos", "client_title": "Gerente", "client_kind": "trade"}
    made, _updated, _rows = taken(app, KIND, "alice", WHOLE | said | {"emails": ["b1@example.com", "b2@example.com"]})

    def stored(key: int) -> str:
        rows = [
            columns(app, Person, key), links(app, PersonPhone, "person_id", key),
            links(app, PersonEmail, "person_id", key), trail(app, "person", key)[1],
            links(app, ClientPerson, "person_id", key)[0] | {"client_id": 0},
        ]  # fmt: skip
        return str(rows).replace("a1@", "b1@").replace("a2@", "b2@").replace("23450", "23456").replace("11110", "11111")

    assert stored(made[0]) == stored(by_form)
    assert version(app, first) == version(app, second) == 2
    assert f"['people', None, '{made[0]} Gerente']" in trail(app, "client", second)[1]


def test_the_history_and_the_search_know_an_imported_person_in_both_languages(app: Flask, people: People) -> None:
    add_client(app, "Uno")
    (made,), _updated, _rows = taken(app, KIND, "alice", WHOLE | {"client": "Uno", "client_title": "Gerente"})
    page = people.alice.get(f"/people/{made}/history").text
    assert all(text in page for text in ("Alice", "Jan 2, 2026", "+52 662 212 3456 · Cell phone", "Spanish"))
    people.alice.post("/language", {"language": "es"})
    page = people.alice.get(f"/people/{made}/history").text
    assert all(text in page for text in ("Alice", "2 ene 2026", "+52 662 212 3456 · Celular", "Español"))
    assert f'/people/{made}"' in people.bob.get("/search?q=ruiz+soto").text
    assert f'/people/{made}"' in people.bob.get("/people?q=ana@example").text


def test_the_same_rows_again_change_nothing_and_others_add_to_what_is_on_record(app: Flask) -> None:
    add_client(app, "Uno")
    add_client(app, "Dos")
    row = WHOLE | {"client": "Uno", "client_title": "Gerente"}
    (made,), _none, _rows = taken(app, KIND, "alice", row)
    assert taken(app, KIND, "alice", row)[:2] == ([], [])
    more = {"given_name": "Ana", "surname": "Ruiz", "second_surname": "Soto", "phones": ["+526622222222"],
            "emails": ["ANA@example.com"], "client": "Dos", "notes": "Otra"}  # fmt: skip
    assert taken(app, KIND, "alice", more)[:2] == ([], [made])
    assert taken(app, KIND, "alice", more)[:2] == ([], [])
    assert len(links(app, PersonPhone, "person_id", made)) == 3
    assert [row["address"] for row in links(app, PersonEmail, "person_id", made)] == WHOLE["emails"]
    assert [row["title"] for row in links(app, ClientPerson, "person_id", made)] == ["Gerente", ""]


def test_giving_back_what_was_there_undoes_an_update(app: Flask) -> None:
    uno, dos = add_client(app, "Uno"), add_client(app, "Dos")
    known = add_person(app, "Ana", "Ruiz", by="alice", emails=["ana@example.com"])
    place(app, known, uno, title="Gerente")
    before = presented(app, KIND, "alice", known)
    row = {"given_name": "Ana", "surname": "Ruiz", "emails": ["ana@example.com", "x@example.com"], "client": "Dos",
           "language": "es", "phones": ["+526622222222"], "consent_on": date(2026, 1, 2)}  # fmt: skip
    assert taken(app, KIND, "alice", row)[1] == [known]
    assert presented(app, KIND, "alice", known)["client"] == [[uno, "Gerente", "contact"], [dos, "", "contact"]]
    changed(app, KIND, "alice", known, before)
    assert presented(app, KIND, "alice", known) == before


def test_a_role_that_somebody_changed_since_stays_when_the_import_is_undone(app: Flask, people: People) -> None:
    uno = add_client(app, "Uno")
    known = add_person(app, "Ana", "Ruiz", by="alice", emails=["ana@example.com"])
    before = presented(app, KIND, "alice", known)
    taken(app, KIND, "alice", {"given_name": "Ana", "surname": "Ruiz", "emails": ["ana@example.com"], "client": "Uno"})
    with app.app_context():
        role = db.session.execute(sa.select(ClientPerson.id)).scalar_one()
    edited = people.alice.post(f"/clients/{uno}/people/{role}", {"title": "CEO", "kind": "director", "version": 1})
    assert edited.status_code == 303
    changed(app, KIND, "alice", known, before)
    assert presented(app, KIND, "alice", known)["client"] == [[uno, "CEO", "director"]]


def test_a_file_does_not_take_back_a_wish_not_to_be_contacted(app: Flask) -> None:
    quiet = add_person(app, "Paz", "Quieta", by="alice", do_not_contact=True)
    row = {"given_name": "Paz", "surname": "Quieta"}
    assert taken(app, KIND, "alice", row | {"do_not_contact": False})[:2] == ([], [])
    loud = add_person(app, "Eva", "Luna", by="alice")
    assert taken(app, KIND, "alice", {"given_name": "Eva", "surname": "Luna", "do_not_contact": True})[1] == [loud]
    assert presented(app, KIND, "alice", quiet)["do_not_contact"] is True


def test_an_archived_person_is_not_found_again(app: Flask) -> None:
    (made,), _none, _rows = taken(app, KIND, "alice", WHOLE)
    archived(app, KIND, "alice", made)
    assert columns(app, Person, made)["archived_at"] is not None
    assert "archived_at" in str(trail(app, "person", made)[1])
    assert len(taken(app, KIND, "alice", WHOLE)[0]) == 1


@pytest.mark.parametrize(
    ("row", "finds"),
    [
        ({"given_name": "Ana", "surname": "Ruiz", "phones": ["+526622123456"]}, True),
        ({"given_name": "ANA", "surname": "RUÍZ", "client": "Uno"}, True),
        ({"given_name": "Ana", "surname": "Ruiz"}, True),
        ({"given_name": "Ana", "surname": "Ruiz", "client": "Dos"}, False),
        ({"given_name": "Ana", "surname": "Ruiz", "emails": ["other@example.com"]}, False),
        ({"full_name": "Ruiz, Ana", "emails": ["ANA@EXAMPLE.com"]}, True),
    ],
)
def test_a_person_is_found_by_email_or_by_name_with_a_phone_or_client(
    app: Flask, row: dict[str, Any], finds: bool
) -> None:
    uno = add_client(app, "Uno")
    add_client(app, "Dos")
    known = add_person(app, "Ana", "Ruiz", by="alice", emails=["ana@example.com"], phones=[{"number": "+526622123456"}])
    place(app, known, uno)
    (found,) = settled(app, KIND, "alice", row)
    assert (found.record_id, found.problems) == (known if finds else None, [])


def test_what_could_be_two_people_is_told_and_a_shared_mailbox_is_no_proof(app: Flask) -> None:
    for _twice in range(2):
        add_person(app, "Juan", "Pérez", by="alice")
    add_person(app, "Eva", "Luna", by="alice", emails=["info@example.com"])
    twins, shared = settled(
        app, KIND, "alice", {"given_name": "Juan", "surname": "Pérez"},
        {"given_name": "Luis", "surname": "Mora", "emails": ["info@example.com"]},
    )  # fmt: skip
    assert "several people" in twins.problems[0]
    assert "Eva Luna" in shared.problems[0]


@pytest.mark.parametrize("by", ["alice", "bob", "charlie", "dora", "erin"])
def test_who_may_not_see_a_person_or_a_client_learns_nothing_of_them(app: Flask, by: str) -> None:
    secret = add_client(app, "Cerrada", access="team")
    bar(app, secret, "charlie")
    hidden = add_person(app, "Ana", "Ruiz", emails=["ana@example.com"])
    place(app, hidden, secret)
    row = {"given_name": "Ana", "surname": "Ruiz", "emails": ["ana@example.com"]}
    same, at_secret, at_none = settled(app, KIND, by, row, row | {"client": "Cerrada"}, row | {"client": "Ninguna"})
    assert (same.record_id, same.problems) == (None, [])
    assert at_secret.problems == [problem.replace("Ninguna", "Cerrada") for problem in at_none.problems]
    with importer(app, by) as user:
        assert KIND.present(user, [hidden]) == {}


def test_names_that_cannot_be_split_and_titles_without_a_client_are_told(app: Flask) -> None:
    rows = settled(
        app, KIND, "alice", {"full_name": "María Fernanda López"}, {"full_name": "Lic. Ana de la Torre Soto"},
        {"notes": "x"}, {"surname": "Soto"}, {"given_name": "Eva", "client_title": "Jefa"},
    )  # fmt: skip
    assert "surnames" in rows[0].problems[0]
    assert rows[1].values == {
        "honorific": "Lic.", "given_name": "Ana", "surname": "de la Torre", "second_surname": "Soto",
    }  # fmt: skip
    assert all(row.problems for row in rows[2:])


def many(start: int, count: int) -> list[dict[str, Any]]:
    return [
        {"given_name": f"P{n}", "surname": f"Apellido{n}", "emails": [f"p{n}@example.com"], "client": f"C{n % 7}",
         "phones": [f"+5266221{n:05d}"], "client_title": "Jefe"}
        for n in range(start, start + count)
    ]  # fmt: skip


def test_statements_do_not_grow_with_rows(app: Flask) -> None:
    for number in range(7):
        add_client(app, f"C{number}")
    few, lots = statements(app, KIND, "alice", many(0, 1), many(1000, 1000))
    assert few == lots


def test_a_thousand_people_are_timed(app: Flask) -> None:
    for number in range(7):
        add_client(app, f"C{number}")
    timed(app, KIND, "alice", many(0, 1000))
