"""The readers of interfaces: bodies recorded where there are some, else written from the documented shape."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.indicators.parsers.banxico import read_banxico
from crm.indicators.parsers.census_api import read_census_api
from crm.indicators.parsers.crossings import read_crossings_api
from crm.indicators.parsers.fred import read_fred_api
from crm.indicators.parsers.names import Names, catalogue_names
from crm.indicators.parsers.recognise import parse_file
from crm.indicators.parsers.series import spec_for
from crm.indicators.parsers.shapes import BadFile, FileProblem, NoFigures, ParsedFile

NAMES = Names(chapters={"87": ("Vehicles", "Vehículos")}, ports={"2604": "Nogales"}, states={"US-AZ": ("Arizona",) * 2})


def body(found: Any) -> bytes:
    return json.dumps(found).encode()


def values(parsed: ParsedFile) -> dict[tuple[str, str], Decimal | None]:
    return {(o.series, o.period.isoformat()): o.value for o in parsed.observations}


#: As the API's pages describe it: predicates are appended, so CTY_CODE stands twice.
DOCUMENTED_CENSUS = [
    ["CTY_CODE", "CTY_NAME", "E_COMMODITY", "ALL_VAL_MO", "ALL_VAL_YR", "time", "COMM_LVL", "CTY_CODE"],
    ["2010", "MEXICO", "87", "773377170", "1500000000", "2026-07", "HS2", "2010"],
    ["2010", "MEXICO", "8703", "1000", "1", "2026-07", "HS4", "2010"],
    ["1220", "CANADA", "87", "5", "5", "2026-07", "HS2", "1220"],
    ["-", "TOTAL FOR ALL COUNTRIES", "87", "9", "9", "2026-07", "HS2", "-"],
    ["0020", "USMCA (NAFTA)", "87", "8", "8", "2026-07", "HS2", "0020"],
]


def test_census_gives_a_series_a_country_and_commodity_and_no_group_of_countries() -> None:
    parsed = read_census_api(body(DOCUMENTED_CENSUS), "exports", NAMES)
    assert values(parsed) == {
        ("census-hs87-exports", "2026-07-01"): 773377170,
        ("census-hs8703-exports", "2026-07-01"): 1000,
        ("census-hs87-exports-ca", "2026-07-01"): 5,
        ("census-hs87-exports-world", "2026-07-01"): 9,
    }
    assert (parsed.rows_read, parsed.rows_kept) == (5, 4)
    titles = {spec.key: spec.title_en for spec in parsed.series}
    assert titles["census-hs8703-exports"] == "US exports to Mexico, HS 8703 (Vehicles)"
    assert titles["census-hs87-exports-world"] == "US exports to the world, HS 87 Vehicles"


def test_census_by_state_and_by_port_says_both_in_key_and_title() -> None:
    state = [["STATE", "ALL_VAL_MO", "CTY_CODE", "YEAR", "MONTH"], ["AZ", "12", "2010", "2025", "12"]]
    port = [["PORT", "PORT_NAME", "GEN_VAL_MO", "CTY_CODE", "time"], ["2604", "NOGALES, AZ", "7", "2010", "2025-12"]]
    by_state = read_census_api(body(state), "exports", NAMES)
    by_port = read_census_api(body(port), "imports", NAMES)
    assert values(by_state) == {("census-state-AZ-exports", "2025-12-01"): 12}
    assert (
        by_state.series[0].title_es == "Exportaciones de EE. UU. a México con origen en Arizona, todas las mercancías"
    )
    assert values(by_port) == {("census-port-2604-imports", "2025-12-01"): 7}
    assert by_port.series[0].title_en == "US imports from Mexico through Nogales, all goods"


def test_two_values_for_one_place_are_a_conflict_and_neither_is_kept() -> None:
    rows = [*DOCUMENTED_CENSUS[:2], [*DOCUMENTED_CENSUS[1][:3], "1", *DOCUMENTED_CENSUS[1][4:]]]
    found = read_census_api(body(rows), "exports", NAMES).observations
    assert [(o.value, o.status) for o in found] == [(None, "conflict")]


def test_fred_reads_text_values_and_its_mark_of_a_gap() -> None:
    answer = {"units": "lin", "observations": [
        {"realtime_start": "2026-09-10", "date": "2026-06-01", "value": "55254.6"},
        {"realtime_start": "2026-09-10", "date": "2026-07-01", "value": "."},
    ]}  # fmt: skip
    parsed = read_fred_api(body(answer), "IMPMX")
    assert (parsed.source, parsed.kind) == ("fred", "fred-api")
    assert values(parsed) == {
        ("census-us-imports-mx", "2026-06-01"): Decimal("55254.6"), ("census-us-imports-mx", "2026-07-01"): None,
    }  # fmt: skip


def crossing(**changed: str) -> dict[str, str]:
    return {
        "port_name": "Nogales", "state": "Arizona", "port_code": "2604", "border": "US-Mexico Border",
        "date": "2026-07-01T00:00:00.000", "measure": "Trucks", "value": "31000", "latitude": "31.3",
    } | changed  # fmt: skip


def test_crossings_of_socrata_are_those_of_the_table() -> None:
    rows = [crossing(), crossing(), crossing(measure="Buses", value="5"), crossing(border="US-Canada Border")]
    parsed = read_crossings_api(body(rows), NAMES)
    assert values(parsed) == {
        ("crossings-2604-trucks", "2026-07-01"): 31000, ("crossings-2604-buses", "2026-07-01"): 5,
    }  # fmt: skip
    with pytest.raises(NoFigures):
        read_crossings_api(b"[]", NAMES)


def sie(days: dict[str, str]) -> bytes:
    data = [{"fecha": day, "dato": value} for day, value in days.items()]
    return body({"bmx": {"series": [{"idSerie": "SF43718", "titulo": "FIX", "datos": data}]}})


def test_the_fix_is_read_by_day_and_only_whole_months_are_averaged() -> None:
    days = {f"{n:02}/01/2026": "17.5" for n in range(1, 32) if date(2026, 1, n).weekday() < 5}
    parsed = read_banxico(sie(days | {"01/01/2026": "N/E", "02/02/2026": "1,017.2"}))
    found = values(parsed)
    assert found["banxico-fix", "2026-01-01"] is None
    assert found["banxico-fix", "2026-02-02"] == Decimal("1017.2")
    assert found["banxico-fix-monthly-average", "2026-01-01"] == Decimal("17.5")
    assert ("banxico-fix-monthly-average", "2026-02-01") not in found
    assert parsed.notes == ("2026-02 is not whole in the file and is left out.",)


@pytest.mark.shared
def test_the_documented_answer_of_banxico_is_read(shared: Path) -> None:
    parsed = read_banxico((shared / "fixtures" / "banxico_sie_SF43718_documented.json").read_bytes())
    assert values(parsed) == {("banxico-fix", "2026-08-18"): Decimal("17.0638")}


READERS: dict[str, Callable[[bytes], ParsedFile]] = {
    "census": partial(read_census_api, flow="imports", names=NAMES),
    "fred": partial(read_fred_api, series_id="DEXMXUS"),
    "bts": partial(read_crossings_api, names=NAMES),
    "banxico": read_banxico,
}
BAD = {
    b"": "answered with nothing", b"<!DOCTYPE html><html>": "answered with a web page",
    b"error: unknown variable 'X'": "answered with text", b'[["CTY_CODE","GEN_VAL': "cut short or damaged",
    b"{}": "shape we do not know", b"[1, 2]": "shape we do not know", b"null": "shape we do not know",
    b'"text"': "shape we do not know", b"[" * 100_000: "no table|cut short",
}  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("answer", BAD, ids=lambda answer: answer[:12].decode())
def test_what_is_no_answer_is_refused_in_one_sentence(reader: str, answer: bytes) -> None:
    with pytest.raises(BadFile, match=BAD[answer]):
        READERS[reader](answer)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(READERS)),
    st.recursive(
        st.none() | st.text(max_size=8) | st.integers() | st.sampled_from(["2010", "bmx", "SF43718", "GEN_VAL_MO"]),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["bmx", "series", "datos", "observations", "idSerie", "date"]), inner)
        ),
        max_leaves=12,
    ),
)
def test_odd_json_is_refused_and_never_breaks_a_reader(reader: str, answer: Any) -> None:
    try:
        READERS[reader](body(answer))
    except (FileProblem, NoFigures):
        return


TABLES = {
    "Year,Month,Mode,TradeType,TradeValue,Weight\n2024,1,Truck,Export,5,\n2024,1,Rail,Export,2,\n": {
        "transborder-all-truck-exports": 5, "transborder-all-rail-exports": 2, "transborder-all-exports": 7,
    },
    "Year,Month,CommodityGroup,TradeType,TradeValue\n2024,1,Plastics & Rubber,Import,5\n": {
        "transborder-group-plastics-rubber-imports": 5,
    },
    "Year,StateCode,State,Mode,TradeType,TradeValue\n2024,AZ,Arizona,Rail,Import,5\n2024,AZ,Arizona,Air,Import,1\n": {
        "transborder-state-AZ-imports": 6,
    },
    "Year,MexState,Mode,TradeType,TradeValue\n2024,Distrito Federal,Rail,Export,5\n2024,Sonora,Rail,Export,1\n": {
        "transborder-mxstate-CMX-exports": 5, "transborder-mxstate-SON-exports": 1,
    },
    "Year,PortCode,Port,Mode,TradeType,TradeValue\n2024,2604,Nogales,Rail,Export,5\n": {
        "transborder-port-2604-exports": 5, "transborder-port-2604-rail-exports": 5,
    },
}  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.split(",")[1])
def test_each_transborder_table_gives_its_series_and_each_key_is_read_back(table: str) -> None:
    parsed = parse_file("file", table.encode())
    assert {o.series: o.value for o in parsed.observations} == TABLES[table]
    for spec in parsed.series:
        assert spec_for(spec.key, catalogue_names()) == spec


def test_a_key_that_is_none_is_refused() -> None:
    for key in ("transborder-all-hs87-imports", "census-group-x-exports", "transborder-hs8-imports"):
        with pytest.raises(KeyError):
            spec_for(key, NAMES)
