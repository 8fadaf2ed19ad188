"""The readers on the real files: rows as their README says, and sums that two publishers agree on."""

from collections import Counter, defaultdict
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
        ("bts_transborder_mexico_hs2_annual.csv", "bts-transborder", 16262, 16262, 195),
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


def test_transborder_2022_equals_the_workbook_of_march_2023_to_the_dollar() -> None:
    chapters: dict[str | None, Decimal] = defaultdict(Decimal)
    table = parsed("bts_transborder_mexico_hs2_annual.csv")
    flows = {spec.key: spec.flow for spec in table.series}
    for observation in table.observations:
        if observation.period.year == 2022:
            chapters[flows[observation.series]] += observation.value or 0
    for flow, key in (("imports", "census-us-imports-mx"), ("exports", "census-us-exports-mx")):
        assert chapters[flow] == annual("census_country_2023-03.xlsx", key, 2022) * 1_000_000


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
