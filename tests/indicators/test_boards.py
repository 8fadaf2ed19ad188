"""The border board and the sector board: figures as published, gaps as gaps, and only the reader's own clients."""

import re
from decimal import Decimal

from flask import Flask

from crm.indicators.charts.strip import Place, strip_chart
from crm.indicators.charts.svg import Size
from tests.indicators.support import add_client
from tests.support import People, count_queries


def test_the_border_stands_from_west_to_east_with_twelve_months_as_published(app: Flask, people: People) -> None:
    page = people.dora.get("/indicators/border").text
    names = ["San Ysidro, CA", "Otay Mesa, CA", "Nogales, AZ", "Santa Teresa, NM", "Laredo, TX", "Brownsville, TX"]
    places = [page.index(f">{name}</a>") for name in names]
    assert places == sorted(places)
    assert "Nogales, AZ: 409,097 trucks, +5.8%" in page
    assert "twelve months to February 2025" in page
    assert "as published in March 2025" in page
    assert page.count('class="chart-hit"') == 28
    assert "San Ysidro, CA: — trucks, —" in page
    people_strip = people.dora.get("/indicators/border?count=people").text
    assert "Nogales, AZ: " in people_strip
    assert "jump in January 2024" in people_strip
    containers = people.dora.get("/indicators/border?count=containers").text
    assert "Laredo, TX: 4,963,225 loaded truck containers, —" in containers
    assert people.dora.get("/indicators/border?count=nonsense").status_code == 200


def test_the_sector_board_counts_the_clients_that_the_reader_may_see(app: Flask, people: People) -> None:
    for n, access in enumerate(("firm", "firm", "team")):
        add_client(app, f"Lodge {n}", lead="bob", sectors=["tourism.lodging"], access=access)
    board = people.alice.get("/indicators/sectors").text
    row = board[board.index(">Hotels and lodging</a>") :] if ">Hotels and lodging</a>" in board else board
    assert "services: not covered by HS" in row
    page = people.alice.get("/indicators/sectors/tourism").text
    assert "Lodge 0" in page
    assert "Lodge 2" not in page
    assert "Lodge 2" in people.bob.get("/indicators/sectors/tourism.lodging").text
    cars = people.alice.get("/indicators/sectors/manufacturing.automotive").text
    assert "HS 87" in cars
    assert people.alice.get("/indicators/sectors/no-such").status_code == 404


def test_the_boards_ask_as_much_for_10_clients_as_for_1000(app: Flask, people: People) -> None:
    for path in ("/indicators/border", "/indicators/sectors", "/indicators/sectors/tourism.lodging"):
        people.alice.get(path)
    counts = []
    for more in (10, 60):
        for n in range(more):
            add_client(app, f"Hotel {more} {n}", sectors=["tourism.lodging"])
        for path in ("/indicators/border", "/indicators/sectors", "/indicators/sectors/tourism.lodging"):
            with count_queries(app) as seen:
                assert people.alice.get(path).status_code == 200
            counts.append(len(seen))
    assert counts[:3] == counts[3:]


def test_a_clients_trade_profile_says_where_its_chapters_cross(app: Flask, people: People) -> None:
    client = add_client(
        app, "Valle Verde", sectors=["agriculture.fresh-vegetables"], chapters=[("07", "northbound")], ports=["2604"]
    )
    page = people.dora.get(f"/clients/{client}/profile").text
    assert "US imports from Mexico" in page
    assert "US exports to Mexico</h2>" not in page
    assert "share of all goods in this direction · 2025" in page
    for told in ("By mode of transport", "Truck", "Concentration: ", "of 10,000, high", "Nogales, AZ", "409,097"):
        assert told in page, told
    hotel = add_client(app, "Playa", sectors=["tourism.lodging"])
    assert "HS chapters do not cover services" in people.dora.get(f"/clients/{hotel}/profile").text


def test_a_place_without_a_figure_has_no_bar_and_a_zero_has_a_hairline() -> None:
    places = [
        Place("One", "West", "W", Decimal(10), "trade", "One: 10"),
        Place("Two", "West", "W", Decimal(0), "grey", "Two: 0"),
        Place("Three", "East", "E", None, "grey", "Three: —"),
    ]  # fmt: skip
    drawn = strip_chart(places, title="T", description="D", size=Size(400, 200))
    heights = re.findall(r'class="chart-bar [^>]* height="([0-9.]+)"', drawn)
    assert [float(height) > 0 for height in heights] == [True, True, False]
    assert drawn.count("West") == drawn.count("East") == 1
