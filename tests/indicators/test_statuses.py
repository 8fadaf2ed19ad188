"""Missing, suppressed, two values, provisional, revised and zero: kept apart in the database, on pages, in files."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import db, unit_of_work
from crm.indicators import actions
from crm.indicators.models import Observation, Series
from crm.indicators.parsers.series import goods_series
from crm.indicators.parsers.shapes import BadFile, ParsedFile, Status
from crm.indicators.parsers.shapes import Observation as Parsed
from crm.indicators.queries.figures import Figures, figures_for, history
from crm.indicators.queries.series import by_keys, get_series, newest_of
from crm.indicators.releases import loaded_periods
from tests.indicators.support import load
from tests.support import People

KEY = "census-us-exports-mx"
PAGE = f"/indicators/{KEY}"
AUGUST, SEPTEMBER, OCTOBER = (date(2026, month, 1) for month in (8, 9, 10))
Said = dict[date, str | Status]


def file_of(said: Said) -> ParsedFile:
    """Return a file of US exports; a status stands where there is no figure."""
    spec = goods_series("exports")
    found = tuple(
        Parsed(spec.key, when, Decimal(each)) if each[0].isdigit() else Parsed(spec.key, when, None, each)  # type: ignore[arg-type]
        for when, each in said.items()
    )
    return ParsedFile("fred", "a file", "fred-csv", (spec,), found, len(found), len(found))


def fetched(app: Flask, said: Said, day: date) -> int:
    """Load as what is fetched daily; return how many rows it made."""
    rows = sa.select(sa.func.count()).select_from(Observation)
    with app.app_context(), unit_of_work(None) as work:
        before = work.execute(rows).scalar_one()
        actions.load(work, file_of(said), day, "fetched", "0" * 64, news_only=True)
        return work.execute(rows).scalar_one() - before


def figures() -> Figures:
    series = get_series(KEY)
    assert series is not None
    assert figures_for([series.id])[series.id].blanks == history(series).blanks
    return history(series)


def kept(*periods: date) -> list[tuple[date, Decimal | None, str]]:
    """Return the rows of these periods, newest publication last."""
    query = (
        sa.select(Observation.period, Observation.value, Observation.status)
        .join(Series, Series.id == Observation.series_id)
        .where(Series.key == KEY, Observation.period.in_(periods))
        .order_by(Observation.period, Observation.vintage)
    )
    return [(row.period, row.value, row.status) for row in db.session.execute(query)]


def row(page: str, period: str) -> str:
    return page.split(f'<th scope="row">{period}</th>', 1)[1].split("</tr>", 1)[0]


def test_each_kind_of_place_is_a_row_of_its_own_and_zero_is_a_figure(app: Flask) -> None:
    load(app, file_of({AUGUST: "missing", SEPTEMBER: "suppressed", OCTOBER: "0"}), date(2026, 11, 5))
    with app.app_context():
        assert kept(AUGUST, SEPTEMBER, OCTOBER) == [
            (AUGUST, None, "missing"), (SEPTEMBER, None, "suppressed"), (OCTOBER, Decimal(0), "provisional"),
        ]  # fmt: skip


def test_the_newest_figure_passes_over_places_without_one(app: Flask, people: People) -> None:
    load(app, file_of({AUGUST: "missing", SEPTEMBER: "suppressed", OCTOBER: "conflict"}), date(2026, 11, 5))
    with app.test_request_context():
        assert figures()[-1].period == date(2026, 7, 1)
        assert {when: blank.status for when, blank in figures().blanks.items()} == {
            AUGUST: "missing", SEPTEMBER: "suppressed", OCTOBER: "conflict",
        }  # fmt: skip
        (item,) = newest_of(by_keys((KEY,)).values())
        assert item.latest.period == date(2026, 7, 1)
        assert loaded_periods()["census"] == date(2026, 7, 1)
    assert "Jul 2026 ·" in people.alice.get(PAGE).text


def test_a_place_without_a_figure_never_hides_one_and_a_later_suppression_is_said(app: Flask, people: People) -> None:
    june, july = date(2026, 6, 1), date(2026, 7, 1)
    load(app, file_of({june: "missing", july: "suppressed", AUGUST: "1"}), date(2026, 11, 5))
    with app.app_context():
        found = {figure.period: figure for figure in figures()}
        assert (found[june].value, found[june].later) == (Decimal(33913), "")
        assert (found[july].value, found[july].later) == (Decimal("34240.1"), "suppressed")
        assert not figures().blanks
    assert "provisional, suppressed in a later publication" in row(people.alice.get(PAGE).text, "Jul 2026")


def test_the_same_publication_never_loses_a_figure_and_a_figure_fills_its_place(app: Flask) -> None:
    load(app, file_of({AUGUST: "missing", SEPTEMBER: "5"}), date(2026, 11, 5))
    load(app, file_of({AUGUST: "suppressed", SEPTEMBER: "missing", OCTOBER: "1"}), date(2026, 11, 5))
    with app.app_context():
        assert kept(AUGUST, SEPTEMBER)[0] == (AUGUST, None, "suppressed")
        assert kept(SEPTEMBER) == [(SEPTEMBER, Decimal(5), "provisional")]
    load(app, file_of({AUGUST: "4"}), date(2026, 11, 5))
    with app.app_context():
        assert kept(AUGUST) == [(AUGUST, Decimal(4), "provisional")]


def test_what_is_fetched_daily_makes_a_row_for_another_status_alone(app: Flask) -> None:
    said: Said = {AUGUST: "suppressed", SEPTEMBER: "missing", OCTOBER: "7"}
    assert fetched(app, said, date(2026, 12, 1)) == 3
    assert fetched(app, said, date(2026, 12, 2)) == 0
    assert fetched(app, {**said, OCTOBER: "missing", AUGUST: "8"}, date(2026, 12, 3)) == 1
    # The yearly revision leaves the figure as it was: from then on it is no longer provisional.
    assert fetched(app, {AUGUST: "8", OCTOBER: "7"}, date(2027, 6, 30)) == 0
    assert fetched(app, {AUGUST: "8", OCTOBER: "7"}, date(2027, 7, 1)) == 2
    with app.app_context():
        assert kept(OCTOBER) == [(OCTOBER, Decimal(7), "provisional"), (OCTOBER, Decimal(7), "published")]
        assert figures()[-1].status == "published"
        assert figures()[-1].before is None


def test_a_file_without_any_figure_is_refused(app: Flask) -> None:
    with pytest.raises(BadFile, match="no figure at all"):
        load(app, file_of({AUGUST: "missing", SEPTEMBER: "missing"}), date(2026, 11, 5))


@pytest.fixture
def suppressed(app: Flask) -> Flask:
    """Give exports whose September is suppressed, August skipped, and October zero."""
    load(app, file_of({SEPTEMBER: "suppressed", OCTOBER: "0"}), date(2026, 11, 5))
    return app


def test_the_page_of_a_series_says_what_stands_in_each_place_and_sums_nothing_across(
    suppressed: Flask, people: People
) -> None:
    page = people.alice.get(PAGE).text
    assert row(page, "Oct 2026").startswith('<td class="num">0.0</td><td class="status sm">provisional</td>')
    assert row(page, "Sep 2026").startswith('<td class="num"></td><td class="status sm empty-place">suppressed</td>')
    assert row(page, "Aug 2026").startswith('<td class="num"></td><td class="status sm empty-place">not published</td>')
    why = "August 2026 was not published, September 2026 was suppressed by its publisher"
    assert page.count(why) == 3  # year to date, twelve months, and the line of the year
    assert "Sum of 10 months" in page
    assert "The publisher withholds the figure" in page
    assert "Sep 2026: suppressed" in page
    assert page.count('class="chart-gap"') == 2  # one band in each of the two sizes


def test_files_have_a_status_of_each_period_and_an_empty_cell_without_a_figure(
    suppressed: Flask, people: People
) -> None:
    lines = list(csv.DictReader(io.StringIO(people.alice.get(f"{PAGE}.csv").text.removeprefix("\ufeff"))))
    told = {line["Period"]: (line["Value"], line["Status"], line["Published"]) for line in lines}
    assert told["2026-08"] == ("", "not published", "")
    assert told["2026-09"] == ("", "suppressed", "2026-11-05")
    assert told["2026-10"] == ("0.0", "provisional", "2026-11-05")
    assert told["2022-01"][1:] == ("revised", "2026-10")
    assert told["2021-12"][1] == "published"
    book = openpyxl.load_workbook(io.BytesIO(people.alice.get(f"{PAGE}.xlsx").data))
    cells = {str(row[0])[:7]: row[1:3] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    assert cells["2026-08"] == (None, "not published")
    assert cells["2026-09"] == (None, "suppressed")
    assert cells["2026-10"] == (0, "provisional")


def test_the_demo_shows_the_two_values_that_bts_published_for_sasabe(people: People) -> None:
    page = people.alice.get("/indicators/crossings-2606-bus-passengers").text
    assert row(page, "Feb 2021").startswith(
        '<td class="num"></td><td class="status sm empty-place">two values published</td>'
    )
    assert "Aug 2016 to Jan 2021" in page
    assert "may leave out rows of zero" in page
