"""Loading keeps every vintage, changes nothing twice, and the newest wins whatever the order."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import db
from crm.indicators.models import IndicatorLoad, Observation, Series
from crm.indicators.parsers.recognise import parse_file, vintage_from_name
from crm.indicators.parsers.shapes import BadFile
from crm.indicators.queries.figures import Figures, figures_for, history, vintages_of
from crm.indicators.queries.series import get_series
from crm.indicators.seed import seed_baseline
from tests.indicators.support import goods_file, load

EXPORTS, IMPORTS = "census-us-exports-mx", "census-us-imports-mx"
MARCH_2023, OCTOBER_2026 = "census_country_2023-03.xlsx", "census_country_mexico_2026-10_relaid.xlsx"
JULY = date(2026, 7, 1)


@pytest.fixture
def bare(app: Flask) -> Flask:
    """Give a database without figures."""
    with app.app_context():
        for model in (Observation, Series, IndicatorLoad):
            db.session.execute(sa.delete(model))
        db.session.connection().commit()
        db.session.close()
    return app


def series(key: str = EXPORTS) -> Series:
    found = get_series(key)
    assert found is not None
    return found


def figures(key: str = EXPORTS, as_of: date | None = None) -> Figures:
    return history(series(key), as_of=as_of)


def year(key: str, year: int, as_of: date | None = None) -> Decimal:
    return sum((f.value for f in figures(key, as_of) if f.period.year == year), Decimal(0))


def test_loading_twice_changes_nothing(bare: Flask) -> None:
    parsed = goods_file({date(2026, 6, 1): "100.5", JULY: None})
    first, second = (load(bare, parsed, date(2026, 8, 1)) for _ in range(2))
    assert (first.new_series, first.added, first.without_value) == (1, 1, 1)
    assert (second.new_series, second.added, second.changed, second.same) == (0, 0, 0, 1)


def test_an_older_vintage_loaded_later_is_kept_and_the_newest_is_shown(bare: Flask) -> None:
    load(bare, goods_file({JULY: "110"}), date(2026, 10, 1))
    load(bare, goods_file({JULY: "100"}), date(2026, 9, 1))
    with bare.app_context():
        (shown,) = figures()
        assert (shown.value, shown.vintage) == (Decimal(110), date(2026, 10, 1))
        assert (shown.before, shown.before_vintage) == (Decimal(100), date(2026, 9, 1))
        assert figures(as_of=date(2026, 9, 1))[0].value == 100
        assert [v.vintage for v in vintages_of(series().id)] == [date(2026, 10, 1), date(2026, 9, 1)]


def test_an_equal_value_of_a_newer_vintage_is_kept_too(bare: Flask) -> None:
    load(bare, goods_file({JULY: "100"}), date(2026, 9, 1))
    assert load(bare, goods_file({JULY: "100"}), date(2026, 10, 1)).added == 1
    with bare.app_context():
        assert figures()[0].vintage == date(2026, 10, 1)
        assert figures()[0].before is None


def test_the_same_vintage_published_again_is_set_in_place_and_counted(bare: Flask) -> None:
    load(bare, goods_file({JULY: "100"}), date(2026, 9, 1))
    again = load(bare, goods_file({JULY: "101"}), date(2026, 9, 1))
    assert (again.added, again.changed) == (0, 1)
    with bare.app_context():
        assert figures()[0].value == 101


def test_a_rounded_copy_never_replaces_the_exact_figure_in_either_order(bare: Flask) -> None:
    load(bare, goods_file({JULY: "100.123456", date(2026, 6, 1): "99.9"}), date(2026, 9, 1))
    told = load(bare, goods_file({JULY: "100.1", date(2026, 6, 1): "99.912345"}), date(2026, 9, 1))
    assert (told.same, told.changed) == (1, 1)
    with bare.app_context():
        assert [f.value for f in figures()] == [Decimal("99.912345"), Decimal("100.123456")]


def test_rounding_between_vintages_is_not_called_a_revision(bare: Flask) -> None:
    load(bare, goods_file({JULY: "100.123456"}), date(2026, 9, 1))
    load(bare, goods_file({JULY: "100.1"}), date(2026, 10, 1))
    with bare.app_context():
        assert figures()[0].before is None


def test_figures_later_than_their_own_publication_are_refused_and_nothing_is_kept(bare: Flask) -> None:
    with pytest.raises(BadFile, match="can't have been published in 2023-03"):
        load(bare, goods_file({JULY: "100"}), date(2023, 3, 1))
    with bare.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(Observation)).scalar() == 0


def test_figures_for_reads_the_newest_vintage_of_the_last_periods_of_many_series(app: Flask) -> None:
    with app.app_context():
        ids = [series(EXPORTS).id, series(IMPORTS).id]
        recent = figures_for(ids, last=13)
        whole = figures_for(ids)
        for found in ids:
            assert recent[found] == whole[found][-13:]
        assert [f.value for f in whole[ids[0]]] == [f.value for f in figures(EXPORTS)]


def test_the_shipped_baseline_shows_the_headline_figures_as_published(app: Flask) -> None:
    with app.app_context():
        assert year(EXPORTS, 2022) == Decimal("327016.1")
        assert year(EXPORTS, 2022, date(2023, 3, 1)) == Decimal("324377.863297")
        assert {f.period: f.value for f in figures("crossings-2604-trucks")}[date(2025, 1, 1)] == 42188
        assert {f.period: f.value for f in figures("crossings-2604-trucks")}[date(2024, 9, 1)] == 22544
        assert {f.period.year: f.value for f in figures("transborder-hs07-imports")}[2025] > 8_000_000_000


def test_the_baseline_is_not_loaded_a_second_time(app: Flask) -> None:
    with app.app_context():
        assert seed_baseline() == ""


@pytest.mark.shared
@pytest.mark.parametrize("order", [(MARCH_2023, OCTOBER_2026), (OCTOBER_2026, MARCH_2023)])
def test_both_orders_of_the_census_vintages_show_the_same(bare: Flask, shared: Path, order: tuple[str, str]) -> None:
    for name in order:
        vintage = vintage_from_name(name)
        assert vintage is not None
        load(bare, parse_file(name, (shared / name).read_bytes()), vintage)
    with bare.app_context():
        assert year(EXPORTS, 2022) == Decimal("327016.1")
        assert year(EXPORTS, 2022, date(2023, 3, 1)) == Decimal("324377.863297")
        assert {f.vintage for f in figures() if f.period.year == 2022} == {date(2026, 10, 1)}
        assert {f.vintage for f in figures() if f.period.year == 2021} == {date(2023, 3, 1)}
        assert len(vintages_of(series().id)) == 2
