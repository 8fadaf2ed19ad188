"""Parents and subsidiaries: the tree, its limits, and what a stranger is not told."""

from typing import Any

import pytest
from flask import Flask

from tests.clients.firm import POSTED, add_client
from tests.engines import Engine
from tests.support import People, Person, count_queries


def family_of(person: Person, client_id: int) -> str:
    """Return the card of the family on a client's page, '' where there is none."""
    page = person.get(f"/clients/{client_id}").text
    return page.split('id="client-family"')[1].split("</section>")[0] if 'id="client-family"' in page else ""


def test_a_us_parent_shows_its_mexican_maquiladora_and_the_other_way(
    app: Flask, people: People, engine: Engine
) -> None:
    parent = add_client(app, "Saguaro Holdings", country="US")
    answer = people.alice.post("/clients/new", {**POSTED, "name": "Maquiladora Kino", "parent_id": parent})
    assert answer.status_code == 303
    below = int(answer.headers["Location"].rsplit("/", 1)[1])
    for client in (parent, below):
        card = family_of(people.bob, client)
        assert card.index("Saguaro Holdings") < card.index("Maquiladora Kino")
    assert "Saguaro Holdings" in people.bob.get(f"/clients/{below}").text.split("<h1>")[0]


def test_a_hidden_relative_and_what_stands_behind_it_are_not_shown(app: Flask, people: People) -> None:
    top = add_client(app, "Cima")
    secret = add_client(app, "Secreta", access="team", parent_id=top)
    last = add_client(app, "Planta", parent_id=secret)
    assert family_of(people.bob, top) == ""
    assert family_of(people.bob, last) == ""
    assert "Secreta" not in people.bob.get(f"/clients/{last}").text
    assert "Planta" in family_of(people.charlie, top)


def test_a_hidden_parent_is_neither_named_nor_lost_when_the_form_is_saved(app: Flask, people: People) -> None:
    secret = add_client(app, "Secreta", access="team")
    client = add_client(app, "Planta", parent_id=secret)
    page = people.bob.get(f"/clients/{client}/edit").text
    assert "Secreta" not in page
    answer = people.bob.post(f"/clients/{client}/edit", {**POSTED, "name": "Planta", "version": 1, "city": "Nogales"})
    assert answer.status_code == 303
    assert "Planta" in family_of(people.charlie, secret)
    assert "a client that is not open to you" in people.bob.get(f"/clients/{client}/history").text


@pytest.mark.parametrize("which", ["itself", "child", "grandchild"])
def test_a_circle_is_refused(app: Flask, people: People, which: str) -> None:
    top = add_client(app, "Cima")
    child = add_client(app, "Hija", parent_id=top)
    chosen = {"itself": top, "child": child, "grandchild": add_client(app, "Nieta", parent_id=child)}[which]
    form: dict[str, Any] = {**POSTED, "name": "Cima", "version": 1, "parent_id": chosen}
    answer = people.alice.post(f"/clients/{top}/edit", form)
    assert answer.status_code == 422
    assert "be its own parent" in answer.text if which == "itself" else "be its parent" in answer.text


def test_a_seventh_level_is_refused(app: Flask, people: People) -> None:
    above = None
    for level in range(6):
        above = add_client(app, f"Nivel {level}", parent_id=above)
    answer = people.alice.post("/clients/new", {**POSTED, "parent_id": above})
    assert answer.status_code == 422
    assert "at most six levels" in answer.text


def test_a_family_asks_as_much_for_many_as_for_few(app: Flask, people: People) -> None:
    top, counts = add_client(app, "Cima"), []
    for number in (2, 9):
        for each in range(number):
            add_client(app, f"Planta {number} {each}", parent_id=top)
        people.bob.get(f"/clients/{top}")
        with count_queries(app) as seen:
            people.bob.get(f"/clients/{top}")
        counts.append(len(seen))
    assert counts[0] == counts[1]
