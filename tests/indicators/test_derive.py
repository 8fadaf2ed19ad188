"""Derived figures: exact, and silent where a period is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.indicators import derive


@dataclass(frozen=True)
class Row:
    period: date
    value: Decimal | None


def months(year: int, values: Sequence[int | None]) -> list[Row]:
    return [
        Row(date(year + n // 12, n % 12 + 1, 1), None if value is None else Decimal(value))
        for n, value in enumerate(values)
    ]


def test_the_latest_is_the_newest_with_a_value() -> None:
    figures = months(2026, [1, 2, None])
    assert derive.latest(figures) == figures[1]
    assert derive.latest(months(2026, [None])) is None
    assert derive.latest([]) is None


def test_the_change_is_on_the_same_month_a_year_before() -> None:
    found = derive.change_on_year(months(2024, [100] + [7] * 11 + [112, None]))
    assert found is not None
    assert found == derive.Change(Decimal(112), Decimal(100), Decimal(12), Decimal(12))


def test_without_the_year_before_there_is_no_change() -> None:
    assert derive.change_on_year(months(2024, [None] + [7] * 11 + [112])) is None
    assert derive.change_on_year(months(2024, [1, 2])) is None
    assert derive.change_on_year([]) is None


def test_a_change_on_zero_has_no_percent() -> None:
    assert derive.change(Decimal(5), Decimal(0)).percent is None


def test_a_change_from_below_zero_keeps_its_direction() -> None:
    assert derive.change(Decimal(-50), Decimal(-100)).percent == 50


def test_the_year_to_date_sums_from_january() -> None:
    found = derive.year_to_date(months(2025, [9] * 12 + [1, 2, 3]))
    assert found is not None
    assert (found.value, found.first, found.last, found.periods, found.complete) == (
        Decimal(6),
        date(2026, 1, 1),
        date(2026, 3, 1),
        3,
        True,
    )


def test_a_gap_in_the_year_to_date_leaves_no_sum_and_is_named() -> None:
    found = derive.year_to_date(months(2026, [1, None, 3]))
    assert found is not None
    assert (found.value, found.absent, found.complete) == (None, (date(2026, 2, 1),), False)


def test_twelve_months_reach_back_over_the_new_year() -> None:
    found = derive.twelve_months(months(2025, [100, 100, *range(1, 13)]))
    assert found is not None
    assert (found.value, found.first, found.last) == (Decimal(78), date(2025, 3, 1), date(2026, 2, 1))


def test_years_that_are_not_whole_say_how_many_months_they_have() -> None:
    totals = derive.annual_sums(months(2024, [None] + [1] * 11 + [2] * 12 + [3] * 7))
    assert [(t.first, t.value, t.periods) for t in totals] == [
        (date(2024, 2, 1), Decimal(11), 11),
        (date(2025, 1, 1), Decimal(24), 12),
        (date(2026, 1, 1), Decimal(21), 7),
    ]
    (year,) = derive.annual_sums(months(2024, [1, None, 3]))
    assert (year.value, year.absent) == (None, (date(2024, 2, 1),))


def test_no_figures_give_no_sums() -> None:
    assert derive.annual_sums([]) == ()
    assert derive.year_to_date([]) is None
    assert derive.twelve_months(months(2026, [None])) is None


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60))
def test_annual_sums_add_up_to_the_whole(values: list[int]) -> None:
    totals = derive.annual_sums(months(2000, values))
    assert sum(t.value for t in totals if t.value is not None) == sum(values)


def test_gaps_are_filled_with_nothing() -> None:
    rows = [months(2025, [1])[0], Row(date(2025, 4, 1), Decimal(4))]
    assert derive.dense(rows, "month") == (
        (date(2025, 1, 1), Decimal(1)),
        (date(2025, 2, 1), None),
        (date(2025, 3, 1), None),
        (date(2025, 4, 1), Decimal(4)),
    )
    assert len(derive.dense([Row(date(2007, 1, 1), None), Row(date(2010, 1, 1), None)], "year")) == 4
    assert derive.dense([], "year") == ()


def test_february_of_a_leap_year_is_a_month_like_any_other() -> None:
    assert derive.year_before(date(2024, 2, 1)) == date(2023, 2, 1)


@pytest.mark.parametrize(
    ("last", "today", "current"),
    [
        (date(2026, 7, 1), date(2026, 11, 22), True),  # 114 days after 31 July
        (date(2026, 7, 1), date(2026, 11, 28), True),
        (date(2026, 7, 1), date(2026, 11, 29), False),
        (date(2025, 2, 1), date(2026, 11, 22), False),
    ],
)
def test_a_month_is_current_for_120_days_after_its_end(last: date, today: date, *, current: bool) -> None:
    assert derive.is_current("month", last, today) is current


def test_a_year_is_current_for_500_days_after_its_end() -> None:
    assert derive.is_current("year", date(2025, 1, 1), date(2027, 5, 15))
    assert not derive.is_current("year", date(2025, 1, 1), date(2027, 5, 16))


def test_a_rate_is_not_summed() -> None:
    assert derive.can_be_summed("USD")
    assert derive.can_be_summed("count")
    assert not derive.can_be_summed("MXN per USD")
