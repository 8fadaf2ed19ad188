"""Rules of recurring follow-ups: days by RFC 5545, moved past weekends and the holidays of both countries."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from crm.tasks.recurring import Repeat, coming, first_days, moved, read_rule, rule_text
from crm.tasks.rule_words import repeat_words

#: A Monday.
START = date(2026, 11, 30)
BOTH = ("weekend", "US", "MX")


@pytest.mark.parametrize(
    ("repeat", "start", "rule", "days"),
    [
        (Repeat("day", 3), START, "FREQ=DAILY;INTERVAL=3", ["2026-11-30", "2026-12-03", "2026-12-06"]),
        (Repeat("workdays"), date(2026, 12, 4), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
         ["2026-12-04", "2026-12-07", "2026-12-08"]),
        (Repeat("week", 2, ("FR", "MO")), START, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
         ["2026-11-30", "2026-12-04", "2026-12-14"]),
        (Repeat("week"), START, "FREQ=WEEKLY;BYDAY=MO", ["2026-11-30", "2026-12-07", "2026-12-14"]),
        (Repeat("month_day"), date(2026, 12, 15), "FREQ=MONTHLY;BYMONTHDAY=15",
         ["2026-12-15", "2027-01-15", "2027-02-15"]),
        (Repeat("month_day"), date(2027, 1, 31), "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
         ["2027-01-31", "2027-02-28", "2027-03-31"]),
        (Repeat("month_weekday"), date(2026, 12, 17), "FREQ=MONTHLY;BYDAY=3TH",
         ["2026-12-17", "2027-01-21", "2027-02-18"]),
        (Repeat("month_weekday"), date(2027, 1, 29), "FREQ=MONTHLY;BYDAY=-1FR",
         ["2027-01-29", "2027-02-26", "2027-03-26"]),
        (Repeat("quarter"), date(2026, 12, 17), "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=17",
         ["2026-12-17", "2027-03-17", "2027-06-17"]),
        (Repeat("year"), date(2028, 2, 29), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
         ["2028-02-29", "2029-02-28", "2030-02-28"]),
        (Repeat("day", until=date(2026, 12, 1)), START, "FREQ=DAILY;UNTIL=20261201", ["2026-11-30", "2026-12-01"]),
        (Repeat("day", count=2), START, "FREQ=DAILY;COUNT=2", ["2026-11-30", "2026-12-01"]),
    ],
)  # fmt: skip
def test_a_rule_gives_its_days(repeat: Repeat, start: date, rule: str, days: list[str]) -> None:
    assert rule_text(repeat, start) == rule
    assert [day.isoformat() for day in first_days(rule, (), start, 3)] == days
    read = read_rule(rule)
    assert read is not None
    assert (read.kind, read.every, read.until, read.count) == (
        repeat.kind, repeat.every, repeat.until, repeat.count,
    )  # fmt: skip
    assert rule_text(read, start) == rule


@pytest.mark.parametrize(
    ("day", "skip", "to"),
    [
        ("2026-12-05", ("weekend",), "2026-12-07"), ("2026-12-05", (), "2026-12-05"),
        ("2026-11-26", ("US",), "2026-11-27"), ("2026-11-26", ("MX",), "2026-11-26"),
        ("2026-11-16", ("MX", "weekend"), "2026-11-17"), ("2026-12-25", BOTH, "2026-12-28"),
        # A Friday holiday in Mexico before a weekend; New Year's Day of 2027 is a Friday in both.
        ("2027-01-01", BOTH, "2027-01-04"), ("2026-07-03", ("US",), "2026-07-04"),
    ],
)  # fmt: skip
def test_a_closed_day_moves_to_the_next_open_one(day: str, skip: tuple[str, ...], to: str) -> None:
    assert moved(date.fromisoformat(day), skip) == date.fromisoformat(to)


def test_the_next_follows_from_the_rule_and_not_from_the_day_it_was_ticked_off() -> None:
    rule = rule_text(Repeat("week", days=("MO",)), START)
    for ticked in ("2026-11-25", "2026-11-30", "2026-12-02", "2026-12-07"):
        found = coming(rule, (), START, START, date.fromisoformat(ticked))
        assert found is not None
        assert (found.day, found.due, found.missed) == (date(2026, 12, 7), date(2026, 12, 7), 0)


def test_days_that_have_passed_are_left_out_and_counted() -> None:
    rule = rule_text(Repeat("week", days=("MO",)), START)
    found = coming(rule, (), START, START, date(2026, 12, 22))
    assert found is not None
    assert (found.day, found.missed) == (date(2026, 12, 28), 3)


def test_days_that_move_to_the_same_open_day_are_one() -> None:
    rule = rule_text(Repeat("day"), date(2026, 12, 4))
    found = coming(rule, ("weekend",), date(2026, 12, 4), date(2026, 12, 4), date(2026, 12, 4))
    assert found is not None
    assert (found.day, found.due) == (date(2026, 12, 5), date(2026, 12, 7))
    after = coming(rule, ("weekend",), date(2026, 12, 4), found.day, date(2026, 12, 7))
    assert after is not None
    assert (after.day, after.due, after.missed) == (date(2026, 12, 8), date(2026, 12, 8), 0)


def test_a_rule_ends_by_its_last_day_or_its_number_the_first_included() -> None:
    until = rule_text(Repeat("week", until=date(2026, 12, 7)), START)
    assert coming(until, (), START, date(2026, 12, 7), START) is None
    three = rule_text(Repeat("week", days=("FR",), count=3), START)
    # Begun on a Monday, which is no day of the rule: it counts as the first all the same.
    first = coming(three, (), START, START, START)
    assert first is not None
    second = coming(three, (), START, first.day, START)
    assert second is not None
    assert [first.due.isoformat(), second.due.isoformat()] == ["2026-12-04", "2026-12-11"]
    assert coming(three, (), START, second.day, START) is None
    assert coming(three, (), START, START, date(2027, 6, 1)) is None


@pytest.mark.parametrize(
    ("repeat", "skip", "english"),
    [
        (Repeat("day"), (), "Every day"),
        (Repeat("day", 3, count=5), (), "Every 3 days, 5 times in all"),
        (Repeat("workdays"), ("US",),
         "Every day from Monday to Friday; moved to the next business day past US holidays"),
        (Repeat("week", 2, ("MO", "FR"), until=date(2026, 12, 31)), (),
         "Every 2 weeks on Monday and Friday, until Dec 31, 2026"),
        (Repeat("month_day", day=31), (), "Every month on day 31"),
        (Repeat("month_weekday", week=3, weekday="TH"), (), "Every month on the third Thursday"),
        (Repeat("quarter", day=17), BOTH,
         "Every quarter on day 17; moved to the next business day past weekends, US holidays, and Mexican holidays"),
        (Repeat("year", month=11, day=5), (), "Every year on Nov 5"),
    ],
)  # fmt: skip
def test_a_rule_is_said_in_words(app: Flask, repeat: Repeat, skip: tuple[str, ...], english: str) -> None:
    with app.test_request_context():
        assert repeat_words(repeat, skip) == english
        with force_locale("es"):
            assert repeat_words(repeat, skip)
