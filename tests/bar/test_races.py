"""C1: two people edit one record at once; nobody's words are overwritten in silence."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.support import People, Person

pytestmark = pytest.mark.bar

ROUNDS = 40


def edit_form(person: Person, client_id: int) -> dict[str, object]:
    """Open the edit page and return the form's present values that this test needs."""
    page = person.get(f"/clients/{client_id}/edit").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version
    return {"version": version[1]}


def test_the_loser_of_a_race_gets_a_409_and_keeps_every_word(
    app: Flask, people: People, figure: Callable[..., None]
) -> None:
    alice, bob = people.alice, people.bob
    made = alice.post(
        "/clients/new",
        {"name": "Carrera", "country": "MX", "status": "active", "access": "firm", "report_language": "es"},
    )
    assert made.status_code == 303, made.text
    client_id = int(made.headers["Location"].rstrip("/").rsplit("/", 1)[1])
    overwritten = kept = 0
    fields = {"country": "MX", "status": "active", "access": "firm", "report_language": "es"}
    for number in range(ROUNDS):
        # Both orders of opening and of saving: whoever saves second was opened before the first save.
        first, second = (alice, bob) if number % 2 else (bob, alice)
        forms = {
            person.name: edit_form(person, client_id)
            for person in ((first, second) if number % 4 < 2 else (second, first))
        }
        won = first.post(
            f"/clients/{client_id}/edit", {**fields, **forms[first.name], "name": f"Carrera {number} ganó"}
        )
        words = f"Carrera {number} de la segunda con ñ"
        lost = second.post(f"/clients/{client_id}/edit", {**fields, **forms[second.name], "name": words})
        assert won.status_code == 303
        overwritten += lost.status_code != 409
        kept += words in lost.text and f"Carrera {number} ganó" in lost.text
    with app.app_context():
        figure("C1", app.config["CRM"].database_url.split(":")[0].split("+")[0],
               f"{ROUNDS} rounds, {overwritten} silent overwrites, {kept} losers kept their words")  # fmt: skip
    assert overwritten == 0
    assert kept == ROUNDS
