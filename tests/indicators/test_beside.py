"""What a series says beside others: balance and share, recomputed here; a daily rate; a chart as a picture."""

import json
from datetime import date, timedelta
from xml.dom import minidom

from flask import Flask

from crm.indicators.parsers.banxico import read_banxico
from crm.indicators.parsers.recognise import parse_file
from tests.indicators.support import load
from tests.support import People

MODES = "Year,Month,Mode,TradeType,TradeValue\n" + "".join(
    f"2025,{month},{mode},Import,{value}\n" for month in range(1, 13) for mode, value in (("Truck", 30), ("Rail", 10))
)
CHAPTERS = "Year,HSCode,Mode,TradeType,TradeValue\n2025,07,Truck,Import,120\n2025,07,Truck,Export,20\n"


def test_a_balance_is_exports_less_imports_of_the_same_month_in_either_direction(people: People) -> None:
    # 34,240.1 of exports less 60,549.615043 of imports, in millions, July 2026.
    for key in ("census-us-exports-mx", "census-us-imports-mx"):
        page = people.alice.get(f"/indicators/{key}").text
        assert "−US$26.31 billion" in page
        assert "US exports minus US imports, Jul 2026" in page
        assert "of all goods in this direction" not in page
        # An older vintage has no counterpart of its own time beside it.
        assert "US exports minus" not in people.alice.get(f"/indicators/{key}?vintage=2023-03-01").text


def test_a_share_is_of_the_whole_year_on_the_same_basis_and_says_so(app: Flask, people: People) -> None:
    address = "/indicators/transborder-hs07-imports"
    assert "of all goods in this direction" not in people.alice.get(address).text
    load(app, parse_file("modes", MODES.encode()), date(2026, 2, 1))
    load(app, parse_file("chapters", CHAPTERS.encode()), date(2026, 3, 1))
    page = people.alice.get(address).text
    assert "25.0%" in page  # 120 of 12 times 40
    assert "of all goods in this direction, 2025, on the same basis" in page
    assert "−US$100" in page
    load(app, parse_file("modes", MODES.replace("2025,12,Truck,Import,30\n2025,12,Rail,Import,10\n", "").replace(
        "2025,", "2026,").encode()), date(2027, 2, 1))  # fmt: skip
    load(app, parse_file("chapters", CHAPTERS.replace("2025", "2026").encode()), date(2027, 3, 1))
    assert "of all goods in this direction" not in people.alice.get(address).text, "a year of eleven months is no total"


def test_a_daily_rate_is_shown_by_day_in_both_languages(app: Flask, people: People) -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(800)]
    data = [{"fecha": f"{day:%d/%m/%Y}", "dato": "17.1234"} for day in days if day.weekday() < 5]
    body = json.dumps({"bmx": {"series": [{"idSerie": "SF43718", "datos": data}]}}).encode()
    load(app, read_banxico(body), date(2026, 3, 11))
    for query in ("", "?range=0"):
        page = people.alice.get(f"/indicators/banxico-fix{query}").text
        assert "17.1234" in page
        assert "Mar 10, 2026" in page
    assert "FIX rate" in page
    assert people.alice.get("/indicators/banxico-fix.csv").text.count("2024-02-29") == 1
    assert "17.1234" in people.alice.get("/indicators/banxico-fix-monthly-average").text


def test_the_chart_of_a_series_goes_out_as_a_picture(people: People) -> None:
    picture = people.alice.get("/indicators/census-us-exports-mx.svg?range=0")
    assert picture.mimetype == "image/svg+xml"
    drawn = minidom.parseString(picture.text).documentElement  # noqa: S318 - our own
    assert drawn is not None
    assert drawn.namespaceURI == "http://www.w3.org/2000/svg"
    assert "US exports to Mexico, all goods" in picture.text
    assert people.alice.get("/indicators/none.svg").status_code == 404
    assert people.dora.get("/indicators/census-us-exports-mx.svg").status_code == 403
