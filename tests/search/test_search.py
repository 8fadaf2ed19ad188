"""The search box: any part of a word, several words, no accents, only what one may see; alike on both engines."""

import pytest
from flask import Flask

from tests.clients.firm import add_client, user_id
from tests.engagements.records import add_engagement
from tests.support import People


@pytest.fixture
def found(app: Flask, people: People) -> People:
    """Give three clients and notes about them."""
    pena = add_client(app, "Agrícola Peña Nieto", city="Ciudad Obregón")
    steel = add_client(app, "100% Acero_Norte")
    add_client(app, "Oculta Ñandú", access="team", account_lead_id=user_id(app, "charlie"))
    add_engagement(app, "alice", [pena], subject="Cónsul general: inspección", people="Cap. Ramírez",
                   note="Se habló de la **importación** de tomate en Mariposa y de los tiempos.")  # fmt: skip
    said = 'AND the port "director" said: 50% less_than before'
    said = 'AND the port "director" said: 50% less_than before'
    add_engagement(app, "alice", [steel], subject="Steel quota", note=said)
    return people


PENA, NOTE, STEEL, QUOTA = "Agrícola Peña Nieto", "inspección", "100% Acero_Norte", "Steel quota"
THERE = {
    "pena": PENA, "PEÑA": PENA, "gricol": PENA, "nieto agricola": PENA, "obregon": PENA,
    "ramirez": NOTE, "importacion tomate": NOTE, "iempos": NOTE, "consul": NOTE, "de": NOTE,
    "100%": STEEL, "o_n": STEEL, '"director"': QUOTA, "less_than": QUOTA, "50%": QUOTA,
}  # fmt: skip


@pytest.mark.parametrize("typed", THERE)
def test_parts_of_words_are_found_without_accents_or_case(found: People, typed: str) -> None:
    page = found.bob.get("/search", query={"q": typed}).text
    assert THERE[typed] in page.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize(
    "typed",
    [
        "tomate acero",
        "xyzzy",
        "9%",
        "a%o",
        "_",
        "AND XOR",
        "name:",
        "(x",
        "foo-bar",
        "a*b",
        "''",
        "\\",
        "☃",
        "pe\u00f1azzz",
    ],
)
def test_what_is_not_there_is_not_found_and_no_sign_breaks_it(found: People, typed: str) -> None:
    answer = found.bob.get("/search", query={"q": typed})
    assert answer.status_code == 200
    if typed != "_":  # an underscore stands in a name
        assert "Nothing found." in answer.text


def test_a_hidden_client_is_found_by_those_who_may_see_it_alone(found: People) -> None:
    assert "Oculta" in found.charlie.get("/search?q=nandu").text.replace("<mark>", "").replace("</mark>", "")
    for person in (found.alice, found.bob, found.dora, found.erin):
        assert "Nothing found." in person.get("/search?q=nandu").text


def test_without_words_the_page_asks_for_some(found: People) -> None:
    for path in ("/search", "/search?q=", "/search?q=+++"):
        assert "Nothing found" not in found.bob.get(path).text


def test_the_found_words_are_marked_with_their_accents(found: People) -> None:
    page = found.bob.get("/search?q=importacion").text
    assert "<mark>importación</mark>" in page
    assert "Agrícola <mark>Peña</mark> Nieto" in found.bob.get("/search?q=pena").text
