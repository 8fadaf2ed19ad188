"""The pages: a client's indicators, the list, a series with its vintages, the download, and who may see what."""

import csv
import io
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, g

from crm.accounts.models import User
from crm.clients.models.client import Client
from crm.clients.models.depth import ClientState
from crm.core.dates import now
from crm.core.db import db, on_engine, unit_of_work
from crm.indicators.panels import client_panel
from crm.indicators.parsers.recognise import parse_file
from crm.indicators.queries.series import get_series
from crm.indicators.queries.touching import SHOWN, clients_touched, fresh_of, new_for
from tests.indicators.support import add_client, load
from tests.support import People

VEGETABLES = "agriculture.fresh-vegetables"
EXPORTS = "/indicators/census-us-exports-mx"


def user(name: str) -> User:
    return db.session.execute(sa.select(User).where(User.email == f"{name}@example.com")).scalar_one()


def touched(name: str, key: str) -> list[str]:
    series = get_series(key)
    assert series is not None
    return [client.name for client in clients_touched(user(name), series).clients]


def test_a_clients_tab_lists_the_chosen_series_with_their_reasons(app: Flask, people: People) -> None:
    client = add_client(app, "Valle Verde", sectors=[VEGETABLES], chapters=[("07", "northbound")], ports=["2604"])
    page = people.alice.get(f"/clients/{client}/indicators")
    assert page.status_code == 200
    assert "US imports from Mexico, HS 07 Vegetables" in page.text
    assert "HS 07 is in the client&#39;s trade profile" in page.text
    assert "Nogales, AZ is a port the client uses." in page.text
    assert "Not current (last data: Feb 2025)" in page.text
    assert page.text.count("TransBorder basis") == 1
    assert page.text.count("Census basis") == 2


def test_a_service_says_why_it_has_no_chapters(app: Flask, people: People) -> None:
    client = add_client(app, "Playa Hotels", sectors=["tourism.lodging"], ports=["2602"])
    page = people.alice.get(f"/clients/{client}/indicators").text
    assert "HS chapters do not cover services" in page
    assert "crossings, not visitors or spending" in page
    assert "US imports from Mexico" not in page


def test_the_client_page_shows_four_tiles_and_links_to_all(app: Flask, people: People) -> None:
    client = add_client(app, "Valle Verde", sectors=[VEGETABLES], chapters=[("07", "northbound")], ports=["2604"])
    page = people.alice.get(f"/clients/{client}").text
    assert page.count('class="tile"') == 4
    assert "All 6" in page
    assert "US$8.06 billion" in page


def test_the_panel_asks_two_questions_whatever_the_profile_once_its_tiles_are_drawn(app: Flask) -> None:
    small = add_client(app, "Small", chapters=[("07", "northbound")])
    chapters = [(f"{n:02}", "both") for n in range(1, 20)]
    large = add_client(app, "Large", sectors=[VEGETABLES], chapters=chapters, ports=["2604", "2506", "2304"])
    counted = []
    said: list[str] = []
    on_engine(app, said.append)
    for client_id in (small, large, small, large):
        with app.test_request_context():
            reader, client = (
                user("alice"),
                db.session.execute(sa.select(Client).where(Client.id == client_id)).scalar_one(),
            )
            g.crm_language = "en"
            said.clear()
            assert client_panel(reader, client) is not None
            counted.append(len(said))
    # The settings with their stamps, and the profile; the first two drew the tiles that are then kept.
    assert counted[2:] == [2, 2]


def test_a_series_says_its_unit_vintage_revision_and_sums(people: People) -> None:
    page = people.alice.get(EXPORTS).text
    assert "327,016.1" in page
    assert "revised; before 324,377.863297, as published in March 2023" in page
    assert "as published in October 2026" in page
    assert "7 of 12 months" in page
    assert "Sum of 7 months, Jan 2026 to Jul 2026" in page
    assert "US$ million" in page


def test_an_older_vintage_shows_the_page_as_it_stood(people: People) -> None:
    page = people.alice.get(f"{EXPORTS}?vintage=2023-03-01").text
    assert "324,377.863297" in page
    assert "327,016.1" not in page
    assert "as published up to March 2023" in page
    assert "Jan 2023" in page


def test_a_vintage_before_the_first_shows_no_figure_and_the_way_back(people: People) -> None:
    page = people.alice.get(f"{EXPORTS}?vintage=1990-01-01")
    assert page.status_code == 200
    assert "No figure of this series was published by then." in page.text


@pytest.mark.parametrize("query", ["?range=7&vintage=2026-02-30", "?range=0", "?range=10&vintage=x"])
def test_odd_questions_are_answered_as_if_not_asked(people: People, query: str) -> None:
    assert people.alice.get(EXPORTS + query).status_code == 200


def test_a_missing_month_is_an_empty_cell_with_its_status_and_its_year_has_no_sum(people: People) -> None:
    page = people.alice.get("/indicators/crossings-2506-trucks?range=0").text
    row = page.split("Nov 2021</th>", 1)[1].split("</tr>", 1)[0]
    assert row.startswith('<td class="num"></td><td class="status sm empty-place">not published</td>')
    year = page.split('<th scope="row">2021</th>', 1)[1].split("</tr>", 1)[0]
    assert year.startswith('<td class="num"></td>')
    assert "November 2021 was not published" in year


def test_the_exchange_rate_has_four_decimals_its_unit_and_no_sums(people: People) -> None:
    page = people.alice.get("/indicators/usdmxn-monthly-average").text
    assert "pesos per US dollar" in page
    assert "Derived" in page
    assert "Year to date" not in page


def test_titles_come_in_the_readers_language(app: Flask, people: People) -> None:
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.select(User).where(User.email == "alice@example.com")).scalar_one().language = "es"
    page = people.alice.get("/indicators/census-us-imports-mx").text
    assert "Importaciones de EE. UU. procedentes de México" in page
    assert "millones" in page


def test_the_list_groups_and_narrows(people: People) -> None:
    page = people.alice.get("/indicators").text
    assert "07 Vegetables" in page
    assert "Nogales, AZ" in page
    narrowed = people.alice.get("/indicators?port=2604&measure=trucks").text
    assert "crossings-2604-trucks" in narrowed
    assert "crossings-2604-buses" not in narrowed
    assert "transborder-hs07" not in narrowed
    assert "No series matches." in people.alice.get("/indicators?q=nothing+like+this").text
    assert "crossings-2604-pedestrians" in people.alice.get("/indicators?q=PEDESTRIANS+nogales").text


def test_what_is_loaded_by_state_mode_and_heading_has_groups_of_its_own(app: Flask, people: People) -> None:
    tables = (
        "Year,HSCode,Mode,TradeType,TradeValue\n2025,07,Truck,Import,5\n2025,07,Rail,Import,6\n",
        "Year,StateCode,Mode,TradeType,TradeValue\n2025,AZ,Truck,Export,7\n",
        "Year,Month,Mode,TradeType,TradeValue\n2025,12,Truck,Export,7\n",
    )
    for text in tables:
        load(app, parse_file("file", text.encode()), date(2026, 2, 1))
    page = people.alice.get("/indicators").text
    assert "US exports to Mexico from Arizona, all goods" in page
    assert "By mode of transport, by month" in page
    assert "HS chapters by mode" not in page
    narrowed = people.alice.get("/indicators?hs=07").text
    assert "HS chapters by mode of transport, by year" in narrowed
    assert "US imports from Mexico by rail, HS 07" in narrowed
    client = add_client(app, "Tucson Frames")
    with app.app_context(), unit_of_work(None) as work:
        work.add(ClientState(client_id=client, state_code="US-AZ"))
    assert "Tucson Frames" in people.alice.get("/indicators/transborder-state-AZ-exports").text
    add_client(app, "Elsewhere")
    assert "Elsewhere" not in people.alice.get("/indicators/transborder-state-AZ-exports").text


def test_an_unknown_series_is_a_404(people: People) -> None:
    assert people.alice.get("/indicators/no-such-series").status_code == 404
    assert people.alice.get("/indicators/no-such-series.csv").status_code == 404


def test_the_download_has_unit_source_and_vintage_on_each_line(people: People) -> None:
    answer = people.alice.get(f"{EXPORTS}.csv?vintage=2023-03-01")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0]["Period"] == "1985-01"
    assert {(r["Unit"], r["One unit stands for"], r["Published"]) for r in rows} == {("USD", "1000000", "2023-03")}
    assert {r["Basis"] for r in rows} == {"Census basis"}


def test_an_analyst_reads_and_does_not_export(people: People) -> None:
    page = people.dora.get(EXPORTS)
    assert page.status_code == 200
    assert ".csv" not in page.text
    assert people.dora.get(f"{EXPORTS}.csv").status_code == 403


def test_a_team_only_client_is_hidden_from_strangers_here_too(app: Flask, people: People) -> None:
    client = add_client(app, "Secret Growers", chapters=[("07", "northbound")], access="team", team=["alice"])
    key = "transborder-hs07-imports"
    assert "Secret Growers" in people.alice.get(f"/indicators/{key}").text
    assert "Secret Growers" in people.charlie.get(f"/indicators/{key}").text
    assert "Secret Growers" not in people.dora.get(f"/indicators/{key}").text
    assert people.dora.get(f"/clients/{client}/indicators").status_code == 404
    assert people.alice.get(f"/clients/{client}/indicators").status_code == 200


def test_a_series_touches_clients_by_chapter_direction_sector_and_port(app: Flask) -> None:
    add_client(app, "By chapter", chapters=[("07", "northbound")])
    add_client(app, "Other way", sectors=[VEGETABLES], chapters=[("07", "southbound")])
    add_client(app, "By sector", sectors=[VEGETABLES], ports=["2604"])
    add_client(app, "Hotel", sectors=["tourism.lodging"], ports=["2604"])
    add_client(app, "Dentist", sectors=["tourism.medical-travel"])
    with app.app_context():
        assert touched("alice", "transborder-hs07-imports") == ["By chapter", "By sector"]
        assert touched("alice", "transborder-hs07-exports") == ["By sector", "Other way"]
        assert touched("alice", "crossings-2604-trucks") == ["By sector"]
        assert touched("alice", "crossings-2604-buses") == ["Hotel"]
        assert touched("alice", "crossings-2604-pedestrians") == ["Dentist"]
        assert touched("alice", "census-us-imports-mx") == ["By chapter", "By sector", "Other way"]
        assert len(touched("alice", "usdmxn-monthly-average")) == 5


def test_no_more_than_twenty_clients_are_named(app: Flask) -> None:
    for number in range(SHOWN + 2):
        add_client(app, f"Client {number:02}", chapters=[("07", "northbound")])
    with app.app_context():
        series = get_series("transborder-hs07-imports")
        assert series is not None
        found = clients_touched(user("alice"), series)
        assert (len(found.clients), found.more) == (SHOWN, True)


def test_new_figures_are_those_of_ones_own_clients_only(app: Flask) -> None:
    add_client(app, "Mine", lead="alice", chapters=[("07", "northbound")])
    add_client(app, "On the team", lead="bob", chapters=[("07", "northbound")], team=["alice"])
    add_client(app, "Not mine", lead="bob", chapters=[("08", "northbound")])
    with app.test_request_context():
        tiles = {tile.key: tile.clients for tile in new_for(user("alice"), most=20)}
        assert tiles.get("transborder-hs07-imports", 2) == 2
        assert "transborder-hs08-imports" not in tiles
        assert not new_for(user("dora"))
        assert fresh_of(("census-us-imports-mx",), now().date())
        assert not fresh_of(("census-us-imports-mx",), now().date() + timedelta(days=40))


def test_a_change_on_a_figure_of_a_much_older_publication_is_marked(people: People) -> None:
    page = people.dora.get(f"{EXPORTS}?range=10").text
    first, second = (page.index(f">{year}</th>") for year in (2022, 2021))
    assert "change on a figure as published in March 2023" in page[first:second]
    assert page.count("change on a figure as published in March 2023") == 13
    assert "change on a figure" not in people.dora.get("/indicators/census-us-imports-mx?range=0").text
