"""The board: its totals against all that there is, its filters against those of the table, what ended against today."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.dates import day_bounds
from crm.core.db import db
from crm.pipeline.board import CARDS, Column, columns_of, decided_lately, quarter_start, together
from crm.pipeline.filters import PipelineFilter
from crm.pipeline.models import Opportunity
from crm.pipeline.stages import stages_by_id
from tests.clients.firm import add_client as add_whole_client
from tests.clients.firm import sector_id, user_id
from tests.lists.records import csv_rows, export
from tests.pipeline.records import TODAY, add_opportunity, day, move, service_id, stage_id
from tests.support import People
from tests.tasks.firm import add_client, user

ALL = PipelineFilter()


def board(app: Flask, who: str = "alice", wanted: PipelineFilter = ALL) -> dict[str, Column]:
    """Return the columns of the board by the code of their stage."""
    with app.test_request_context():
        return {column.stage.code: column for column in columns_of(user(who), wanted)}


def reckoned(app: Flask) -> Iterator[tuple[str, int, dict[str, Decimal], dict[str, Decimal]]]:
    """Yield (stage, count, sums, weighted sums) by hand, one opportunity after the other."""
    with app.app_context():
        rows = list(db.session.execute(sa.select(Opportunity).where(Opportunity.archived_at.is_(None))).scalars())
        for key, stage in stages_by_id().items():
            sums: dict[str, Decimal] = defaultdict(Decimal)
            weighted: dict[str, Decimal] = defaultdict(Decimal)
            here = [row for row in rows if row.stage_id == key]
            for row in here:
                if row.value_amount is not None:
                    percent = stage.probability if row.probability is None else row.probability
                    sums[row.value_currency] += row.value_amount
                    weighted[row.value_currency] += row.value_amount * percent / 100
            yield stage.code, len(here), sums, weighted


def filled(app: Flask) -> None:
    """Thirty in one stage, some elsewhere: dollars, pesos, cents, no value, own probabilities (0 and 100 as well)."""
    client = add_client(app, "Hortalizas")
    for number in range(30):
        values: dict[str, Any] = {"value_amount": Decimal(1000 + number) + Decimal("0.37"), "value_currency": "USD"}
        if number % 3 == 0:
            values["value_currency"] = "MXN"
        if number % 7 == 0:
            values = {}
        values["probability"] = {2: 0, 4: 100, 5: 33}.get(number)
        values["expected_on"] = day(number) if number % 5 else None
        add_opportunity(app, client, f"Proposal {number}", code="proposal", **values)
    for number, code in enumerate(("identified", "conversation", "terms", "on-hold", "terms")):
        add_opportunity(app, client, f"Other {number}", code=code, value_amount=Decimal("999999999.99"),
                        value_currency="USD", probability=7 * number or None)  # fmt: skip
    move(app, add_opportunity(app, client, "Lost", value_amount=Decimal(5), value_currency="MXN"), "not-won",
         reason="price")  # fmt: skip


def test_totals_count_every_opportunity_of_a_stage_whatever_is_hidden(app: Flask, people: People) -> None:
    filled(app)
    shown = board(app)
    assert (len(shown["proposal"].cards), shown["proposal"].more) == (CARDS, 30 - CARDS)
    for code, count, sums, weighted in reckoned(app):
        column = shown[code]
        assert (column.count, column.sums, column.weighted) == (count, sums, weighted), code
    assert shown["proposal"].unvalued == 5
    page = people.alice.get("/pipeline").text
    assert page.count('class="deal"') == CARDS + 6
    link = re.search(rf'href="(/pipeline/table\?[^"]*)">{30 - CARDS} more', page)
    assert link is not None
    assert len(set(re.findall(r"Proposal \d+", people.alice.get(link[1].replace("&amp;", "&")).text))) == 30


def test_the_head_adds_open_stages_alone_and_no_currency_to_another(app: Flask) -> None:
    filled(app)
    both = together(list(board(app).values()))
    open_ones = ("identified", "conversation", "proposal", "terms")
    wanted = [row for row in reckoned(app) if row[0] in open_ones]
    assert both.count == sum(count for _code, count, _sums, _weighted in wanted) == 34
    for currency in ("USD", "MXN"):
        assert both.sums[currency] == sum(sums.get(currency, 0) for _code, _count, sums, _weighted in wanted)
        assert both.weighted[currency] == sum(row[3].get(currency, 0) for row in wanted)


def test_cards_come_by_the_expected_day_and_those_without_one_last(app: Flask) -> None:
    filled(app)
    client = add_client(app, "Minera")
    for ahead in (None, 9, None, 3, -4):
        add_opportunity(app, client, "Few", code="on-hold", expected_on=None if ahead is None else day(ahead))
    first = [card.expected_on for card in board(app)["proposal"].cards]
    assert first == [day(number) for number in range(30) if number % 5][:CARDS]
    few = [card.expected_on for card in board(app)["on-hold"].cards]
    assert few == [day(-4), day(3), day(9), None, None, None]


def test_a_total_counts_what_its_reader_may_see(app: Flask) -> None:
    hidden, open_one = add_client(app, "Secreta", access="team"), add_client(app, "Abierta")
    for client in (hidden, open_one):
        add_opportunity(app, client, "Work", value_amount=Decimal(700), value_currency="USD")
    assert (board(app)["identified"].count, board(app)["identified"].sums) == (2, {"USD": Decimal(1400)})
    seen = board(app, "bob")["identified"]
    assert (seen.count, seen.sums, seen.weighted) == (1, {"USD": Decimal(700)}, {"USD": Decimal(70)})


@pytest.fixture
def varied(app: Flask) -> dict[str, int]:
    """Three opportunities that differ in all that a filter asks, and the ids that it asks for."""
    fruit, metals = sector_id(app, "agriculture.fresh-fruit"), sector_id(app, "manufacturing.metals")
    grower, smelter = (
        add_whole_client(app, "Grower", sectors=[fruit]),
        add_whole_client(app, "Smelter", sectors=[metals]),
    )
    first, second = service_id(app, 0), service_id(app, 1)
    bob = user_id(app, "bob")
    add_opportunity(app, grower, "Alfa", service_line_id=first, expected_on=day(-3), notes="Café de altura")
    add_opportunity(app, smelter, "Beta", service_line_id=second, account_lead_id=bob, code="terms")
    add_opportunity(app, smelter, "Gama", service_line_id=first, expected_on=day(170), code="on-hold", next_step="call")
    return {
        "parent": sector_id(app, "agriculture"), "fruit": fruit, "metals": metals, "bob": bob, "first": first,
        "second": second, "smelter": smelter,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "Alfa Beta Gama"), ("lead={bob}", "Beta"), ("sector={parent}", "Alfa"), ("sector={fruit}", "Alfa"),
        ("sector={metals}", "Beta Gama"), ("service={first}", "Alfa Gama"), ("service={second}", "Beta"),
        ("expected=past", "Alfa"), ("expected=none", "Beta"), ("expected=half", "Alfa Gama"), ("q=cafe", "Alfa"),
        ("q=CALL", "Gama"), ("client={smelter}", "Beta Gama"), ("client={smelter}&service={first}", "Gama"),
        ("sector={metals}&lead={bob}&q=beta", "Beta"), ("q=nothing", ""), ("lead=x&expected=soon", "Alfa Beta Gama"),
    ],
)  # fmt: skip
def test_a_filter_leaves_the_same_on_board_table_and_export(
    app: Flask, people: People, varied: dict[str, int], query: str, names: str
) -> None:
    asked, wanted = query.format_map(varied), set(names.split())
    for address in (f"/pipeline?{asked}", f"/pipeline/table?{asked}&state=all"):
        page = people.alice.get(address).text
        assert set(re.findall(r">\s*(Alfa|Beta|Gama)\b", page)) == wanted, address
    assert {
        row["What it is about"] for row in csv_rows(export(people.alice, "pipeline", f"{asked}&state=all"))
    } == wanted


def test_expected_spans_end_with_their_month_quarter_and_half_year(app: Flask) -> None:
    client = add_client(app, "Hortalizas")
    month = next(day(n) for n in range(32) if day(n + 1).day == 1)
    quarter = next(day(n) for n in range(93) if day(n + 1).day == 1 and day(n + 1).month in {1, 4, 7, 10})
    ends = {"month": month, "quarter": quarter, "half": day(182), "past": day(-1)}
    for span, last in ends.items():
        code = "proposal" if span in {"half", "past"} else "identified"
        add_opportunity(app, client, f"In {span}", expected_on=last, code=code)
        add_opportunity(app, client, f"Out {span}", expected_on=last + timedelta(days=1), code=code)
    for span, last in ends.items():
        columns = board(app, wanted=PipelineFilter(expected=span)).values()
        found = {card.title: card.expected_on for column in columns for card in column.cards}
        assert f"In {span}" in found
        assert f"Out {span}" not in found
        assert max(each for each in found.values() if each) == last


def test_what_ended_stands_only_for_its_quarter(app: Flask) -> None:
    client = add_client(app, "Hortalizas")
    with app.app_context():
        begins = quarter_start(user("alice"))
    first = TODAY.replace(month=(TODAY.month - 1) // 3 * 3 + 1, day=1)
    assert begins == day_bounds(first, "America/Phoenix")[0].astimezone(UTC)
    for name, at in (("Now", begins), ("Before", begins - timedelta(seconds=1)), ("Old", begins - timedelta(days=500))):
        key = add_opportunity(app, client, name, at=begins - timedelta(days=600))
        move(app, key, "not-won", at=at, reason="price")
    column = board(app)["not-won"]
    assert ([card.title for card in column.cards], column.count) == (["Now"], 1)
    # One that rests was never decided: it stands however long.
    move(app, add_opportunity(app, client, "Rests", at=begins - timedelta(days=600)), "on-hold",
         at=begins - timedelta(days=500))  # fmt: skip
    assert board(app)["on-hold"].count == 1


def test_what_was_decided_in_a_year_is_counted_from_its_moves(app: Flask) -> None:
    client, now = add_client(app, "Hortalizas"), datetime.now(UTC)
    for begun, ended in ((100, 90), (100, 60), (700, 400)):
        key = add_opportunity(app, client, "Lost", at=now - timedelta(days=begun))
        move(app, key, "not-won", at=now - timedelta(days=ended), reason="price")
    with app.test_request_context():
        found = decided_lately(user("alice"), ALL)
    assert (found.signed, found.ended, found.median_days) == (0, 2, None)


def test_archived_ones_are_on_the_table_that_asks_for_them_and_on_no_board(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    key = add_opportunity(app, client, "Zopilote", value_amount=Decimal(9), value_currency="USD")
    assert people.alice.post(f"/opportunities/{key}/archive").status_code == 303
    for address in ("/pipeline", "/pipeline?archived=1", "/pipeline/table", f"/clients/{client}"):
        assert "Zopilote" not in people.alice.get(address).text, address
    assert "Zopilote" in people.alice.get("/pipeline/table?archived=1").text
    moved = people.alice.post(f"/opportunities/{key}/move", {"stage_id": stage_id(app, "terms")})
    assert moved.status_code == 409
    for page in ("not-won", "sign"):
        assert people.alice.get(f"/opportunities/{key}/{page}").status_code == 409
        assert people.alice.post(f"/opportunities/{key}/{page}", {"lost_reason": "price"}).status_code == 409
    with app.app_context():
        assert db.session.get_one(Opportunity, key).stage_id == stage_id(app, "identified")
    assert people.alice.post(f"/opportunities/{key}/restore").status_code == 303
    assert "Zopilote" in people.alice.get("/pipeline").text
