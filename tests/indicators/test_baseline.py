"""The shipped baseline: small, true to the published files, and honest about gaps."""

import csv
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.indicators.baseline.reader import read_baseline
from crm.indicators.baseline.textform import BaselineError, Batch, read_batches, write_batch
from crm.indicators.parsers.names import Names
from crm.indicators.parsers.series import goods_series
from crm.indicators.parsers.shapes import Observation, ParsedFile

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data"
shared = pytest.mark.skipif(not FOLDER.is_dir(), reason="the published files are not beside this clone")
EXPORTS = "census-us-exports-mx"


def figures(source: str, vintage: date) -> dict[tuple[str, date], Decimal | None]:
    batches = [b for b in read_baseline() if (b.parsed.source, b.vintage) == (source, vintage)]
    return {(o.series, o.period): o.value for batch in batches for o in batch.parsed.observations}


def test_every_batch_names_its_source_and_vintage() -> None:
    assert [(b.parsed.source, f"{b.vintage:%Y-%m}") for b in read_baseline()] == [
        ("census-country-workbook", "2023-03"),
        ("bts-border-crossing", "2025-03"),
        *[("bts-transborder", "2026-02")] * 5,
        ("fed-h10", "2026-04"),
        ("fred", "2026-09"),
        ("census-country-workbook", "2026-10"),
    ]


def test_the_baseline_is_small() -> None:
    sizes = [len(f.read_bytes()) for f in files("crm.indicators.baseline").iterdir() if f.name.endswith(".txt")]
    assert sum(sizes) < 350_000


def test_a_revision_can_be_shown() -> None:
    old, new = (
        figures("census-country-workbook", date(2023, 3, 1)),
        figures("census-country-workbook", date(2026, 10, 1)),
    )
    year = [date(2022, month, 1) for month in range(1, 13)]
    assert sum(old[EXPORTS, month] or 0 for month in year) == Decimal("324377.863297")
    assert sum(new[EXPORTS, month] or 0 for month in year) == Decimal("327016.1")


def test_headline_figures_stand_as_published() -> None:
    assert figures("fred", date(2026, 9, 1))["census-us-imports-mx", date(2026, 7, 1)] == Decimal("60549.615043")
    crossings = figures("bts-border-crossing", date(2025, 3, 1))
    assert crossings["crossings-2604-trucks", date(2025, 1, 1)] == 42188
    assert crossings["crossings-2604-trucks", date(2024, 9, 1)] == 22544


def test_the_conflict_of_sasabe_is_a_place_without_a_figure_and_the_only_one() -> None:
    assert [
        (o.series, o.period, o.status)
        for batch in read_baseline()
        for o in batch.parsed.observations
        if o.value is None
    ] == [("crossings-2606-bus-passengers", date(2021, 2, 1), "conflict")]


def test_what_was_never_published_is_not_there() -> None:
    keys = {key for key, _period in figures("bts-transborder", date(2026, 2, 1))}
    assert "transborder-hs99-imports" in keys
    assert not keys & {"transborder-hs77-imports", "transborder-hs99-exports"}


@pytest.mark.shared
@shared
def test_the_goods_equal_the_joined_monthly_file() -> None:
    newest: dict[tuple[str, date], Decimal | None] = {}
    for batch in read_baseline():
        newest |= {(o.series, o.period): o.value for o in batch.parsed.observations}
    with (FOLDER / "us_mexico_goods_monthly.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            month = date.fromisoformat(row["month"] + "-01")
            assert newest[EXPORTS, month] == Decimal(row["us_exports_to_mexico_musd"])
            assert newest["census-us-imports-mx", month] == Decimal(row["us_imports_from_mexico_musd"])


values = st.none() | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)


@given(st.lists(values, min_size=1, max_size=30), st.integers(1985, 2030), st.integers(1, 12))
def test_what_is_written_is_read_back(row: list[Decimal | None], year: int, month: int) -> None:
    spec = goods_series("exports")
    months = [date(year + (month - 1 + n) // 12, (month - 1 + n) % 12 + 1, 1) for n in range(len(row))]
    found = tuple(Observation(spec.key, when, value) for when, value in zip(months, row, strict=True))
    parsed = ParsedFile("fred", "FRED", "fred-csv", (spec,), found, len(row), len(row), ("one", "two"))
    (back,) = read_batches(write_batch(Batch(date(2026, 9, 1), parsed)), Names())
    assert back.parsed.observations == tuple(o for o in found if o.value is not None)
    assert (back.vintage, back.parsed.notes) == (date(2026, 9, 1), ("one", "two"))


@pytest.mark.parametrize(
    "line", ["nonsense", "unknown-key|2020-01|1", "census-us-exports-mx|2020|1,x", "batch|2020|fred|a|b|c"]
)
def test_a_line_not_in_our_form_is_named(line: str) -> None:
    head = "batch|2026-09|fred|FRED|fred-csv|"
    with pytest.raises(BaselineError, match=r"line [23]"):
        list(read_batches([head, line, head], Names()))
