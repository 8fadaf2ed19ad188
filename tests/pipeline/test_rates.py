"""Pesos become dollars at a named rate of a named day, or not at all."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.dates import today_in
from crm.core.db import unit_of_work
from crm.indicators.models import Observation, Series
from crm.pipeline.rates import UNIT, Rate, in_dollars, newest_rate, why_not
from tests.pipeline.simulated import firm, one, store
from tests.support import People

TODAY = date(2026, 11, 20)


def add_rate(app: Flask, day: date, value: str, basis: str = "fix", frequency: str = "day") -> None:
    """Load one more rate as a series of its own."""
    with app.app_context(), unit_of_work(None) as work:
        series = Series(
            key=f"rate-{basis}-{day}", title_en="Rate", title_es="Tipo", source="banxico", frequency=frequency,
            unit=UNIT, basis=basis, decimals=4,
        )  # fmt: skip
        work.add(series)
        work.flush()
        work.add(Observation(
            series_id=series.id, period=day, vintage=day, value=Decimal(value), source="banxico", status="published",
        ))  # fmt: skip


def forget_rates(app: Flask) -> None:
    """Take the rates of the baseline away."""
    with app.app_context(), unit_of_work(None) as work:
        for series in work.execute(sa.select(Series).where(Series.unit == UNIT)).scalars():
            work.execute(sa.delete(Observation).where(Observation.series_id == series.id))
            work.delete(series)


def asked(app: Flask, today: date = TODAY) -> Rate | None:
    with app.test_request_context():
        return newest_rate(today)


def test_a_fix_of_eight_days_ago_converts_and_says_so(app: Flask) -> None:
    add_rate(app, date(2026, 11, 12), "18.4321")
    with app.test_request_context():
        rate = newest_rate(TODAY)
        assert rate is not None
        assert rate.told() == "at 18.4321 MXN per US$, FIX of Nov 12, 2026, Bank of Mexico"
        assert why_not(rate) == ""
    assert in_dollars({"USD": Decimal(100), "MXN": Decimal(184321)}, rate) == Decimal("10100.00")


def test_a_rate_counts_for_ten_days_and_no_longer(app: Flask) -> None:
    add_rate(app, date(2026, 11, 10), "18.4321")
    assert (rate := asked(app)) is not None
    assert rate.current
    assert (old := asked(app, TODAY + timedelta(days=1))) is not None
    assert not old.current
    with app.test_request_context():
        assert "FIX of Nov 10, 2026, older than 10 days" in why_not(old)
    assert in_dollars({"MXN": Decimal(5)}, old) is None
    assert in_dollars({"USD": Decimal(5)}, old) == Decimal(5)


def test_without_a_rate_nothing_is_guessed(app: Flask) -> None:
    forget_rates(app)
    assert asked(app) is None
    with app.test_request_context():
        assert why_not(None).startswith("No exchange rate is loaded")
    assert in_dollars({"USD": Decimal(5), "MXN": Decimal(5)}, None) is None


def test_the_average_of_a_month_speaks_until_its_last_day_and_yields_to_a_fix(app: Flask) -> None:
    forget_rates(app)
    add_rate(app, date(2026, 11, 1), "18.5", "h10", "month")
    assert (month := asked(app, date(2026, 12, 9))) is not None
    assert (month.current, month.day, month.name) == (True, date(2026, 11, 30), "average of Nov 2026")
    add_rate(app, date(2026, 11, 30), "18.2")
    assert (fix := asked(app, date(2026, 12, 9))) is not None
    assert fix.value == Decimal("18.2")


def test_a_month_that_is_not_over_has_no_age_below_nothing(app: Flask) -> None:
    forget_rates(app)
    add_rate(app, TODAY + timedelta(days=1), "18.2")
    assert asked(app) is None


@pytest.mark.parametrize("days", [1, 30])
def test_the_forecast_converts_or_keeps_currencies_apart(app: Flask, people: People, days: int) -> None:
    forget_rates(app)
    today = today_in("America/Phoenix")
    add_rate(app, today - timedelta(days=days), "20")
    worth = {"amount": Decimal(4000), "currency": "MXN", "expected": today}
    store(app, [one(firm(app, 1), ("proposal", 5), **worth)])
    page = people.alice.get("/pipeline/forecast").text
    line = people.alice.get("/pipeline/forecast.csv").text.splitlines()[1]
    assert "MXN\N{NO-BREAK SPACE}2,000" in page
    assert ("US$100" in page, "at 20.0000 MXN per US$" in page) == (days == 1, days == 1)
    assert ("older than 10 days" in page, "no current rate" in page) == (days != 1, days != 1)
    assert (",100.00,20" in line) == (days == 1)
