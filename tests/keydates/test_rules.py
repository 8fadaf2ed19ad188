"""What the rules say, year by year: pure, without a database."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import FR, MO, TH, relativedelta
from holidays import country_holidays

from crm.core.closed_days import business_day_before, closed_days, holidays_between, is_business_day
from crm.indicators.releases import expected, releases
from crm.keydates.statutory import Rule, days_of, rules

YEARS = range(2025, 2031)


def rule(key: str) -> Rule:
    return next(rule for rule in rules() if rule.key == key)


def days(key: str, year: int) -> list[date]:
    return days_of(rule(key), date(year, 1, 1), date(year, 12, 31))


def nth(year: int, month: int, weekday: relativedelta) -> date:
    return date(year, month, 1) + weekday


def mexican(year: int) -> set[date]:
    """Return the days of article 74 of the federal labor law, from the law's own words."""
    fixed = {date(year, *day) for day in ((1, 1), (5, 1), (9, 16), (12, 25))}
    mondays = {
        nth(year, 2, relativedelta(weekday=MO(1))), nth(year, 3, relativedelta(weekday=MO(3))),
        nth(year, 11, relativedelta(weekday=MO(3))),
    }  # fmt: skip
    return fixed | mondays | ({date(year, 10, 1)} if (year - 2024) % 6 == 0 else set())


def federal(year: int) -> set[date]:
    """Return the US federal holidays of 5 U.S.C. 6103 on the days on which offices are closed."""
    movable = {
        nth(year, 1, relativedelta(weekday=MO(3))), nth(year, 2, relativedelta(weekday=MO(3))),
        date(year, 5, 31) + relativedelta(weekday=MO(-1)), nth(year, 9, relativedelta(weekday=MO(1))),
        nth(year, 10, relativedelta(weekday=MO(2))), nth(year, 11, relativedelta(weekday=TH(4))),
    }  # fmt: skip
    fixed = [date(year, *day) for day in ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))] + [date(year + 1, 1, 1)]
    shift = {5: timedelta(days=-1), 6: timedelta(days=1)}
    observed = {day + shift.get(day.weekday(), timedelta()) for day in fixed}
    return movable | {day for day in observed if day.year == year}


@pytest.mark.parametrize("year", YEARS)
def test_mexican_holidays_are_those_of_the_law(year: int) -> None:
    assert set(closed_days("MX", year)) == mexican(year)


@pytest.mark.parametrize("year", [*YEARS, 2021, 2022, 2023, 2033])
def test_us_holidays_stand_on_the_days_on_which_offices_are_closed(year: int) -> None:
    assert set(closed_days("US", year)) == federal(year)
    assert all(day.weekday() < 5 for day in closed_days("US", year))


@pytest.mark.parametrize("country", ["MX", "US"])
def test_no_holiday_of_the_library_is_lost_but_those_moved_from_a_weekend(country: str) -> None:
    for year in YEARS:
        theirs = set(country_holidays(country, years=year, language="en_US"))
        assert {day for day in theirs - set(closed_days(country, year)) if day.weekday() < 5} == set()


def test_the_change_of_government_is_a_holiday_every_six_years() -> None:
    assert [year for year in range(2024, 2043) if date(year, 10, 1) in closed_days("MX", year)] == [
        2024, 2030, 2036, 2042,
    ]  # fmt: skip


def test_the_first_and_third_mondays_of_2025_to_2030() -> None:
    found = {
        year: [day.isoformat()[5:] for day in closed_days("MX", year) if day.month in {2, 3, 11}] for year in YEARS
    }
    assert found == {
        2025: ["02-03", "03-17", "11-17"], 2026: ["02-02", "03-16", "11-16"], 2027: ["02-01", "03-15", "11-15"],
        2028: ["02-07", "03-20", "11-20"], 2029: ["02-05", "03-19", "11-19"], 2030: ["02-04", "03-18", "11-18"],
    }  # fmt: skip


def test_the_immex_report_falls_on_the_last_business_day_of_may() -> None:
    # May 31 is a Saturday in 2025, a Sunday in 2026.
    assert [days("immex-annual", year)[0].isoformat() for year in YEARS] == [
        "2025-05-30", "2026-05-29", "2027-05-31", "2028-05-31", "2029-05-31", "2030-05-31",
    ]  # fmt: skip
    assert all(len(days("immex-annual", year)) == 1 for year in YEARS)


def test_the_prosec_report_falls_on_the_last_business_day_of_april() -> None:
    assert [days("prosec-annual", year)[0].isoformat() for year in YEARS] == [
        "2025-04-30", "2026-04-30", "2027-04-30", "2028-04-28", "2029-04-30", "2030-04-30",
    ]  # fmt: skip


def test_a_business_day_is_no_holiday_either() -> None:
    assert business_day_before(date(2027, 2, 1), "MX") == date(2027, 1, 29)
    assert business_day_before(date(2027, 2, 1), "US") == date(2027, 2, 1)
    assert not is_business_day(date(2026, 7, 3), "US")
    assert is_business_day(date(2026, 7, 3), "MX")


def test_a_window_that_begins_on_the_moved_day_has_it() -> None:
    assert days_of(rule("immex-annual"), date(2026, 5, 29), date(2026, 5, 29)) == [date(2026, 5, 29)]
    assert days_of(rule("immex-annual"), date(2026, 5, 30), date(2026, 6, 30)) == []


@pytest.mark.parametrize("year", YEARS)
def test_fixed_days_are_fixed(year: int) -> None:
    assert [day.isoformat()[5:] for day in days("lda-quarterly", year)] == ["01-20", "04-20", "07-20", "10-20"]
    assert [day.isoformat()[5:] for day in days("lda-contributions", year)] == ["01-30", "07-30"]
    assert [day.isoformat()[5:] for day in days("immex-inegi", year)] == [f"{month:02}-20" for month in range(1, 13)]


def test_the_joint_review_is_yearly_after_that_of_2026() -> None:
    assert [days("usmca-review", year) for year in (2025, 2026)] == [[], []]
    assert [days("usmca-review", year) for year in (2027, 2030)] == [[date(2027, 7, 1)], [date(2030, 7, 1)]]


def test_every_rule_names_its_source_and_its_certainty_in_both_languages() -> None:
    assert {rule.certainty for rule in rules()} <= {"A", "B"}
    assert {rule.touches for rule in rules()} <= {"holders", "every", "firm"}
    said = [each.texts for each in rules()] + [each.texts for each in releases()]
    for texts in said:
        for language in ("en", "es"):
            assert all(texts[language][part] for part in ("label", "detail", "source"))
    assert all(bool(rule.kinds) is (rule.touches == "holders") for rule in rules())


def test_figures_are_expected_within_a_window_after_their_month() -> None:
    found = list(expected(date(2026, 11, 26), date(2026, 12, 31), {"census": date(2026, 8, 1)}))
    assert [(each.release.key, each.period, each.start, each.end) for each in found] == [
        ("ft900", date(2026, 10, 1), date(2026, 12, 5), date(2026, 12, 19)),
    ]


def test_figures_that_are_late_are_still_expected_until_their_window_closes_or_they_are_loaded() -> None:
    window = (date(2026, 11, 10), date(2026, 11, 12))
    assert [each.period for each in expected(*window, {"census": date(2026, 7, 1)})] == [date(2026, 9, 1)]
    assert list(expected(*window, {"census": date(2026, 9, 1)})) == []
    assert list(expected(*window, {})) == []


def test_a_years_table_is_expected_in_the_following_spring() -> None:
    found = list(expected(date(2027, 1, 1), date(2027, 12, 31), {"bts-transborder": date(2025, 1, 1)}))
    assert [(each.period.year, each.start, each.end) for each in found] == [(2026, date(2027, 3, 1), date(2027, 5, 31))]


def test_holidays_of_both_countries_come_in_order_across_the_turn_of_the_year() -> None:
    found = holidays_between(date(2026, 12, 20), date(2027, 1, 5))
    assert [(day.isoformat(), country) for day, country, _name in found] == [
        ("2026-12-25", "MX"), ("2026-12-25", "US"), ("2027-01-01", "MX"), ("2027-01-01", "US"),
    ]  # fmt: skip
    assert nth(2027, 1, relativedelta(weekday=FR(1))) == date(2027, 1, 1)
