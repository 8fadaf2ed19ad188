import pytest
from flask import Flask

from tests.clients.firm import (
    POSTED,
    add_client,
    port_id,
    read,
    sector_codes,
    sector_id,
    user_id,
)
from tests.support import People


def test_a_client_is_added_with_everything_and_shown(app: Flask, people: People) -> None:
    top, child, other = (sector_id(app, code) for code in sector_codes(app))
    bob = user_id(app, "bob")
    answer = people.alice.post(
        "/clients/new",
        {
            **POSTED,
            "legal_name": "  Agrícola   Peña SA ",
            "business": "Grower",
            "state": "MX-SON",
            "city": "Ciudad Obregón",
            "account_lead_id": user_id(app, "alice"),
            "sectors": [top, other],
            "primary_sector": child,
            "team": [bob],
            "northbound": ["07", "08"],
            "southbound": ["08", "84"],
            "ports": [port_id(app, "2604")],
            "website": "example.com",
            "tax_id": "gode 561231 gr8",
            "phone": "662 212 3456",
            "access": "team",
            "report_language": "es",
        },
    )
    assert answer.status_code == 303
    client = read(app, 1)
    assert (client.name, client.legal_name, client.name_key) == ("Agrícola Peña", "Agrícola Peña SA", "agricola pena")
    assert {row.sector_id: row.is_primary for row in client.sectors} == {top: False, other: False, child: True}
    assert {row.hs_code: row.direction for row in client.chapters} == {
        "07": "northbound",
        "08": "both",
        "84": "southbound",
    }
    assert (client.website, client.tax_id, client.phone) == ("https://example.com", "GODE561231GR8", "+526622123456")
    page = people.alice.get("/clients/1").text
    for said in (
        "Agrícola Peña",
        "Ciudad Obregón, Sonora",
        "Grower",
        "Team only",
        "HS 07",
        "Nogales",
        "tel:+526622123456",
        "+52 662 212 3456",
        "<dt>RFC</dt><dd>GODE561231GR8",
        "Account lead",
        "Alice",
    ):
        assert said in page
    assert people.bob.get("/clients/1").status_code == 200


def test_the_lead_of_a_new_client_is_whoever_adds_it_unless_another_is_chosen(app: Flask, people: People) -> None:
    form = people.alice.get("/clients/new").text
    assert f'<option selected value="{user_id(app, "alice")}">Alice</option>' in form
    people.alice.post("/clients/new", POSTED | {"account_lead_id": ""})
    assert read(app, 1).account_lead_id is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "  ", "Name: write something here."),
        ("name", "x" * 201, "200"),
        ("state", "US-AZ", "Choose a state of the country"),
        ("tax_id", "94-2404110", "This is not an RFC"),
        ("phone", "abc", "This is not a phone number."),
        ("website", "javascript:alert(1)", "This is not a web address"),
        ("status", "gone", "Not a valid choice"),
        ("access", "all", "Not a valid choice"),
        ("country", "QQ", "Not a valid choice"),
        ("ports", ["9999999"], "not a valid choice"),
        ("sectors", ["x"], "could not be coerced"),
        ("northbound", ["00"], "not a valid choice"),
        ("team", ["99999"], "not a valid choice"),
        ("account_lead_id", "99999", "Not a valid choice"),
        ("city", "c" * 121, "120"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_and_nothing_is_saved(
    app: Flask, people: People, field: str, value: object, sentence: str
) -> None:
    answer = people.alice.post("/clients/new", {**POSTED, "business": "words that stay", field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "words that stay" in answer.text
    assert "No clients yet." in people.alice.get("/clients").text


def test_several_sectors_need_a_primary_one_and_a_single_one_is_it(app: Flask, people: People) -> None:
    top, child, _other = (sector_id(app, code) for code in sector_codes(app))
    several = people.alice.post("/clients/new", {**POSTED, "sectors": [top, child]})
    assert "Say which of the sectors is the primary one." in several.text
    people.alice.post("/clients/new", {**POSTED, "sectors": [child]})
    assert [(row.sector_id, row.is_primary) for row in read(app, 1).sectors] == [(child, True)]


def test_an_ein_is_checked_for_a_client_of_the_united_states(app: Flask, people: People) -> None:
    people.alice.post("/clients/new", POSTED | {"country": "US", "tax_id": "94-2404110", "phone": "602 253 1234"})
    client = read(app, 1)
    assert (client.tax_id, client.phone) == ("942404110", "+16022531234")
    assert "<dt>EIN</dt><dd>94-2404110" in people.alice.get("/clients/1").text


def test_a_stale_save_gets_both_texts_and_keeps_the_words(app: Flask, people: People) -> None:
    add_client(app, "Old name", business="Old")
    assert people.bob.post("/clients/1/edit", POSTED | {"version": 1, "name": "Bob's name"}).status_code == 303
    late = people.alice.post("/clients/1/edit", POSTED | {"version": 1, "name": "Alice's name", "business": "Mine"})
    assert late.status_code == 409
    for said in ("Somebody saved this record", "Bob&#39;s name", 'value="Alice&#39;s name"', 'value="Mine"'):
        assert said in late.text
    assert 'name="version" type="hidden" value="2"' in late.text
    assert read(app, 1).name == "Bob's name"
    assert people.alice.post("/clients/1/edit", POSTED | {"version": 2, "name": "Alice's name"}).status_code == 303
    assert read(app, 1).name == "Alice's name"


@pytest.mark.parametrize("field", ["sectors", "northbound", "ports", "team", "direction", "primary"])
def test_a_save_that_changes_only_rows_raises_the_version_too(app: Flask, people: People, field: str) -> None:
    top, child, _other = (sector_id(app, code) for code in sector_codes(app))
    base = {**POSTED, "sectors": [top, child], "primary_sector": top, "northbound": ["07"], "account_lead_id": ""}
    people.alice.post("/clients/new", base)
    cases: dict[str, dict[str, object]] = {
        "sectors": {"sectors": [top]},
        "northbound": {"northbound": ["07", "09"]},
        "ports": {"ports": [port_id(app, "2604")]},
        "team": {"team": [user_id(app, "bob")]},
        "direction": {"northbound": [], "southbound": ["07"]},
        "primary": {"primary_sector": child},
    }
    changed = cases[field]
    assert people.alice.post("/clients/1/edit", {**base, "version": 1}).status_code == 303
    assert read(app, 1).version == 1, "a save without a change is no change"
    assert people.alice.post("/clients/1/edit", {**base, **changed, "version": 1}).status_code == 303
    assert read(app, 1).version == 2
    late = people.bob.post("/clients/1/edit", {**base, "version": 1, "business": "Mine"})
    assert late.status_code == 409


def test_a_form_sets_only_its_own_fields(app: Flask, people: People) -> None:
    before = read(app, add_client(app, "One"))
    smuggled = {
        "id": 77,
        "created_at": "2001-01-01",
        "updated_at": "2001-01-01",
        "archived_at": "2001-01-01",
        "name_key": "zzz",
        "search_text": "zzz",
        "place_key": "zzz",
        "barriers": "1",
        "chapters": "07",
        "version_id": 9,
    }
    assert people.alice.post("/clients/1/edit", POSTED | {"version": 1} | smuggled).status_code == 303
    after = read(app, 1)
    assert (after.id, after.created_at, after.archived_at, after.version) == (1, before.created_at, None, 2)
    assert after.name_key == "agricola pena"
    assert after.updated_at > before.updated_at
    people.alice.post("/clients/new", POSTED | {"version": 40, "duplicate_ok": "y"} | smuggled)
    assert (read(app, 2).version, read(app, 2).archived_at) == (1, None)
