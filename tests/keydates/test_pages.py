"""The page, the strip on My day and the file: what is shown to whom, narrowed, and at what price."""

import csv
import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import User
from crm.core.db import db, unit_of_work
from crm.core.feature import registry
from crm.core.offers import MOST_TOUCHED
from crm.indicators.releases import loaded_periods
from crm.keydates import queries
from crm.keydates.gather import Wanted, gather
from tests.clients.firm import add_client, bar, user_id
from tests.keydates.records import ahead, certify, next_statutory
from tests.support import People, count_queries

YEAR = "/key-dates?who=all&days=365"


def reader(name: str) -> User:
    return db.session.execute(sa.select(User).where(User.email == f"{name}@example.com")).scalar_one()


def part(page: str, label: str) -> str:
    """Return the line of the page that has this label."""
    return page.split(label, 1)[1].split("</tr>", 1)[0]


def test_a_certification_stands_on_the_page_and_on_my_day_of_its_lead(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas", account_lead_id=user_id(app, "alice"))
    certify(app, client, 80, number="OEA-77")
    for page in ("/", "/key-dates"):
        text = people.alice.get(page).text
        assert "AEO: last day" in text
        assert "Hortalizas" in text
    assert "OEA-77" in people.alice.get("/key-dates").text
    assert "AEO: last day" not in people.bob.get("/").text
    assert "AEO: last day" not in people.bob.get("/key-dates").text
    assert "AEO: last day" in people.bob.get("/key-dates?who=all").text


@pytest.mark.parametrize(("days", "span", "shown"), [(0, 30, True), (30, 30, True), (31, 30, False), (31, 90, True),
                                                     (91, 90, False), (365, 365, True), (-1, 30, False)])  # fmt: skip
def test_the_page_has_the_days_that_are_asked_for(
    app: Flask, people: People, days: int, span: int, shown: bool
) -> None:
    certify(app, add_client(app, "Hortalizas"), days)
    assert ("AEO: last day" in people.alice.get(f"/key-dates?who=all&days={span}").text) is shown


def test_today_is_the_readers_own_day(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    day = datetime.now(ZoneInfo("Pacific/Pago_Pago")).date()
    certify(app, client, number="OEA-EDGE", expires_on=day)
    with app.app_context(), unit_of_work(None) as work:
        for name, zone in (("alice", "Pacific/Pago_Pago"), ("bob", "Pacific/Kiritimati")):
            work.execute(sa.update(User).where(User.email == f"{name}@example.com").values(time_zone=zone))
    # Kiritimati is 25 hours ahead of Pago Pago: there the day is over always.
    assert "OEA-EDGE" in people.alice.get("/key-dates?who=all").text
    assert "OEA-EDGE" not in people.bob.get("/key-dates?who=all").text


def test_statutory_dates_name_the_clients_that_hold_the_certification(app: Flask, people: People) -> None:
    alice = user_id(app, "alice")
    for name, kind, days in (("Maquila", "immex", None), ("Frutas", "oea", None), ("Vencida", "immex", -3)):
        certify(app, add_client(app, name, account_lead_id=alice), days, kind=kind)
    page = people.alice.get("/key-dates?days=365").text
    line = part(page, "IMMEX annual report of foreign trade operations")
    assert "Maquila" in line
    assert "Frutas" not in line
    assert "Vencida" not in line
    assert "IMMEX decree, article 25" in line
    assert "Check before relying" in line
    assert "Less certain: check before relying" in part(page, "IMMEX monthly survey to INEGI")
    assert "PROSEC annual report" not in page
    assert "PROSEC annual report" in people.alice.get(YEAR).text
    assert "All clients" in part(page.split("<table", 1)[1], "USMCA annual joint review")


def test_every_statutory_date_release_and_holiday_asks_to_be_checked(app: Flask) -> None:
    with app.test_request_context():
        found = gather(reader("alice"), Wanted(ahead(0), 365))
    kinds = {entry.kind for entry in found}
    assert kinds == {"statutory", "release", "holiday"}
    assert all(entry.certainty and entry.source for entry in found)
    assert all(entry.expected for entry in found if entry.kind == "release")


def test_figures_are_expected_after_the_newest_that_is_loaded(app: Flask) -> None:
    with app.test_request_context():
        newest = loaded_periods()["census"]
        found = gather(reader("alice"), Wanted(newest + timedelta(days=60), 365, kind="release"))
    trade = [entry for entry in found if "FT-900" in entry.label]
    assert trade
    assert all(entry.end is not None and entry.end > entry.day > newest + timedelta(days=60) for entry in trade)


def test_the_page_narrows_by_kind_country_and_client(app: Flask, people: People) -> None:
    one, other = add_client(app, "Hortalizas"), add_client(app, "Maquila")
    certify(app, one, 20)
    certify(app, other, 20, kind="ctpat")
    ask = people.bob.get
    assert "Release of figures</option>" in ask(YEAR).text
    holidays = ask(f"{YEAR}&kind=holiday").text
    assert "Thanksgiving Day" in holidays
    assert "last day" not in holidays
    mexican = ask(f"{YEAR}&country=MX").text
    assert "Revolution Day" in mexican
    assert "AEO: last day" in mexican
    assert "Thanksgiving Day" not in mexican
    assert "CTPAT: last day" not in mexican
    assert "USMCA annual joint review" in mexican
    only = ask(f"/key-dates?client={one}").text
    assert "AEO: last day" in only
    assert "CTPAT: last day" not in only


def test_dates_stand_by_week_and_by_month_when_the_span_is_a_year(app: Flask, people: People) -> None:
    certify(app, add_client(app, "Hortalizas"), 0)
    weeks = people.alice.get("/key-dates?who=all").text
    assert weeks.index("This week") < weeks.index("AEO: last day")
    months = people.alice.get(YEAR).text
    assert "This week" not in months
    assert ahead(0).strftime("%B %Y") in months


def test_a_strangers_client_appears_nowhere_and_in_no_count(app: Flask, people: People) -> None:
    alice = user_id(app, "alice")
    shown = add_client(app, "Abierta", account_lead_id=alice)
    hidden = add_client(app, "Secreta", access="team", account_lead_id=alice)
    barred = add_client(app, "Vedada", account_lead_id=alice)
    bar(app, barred, "bob")
    entries = [certify(app, client, 20, number="N-1") for client in (shown, hidden, barred)]
    for client in (shown, hidden, barred):
        certify(app, client, None, kind="immex", number="I-1")
    ask = people.bob.get
    for page in ("/", YEAR, "/key-dates.csv?who=all&days=365", f"/key-dates/{next_statutory('immex-annual')}"):
        text = ask(page).text
        assert "Secreta" not in text
        assert "Vedada" not in text
        assert "and 1 more" not in text
    line = part(ask(YEAR).text, "IMMEX annual report of foreign trade operations")
    assert "Abierta" in line
    assert ask(YEAR).text.count("AEO: last day") == 2  # the link, and what its button is for
    assert [ask(f"/key-dates/{entry}").status_code for entry in entries] == [200, 404, 404]
    assert ask(f"/key-dates?client={hidden}").status_code == 404
    assert ask(f"/key-dates?client={hidden + 1000}").status_code == 404
    assert "Secreta" in people.charlie.get(YEAR).text


def test_archived_and_former_clients_have_no_statutory_dates(app: Flask, people: People) -> None:
    certify(app, add_client(app, "Antigua", status="former"), None, kind="immex")
    gone = add_client(app, "Archivada")
    certify(app, gone, 20, kind="immex")
    assert "Archivada" in people.alice.get(YEAR).text
    people.alice.post(f"/clients/{gone}/archive", {})
    text = people.alice.get(YEAR).text
    assert "Antigua" not in text.split("<h2", 1)[1]
    assert "Archivada" not in text


def test_of_very_many_holders_the_first_by_name_are_named(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        certify(app, add_client(app, f"Planta {number}"), None, kind="immex")
    monkeypatch.setattr(queries, "MOST_TOUCHED", 2)
    monkeypatch.setattr("crm.keydates.offered.MOST_TOUCHED", 2)
    with app.test_request_context():
        found = gather(reader("bob"), Wanted(ahead(0), 365, kind="statutory"))
    entry = next(entry for entry in found if "IMMEX annual" in entry.label)
    assert (len(entry.client_ids), entry.more) == (2, True)
    assert MOST_TOUCHED >= 100


def test_more_dates_than_a_source_answers_with_are_told_of(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = add_client(app, "Hortalizas")
    for days in (5, 6, 7):
        certify(app, client, days)
    said = "There are more dates than stand here"
    assert said not in people.alice.get("/key-dates?who=all").text
    for module in ("crm.clients.key_dates", "crm.keydates.gather"):
        monkeypatch.setattr(f"{module}.MOST_KEY_DATES", 2)
    text = people.alice.get("/key-dates?who=all&kind=certification").text
    assert said in text
    assert ahead(6).isoformat() in text
    assert ahead(7).isoformat() not in text


def test_the_file_has_what_the_page_has(app: Flask, people: People) -> None:
    client = add_client(app, "=Hortalizas", account_lead_id=user_id(app, "alice"))
    certify(app, client, 20)
    answer = people.alice.get("/key-dates.csv?days=365&kind=certification")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["Clients"] for row in rows] == ["'=Hortalizas"]
    assert date.fromisoformat(rows[0]["Day"]) == ahead(20)
    assert people.dora.get("/key-dates.csv").status_code == 403
    assert 'href="/key-dates.csv' not in people.dora.get("/key-dates").text


def test_dates_and_words_are_in_the_readers_language(app: Flask, people: People) -> None:
    people.alice.post("/language", {"language": "es"})
    text = people.alice.get(YEAR).text
    assert "Reporte anual de operaciones de comercio exterior IMMEX" in text
    assert "Decreto IMMEX, artículo 25" in text


@pytest.mark.parametrize("page", ["/", "/key-dates", YEAR, "/key-dates.csv?who=all&days=365"])
def test_pages_ask_as_much_for_many_dates_as_for_few(app: Flask, people: People, page: str) -> None:
    alice = user_id(app, "alice")
    counted = []
    for rounds in (4, 16):
        for number in range(rounds):
            client = add_client(app, f"Cliente {rounds} {number}", account_lead_id=alice)
            certify(app, client, 1 + number)
            certify(app, client, None, kind=("immex", "prosec")[number % 2])
        people.alice.get(page)
        with count_queries(app) as seen:
            assert people.alice.get(page).status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]
    assert counted[1] <= 24


def test_each_feature_that_offers_key_dates_has_a_name_of_its_own_and_words_for_its_kinds(app: Flask) -> None:
    with app.test_request_context():
        offers = registry().key_dates()
        names = [offer.name for offer in offers]
        assert {"certification", "statutory", "release", "holiday"} <= set(names)
        assert len(set(names)) == len(names)
        assert all("." not in name for name in names)
        found = gather(reader("alice"), Wanted(ahead(0), 365))
        known = {kind for offer in offers for kind in offer.kinds}
        assert {entry.kind for entry in found} <= known
