"""Whoever reads figures says why one is missing and works nothing out across it: boards, profile, client, report."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import db, unit_of_work
from crm.indicators.boards import border
from crm.indicators.models import Observation, Series
from crm.indicators.queries import splits
from crm.indicators.queries.border import crossings
from crm.indicators.queries.figures import Figures, figures_for, history
from crm.indicators.queries.series import by_keys
from crm.indicators.since import since
from crm.indicators.tiles import tile_of
from crm.reports.build.figures import changed, to_date
from crm.reports.build.series_facts import SeriesFigures
from tests.indicators.support import add_client
from tests.support import People

TRUCKS = "crossings-2604-trucks"
LAST = date(2025, 2, 1)
TODAY = date(2025, 3, 15)


def withhold(app: Flask, key: str, period: date, *, named: bool) -> None:
    """Take a figure away: suppressed by its publisher where it is named, else skipped without a word."""
    with app.app_context(), unit_of_work(None) as work:
        place = (Observation.series_id.in_(sa.select(Series.id).where(Series.key == key)), Observation.period == period)
        if named:
            work.execute(sa.update(Observation).where(*place).values(value=None, status="suppressed"))
        else:
            work.execute(sa.delete(Observation).where(*place))
        # Figures that are kept in the process go when a series changes.
        work.execute(sa.select(Series).where(Series.key == key)).scalar_one().title_en += "."


def series(key: str = TRUCKS) -> Series:
    return by_keys((key,))[key]


def figures(key: str = TRUCKS) -> Figures:
    return figures_for([series(key).id])[series(key).id]


@pytest.mark.parametrize(("named", "why"), [
    (True, "June 2024 was suppressed by its publisher"), (False, "June 2024 was not published"),
])  # fmt: skip
def test_the_border_has_no_sum_of_a_port_with_a_gap_nor_of_all(
    app: Flask, people: People, named: bool, why: str
) -> None:
    withhold(app, TRUCKS, date(2024, 6, 1), named=named)
    with app.test_request_context():
        found = crossings(("trucks",))
        assert (found["2604", "trucks"].now.value, found["2604", "trucks"].change) == (None, None)
        board = border("trucks")
        nogales = next(row for row in board.rows if row.port.code == "2604").cells["trucks"]
        assert (nogales.figure, nogales.change_text, nogales.missing) == ("—", "—", why)
        assert (board.totals["trucks"].figure, board.totals["trucks"].missing) == ("—", f"Nogales: {why}")
        assert board.totals["containers"].value
    client = add_client(app, "Valle Verde", sectors=["agriculture.fresh-vegetables"], ports=["2604", "2304"])
    page = people.dora.get(f"/clients/{client}/profile").text
    assert why in page
    assert page.split(">Nogales, AZ</th>", 1)[1].split("</tr>", 1)[0].count("—") == 3


def test_a_gap_in_the_year_before_leaves_the_sum_and_takes_the_change(app: Flask) -> None:
    withhold(app, TRUCKS, date(2023, 6, 1), named=True)
    with app.test_request_context():
        found = crossings(("trucks",))["2604", "trucks"]
        assert (found.now.value, found.change) == (Decimal(409_097), None)
        cell = next(row for row in border("trucks").rows if row.port.code == "2604").cells["trucks"]
        assert (cell.figure, cell.note) == ("409,097", "June 2023 was suppressed by its publisher")


def test_a_split_with_a_part_suppressed_has_no_total_no_share_and_no_concentration(app: Flask, people: People) -> None:
    client = add_client(app, "Valle", sectors=["agriculture.fresh-vegetables"], chapters=[("07", "northbound")])
    withhold(app, "transborder-hs07-truck-imports", date(2025, 1, 1), named=True)
    with app.test_request_context():
        split = splits.of_chapters(["07"], "imports")["mode"]
        assert (split.total, split.hhi) == (None, None)
        assert {split.share(part) for part in split.parts} == {None}
        assert [part.code for part in split.lacking] == ["truck"]
    page = people.dora.get(f"/clients/{client}/profile").text
    assert "A dash is no zero: Truck: 2025 was suppressed by its publisher." in page


def test_the_figure_of_a_client_says_why_nothing_is_compared(app: Flask) -> None:
    withhold(app, TRUCKS, date(2024, 2, 1), named=True)
    why = "February 2024 was suppressed by its publisher"
    with app.test_request_context():
        assert tile_of(series(), figures(), TODAY).change == why
        assert since(series(), figures(), date(2024, 12, 15)) == f"no change: {why}"
        assert changed(SeriesFigures(series(), history(series()))) == why


def test_the_sum_of_a_report_names_the_month_that_lacks(app: Flask) -> None:
    withhold(app, TRUCKS, date(2025, 1, 1), named=False)
    with app.test_request_context():
        told = to_date(SeriesFigures(series(), history(series())), "en")
        assert told == "no sum since January: January 2025 was not published"
        db.session.remove()
