"""The pages of merges: choosing, comparing, stale choices, the old address."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import db
from crm.merges.models import Merge
from tests.clients.firm import POSTED, add_client
from tests.engagements.records import add_engagement
from tests.engagements.records import form as engagement_form
from tests.institutions.records import add_institution
from tests.merges.support import column, ids, merge, merge_id, open_page, send, stands, undo_merge
from tests.people.records import add_person, place
from tests.support import People, count_queries
from tests.tasks.firm import add_client as add_closed


def test_two_clients_are_merged_from_the_menu_of_one(app: Flask, people: People) -> None:
    keep, other = add_client(app, "Agrícola Peña"), add_client(app, "Agrícola Peña SA", legal_name="Peña SA")
    for _each in range(2):
        add_engagement(app, "alice", [other])
    assert f'href="/merges/clients/{keep}"' in people.alice.get(f"/clients/{keep}").text
    answer = people.alice.post(f"/merges/clients/{keep}", {"other": other})
    assert answer.headers["Location"] == f"/merges/clients/{keep}/{other}"
    page = people.alice.get(answer.headers["Location"]).text
    assert "2 engagements" in page
    assert "The whole firm." in page
    assert f'href="/merges/clients/{other}/{keep}"' in page
    assert open_page(people.alice, answer.headers["Location"])["pick-legal_name"] == "right"
    made = merge_id(send(people.alice, answer.headers["Location"], picks={"pick-name": "right"}))
    assert column(app, "client", keep, "name") == "Agrícola Peña SA"
    shown = people.alice.get(f"/merges/{made}").text
    assert "2 engagements" in shown
    assert "Undo the merge" in shown
    assert people.alice.post(f"/merges/{made}/undo").status_code == 303
    assert "Everything is as it was before the merge." in people.alice.get(f"/merges/{made}").text
    assert column(app, "client", keep, "name") == "Agrícola Peña"


def test_a_record_is_not_merged_with_itself(app: Flask, people: People) -> None:
    client = add_client(app, "Una")
    answer = people.alice.post(f"/merges/clients/{client}", {"other": client})
    assert answer.status_code == 422
    assert "the record itself" in answer.text
    assert people.alice.get(f"/merges/clients/{client}/{client}").status_code == 404


def test_a_stranger_an_analyst_and_nobody_get_no_further(app: Flask, people: People) -> None:
    keep, other = add_client(app, "Una"), add_closed(app, "Otra", access="team", lead="alice")
    for address in (f"/merges/clients/{keep}/{other}", f"/merges/clients/{other}/{keep}", f"/merges/clients/{other}"):
        assert people.bob.get(address).status_code == 404
        assert people.bob.post(address, {"version": 1, "other_version": 1}).status_code == 404
        assert people.dora.get(address).status_code == 403
        assert people.dora.post(address).status_code == 403
        assert people.nobody.get(address).status_code == 302
    answer = people.bob.post(f"/merges/clients/{keep}", {"other": other})
    assert answer.status_code == 422
    made = merge(app, "clients", keep, other, by="alice")
    for name, status in (("bob", 404), ("dora", 403)):
        assert getattr(people, name).get(f"/merges/{made}").status_code == status
        assert getattr(people, name).post(f"/merges/{made}/undo").status_code == status
    assert stands(app, made)


def test_a_choice_made_on_an_older_record_is_shown_again_with_every_choice(app: Flask, people: People) -> None:
    keep, other = (
        add_client(app, "Una", city="Nogales"),
        add_client(app, "Una SA", city="Tucson", website="https://u.mx"),
    )
    address = f"/merges/clients/{keep}/{other}"
    form = open_page(people.alice, address)
    people.bob.post(f"/clients/{other}/edit", {**POSTED, "name": "Una SA de CV", "version": 1})
    answer = send(people.alice, address, form, picks={"pick-name": "right", "pick-country": "right"})
    assert answer.status_code == 409
    assert "Una SA de CV" in answer.text
    for name in ("pick-name", "pick-country"):
        assert f'name="{name}" value="right" checked' in answer.text
    assert column(app, "client", other, "archived_at") is None
    again = dict.fromkeys(("pick-name", "pick-country"), "right")
    assert 'name="other_version" type="hidden" value="2"' in answer.text
    assert merge_id(send(people.alice, address, {**form, "other_version": "2"}, again))


def test_a_form_without_versions_is_not_taken(app: Flask, people: People) -> None:
    keep, other = add_client(app, "Una"), add_client(app, "Una SA")
    assert people.alice.post(f"/merges/clients/{keep}/{other}", {"pick-name": "left"}).status_code == 422
    odd = {"version": 1, "other_version": 1, "pick-name": "middle"}
    assert people.alice.post(f"/merges/clients/{keep}/{other}", dict(odd)).status_code == 422
    assert column(app, "client", other, "archived_at") is None


def test_of_two_people_who_merge_at_once_one_is_told(app: Flask, people: People) -> None:
    keep, other = add_client(app, "Una"), add_client(app, "Una SA")
    engagement = add_engagement(app, "alice", [other])
    ways = [(people.alice, f"/merges/clients/{keep}/{other}"), (people.bob, f"/merges/clients/{other}/{keep}")]
    forms = [open_page(person, address) for person, address in ways]
    tokens, together = [person.token() for person, _address in ways], Barrier(2)

    def press(which: int) -> int:
        person, address = ways[which]
        together.wait()
        return person.http.post(address, data={"csrf_token": tokens[which], **forms[which]}).status_code

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(press, range(2)))
    assert statuses in ([303, 409], [303, 404], [303, 422])
    with app.app_context():
        (made,) = db.session.execute(sa.select(Merge)).scalars()
    assert ids(app, "engagement_client", "engagement_id", engagement, "client_id") == [made.kept_id]


def test_the_old_addresses_lead_to_the_kept_record(app: Flask, people: People) -> None:
    keep, other = add_client(app, "Una"), add_client(app, "Una SA")
    made = merge(app, "clients", keep, other)
    for tail in ("", "/history", "/people", "/engagements", "/files?archived=1"):
        answer = people.bob.get(f"/clients/{other}{tail}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/clients/{keep}{tail}")
    assert people.bob.get(f"/engagements/new?client={other}").headers["Location"] == f"/engagements/new?client={keep}"
    for tail in ("restore", "edit", "people"):
        assert people.alice.post(f"/clients/{other}/{tail}", {"version": 2}).status_code == 409
    assert column(app, "client", other, "archived_at") is not None
    undo_merge(app, made)
    assert people.bob.get(f"/clients/{other}").status_code == 200


def test_who_sees_the_archived_record_only_may_not_bring_it_back(app: Flask, people: People) -> None:
    keep, other = add_closed(app, "Una", access="team", lead="alice"), add_client(app, "Una SA")
    merge(app, "clients", keep, other, by="alice")
    page = people.bob.get(f"/clients/{other}")
    assert page.status_code == 200
    assert f"/clients/{keep}" not in page.text
    assert people.bob.post(f"/clients/{other}/restore", {"version": 2}).status_code == 409
    assert people.bob.get(f"/clients/{keep}").status_code == 404
    assert "a client that is not open to you" in people.bob.get(f"/clients/{other}/history").text


def test_a_form_opened_before_the_merge_names_the_kept_record(app: Flask, people: People) -> None:
    keep, other = add_client(app, "Una"), add_client(app, "Una SA")
    merge(app, "clients", keep, other)
    answer = people.alice.post("/engagements/new", engagement_form([other]))
    assert answer.status_code == 303
    assert len(ids(app, "engagement_client", "client_id", keep, "engagement_id")) == 1


@pytest.mark.parametrize("slug", ["clients", "people", "institutions"])
def test_the_history_of_the_kept_record_tells_the_other_ones_too(app: Flask, people: People, slug: str) -> None:
    add = {
        "clients": add_client,
        "institutions": add_institution,
        "people": lambda a, name: add_person(a, name, by="alice"),
    }
    keep, other = (add[slug](app, name) for name in ("Una", "Otra"))  # type: ignore[operator]
    made = merge(app, slug, keep, other, by="charlie")
    page = people.charlie.get(f"/{slug}/{keep}/history").text
    assert "Merged with" in page
    assert "In the record that was merged into this one" in page
    assert page.count("added this record") == 2
    undo_merge(app, made, by="charlie")
    assert people.charlie.get(f"/{slug}/{keep}/history").text.count("added this record") == 1


def test_a_comparison_asks_as_much_for_many_rows_as_for_few(app: Flask, people: People) -> None:
    keep, other, counts = add_client(app, "Una"), add_client(app, "Una SA"), []
    for number in (1, 12):
        for each in range(number):
            add_engagement(app, "alice", [other])
            place(app, add_person(app, f"Luz {each}"), other)
        people.alice.get(f"/merges/clients/{keep}/{other}")
        with count_queries(app) as seen:
            people.alice.get(f"/merges/clients/{keep}/{other}")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_rows_that_hang_on_what_is_hidden_are_not_counted(app: Flask, people: People) -> None:
    keep, other = add_client(app, "Una"), add_client(app, "Una SA")
    hidden = add_closed(app, "Cerrada", access="team", lead="alice")
    add_engagement(app, "alice", [other, hidden])
    add_client(app, "Planta oculta", access="team", parent_id=other)
    assert "Nothing hangs on the record" in people.bob.get(f"/merges/clients/{keep}/{other}").text
    assert "1 engagement" in people.alice.get(f"/merges/clients/{keep}/{other}").text
    made = merge(app, "clients", keep, other, by="bob")
    assert "1 engagement" not in people.bob.get(f"/merges/{made}").text
    assert "1 engagement" in people.alice.get(f"/merges/{made}").text


def test_a_hidden_parent_is_not_named(app: Flask, people: People) -> None:
    hidden = add_closed(app, "Matriz oculta", access="team", lead="alice")
    keep, other = add_client(app, "Una"), add_client(app, "Una SA", parent_id=hidden)
    page = people.bob.get(f"/merges/clients/{keep}/{other}").text
    assert "a client that is not open to you" in page
    assert "Matriz" not in page


def test_the_pages_speak_spanish(app: Flask, people: People) -> None:
    keep, other = add_institution(app, "Aduana"), add_institution(app, "Aduana de México")
    people.alice.post("/language", {"language": "es"})
    for address in (f"/merges/institutions/{keep}", f"/merges/institutions/{keep}/{other}"):
        assert people.alice.get(address).status_code == 200
    made = merge_id(send(people.alice, f"/merges/institutions/{keep}/{other}"))
    assert people.alice.get(f"/merges/{made}").status_code == 200
