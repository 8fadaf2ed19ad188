"""What a person says of a series comes before what the profile chooses; where a client was met is marked."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from crm.core.db import db, unit_of_work
from crm.indicators.choice import MOST, Choice, Profile, Why, choose
from crm.indicators.models import ClientSeries
from crm.mandates.models import Mandate
from tests.calendar.records import meet
from tests.indicators.support import add_client
from tests.indicators.test_pages import touched, user
from tests.support import People

IMPORTS, RATE, TRUCKS = "census-us-imports-mx", "usdmxn-monthly-average", "crossings-2604-trucks"


def stances(app: Flask) -> dict[str, str]:
    with app.app_context():
        rows = db.session.execute(sa.select(ClientSeries.series_key, ClientSeries.stance))
        return {row[0]: row[1] for row in rows}


def test_pinned_stands_first_left_out_is_gone_and_the_history_says_both(app: Flask, people: People) -> None:
    client = add_client(app, "Valle Verde", chapters=[("07", "northbound")], ports=["2604"])
    at = f"/clients/{client}/indicators"
    assert people.alice.post(f"{at}/{RATE}/pinned", {}).location.endswith(at)
    people.alice.post(f"{at}/{IMPORTS}/muted", {})
    people.alice.post("/indicators/transborder-hs87-imports/pin", {"client": client})
    page = people.alice.get(at).text
    assert page.index("HS 87") < page.index("Pesos per US dollar") < page.index("HS 07 Veg")
    assert page.count("Pinned for this client.") == 2
    assert page.index("US imports from Mexico, all goods") > page.index("Left out for this client")
    told = people.alice.get(f"/clients/{client}/history").text
    assert "Pesos per US dollar, monthly average of daily noon rates (pinned)" in told
    assert "US imports from Mexico, all goods (left out)" in told
    with app.test_request_context():
        assert touched("alice", IMPORTS) == []
        assert touched("alice", "transborder-hs87-imports") == ["Valle Verde"]
    people.alice.post(f"{at}/{IMPORTS}/chosen", {})
    people.alice.post(f"{at}/{RATE}/muted", {})
    assert stances(app) == {RATE: "muted", "transborder-hs87-imports": "pinned"}


def test_who_may_not_see_or_change_a_client_pins_nothing_for_it(app: Flask, people: People) -> None:
    closed = add_client(app, "Cerrada", access="team", lead="bob")
    opened = add_client(app, "Abierta", lead="bob")
    assert people.alice.post(f"/clients/{closed}/indicators/{RATE}/pinned", {}).status_code == 404
    assert people.alice.post(f"/indicators/{RATE}/pin", {"client": closed}).status_code == 303
    assert people.dora.post(f"/clients/{opened}/indicators/{RATE}/pinned", {}).status_code == 403
    assert people.bob.post(f"/clients/{closed}/indicators/no-such-series/pinned", {}).status_code == 404
    assert stances(app) == {}


def test_a_tenth_pin_is_refused_in_words(app: Flask, people: People) -> None:
    client = add_client(app, "Valle Verde")
    with app.app_context(), unit_of_work(None) as work:
        keys = [f"transborder-hs{n:02}-imports" for n in range(1, MOST + 1)]
        work.add_all([ClientSeries(client_id=client, series_key=key, stance="pinned") for key in keys])
    people.alice.post(f"/clients/{client}/indicators/{RATE}/pinned", {})
    assert "9 series are the most" in people.alice.get(f"/clients/{client}/indicators").text
    assert len(stances(app)) == MOST


def test_what_is_pinned_takes_its_places_from_the_least_specific() -> None:
    pins = tuple(f"pin-{n}" for n in range(7))
    profile = Profile(chapters=(("07", "northbound"),), ports=("2604",), pinned=pins)
    have = {*pins, IMPORTS, "census-us-exports-mx", "transborder-hs07-imports", TRUCKS, RATE}
    assert [c.key for c in choose(profile, have)] == [*pins, IMPORTS, RATE]
    eight = Profile(chapters=(("07", "northbound"),), pinned=(*pins, "pin-7"))
    assert [c.key for c in choose(eight, have | {"pin-7"})] == [*pins, "pin-7", RATE]
    assert choose(profile, {TRUCKS, "pin-3"}) == (
        Choice("pin-3", Why.PINNED), Choice(TRUCKS, Why.PORT, "2604"),
    )  # fmt: skip


def test_a_clients_charts_say_what_moved_and_mark_when_it_was_met(app: Flask, people: People) -> None:
    client = add_client(app, "Valle Verde", chapters=[("07", "northbound")])
    meet(app, "alice", client, datetime(2026, 2, 10, 17, tzinfo=UTC), state="held")
    with app.test_request_context(), unit_of_work(None) as work:
        work.add(Mandate(client_id=client, title="Customs", starts_on=date(2024, 4, 10), lead_id=user("alice").id))
    page = people.alice.get(f"/clients/{client}/indicators").text
    assert "Since the mandate began, Apr 10, 2024</dt><dd>+" in page
    assert "twelve months against the twelve to Mar 2024" in page
    assert "Since you last met, Feb 10, 2026" in page
    assert "Feb 2026: 1 engagement" in page
    series = people.alice.get(f"/indicators/{IMPORTS}?client={client}").text
    assert "Feb 2026: 1 engagement" in series
    assert "1 engagement" not in people.alice.get(f"/indicators/{IMPORTS}").text
    hidden = add_client(app, "Cerrada", access="team", lead="bob")
    meet(app, "bob", hidden, datetime(2026, 2, 10, 17, tzinfo=UTC) + timedelta(days=1))
    assert "1 engagement" not in people.alice.get(f"/indicators/{IMPORTS}?client={hidden}").text
