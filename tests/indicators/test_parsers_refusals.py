"""What no reader takes, and what names and keys say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.indicators.parsers.names import Names
from crm.indicators.parsers.recognise import parse_file, vintage_from_name
from crm.indicators.parsers.series import spec_for
from crm.indicators.parsers.shapes import BadFile, FileProblem, ParsedFile

NAMES = Names(chapters={"07": ("Vegetables", "Hortalizas")}, ports={"2604": "Nogales"})
CROSSINGS = "Port Name,State,Port Code,Border,Date,Measure,Value,Latitude,Longitude\n"
CHAPTERS = "Year,HSCode,Commodity,CommodityGroup,Mode,TradeType,TradeValue,Weight\n"


def parse(text: str | bytes) -> ParsedFile:
    return parse_file("file", text.encode() if isinstance(text, str) else text, NAMES)


def crossing(
    when: str, value: str, measure: str = "Trucks", port: str = "2604", border: str = "US-Mexico Border"
) -> str:
    return f"Nogales,Arizona,{port},{border},{when},{measure},{value},31.3,-110.9\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \r\n\n", "empty"),
        (b"<!DOCTYPE html><html><body>403</body></html>", "web page"),
        ("DATE,EXPMX\n2016-12-01,1\n".encode("utf-16"), "not UTF-8"),
        (b"DATE,EXPMX\n2016-12-01,\xff\n", "not UTF-8"),
        (b"DATE,EXPMX\n2016-12-01,12\x00\n", "not UTF-8"),
        (b"DATE,EXPMX\n", "no rows"),
        (b"DATE,EXPMX\n2016-12-01,60", "cut short"),
        (b"DATE,EXPMX\n2016-12-01\n", "Line 2 has 1 columns where 2"),
        (b"DATE,EXPMX\n2016-12-01,12,3\n", "Line 2 has 3 columns"),
        (b"DATE,EXPMX\n2016-12-15,12\n", "first of a month"),
        (b"DATE,EXPMX\n12/01/2016,12\n", "where a date"),
        (b"DATE,EXPMX\n2016-12-01,NaN\n", "where a number"),
        (b"DATE,EXPMX\n2016-12-01,1e\n", "where a number"),
        (b"DATE,EXPMX\n2016-12-01,1e99999\n", "where a number"),
        (b"observation_date,DEXMXUS\n9999-12-31,1\n", "where a date"),
        ((CHAPTERS + "2024,07,V,G,Truck,Import,1.5,\n").encode(), "whole amount"),
        ((CHAPTERS + "2024,07,V,G,Truck,Sideways,1,\n").encode(), "Sideways"),
        ((CHAPTERS + "1066,07,V,G,Truck,Import,1,\n").encode(), "where a year"),
        ((CROSSINGS + crossing("Jan 2024", "-5")).encode(), "count"),
        ((CROSSINGS + crossing("2024", "5")).encode(), "where a month"),
        ((CROSSINGS + crossing("Jan 2024", "5", "Bicycles")).encode(), "Bicycles"),
        ((CROSSINGS + crossing("Jan 2024", "5", border="US-Canada Border")).encode(), "no row of the US-Mexico border"),
    ],
)
def test_wrong_content_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(BadFile, match=said) as caught:
        parse(data)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", b"{}", b"\xd0\xcf\x11\xe0 old excel", b'"', b"PK\x05\x06" + bytes(18)])
def test_another_file_is_unknown_and_told_which_are_known(data: bytes) -> None:
    with pytest.raises(FileProblem) as caught:
        parse(data)
    assert isinstance(caught.value, BadFile) or "Border Crossing Entry" in str(caught.value)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_file_problem(data: bytes) -> None:
    with pytest.raises(FileProblem):
        parse(data)


@given(st.text(max_size=120), st.sampled_from([CROSSINGS, CHAPTERS, "DATE,EXPMX\n", "observation_date,DEXMXUS\n"]))
def test_no_rows_raise_anything_but_a_file_problem(rest: str, header: str) -> None:
    data = (header + rest).encode("utf-8", "replace")
    try:
        parse(data)
    except FileProblem:
        return


# --- names and keys


@pytest.mark.parametrize(
    ("name", "vintage"),
    [
        ("census_country_2023-03.xlsx", date(2023, 3, 1)),
        ("census_country_mexico_2026-10_relaid.xlsx", date(2026, 10, 1)),
        ("country-2026-10-08.xlsx", date(2026, 10, 1)),
        ("fred_EXPMX_2006-2016.csv", None),
        ("bts_border_crossings_mexico_2010-2025.csv", None),
        ("goods_1985-01_2026-07.csv", None),
        ("country_2026-13.xlsx", None),
        ("country.xlsx", None),
    ],
)
def test_the_vintage_is_the_month_in_the_name_never_a_range(name: str, vintage: date | None) -> None:
    assert vintage_from_name(name) == vintage


@pytest.mark.parametrize(
    "key",
    ["census-us-exports-mx", "transborder-hs07-imports", "crossings-2604-bus-passengers", "usdmxn-monthly-average"],
)
def test_a_key_gives_its_series_back(key: str) -> None:
    assert spec_for(key, NAMES).key == key


@pytest.mark.parametrize("key", ["", "transborder-hs7-imports", "crossings-2604-bicycles", "census-us-imports-ca"])
def test_an_unknown_key_is_a_key_error(key: str) -> None:
    with pytest.raises(KeyError):
        spec_for(key, NAMES)


def test_without_names_a_title_still_stands() -> None:
    assert spec_for("transborder-hs77-exports", Names()).title_en == "US exports to Mexico, HS 77"
    assert spec_for("crossings-9999-trains", Names()).title_es == "Trenes hacia el norte, 9999"
