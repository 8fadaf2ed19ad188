"""Dates: the order of a column is found or asked; a cell is read in that order alone."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.imports.tables.dates import ORDERS, date_of, date_orders, moment_of, when_of


@pytest.mark.parametrize(
    ("column", "options", "sure"),
    [
        (["03/04/2026"], ("dmy", "mdy"), False),
        (["03/04/2026", "25/12/2026"], ("dmy",), True),
        (["03/04/2026", "12/25/2026"], ("mdy",), True),
        (["25/12/2026", "12/25/2026"], ("dmy", "mdy", "ymd"), False),
        (["2026-04-03", "3 abr 2026", "Apr 3, 2026", "", "n/a"], ("dmy", "mdy", "ymd"), True),
        (["3/4/26"], ("dmy", "mdy"), False),
        (["31/12/99"], ("dmy",), False),
        (["25-12-2026 14:30"], ("dmy",), True),
        (["3-abr-26"], ("dmy", "mdy", "ymd"), False),
        ([date(2026, 4, 3)], ("dmy", "mdy", "ymd"), True),
    ],
)
def test_a_columns_order_is_sure_only_where_some_date_decides(
    column: list[str], options: tuple[str, ...], *, sure: bool
) -> None:
    found = date_orders(column)
    assert (found.options, found.sure) == (options, sure)


def test_the_doubtful_dates_are_shown() -> None:
    assert date_orders(["03/04/2026", "03/03/2026", "25/12/2026"]).asked_about == ("03/04/2026",)


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-03", "2026/4/3", "2026.04.03", "3 abr 2026", "3-abr-2026", "3 de abril de 2026", "3 de abril del 2026",
        "3 ABR. 2026", "Apr 3, 2026", "April 3rd, 2026", "3 April 2026", "2026-Apr-03", "03-Apr-26",
        "2026-04-03 00:00:00", "2026-04-03T14:30:00",
    ],
)  # fmt: skip
def test_a_date_that_can_be_read_in_one_way_needs_no_order(text: str) -> None:
    assert {date_of(text, order) for order in ORDERS} == {date(2026, 4, 3)}


SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"


@pytest.mark.parametrize("month", range(1, 13))
def test_months_are_known_in_both_languages(month: int) -> None:
    english = date(2026, month, 5).strftime("%B")
    spanish = SPANISH.split()[month - 1]
    for name in (english, english[:3], spanish, spanish[:3]):
        assert date_of(f"5 {name} 2026", "mdy") == date(2026, month, 5)


def test_numbers_are_read_in_the_chosen_order() -> None:
    assert date_of("03/04/2026", "dmy") == date(2026, 4, 3)
    assert date_of("03/04/2026", "mdy") == date(2026, 3, 4)
    assert date_of("26-04-03", "ymd") == date(2026, 4, 3)
    assert (date_of("3/4/49", "dmy").year, date_of("3/4/50", "dmy").year) == (2049, 1950)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("12/25/2026", "day, month, year"), ("31/02/2026", "day, month, year"), ("46115", "not a date"),
        ("abril 2026", "not a date"), ("3 foo 2026", "not a date"), ("", "not a date"), ("3/4/026", "day, month, year"),
        ("2026-04-03T23:30:00Z", "not a date"), ("2026-13-01", "day, month, year"),
    ],
)  # fmt: skip
def test_what_is_no_date_in_that_order_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        date_of(text, "dmy")


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("03/04/2026 14:30", "14:30"), ("2026-04-03T14:30:15.250", "14:30:15"), ("3 abr 2026, 2:30 p. m.", "14:30"),
        ("Apr 3, 2026 12:05 AM", "00:05"), ("03/04/2026 12:05 pm", "12:05"),
    ],
)  # fmt: skip
def test_a_moment_is_day_and_hour(text: str, clock: str) -> None:
    assert moment_of(text, "dmy") == when_of(text, "dmy") == datetime.fromisoformat(f"2026-04-03T{clock}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-04-03", "no hour"), ("2026-04-03 14:30 UTC", "time zone"), ("2026-04-03T14:30-07:00", "time zone"),
        ("2026-04-03 25:00", "not an hour"), ("2026-04-03 14:30 pm", "not an hour"), ("12/25/2026 10:00", "day, month"),
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        moment_of(text, "dmy")


def test_a_day_without_an_hour_stays_a_day_where_either_will_do() -> None:
    assert when_of("03/04/2026", "dmy") == date(2026, 4, 3)
    assert when_of(date(2026, 4, 3), "dmy") == date(2026, 4, 3)
    assert when_of(datetime(2026, 4, 3, 9), "dmy") == datetime(2026, 4, 3, 9)
    assert date_of(datetime(2026, 4, 3, 9), "dmy") == date(2026, 4, 3)


@given(
    st.lists(st.dates(date(1990, 1, 1), date(2040, 1, 1)), min_size=1),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y"]),
)
def test_a_column_is_read_right_or_asked(days: list[date], pattern: str) -> None:
    column = [day.strftime(pattern) for day in days]
    found = date_orders(column)
    assert not found.sure or [date_of(text, found.options[0]) for text in column] == days
