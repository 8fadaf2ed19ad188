"""Tags, and fields that the firm makes itself: in Settings, in the form, on the page, in the history."""

import re

import pytest
from flask import Flask

from tests.clients.depth_records import add_field, option, tag_names
from tests.clients.firm import POSTED, add_client
from tests.engines import Engine
from tests.support import People

FIELD: dict[str, object] = {"title_en": "Employees in Mexico", "title_es": "Empleados en México", "kind": "number"}
CHOICE: dict[str, object] = {
    "title_en": "Size", "title_es": "Tamaño", "kind": "choice", "options-0-en": "Small", "options-0-es": "Chica",
    "options-1-en": "Large", "options-1-es": "Grande",
}  # fmt: skip


def test_a_partner_makes_fields_that_stand_in_every_clients_form(app: Flask, people: People, engine: Engine) -> None:
    assert people.charlie.post("/settings/fields/new", FIELD).status_code == 303
    assert people.charlie.post("/settings/fields/new", CHOICE).status_code == 303
    client = add_client(app, "Norte")
    page = people.alice.get(f"/clients/{client}/edit").text
    assert 'name="own-employees-in-mexico"' in page
    form = {**POSTED, "name": "Norte", "version": 1, "own-employees-in-mexico": "1,250", "own-size": "large"}
    assert people.alice.post(f"/clients/{client}/edit", form).status_code == 303
    page = people.dora.get(f"/clients/{client}").text
    assert re.search(r"<dt>Employees in Mexico</dt><dd>1,250</dd>", page)
    assert re.search(r"<dt>Size</dt><dd>Large</dd>", page)
    assert "Employees in Mexico: 1,250" in people.dora.get(f"/clients/{client}/history").text


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        ("text", "  Grupo   Norte ", "Grupo Norte"),
        ("number", "1,234.50", "1,234.5"),
        ("date", "2026-11-02", "Nov 2, 2026"),
        ("yes_no", "yes", "yes"),
    ],
)
def test_each_kind_of_field_keeps_and_says_its_value(
    app: Flask, people: People, kind: str, typed: str, shown: str
) -> None:
    add_field(app, "Extra", kind)
    answer = people.alice.post("/clients/new", {**POSTED, "own-extra": typed})
    assert answer.status_code == 303
    assert f"<dt>Extra</dt><dd>{shown}</dd>" in people.alice.get(answer.headers["Location"]).text


@pytest.mark.parametrize(("kind", "typed"), [("number", "many"), ("date", "2026-13-40"), ("choice", "huge")])
def test_a_value_that_is_none_of_its_kind_is_refused_with_the_words_kept(
    app: Flask, people: People, kind: str, typed: str
) -> None:
    add_field(app, "Extra", kind, options=[option("", "Small")])
    answer = people.alice.post("/clients/new", {**POSTED, "own-extra": typed})
    assert answer.status_code == 422
    assert POSTED["name"] in answer.text


def test_an_option_that_clients_have_can_be_renamed_not_taken_away(app: Flask, people: People) -> None:
    field = add_field(app, "Size", "choice", options=[option("", "Small"), option("", "Large")])
    client = add_client(app, "Norte", own={field: "large"})
    form: dict[str, object] = {"title_en": "Size", "title_es": "Tamaño", "version": 1, "options-0-value": "small",
            "options-0-en": "Small", "options-0-es": "Chica"}  # fmt: skip
    answer = people.charlie.post(f"/settings/fields/{field}", form)
    assert answer.status_code == 422
    assert "“Large” stands on clients" in answer.text
    kept = {"options-1-value": "large", "options-1-en": "Huge", "options-1-es": "Enorme"}
    assert people.charlie.post(f"/settings/fields/{field}", form | kept).status_code == 303
    assert "<dt>Size</dt><dd>Huge</dd>" in people.dora.get(f"/clients/{client}").text


def test_an_archived_field_leaves_the_forms_and_comes_back_with_its_values(app: Flask, people: People) -> None:
    field = add_field(app, "Extra", "text")
    client = add_client(app, "Norte", own={field: "Sí"})
    assert people.charlie.post(f"/settings/fields/{field}/archive", {"version": 1}).status_code == 303
    assert "own-extra" not in people.alice.get(f"/clients/{client}/edit").text
    assert people.alice.post(f"/clients/{client}/edit", {**POSTED, "version": 1}).status_code == 303
    assert people.charlie.post(f"/settings/fields/{field}/restore", {"version": 2}).status_code == 303
    assert "<dt>Extra</dt><dd>Sí</dd>" in people.alice.get(f"/clients/{client}").text


def test_two_titles_alike_get_codes_of_their_own(app: Flask, people: People) -> None:
    for _each in range(2):
        assert people.charlie.post("/settings/fields/new", FIELD).status_code == 303
    page = people.dora.get("/settings/fields").text
    assert "<code>employees-in-mexico</code>" in page
    assert "<code>employees-in-mexico-2</code>" in page


def test_a_tag_is_one_whatever_its_accents_and_case(app: Flask, people: People) -> None:
    people.alice.post("/clients/new", {**POSTED, "tags": "Misión 2026, maquila"})
    answer = people.alice.post("/clients/new", {**POSTED, "name": "Otra", "tags": "mision 2026, MAQUILA,, maquila"})
    assert answer.status_code == 303
    assert tag_names(app) == ["Misión 2026", "maquila"]
    assert "Misión 2026" in people.dora.get(answer.headers["Location"]).text
    assert "Misión 2026" in people.dora.get(f"{answer.headers['Location']}/history").text


def test_a_tag_is_renamed_everywhere_but_not_into_another(app: Flask, people: People, engine: Engine) -> None:
    client = add_client(app, "Norte", tags=["maquila", "IMMEX"])
    answer = people.charlie.post("/settings/tags/1", {"name": "immex", "version": 1})
    assert answer.status_code == 422
    assert "There is a tag of this name already." in answer.text
    assert people.charlie.post("/settings/tags/1", {"name": "Maquiladora", "version": 1}).status_code == 303
    assert "Maquiladora" in people.dora.get(f"/clients/{client}").text


def test_settings_count_only_clients_that_the_reader_sees(app: Flask, people: People) -> None:
    add_client(app, "Norte", tags=["maquila"])
    add_client(app, "Secreta", access="team", tags=["maquila"])
    counted = [re.search(r'that you see">(\d+)<', person.get("/settings/tags").text) for person in
               (people.bob, people.charlie)]  # fmt: skip
    assert [found[1] for found in counted if found] == ["1", "2"]


def test_an_archived_tag_is_offered_no_longer_and_kept_by_its_clients(app: Flask, people: People) -> None:
    client = add_client(app, "Norte", tags=["maquila"])
    assert 'data-tag="maquila"' in people.alice.get("/clients/new").text
    assert people.charlie.post("/settings/tags/1/archive", {"version": 1}).status_code == 303
    assert 'data-tag="maquila"' not in people.alice.get("/clients/new").text
    assert "maquila" in people.alice.get(f"/clients/{client}").text
