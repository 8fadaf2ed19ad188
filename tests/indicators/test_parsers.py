"""The readers on small text tables of each published form."""

from datetime import date
from decimal import Decimal

import pytest

from crm.indicators.parsers.names import Names
from crm.indicators.parsers.recognise import parse_file
from crm.indicators.parsers.shapes import BadFile, Observation, ParsedFile, UnknownFile
from crm.indicators.parsers.text_table import month

NAMES = Names(chapters={"07": ("Vegetables", "Hortalizas")}, ports={"2604": "Nogales"})
CROSSINGS = "Port Name,State,Port Code,Border,Date,Measure,Value,Latitude,Longitude\n"
CHAPTERS = "Year,HSCode,Commodity,CommodityGroup,Mode,TradeType,TradeValue,Weight\n"


def parse(text: str | bytes) -> ParsedFile:
    return parse_file("file", text.encode() if isinstance(text, str) else text, NAMES)


def by_period(parsed: ParsedFile, key: str) -> dict[str, Observation]:
    return {f"{o.period:%Y-%m}": o for o in parsed.observations if o.series == key}


@pytest.mark.parametrize("first", ["observation_date", "DATE"])
def test_both_header_forms_of_fred_are_read(first: str) -> None:
    parsed = parse(f"{first},IMPMX\n2026-06-01,55254.6\n2026-07-01,60549.600000\n")
    assert (parsed.source, parsed.source_label) == ("fred", "FRED IMPMX (US Census Bureau)")
    assert by_period(parsed, "census-us-imports-mx")["2026-07"].value == Decimal("60549.6")


@pytest.mark.parametrize("gap", ["", ".", " "])
def test_both_marks_of_a_missing_value_are_missing_not_zero(gap: str) -> None:
    parsed = parse(f"DATE,EXPMX\n2016-11-01,{gap}\n2016-12-01,0\n")
    found = by_period(parsed, "census-us-exports-mx")
    assert (found["2016-11"].value, found["2016-11"].status) == (None, "missing")
    assert (found["2016-12"].value, found["2016-12"].status) == (Decimal(0), "published")


def test_lines_ended_the_windows_way_and_a_byte_order_mark_do_not_matter() -> None:
    parsed = parse(b"\xef\xbb\xbfDATE,EXPMX\r\n2016-11-01,5.0\r\n")
    assert by_period(parsed, "census-us-exports-mx")["2016-11"].value == 5


def rates(days: dict[str, str]) -> str:
    return "observation_date,DEXMXUS\n" + "".join(f"{day},{rate}\n" for day, rate in days.items())


def weekdays(first: int, last: int) -> list[str]:
    return [f"2026-01-{n:02}" for n in range(first, last + 1) if date(2026, 1, n).weekday() < 5]


def test_the_monthly_rate_is_the_average_of_the_published_days_and_says_derived() -> None:
    days = dict.fromkeys(weekdays(1, 31), "17.0000") | {"2026-01-01": "", "2026-01-30": "17.5000"}
    parsed = parse(rates(days))
    assert by_period(parsed, "usdmxn-monthly-average")["2026-01"].value == Decimal("17.0238")  # (20*17 + 17.5) / 21
    assert parsed.series[0].derived
    assert parsed.source == "fed-h10"


@pytest.mark.parametrize(("first", "last"), [(1, 29), (2, 30), (5, 31)])
def test_a_month_that_is_cut_at_either_end_is_left_out_and_said(first: int, last: int) -> None:
    parsed = parse(rates(dict.fromkeys(weekdays(first, last), "17.0")))
    assert parsed.observations == ()
    assert any("2026-01 is not whole" in note for note in parsed.notes)


def test_a_month_of_few_published_days_is_not_averaged() -> None:
    days = weekdays(1, 31)
    parsed = parse(rates(dict.fromkeys(days, "") | dict.fromkeys(days[:14], "17.0")))
    assert parsed.observations == ()
    assert "only 14 published days" in parsed.notes[-1]


def test_dates_out_of_order_are_bad() -> None:
    with pytest.raises(BadFile, match="out of order"):
        parse("DATE,EXPMX\n2016-12-01,1\n2016-11-01,1\n")


def test_another_fred_series_is_unknown_by_name() -> None:
    with pytest.raises(UnknownFile, match="holds the FRED series IMPCA"):
        parse("DATE,IMPCA\n2016-12-01,1\n")


# --- BTS TransBorder


def test_modes_are_added_up_and_directions_are_seen_from_the_united_states() -> None:
    parsed = parse(
        CHAPTERS + "2024,07,V,G,Truck,Import,100,1.5\n2024,07,V,G,Rail,Import,11,\n2024,07,V,G,Truck,Export,7,\n"
    )
    assert {o.series: o.value for o in parsed.observations} == {
        "transborder-hs07-imports": 111,
        "transborder-hs07-truck-imports": 100,
        "transborder-hs07-rail-imports": 11,
        "transborder-hs07-exports": 7,
        "transborder-hs07-truck-exports": 7,
    }
    imports = next(spec for spec in parsed.series if spec.key == "transborder-hs07-imports")
    assert imports.title_en == "US imports from Mexico, HS 07 Vegetables"
    assert imports.title_es == "Importaciones de EE. UU. procedentes de México, SA 07 Hortalizas"


def test_a_year_without_a_row_has_no_observation() -> None:
    parsed = parse(CHAPTERS + "2022,7,V,G,Truck,Import,1,\n2024,07,V,G,Truck,Import,3,\n")
    assert list(by_period(parsed, "transborder-hs07-imports")) == ["2022-01", "2024-01"]


def test_a_repeated_row_is_bad_since_it_would_be_added_twice() -> None:
    row = "2024,07,V,G,Truck,Import,100,\n"
    with pytest.raises(BadFile, match="Line 3 repeats Year '2024', HSCode '07'"):
        parse(CHAPTERS + row + row)


# --- BTS crossings


def crossing(
    when: str, value: str, measure: str = "Trucks", port: str = "2604", border: str = "US-Mexico Border"
) -> str:
    return f"Nogales,Arizona,{port},{border},{when},{measure},{value},31.3,-110.9\n"


def test_zero_crossings_are_a_published_zero() -> None:
    found = by_period(parse(CROSSINGS + crossing("Jan 2024", "0")), "crossings-2604-trucks")
    assert (found["2024-01"].value, found["2024-01"].status) == (Decimal(0), "published")


@pytest.mark.parametrize("when", ["Mar 2019", "2019-03-01", "2019-03-01T00:00:00.000", "03/01/2019 12:00:00 AM"])
def test_every_published_form_of_a_month_is_read(when: str) -> None:
    assert month(when, 2) == date(2019, 3, 1)


def test_exact_duplicates_count_once_and_are_said() -> None:
    parsed = parse(CROSSINGS + crossing("Jan 2024", "5") * 3)
    assert (parsed.rows_read, parsed.rows_kept) == (3, 1)
    assert "2 exact duplicate rows are counted once." in parsed.notes


def test_of_two_different_values_neither_is_kept() -> None:
    parsed = parse(CROSSINGS + crossing("Jan 2024", "0") + crossing("Jan 2024", "2175"))
    (only,) = parsed.observations
    assert (only.value, only.status, parsed.rows_kept) == (None, "conflict", 0)
    assert "Trucks northbound, Nogales, 2024-01: the file says 0 and 2,175" in parsed.notes[-1]


def test_the_copies_of_2019_are_read_with_short_codes_and_old_names() -> None:
    parsed = parse(CROSSINGS + crossing("Jan 2019", "5", "Truck Containers Full", "604"))
    assert parsed.series[0].key == "crossings-0604-truck-containers-loaded"


def test_the_other_border_is_left_out_and_said() -> None:
    parsed = parse(CROSSINGS + crossing("Jan 2024", "5") + crossing("Jan 2024", "9", border="US-Canada Border"))
    assert (parsed.rows_read, parsed.rows_kept) == (2, 1)
    assert "1 rows of another border are left out." in parsed.notes
