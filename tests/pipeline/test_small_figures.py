"""Small histories with known answers, what the pages say, who sees what, and how often they ask."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

from crm.core.dates import today_in
from crm.pipeline.outlook import Span
from tests.engines import Engine
from tests.pipeline.asked import shown, told
from tests.pipeline.simulated import draw, firm, one, store
from tests.support import People, count_queries
from tests.tasks.firm import add_client

SMALL = {
    "reopened after it was not won, and signed": (
        [("identified", 90), ("not-won", 80), ("conversation", 60), ("signed", 50)],
        {"identified": (1, 1, 1, 1, 1, 0, 1, 0), "conversation": (1, 1, 1, 1, 1, 0, 1, 0)},
    ),
    "reopened and open still": (
        [("proposal", 90), ("not-won", 80), ("identified", 60)],
        {"proposal": (1, 0, 0, 0, 0, 1, 1, 0), "identified": (1, 0, 0, 0, 0, 1, 0, 1)},
    ),
    "put on hold and back": (
        [("conversation", 90), ("on-hold", 80), ("conversation", 60), ("proposal", 50)],
        {"conversation": (1, 1, 1, 0, 0, 1, 2, 0), "on-hold": (0, 0, 0, 0, 0, 0, 1, 0),
         "proposal": (1, 0, 0, 0, 0, 1, 0, 1)},
    ),
    "skipped stages": (
        [("identified", 90), ("terms", 80), ("signed", 70)],
        {"identified": (1, 1, 1, 1, 1, 0, 1, 0), "terms": (1, 1, 1, 1, 1, 0, 1, 0)},
    ),
    "went back and was not won": (
        [("terms", 90), ("identified", 80), ("not-won", 70)],
        {"terms": (1, 0, 1, 0, 1, 0, 1, 0), "identified": (1, 0, 1, 0, 1, 0, 1, 0)},
    ),
    "moved out of not won for good": (
        [("identified", 90), ("conversation", 85), ("not-won", 80), ("on-hold", 70)],
        {"identified": (1, 1, 1, 0, 0, 1, 1, 0), "conversation": (1, 0, 0, 0, 0, 1, 1, 0),
         "on-hold": (0, 0, 0, 0, 0, 0, 0, 1)},
    ),
    "signed, and then given up": (
        [("identified", 90), ("signed", 80), ("not-won", 70)],
        {"identified": (1, 1, 1, 0, 1, 0, 1, 0)},
    ),
    "a move to where it was is none": (
        [("identified", 90), ("identified", 80), ("signed", 70)],
        {"identified": (1, 1, 1, 1, 1, 0, 1, 0)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SMALL)
def test_small_histories_have_known_answers(app: Flask, case: str) -> None:
    events, expected = SMALL[case]
    store(app, [one(firm(app, 1), *events)])
    found = told(app)
    nothing = (0,) * 8
    assert {code: row for code, row in found.items() if row != nothing} == {
        code: row for code, row in expected.items() if row != nothing
    }


def test_one_signed_and_then_archived_is_in_no_figure(app: Flask) -> None:
    world = firm(app, 1)
    store(app, [one(world, ("identified", 90), ("signed", 80), archived=True)])
    assert shown(app).count == 0
    assert shown(app, archived=True).count == 0


def test_shares_and_medians_begin_at_five_and_days_are_exact(app: Flask) -> None:
    world = firm(app, 1)
    store(app, [one(world, ("terms", 100), ("signed", 100 - days)) for days in (2, 4, 10, 20)])
    row = next(row for row in shown(app).stages if row.stage.code == "terms")
    assert row.told.median_days is None
    assert row.told.signed.percent is None
    assert shown(app).together.percent is None
    store(app, [one(world, ("terms", 100), ("not-won", 93))])
    found = shown(app)
    row = next(row for row in found.stages if row.stage.code == "terms")
    assert row.told.median_days == pytest.approx(7)
    assert row.told.signed.percent == 80
    assert (found.together.part, found.together.of) == (4, 5)


def test_a_period_counts_what_began_ended_or_was_decided_in_it(app: Flask) -> None:
    store(app, [one(firm(app, 1), ("identified", 800), ("conversation", 30), ("signed", 10))])
    found = told(app, "year")
    assert found["identified"] == (0, 0, 0, 0, 0, 0, 1, 0)
    assert found["conversation"] == (1, 1, 1, 1, 1, 0, 1, 0)
    assert shown(app, "year").together.of == 1
    assert told(app)["identified"][0] == 1


def test_what_has_not_moved_is_listed_the_longest_first(app: Flask) -> None:
    world = firm(app, 1)
    histories = [
        [("identified", 40)], [("proposal", 95)], [("terms", 20)], [("identified", 99), ("on-hold", 98)],
        [("terms", 70), ("signed", 60)],
    ]  # fmt: skip
    store(app, [one(world, *events) for events in histories])
    assert [row.days for row in shown(app).idle] == [95, 40]
    assert [row.days for row in shown(app, idle=90).idle] == [95]


def test_figures_count_what_their_reader_may_see(app: Flask, people: People) -> None:
    world = firm(app, 1)
    secret = add_client(app, "Hidden", access="team", lead="charlie")
    store(
        app,
        [
            one(world, ("identified", 50)),
            one({**world, "clients": [secret]}, ("identified", 70), amount=Decimal(9), currency="USD"),
        ],
    )
    assert shown(app, name="bob").count == 1
    assert shown(app, name="charlie").count == 2
    assert "Hidden" not in people.bob.get("/pipeline/figures?period=all").text
    assert "Hidden" in people.charlie.get("/pipeline/figures?period=all").text
    assert "US$9" not in people.bob.get("/pipeline/forecast").text
    assert "US$9" in people.charlie.get("/pipeline/forecast").text


def test_the_pages_say_their_sizes_and_the_csv_holds_the_same(app: Flask, people: People) -> None:
    world = firm(app, 1)
    assert "No opportunity fits this filter" in people.alice.get("/pipeline/figures").text
    assert "No open opportunity fits" in people.alice.get("/pipeline/forecast").text
    store(app, [one(world, ("terms", 100), (end, 93)) for end in ["signed"] * 6 + ["not-won"] * 2])
    page = people.alice.get("/pipeline/figures").text
    assert (re.search(r"<b>75%</b>.*?6 of n = 8", page) and "<b>7</b>" in page) or "<b>7.0</b>" in page
    lines = list(csv.DictReader(io.StringIO(people.alice.get("/pipeline/figures.csv").text.removeprefix("\ufeff"))))
    rate = next(row for row in lines if row["figure"] == "signed rate by lead")
    assert (rate["name"], rate["value"], rate["part"], rate["n"]) == ("Alice", "75", "6", "8")
    few = next(row for row in lines if row["figure"] == "went on" and row["name"] == "Identified")
    assert (few["value"], few["n"]) == ("", "0")
    assert people.dora.get("/pipeline/figures.csv").status_code == 403


def test_pages_ask_as_often_at_1000_as_at_10(app: Flask, people: People, engine: Engine) -> None:
    world, counted = firm(app), []
    store(app, [one(world, ("identified", 40), amount=Decimal(9), currency="USD")])
    for count in (10, 1000):
        store(app, draw(count, count, world["clients"], world["leads"], world["services"]))
        asked = []
        for path in (
            "/pipeline/figures?period=all",
            "/pipeline/forecast",
            "/settings/stages",
            "/pipeline/figures.csv",
            "/pipeline/forecast.csv",
        ):
            people.charlie.get(path)
            with count_queries(app) as seen:
                assert people.charlie.get(path).status_code == 200
            asked.append(len(seen))
        counted.append(asked)
    assert counted[0] == counted[1], engine.name


def test_a_weighted_sum_has_a_bar_and_few_say_so(app: Flask, people: People) -> None:
    soon = today_in("America/Phoenix") + timedelta(days=40)
    worth = {"amount": Decimal(1000), "currency": "USD", "expected": soon}
    store(
        app,
        [
            one(firm(app, 1), ("proposal", 5), **worth),
            one({"clients": [1], "leads": [1]}, ("proposal", 5), expected=soon),
        ],
    )
    page = people.alice.get("/pipeline/forecast").text
    assert "US$500" in page
    assert "too few to say" in page
    assert "1 without a value" in page


def test_a_span_without_values_has_no_sum() -> None:
    span = Span("none")
    assert span.valued == 0
    assert span.few
    assert not span.weighted
