"""Which figures meet a rule and how often it would have fired: pure, without a database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from crm.alerts.judge import Condition, base_rate, meets


@dataclass(frozen=True)
class Figure:
    """A published figure."""

    period: date
    value: Decimal | None


def months(*values: int | None, first: int = 2020) -> list[Figure]:
    return [
        Figure(date(first + n // 12, n % 12 + 1, 1), None if value is None else Decimal(value))
        for n, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("kind", "bound", "value", "before", "met"),
    [
        ("rise", 10, "111", "100", True), ("rise", 10, "110", "100", False), ("rise", 10, "80", "100", False),
        ("fall", 10, "89.9", "100", True), ("fall", 10, "90", "100", False), ("fall", 10, "120", "100", False),
        ("move", 10, "111", "100", True), ("move", 10, "89", "100", True), ("move", 10, "90", "100", False),
        ("rise", 10, "-80", "-100", True), ("move", 10, "5", None, None), ("move", 10, "5", "0", None),
        ("above", 20, "20.000001", None, True), ("above", 20, "20", None, False),
        ("below", 20, "0", None, True), ("below", 20, "20", "1", False), ("rise", 0, "100", "100", False),
    ],
)  # fmt: skip
def test_a_figure_meets_a_rule_only_beyond_its_bound(
    kind: str, bound: int, value: str, before: str | None, met: bool | None
) -> None:
    known = None if before is None else Decimal(before)
    assert meets(Condition(kind, Decimal(bound)), Decimal(value), known) is met


def test_the_base_rate_counts_what_can_be_judged_and_names_the_last_three_times() -> None:
    # Two years to compare with: in the second every third month is half as much again.
    found = base_rate(
        months(*[100] * 12, *[150, 100, 100] * 4, *[100] * 12), Condition("rise", Decimal(10)), "month"
    )  # fmt: skip
    assert [found.fired, found.judged, found.years, found.a_year] == [4, 24, 2, 2]
    assert (found.first, found.last) == (date(2021, 1, 1), date(2022, 12, 1))
    assert [each.period.month for each in found.latest] == [10, 7, 4]
    assert [each.before for each in found.latest] == [100, 100, 100]


def test_a_gap_is_no_zero_and_under_a_year_gives_no_rate() -> None:
    figures = months(*[100] * 3, None, *[100] * 8, 50, None, 50, 50)
    found = base_rate(figures, Condition("fall", Decimal(10)), "month")
    assert (found.fired, found.judged, found.a_year) == (2, 2, None)
    empty = base_rate([], Condition("above", Decimal(1)), "month")
    assert [empty.fired, empty.judged, empty.years] == [0, 0, 0]
    assert empty.latest == ()


def test_years_count_by_figures_of_a_year_and_days_by_the_calendar() -> None:
    yearly = [Figure(date(year, 1, 1), Decimal(year)) for year in range(2010, 2020)]
    assert base_rate(yearly, Condition("above", Decimal(2014)), "year").a_year == Decimal("0.5")
    daily = [Figure(date(2020, 1, 1), Decimal(1)), Figure(date(2021, 12, 31), Decimal(30))]
    found = base_rate(daily, Condition("above", Decimal(20)), "day")
    assert found.fired == 1
    assert Decimal("1.99") < found.years < Decimal("2.01")
