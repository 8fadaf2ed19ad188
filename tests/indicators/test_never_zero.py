"""A place without a figure is never a zero: what is worked out from figures either has all of them or is missing too.

Each property compares with the plain sum of the figures that are known: wherever one lacks, that sum must not come out.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.alerts.judge import Condition, base_rate, judged
from crm.indicators import derive
from crm.indicators.models import Series
from crm.indicators.parsers.cells import NO_FIGURE, read_cell, summed
from crm.indicators.parsers.text_table import whole
from crm.indicators.queries.splits import Part, Split, share
from crm.indicators.shown import Figures, figures_of
from crm.indicators.status_words import gaps, places, why
from crm.indicators.statuses import VALUELESS, first_provisional_year

VINTAGE = date(2026, 10, 1)
#: A figure, a place that is named without one, or (None) a month that no publication names.
SAID = st.none() | st.integers(0, 10**9) | st.sampled_from(sorted(VALUELESS))
MONTHS = st.lists(SAID, min_size=1, max_size=60)
Said = Sequence[int | str | None]


def month(n: int) -> date:
    return date(2020 + n // 12, n % 12 + 1, 1)


def figures(said: Said) -> Figures:
    """Return figures as they are read from the database, months from January 2020 on."""
    return figures_of(
        (month(n), None if isinstance(each, str) else Decimal(each), VINTAGE, "fred",
         each if isinstance(each, str) else "published")
        for n, each in enumerate(said) if each is not None
    )  # fmt: skip


def known(said: Said) -> dict[date, Decimal]:
    return {month(n): Decimal(each) for n, each in enumerate(said) if isinstance(each, int)}


@given(MONTHS)
def test_a_sum_is_of_every_period_or_there_is_none(said: Said) -> None:
    found, values = figures(said), known(said)
    for total in (derive.twelve_months(found), derive.year_to_date(found), *derive.annual_sums(found)):
        if total is None:
            continue
        span = [when for n in range(-12, len(said)) if total.first <= (when := month(n)) <= total.last]
        lacking = tuple(when for when in span if when not in values)
        assert total.absent == lacking
        assert total.value == (None if lacking else sum((values[when] for when in span), Decimal(0)))


@given(MONTHS)
def test_a_change_needs_both_figures_and_a_period_without_one_says_why(said: Said) -> None:
    found, values = figures(said), known(said)
    for n in range(len(said)):
        change, then = derive.change_on_year(found, month(n)), derive.year_before(month(n))
        assert (change is not None) == (month(n) in values and then in values)
    if values:
        for when in (month(n) for n in range(len(said)) if min(values) < month(n) < max(values)):
            ((_when, status),) = gaps(found, [when])
            assert when in values or status in VALUELESS


@given(MONTHS, st.integers(0, 60))
def test_a_change_since_a_day_never_crosses_a_gap(said: Said, day: int) -> None:
    values = known(said)
    since = derive.change_since(figures(said), "month", "USD", month(day))
    if isinstance(since, derive.Since):
        last = max(values)
        for end, told in ((last, since.change.now), (since.then, since.change.before)):
            at = [n for n in range(len(said)) if month(n) <= end][-12:]
            assert all(month(n) in values for n in at)
            assert told == sum((values[month(n)] for n in at), Decimal(0))
    elif isinstance(since, derive.Absent):
        assert not set(since.periods) & set(values)


@given(MONTHS, st.integers(0, 100))
def test_an_alert_judges_no_period_without_a_figure_or_one_to_compare(said: Said, bound: int) -> None:
    values = known(said)
    rows = judged(figures(said), lambda _then, _now: True)
    assert {row.period for row in rows} == set(values)
    assert all(row.before == values.get(derive.year_before(row.period)) for row in rows)
    for kind in ("move", "fall"):
        rate = base_rate(figures(said), Condition(kind, Decimal(bound)), "month")
        assert rate.judged == sum(bool(values.get(derive.year_before(when))) for when in values)
    below = base_rate(figures(said), Condition("below", Decimal(1)), "month")
    assert below.fired == sum(value == 0 for value in values.values())


@given(st.lists(st.none() | st.integers(0, 10**9), min_size=1, max_size=12))
def test_shares_and_concentration_need_every_part(parts: list[int | None]) -> None:
    values = [None if part is None else Decimal(part) for part in parts]
    whole_one = None if None in parts else Decimal(sum(part for part in parts if part is not None))
    made = tuple(Part(f"{n}", value, None) for n, value in enumerate(values))
    split = Split("us_state", made, VINTAGE, False, "census", "fred", VINTAGE, whole_one)
    if whole_one is None:
        assert split.hhi is None
        assert [split.share(part) for part in made] == [None] * len(made)
        assert split.lacking == tuple(part for part in made if part.value is None)
    elif whole_one:
        shares = [found for part in made if (found := split.share(part)) is not None]
        assert abs(sum(shares, Decimal(0)) - 100) < Decimal("1e-6")
    assert share(None, Decimal(5)) is None


@given(st.lists(st.sampled_from([*sorted(NO_FIGURE), "0", "5"]), min_size=1, max_size=8))
def test_parts_of_one_place_add_up_only_where_each_has_a_figure(cells: list[str]) -> None:
    value, status = summed(read_cell(cell, 1, whole) for cell in cells)
    if any(cell in NO_FIGURE for cell in cells):
        assert value is None
        assert status in VALUELESS
    else:
        assert value == sum(map(int, cells))
        assert status == "published"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=MONTHS)
def test_a_table_has_a_line_for_every_period_and_no_value_where_there_is_none(app: Flask, said: Said) -> None:
    with app.test_request_context():
        found = places(Series(frequency="month", basis="census"), figures(said))
    named = [month(n) for n, each in enumerate(said) if each is not None]
    assert [place.period for place in found] == (
        [month(n) for n in range(len(said)) if min(named) <= month(n) <= max(named)] if named else []
    )
    values = known(said)
    assert {place.period: place.figure.value for place in found if place.figure} == values
    assert all(place.status for place in found)


@pytest.mark.parametrize(
    ("vintage", "year"),
    [(date(2026, 6, 30), 2025), (date(2026, 7, 1), 2026), (date(2026, 10, 1), 2026), (date(2027, 1, 1), 2026)],
)
def test_a_month_is_provisional_until_july_of_the_year_after(vintage: date, year: int) -> None:
    assert first_provisional_year(vintage) == year


def test_why_is_one_sentence_however_many_months_lack(app: Flask) -> None:
    with app.test_request_context():
        assert not why([])
        assert why([(date(2024, 6, 1), "missing")]) == "June 2024 was not published"
        lacking = [(date(2024, n, 1), "suppressed") for n in (6, 7, 8)]
        assert why(lacking) == (
            "June 2024 was suppressed by its publisher, July 2024 was suppressed by its publisher, and 1 more"
        )
