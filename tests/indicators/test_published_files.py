"""The readers on the real files: rows as their README says, and sums that two publishers agree on."""

from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from crm.indicators.parsers.recognise import parse_file
from crm.indicators.parsers.shapes import ParsedFile

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the published files are not beside this clone"),
]


@cache
def parsed(name: str) -> ParsedFile:
    return parse_file(name, (FOLDER / name).read_bytes())


def annual(name: str, key: str, year: int) -> Decimal:
    return sum(
        (o.value or Decimal(0) for o in parsed(name).observations if (o.series, o.period.year) == (key, year)),
        Decimal(0),
    )


@pytest.mark.parametrize(
    ("name", "source", "rows", "kept", "series"),
    [
        ("census_country_2023-03.xlsx", "census-country-workbook", 8474, 39, 2),
        ("census_country_mexico_2026-10_relaid.xlsx", "census-country-workbook", 5, 5, 2),
        ("fred_IMPMX.csv", "fred", 499, 499, 1),
        ("fred_EXPMX_2006-2016.csv", "fred", 121, 121, 1),
        ("fred_DEXMXUS.csv", "fed-h10", 8470, 8470, 1),
        ("bts_transborder_mexico_hs2_annual.csv", "bts-transborder", 16262, 16262, 1264),
        ("bts_transborder_mexico_monthly_mode.csv", "bts-transborder", 3717, 3717, 17),
        ("bts_transborder_mexico_commodity_group_monthly.csv", "bts-transborder", 10032, 10032, 44),
        ("bts_transborder_mexico_us_state_annual.csv", "bts-transborder", 11758, 11758, 104),
        ("bts_transborder_mexican_state_annual.csv", "bts-transborder", 2439, 2439, 32),
        ("bts_transborder_texas_ports_annual.csv", "bts-transborder", 1641, 1641, 135),
        ("bts_border_crossings_mexico_2010-2025.csv", "bts-border-crossing", 43834, 43834 - 6 - 2, 321),
    ],
)
def test_rows_are_those_of_the_readme(name: str, source: str, rows: int, kept: int, series: int) -> None:
    found = parsed(name)
    assert (found.source, found.rows_read, found.rows_kept, len(found.series)) == (source, rows, kept, series)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.*")) if FOLDER.is_dir() else [], ids=lambda path: path.name)
def test_no_observation_stands_twice_and_each_has_its_series(path: Path) -> None:
    try:
        found = parsed(path.name)
    except ValueError:
        return
    places = Counter((o.series, o.period) for o in found.observations)
    assert max(places.values()) == 1
    assert {o.series for o in found.observations} == {spec.key for spec in found.series}


@pytest.mark.parametrize(
    ("name", "exports"),
    [
        ("census_country_2023-03.xlsx", "324377.863297"),
        ("census_country_mexico_2026-10_relaid.xlsx", "327016.1"),
    ],
)
def test_exports_of_2022_are_those_of_each_vintage(name: str, exports: str) -> None:
    assert annual(name, "census-us-exports-mx", 2022) == Decimal(exports)


@pytest.mark.parametrize("flow", ["imports", "exports"])
def test_transborder_2022_equals_the_workbook_of_march_2023_to_the_dollar(flow: str) -> None:
    workbook = {
        o.period: o.value * 1_000_000
        for o in parsed("census_country_2023-03.xlsx").observations
        if (o.series, o.period.year) == (f"census-us-{flow}-mx", 2022) and o.value is not None
    }
    assert sum(workbook.values()) == sum(
        annual("bts_transborder_mexico_hs2_annual.csv", spec.key, 2022)
        for spec in parsed("bts_transborder_mexico_hs2_annual.csv").series
        if spec.flow == flow and spec.mode is None
    )
    months = parsed("bts_transborder_mexico_monthly_mode.csv").observations
    all_modes = {o.period: o.value for o in months if o.series == f"transborder-all-{flow}" and o.period.year == 2022}
    assert all_modes == workbook
    groups = [s.key for s in parsed("bts_transborder_mexico_commodity_group_monthly.csv").series if s.flow == flow]
    assert sum(annual("bts_transborder_mexico_commodity_group_monthly.csv", key, 2022) for key in groups) == sum(
        workbook.values()
    )
    states = [s.key for s in parsed("bts_transborder_mexico_us_state_annual.csv").series if s.flow == flow]
    assert sum(annual("bts_transborder_mexico_us_state_annual.csv", key, 2022) for key in states) == sum(
        workbook.values()
    )


def test_the_only_conflict_is_the_buses_of_sasabe() -> None:
    found = parsed("bts_border_crossings_mexico_2010-2025.csv")
    assert [(o.series, f"{o.period:%Y-%m}") for o in found.observations if o.status == "conflict"] == [
        ("crossings-2606-bus-passengers", "2021-02")
    ]


def test_the_vintage_of_march_2023_ends_in_january_2023() -> None:
    published = [o.period for o in parsed("census_country_2023-03.xlsx").observations if o.value is not None]
    assert f"{max(published):%Y-%m}" == "2023-01"
    assert len(published) == 2 * (38 * 12 + 1)


def test_fred_imports_equal_the_workbook_until_2019() -> None:
    def imports(name: str) -> dict[str, Decimal | None]:
        return {
            f"{o.period:%Y-%m}": o.value
            for o in parsed(name).observations
            if o.series == "census-us-imports-mx" and o.period.year < 2020
        }

    assert imports("fred_IMPMX.csv") == imports("census_country_2023-03.xlsx")
