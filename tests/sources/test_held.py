"""The page of what is held: old beside new, the rule with its number, and the two ways out; and what is overdue."""

import io
from datetime import date, timedelta

import pytest
from flask import Flask

from crm.indicators.releases import loaded_periods
from crm.sources import page
from crm.sources.commands import status_command
from tests.jobs.probe import run_due
from tests.sources.test_fetching import THOUSANDS, Upstream, fetch, state, upstream
from tests.sources.upstream import answering
from tests.support import People, count_queries

__all__ = ["upstream"]
ADDRESS = "/indicators/sources"


def hold_fred(app: Flask, upstream: Upstream) -> None:
    upstream(lambda request: answering(200, THOUSANDS if request.url.params["id"] == "IMPMX" else b"")(request))
    fetch(app, "fred")


def test_a_held_figure_stands_beside_the_one_before_with_the_number_that_holds_it(
    app: Flask, people: People, upstream: Upstream
) -> None:
    hold_fred(app, upstream)
    shown = people.charlie.get(ADDRESS).text
    held = shown[shown.index('id="held"') : shown.index("</section>", shown.index('id="held"'))]
    assert "another unit?" in held
    assert "times; held above 20 times" in held
    assert "1 of 1 series that could be judged" in held
    assert "US$ million" in held
    row = held.split('<th scope="row">Dec 2025</th>', 1)[1].split("</tr>", 1)[0]
    assert row == '<td class="num">42,371.878613</td><td class="num"><b>45,000,000.0</b></td>'
    assert held.count("<button") == 2
    reader = people.alice.get(ADDRESS).text
    assert "45,000,000" in reader
    assert 'name="trust"' not in reader
    assert "45,000,000" not in people.alice.get("/indicators/census-us-imports-mx").text


def test_what_a_source_gave_can_be_refused_and_the_last_good_figures_stay(
    app: Flask, people: People, upstream: Upstream
) -> None:
    hold_fred(app, upstream)
    assert people.alice.post(f"{ADDRESS}/fred/fetch", {"refuse": "1"}).status_code == 403
    assert state(app, "fred").held
    assert people.charlie.post(f"{ADDRESS}/fred/fetch", {"refuse": "1"}).status_code == 303
    after = state(app, "fred")
    assert (after.held, after.told, after.error) == (False, None, "")
    assert 'id="held"' not in people.charlie.get(ADDRESS).text
    assert "60,549.6" in people.alice.get("/indicators/census-us-imports-mx").text


def test_a_held_file_shows_its_figures_and_the_list_says_where(app: Flask, people: People) -> None:
    with count_queries(app) as before:
        people.charlie.get(ADDRESS)
    sent: dict[str, object] = {"file": (io.BytesIO(THOUSANDS), "IMPMX.csv"), "month": "2026-03"}
    people.charlie.post(f"{ADDRESS}/files", sent)
    run_due(app)
    people.charlie.get(ADDRESS)
    with count_queries(app) as after:
        shown = people.charlie.get(ADDRESS).text
    assert "See the figures" in shown
    assert shown.index("IMPMX.csv") < shown.index("times; held above 20 times")
    assert len(after) <= len(before)


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2026, 10, 19), ""),
        (date(2026, 10, 20), "US trade release (FT-900), August 2026, was due by Oct 19, 2026 and is not here"),
        (date(2026, 11, 27), "is not here; 1 later release is overdue too"),
    ],
)
def test_a_release_that_is_overdue_is_said_in_words(app: Flask, today: date, told: str) -> None:
    with app.test_request_context():
        assert loaded_periods()["census"] == date(2026, 7, 1)
        said = page._overdue("census", today)
        assert told in said if told else not said


def test_the_page_and_the_command_say_what_is_overdue(app: Flask, people: People) -> None:
    shown = people.alice.get(ADDRESS).text
    assert "Border crossings, March 2025, was due by" in shown
    assert "later releases are overdue too" in shown
    told = app.test_cli_runner().invoke(status_command).output
    assert "Border crossings, March 2025, was due by" in told
    with app.test_request_context():
        assert page.overdue_by_hand(date(2027, 6, 1)) == [
            "TransBorder freight, 2026, was due by May 31, 2027 and is not here"
        ]
        assert page.overdue_by_hand(date(2027, 5, 31) - timedelta(days=1)) == []
