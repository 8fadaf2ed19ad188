"""Change since a day: seasons go by twelve months, and nothing is compared across a change of counting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from crm.indicators.breaks import BREAKS, breaks_of, comparable
from crm.indicators.derive import Absent, Since, change_since
from crm.indicators.models import Series


@dataclass(frozen=True)
class Value:
    period: date
    value: Decimal | None


def months(values: Sequence[int | None]) -> list[Value]:
    """Return months from January 2024 on."""
    return [Value(date(2024 + n // 12, n % 12 + 1, 1), None if v is None else Decimal(v)) for n, v in enumerate(values)]


def test_months_of_a_season_are_compared_as_twelve() -> None:
    found = change_since(months([10] * 12 + [20] * 12), "month", "USD", date(2025, 1, 15))
    assert isinstance(found, Since)
    assert (found.change.now, found.change.before) == (Decimal(240), Decimal(120))
    assert (found.then, found.first, found.twelve) == (date(2024, 12, 1), date(2024, 1, 1), True)


def test_a_rate_is_compared_with_the_last_month_that_was_over() -> None:
    found = change_since(months([10, 20, 40]), "month", "MXN per USD", date(2024, 2, 29))
    assert isinstance(found, Since)
    assert (found.change.percent, found.then, found.twelve) == (Decimal(300), date(2024, 1, 1), False)


def test_years_are_compared_with_the_last_one_that_was_over() -> None:
    figures = [Value(date(year, 1, 1), Decimal(year)) for year in (2022, 2023, 2024)]
    found = change_since(figures, "year", "USD", date(2024, 6, 1))
    assert isinstance(found, Since)
    assert (found.change.now, found.change.before) == (Decimal(2024), Decimal(2023))


@pytest.mark.parametrize(
    ("values", "day"),
    [
        ([10] * 24, date(2026, 3, 1)),
        ([10] * 24, date(2024, 1, 15)),
        ([10] * 18, date(2024, 9, 1)),
        ([], date(2025, 1, 1)),
    ],
)
def test_without_news_or_a_whole_year_before_nothing_is_said(values: list[int | None], day: date) -> None:
    assert change_since(months(values), "month", "count", day) is None


def test_with_a_gap_in_the_twelve_months_its_month_is_told_and_no_change() -> None:
    found = change_since(months([10, None, *[10] * 22]), "month", "count", date(2025, 1, 15))
    assert found == Absent((date(2024, 2, 1),))


def test_nothing_is_compared_across_a_change_of_counting() -> None:
    ysleta = Series(port_code="2401", measure="trucks", frequency="month")
    loaded = Series(port_code="2304", measure="truck-containers-loaded", frequency="month")
    trucks = Series(port_code="2304", measure="trucks", frequency="month")
    year = Series(port_code="2402", frequency="year")
    assert [len(breaks_of(series)) for series in (ysleta, loaded, trucks, year)] == [1, 1, 0, 1]
    assert not comparable(ysleta, date(2020, 2, 1), date(2020, 3, 1))
    assert comparable(ysleta, date(2020, 3, 1), date(2021, 3, 1))
    assert not comparable(loaded, date(2023, 12, 1), date(2024, 12, 1))
    assert comparable(loaded, date(2024, 1, 1), date(2025, 1, 1))
    assert comparable(trucks, date(2019, 1, 1), date(2025, 1, 1))
    assert [comparable(year, date(y, 1, 1), date(y + 1, 1, 1)) for y in (2018, 2019, 2020, 2021)] == [
        True, False, False, True,
    ]  # fmt: skip
    assert all(each.told for each in BREAKS)
