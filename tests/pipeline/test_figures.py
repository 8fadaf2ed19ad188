"""Five simulated years against an independent count over the events that were drawn."""

from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from crm.core.dates import today_in
from crm.pipeline.figure_page import Shown
from crm.pipeline.filters import PipelineFilter
from crm.pipeline.outlook import outlook
from crm.pipeline.readings import read_expected
from crm.pipeline.stages import stages_by_id
from tests.pipeline.asked import shown
from tests.pipeline.simulated import OPEN, Made, draw, firm, store
from tests.tasks.firm import user

ZONE = ZoneInfo("America/Phoenix")


def middle(values: list[float]) -> float | None:
    """Return the median, written out."""
    values = sorted(values)
    half = len(values) // 2
    if len(values) < 5:
        return None
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def recount(made: list[Made], start: datetime | None) -> dict[str, dict[str, Any]]:
    """Count the conversion and the days again, from the events that were drawn."""
    found: dict[str, dict[str, Any]] = {}
    for code in OPEN:
        tally, days = Counter[str](), list[float]()
        for item in made:
            if item.archived:
                continue
            codes = [event[0] for event in item.events]
            for place in range(len(codes) - 1):
                until = item.events[place + 1][1]
                if codes[place] == code and (start is None or until >= start):
                    days.append((until - item.events[place][1]).total_seconds() / 86400)
            if code not in codes:
                continue
            first = codes.index(code)
            if start is not None and item.events[first][1] < start:
                continue
            later = codes[first + 1 :]
            ahead = {"signed", *OPEN[OPEN.index(code) + 1 :]}
            tally["entered"] += 1
            if ahead & set(later):
                tally["on"] += 1
            elif codes[-1] == "not-won":
                tally["stopped"] += 1
            tally[codes[-1]] += 1
        found[code] = {"tally": tally, "median": middle(days), "ended": len(days)}
    return found


@pytest.mark.parametrize("period", ["all", "two"])
def test_five_simulated_years_give_what_an_independent_count_gives(app: Flask, period: str) -> None:
    world = firm(app)
    made = draw(20261126, 1500, world["clients"], world["leads"], world["services"])
    store(app, made)
    found = shown(app, period)
    today = today_in("America/Phoenix")
    start = datetime(today.year - 2, today.month, today.day, tzinfo=ZONE) if period == "two" else None
    again = recount(made, start)
    for row in found.stages:
        if row.stage.code not in OPEN:
            continue
        tally, mine = again[row.stage.code]["tally"], row.told
        assert mine.entered == tally["entered"] > 50
        assert (mine.went_on.part, mine.went_on.of) == (tally["on"], tally["on"] + tally["stopped"])
        assert (mine.signed.part, mine.signed.of) == (tally["signed"], tally["signed"] + tally["not-won"])
        assert mine.undecided == tally["entered"] - tally["signed"] - tally["not-won"]
        assert len(mine.ended) == again[row.stage.code]["ended"]
        assert mine.median_days == pytest.approx(again[row.stage.code]["median"], abs=1e-6)
    assert found.count == sum(not item.archived for item in made)
    check_rates(found, made, world, start)


def check_rates(found: Shown, made: list[Made], world: dict[str, Any], start: datetime | None) -> None:
    """Compare the signed rates of every group, by their sizes."""
    groups: dict[str, dict[Any, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for item in made:
        code, when = item.events[-1]
        if item.archived or code not in {"signed", "not-won"} or (start and when < start):
            continue
        keys = {"lead": item.lead, "sector": world["sectors"].get(item.client), "source": item.source,
                "service": item.service}  # fmt: skip
        for group, key in keys.items():
            groups[group][key][0] += code == "signed"
            groups[group][key][1] += 1
    for group, rows in found.groups.items():
        mine = sorted((row.share.part, row.share.of) for row in rows)
        assert mine == sorted((part, of) for part, of in groups[group].values()), group
        assert len(mine) > 2
    assert found.together.of == sum(of for _part, of in groups["lead"].values())
    assert found.together.part == sum(part for part, _of in groups["lead"].values())


@pytest.mark.parametrize("step", ["month", "quarter"])
def test_the_forecast_of_the_simulated_firm_equals_an_independent_sum(app: Flask, step: str) -> None:
    world = firm(app)
    made = draw(5, 600, world["clients"], world["leads"], world["services"])
    store(app, made)
    today = today_in("America/Phoenix")
    with app.test_request_context():
        percents = {key: stage.probability for key, stage in stages_by_id().items()}
        spans, total = outlook(read_expected(user("alice"), PipelineFilter()), percents, today, step)
    usual = {"identified": 10, "conversation": 25, "proposal": 50, "terms": 75}
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    counts = Counter[str]()
    for item in made:
        code = item.events[-1][0]
        if item.archived or code not in usual:
            continue
        key = span_key(item.expected, today, step)
        counts[key] += 1
        if item.amount is not None:
            percent = usual[code] if item.probability is None else item.probability
            sums[key, item.currency] += item.amount * percent
    assert {span.key: span.count for span in spans} == counts
    assert {(s.key, c): amount * 100 for s in spans for c, amount in s.weighted.items()} == sums
    assert total.count == sum(counts.values())
    assert sum(span.valued for span in spans) == total.valued < total.count
    assert next(span.key for span in spans) == "past"
    assert spans[-1].key == "none"


def span_key(day: date | None, today: date, step: str) -> str:
    if day is None or day < today:
        return "none" if day is None else "past"
    month = day.month if step == "month" else {0: 1, 1: 4, 2: 7, 3: 10}[(day.month - 1) // 3]
    return f"{day.year}-{month:02d}-01"
