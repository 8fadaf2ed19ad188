"""A client in depth: products, certifications, addresses, states; what is refused, told and shown."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from crm.core.dates import today_in
from tests.clients.depth_records import add_row
from tests.clients.firm import POSTED, add_client, read, trail, user_id
from tests.engines import Engine
from tests.support import People, count_queries

TODAY = today_in("America/Phoenix")
PRODUCT: dict[str, object] = {"hs_code": "0702.00", "direction": "northbound", "origin_rule": "wholly_obtained"}
ORIGIN: dict[str, object] = {"kind": "origin", "starts_on": "2026-01-01", "expires_on": "2026-12-31"}
ADDRESS: dict[str, object] = {"kind": "plant", "city": "Hermosillo", "country": "MX", "state": "MX-SON"}


def at(client_id: int, part: str, row: object = "new") -> str:
    return f"/clients/{client_id}/profile/{part}/{row}"


def test_a_product_is_shown_with_its_dot_direction_and_rule(app: Flask, people: People, engine: Engine) -> None:
    client = add_client(app, "Norte")
    answer = people.alice.post(at(client, "products"), PRODUCT | {"description": "Roma tomato"})
    assert answer.status_code == 303
    page = people.dora.get(f"/clients/{client}/profile").text
    for words in ("0702.00", "Roma tomato", "Northbound (Mexico to US)", "Wholly obtained"):
        assert words in page


def test_a_product_brings_its_chapter_and_widens_its_direction(app: Flask, people: People) -> None:
    client = add_client(app, "Norte", northbound=["07"])
    assert people.alice.post(at(client, "products"), PRODUCT).status_code == 303
    assert {row.hs_code: row.direction for row in read(app, client).chapters} == {"07": "northbound"}
    answer = people.alice.post(at(client, "products"), PRODUCT | {"hs_code": "0703", "direction": "southbound"})
    assert "HS chapter 07 now stands among" in people.alice.get(answer.headers["Location"]).text
    people.alice.post(at(client, "products"), PRODUCT | {"hs_code": "8541.10"})
    assert {row.hs_code: row.direction for row in read(app, client).chapters} == {"07": "both", "85": "northbound"}


@pytest.mark.parametrize(
    ("part", "values", "said"),
    [
        ("products", PRODUCT | {"hs_code": "07020"}, "An HS code has four or six digits"),
        ("products", PRODUCT | {"hs_code": "7702.00"}, "There is no HS chapter 77."),
        ("certifications", ORIGIN | {"expires_on": "2027-01-01"}, "at most twelve months"),
        ("certifications", ORIGIN | {"expires_on": "2025-12-31"}, "This day lies before the first one."),
        ("certifications", {"kind": "other"}, "Say what it is."),
        ("addresses", ADDRESS | {"postal_code": "8300"}, "A Mexican postal code has five digits"),
        ("addresses", ADDRESS | {"country": "US", "postal_code": "8500"}, "Choose a state of the country above"),
        ("addresses", ADDRESS | {"country": "US", "state": "US-AZ", "postal_code": "8500"}, "A ZIP code has five"),
        ("addresses", ADDRESS | {"city": " "}, "City: write something here."),
    ],
)
def test_what_cannot_be_gets_one_sentence_and_is_not_kept(
    app: Flask, people: People, part: str, values: dict[str, object], said: str
) -> None:
    client = add_client(app, "Norte")
    answer = people.alice.post(at(client, part), values)
    assert answer.status_code == 422
    assert said in answer.text
    assert "No product yet" in people.alice.get(f"/clients/{client}/profile").text


def test_a_blanket_period_of_twelve_months_is_taken_and_said(app: Flask, people: People) -> None:
    client = add_client(app, "Norte")
    assert people.alice.post(at(client, "certifications"), ORIGIN).status_code == 303
    page = people.alice.get(f"/clients/{client}").text
    assert "Blanket period Jan 1, 2026 – Dec 31, 2026" in page


@pytest.mark.parametrize(
    ("days", "said"),
    [(-20, "ended on"), (0, "ends today"), (1, "ends in 1 day"), (60, "ends in 60 days"), (61, None), (-31, None)],
)
def test_my_day_tells_of_certifications_near_their_end(app: Flask, people: People, days: int, said: str | None) -> None:
    client = add_client(app, "Norte", account_lead_id=user_id(app, "alice"))
    add_row(app, client, "certifications", expires_on=today_in("America/Hermosillo") + timedelta(days=days))
    page = people.alice.get("/").text
    assert ("Certifications that end" in page) is (said is not None)
    if said:
        assert said in page
        assert "IMMEX program" in page
    assert "Certifications that end" not in people.bob.get("/").text


def test_an_address_is_written_as_an_envelope_of_its_country_has_it(app: Flask, people: People) -> None:
    client = add_client(app, "Norte")
    people.alice.post(at(client, "addresses"), ADDRESS | {"street": "Blvd. Solidaridad 100", "postal_code": "83000"})
    american: dict[str, object] = {
        "kind": "main", "street": "100 Main St", "postal_code": "850011234", "city": "Phoenix", "country": "US",
        "state": "US-AZ",
    }  # fmt: skip
    people.alice.post(at(client, "addresses"), american)
    page = people.alice.get(f"/clients/{client}").text
    assert "83000 Hermosillo, Sonora" in page
    assert "Phoenix, AZ 85001-1234" in page
    assert page.index("100 Main St") < page.index("Blvd. Solidaridad 100")


@pytest.mark.parametrize("part", ["addresses", "certifications", "products"])
def test_a_row_of_a_hidden_client_is_404_even_under_another_clients_address(
    app: Flask, people: People, part: str
) -> None:
    secret, client = add_client(app, "Secreta", access="team"), add_client(app, "Norte")
    row = add_row(app, secret, part)
    for client_id in (secret, client):
        assert people.bob.get(at(client_id, part, row)).status_code == 404
        assert people.bob.post(at(client_id, part, f"{row}/remove"), {"version": 1}).status_code == 404
    assert people.charlie.get(at(secret, part, row)).status_code == 200


def test_a_stale_save_of_a_row_keeps_both_texts(app: Flask, people: People) -> None:
    client = add_client(app, "Norte")
    row = add_row(app, client, "products")
    form = PRODUCT | {"version": 1}
    assert people.bob.post(at(client, "products", row), form | {"description": "Cherry tomato"}).status_code == 303
    answer = people.alice.post(at(client, "products", row), form | {"description": "Roma tomato"})
    assert answer.status_code == 409
    text = re.sub("</?(?:ins|del)>", "", answer.text)
    assert "Cherry tomato" in text
    assert "Roma tomato" in text


def test_a_removed_row_stays_in_the_history_in_words(app: Flask, people: People) -> None:
    client = add_client(app, "Norte")
    row = add_row(app, client, "certifications")
    answer = people.alice.post(at(client, "certifications", f"{row}/remove"), {"version": 1})
    assert answer.status_code == 303
    assert ["certifications", "immex 123-2006 2030-01-31", None] in trail(app, client)
    page = people.bob.get(f"/clients/{client}/history").text
    assert "IMMEX program (123-2006 Jan 31, 2030)" in page


def test_partner_states_are_kept_shown_and_told(app: Flask, people: People) -> None:
    answer = people.alice.post("/clients/new", {**POSTED, "partner_states": ["US-AZ", "MX-SIN"]})
    page = people.alice.get(answer.headers["Location"]).text
    assert "Arizona, Sinaloa" in page
    history = people.alice.get(f"{answer.headers['Location']}/history").text
    assert "Sinaloa" in history


def test_more_rows_do_not_mean_more_queries(app: Flask, people: People, engine: Engine) -> None:
    client, counts = add_client(app, "Norte"), list[int]()
    for number in (1, 6):
        for each in range(number):
            for part, more in (("products", {"hs_code": f"07{each:02d}00"}), ("certifications", {}), ("addresses", {})):
                values: dict[str, Any] = more
                add_row(app, client, part, **values)
        for page in ("", "/profile"):
            people.alice.get(f"/clients/{client}{page}")
        with count_queries(app) as seen:
            assert people.alice.get(f"/clients/{client}").status_code == 200
            assert people.alice.get(f"/clients/{client}/profile").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
