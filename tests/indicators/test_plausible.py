"""Plausible lies made of real files are held; the real files themselves never are."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm.indicators.parsers.recognise import parse_file
from crm.indicators.plausible import doubts, figures_of

Values = dict[str, dict[date, Decimal]]
FILES = (
    "census_country_2023-03.xlsx", "census_country_mexico_2026-10_relaid.xlsx", "fred_IMPMX.csv",
    "fred_EXPMX_2006-2016.csv", "fred_DEXMXUS.csv", "bts_transborder_mexico_hs2_annual.csv",
    "bts_transborder_mexico_monthly_mode.csv", "bts_transborder_mexico_commodity_group_monthly.csv",
    "bts_transborder_mexico_us_state_annual.csv", "bts_transborder_mexican_state_annual.csv",
    "bts_transborder_texas_ports_annual.csv", "bts_border_crossings_mexico_2010-2025.csv",
)  # fmt: skip
pytestmark = pytest.mark.shared


def figures(shared: Path, name: str) -> Values:
    return figures_of(parse_file(name, (shared / name).read_bytes()))


def changed(values: Values, change: Callable[[str, date, Decimal], Decimal | None]) -> Values:
    return {
        key: {when: new for when, value in series.items() if (new := change(key, when, value)) is not None}
        for key, series in values.items()
    }


def names(new: Values, known: Values) -> set[str]:
    return {doubt.rule.name for doubt in doubts(new, known)}


def test_no_real_file_is_held_alone_after_itself_or_after_another_vintage(shared: Path) -> None:
    found = {name: figures(shared, name) for name in FILES}
    for values in found.values():
        assert names(values, {}) == set()
        assert names(values, values) == set()
    for later in FILES[:4]:
        for earlier in FILES[:4]:
            assert names(found[later], found[earlier]) == set(), (later, earlier)


@pytest.mark.parametrize("name", FILES)
def test_each_planted_lie_is_held_with_its_reason(shared: Path, name: str) -> None:
    real = figures(shared, name)
    first = min(real)
    rows = max(len(series) for series in real.values())
    if rows < 6:
        return
    assert "scale" in names(changed(real, lambda _k, _w, value: value * 1000), real)
    assert "scale" in names(changed(real, lambda _k, _w, value: value / 1000), real)
    assert "series" in names(changed(real, lambda _k, _w, value: value * Decimal("1.6")), real)
    holes = changed(real, lambda _k, when, value: None if (when.toordinal() // 28) % 5 < 2 else value)
    if rows > 60:  # forty of a hundred months; a table of years has too few
        assert "holes" in names(holes, real)
    flat = changed(real, lambda key, _w, value: max(real[key].values()) if value else value)
    if max(max(series.values(), default=Decimal(0)) for series in real.values()) >= 1000:
        assert "repeat" in names(flat, real), first


def test_the_two_flows_exchanged_are_held(shared: Path) -> None:
    real = figures(shared, "census_country_2023-03.xlsx")
    exports, imports = "census-us-exports-mx", "census-us-imports-mx"
    recent = {key: {w: v for w, v in series.items() if w.year >= 2015} for key, series in real.items()}
    assert "series" in names({exports: recent[imports], imports: recent[exports]}, real)
