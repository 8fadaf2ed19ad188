"""The first and last moments of a period, promises and terms that run out, moves and decisions, money."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.core.db import db, unit_of_work
from crm.indicators.models import Observation, Series
from crm.reports.build.kinds.facts.portfolio import gather
from crm.reports.document import Bullets
from tests.commitments.records import TODAY as REAL_TODAY
from tests.commitments.records import add_commitment
from tests.institutions.records import add_institution, add_post, seat
from tests.issues.records import add_issue, add_update
from tests.mandates.records import add_mandate
from tests.people.records import add_person
from tests.pipeline.records import add_opportunity, move
from tests.reports.kinds.firm import MISSION, TODAY, Firm, made, section, small_firm, tables, text_of
from tests.reports.records import an_engagement
from tests.tasks.firm import add_client, user


def test_only_what_was_held_on_the_days_of_the_period_is_told(app: Flask) -> None:
    client = add_client(app, "Agrícola del Yaqui")
    body = add_institution(app, "Consulado General")
    at: dict[str, Any] = {"institutions": [body], "institution": "", "subject": MISSION}
    inside = {
        an_engagement(app, client, at=datetime(2026, 7, 1, 0, 0), zone="America/Tijuana", **at),
        an_engagement(app, client, at=datetime(2026, 9, 30, 23, 59), zone="America/Los_Angeles", track="trade", **at),
    }
    an_engagement(app, client, at=datetime(2026, 6, 30, 23, 59), **at)
    an_engagement(app, client, at=datetime(2026, 10, 1, 0, 0), **at)
    an_engagement(app, client, state="cancelled", cancel_reason="Sin sala", **at)
    waiting = an_engagement(app, client, at=datetime(2026, 12, 24, 10, 0), state="planned", **at)
    firm = Firm(client, 0, body, 0)
    with app.test_request_context():
        told, mission = made("institution", "alice", firm), made("mission", "alice", firm)
    assert told.records["engagement"] == inside | {waiting}
    assert mission.records["engagement"] == inside
    months = section(told.document, "Engagements held").blocks[0]
    assert [row[1:] for row in months.raw] == [(1, 1, 0), (1, 0, 1)]  # type: ignore[union-attr]


def test_a_mission_is_named_where_people_may_read_it_or_chosen_by_hand(app: Flask) -> None:
    client = add_client(app, "Agrícola del Yaqui")
    named = an_engagement(app, client, place="Centro de Convenciones, MISION PHOENIX 2026")
    noted = an_engagement(app, client, note=MISSION, subject="Otra reunión")
    with app.test_request_context():
        assert made("mission", "alice").records["engagement"] == {named}
        chosen = made("mission", "alice", mission="", engagement_ids=(noted,))
        stranger = made("mission", "bob", mission="", engagement_ids=(named, noted))
    assert chosen.records["engagement"] == {noted}
    assert chosen.document.cover.client == "Trade mission"
    assert stranger.records["engagement"] == {named, noted}


def test_changes_in_posts_are_those_of_the_period(app: Flask) -> None:
    body = add_institution(app, "Consulado General")
    post = add_post(app, body, "Consul general")
    seat(app, post, add_person(app, "Ana", "Antes"), from_on=date(2020, 1, 1), to_on=date(2026, 6, 30))
    seat(app, post, add_person(app, "Berta", "Nueva"), from_on=date(2026, 7, 1), acting=True)
    add_post(app, body, "Vice consul")
    with app.test_request_context():
        posts = section(made("institution", "alice", Firm(0, 0, body, 0)).document, "Posts and office-holders")
    now, changes = (block.rows for block in posts.blocks)  # type: ignore[union-attr]
    assert [(row[0], row[1]) for row in now] == [
        ("Consul general", "Berta Nueva"), ("Vice consul", "no holder on record"),
    ]  # fmt: skip
    assert [(row[0], row[1], row[3]) for row in changes] == [
        ("Jul 1, 2026", "New office-holder (acting)", "Berta Nueva"),
    ]  # fmt: skip


def test_the_colour_of_an_issue_moves_from_before_the_period_to_its_end(app: Flask) -> None:
    issue = add_issue(app, "Winter hours")
    add_update(app, issue, "green", "Quiet.", datetime(2026, 7, 1, 6, tzinfo=UTC))
    add_update(app, issue, "red", "They close.", datetime(2026, 10, 1, 6, tzinfo=UTC))
    add_update(app, issue, "amber", "After it.", datetime(2026, 10, 1, 8, tzinfo=UTC))
    with app.test_request_context():
        document = made("issue", "alice", Firm(0, 0, 0, issue)).document
    # Alice reads by the clock of Phoenix, seven hours behind UTC.
    assert [row[1] for row in tables(document)[1].rows if row[2] in {"Quiet.", "After it."}] == []
    assert "Red; it was green before." in text_of(document)
    assert "After it." not in text_of(document)


def test_partners_read_first_of_what_we_owe_then_of_what_runs_out_then_of_silence(app: Flask) -> None:
    names = ("Callada", "Debemos", "Rojo", "Vence", "Tranquila")
    clients = {name: add_client(app, name) for name in names}
    for name in ("Debemos", "Rojo", "Vence", "Tranquila"):
        an_engagement(app, clients[name], at=datetime(2026, 11, 20, 9, 0))
    with app.app_context(), unit_of_work(None) as work:
        table = db.metadata.tables["client"]
        work.execute(sa.update(table).values(created_at=datetime(2026, 1, 1, tzinfo=UTC), contact_days=60))
    late = (TODAY - timedelta(days=3) - REAL_TODAY).days
    add_commitment(app, maker_kind="us", receiver_kind="client", receiver_client_id=clients["Debemos"], due=late,
                   clients=[clients["Debemos"]])  # fmt: skip
    add_commitment(app, maker_kind="us", receiver_kind="client", receiver_client_id=clients["Tranquila"],
                   due=(TODAY - REAL_TODAY).days, clients=[clients["Tranquila"]])  # fmt: skip
    add_mandate(app, clients["Vence"], "Iguala", fee_basis="retainer", ends_on=TODAY + timedelta(days=90))
    add_mandate(app, clients["Tranquila"], "Iguala", fee_basis="retainer", ends_on=TODAY + timedelta(days=91))
    with app.test_request_context():
        asked_for = {clients["Rojo"]: date(2026, 10, 2)}
        usual = made("portfolio", "charlie").document
        facts = gather(user("charlie"), TODAY, asked_for, 100)
    first = section(usual, "What needs a partner first").blocks[0].rows  # type: ignore[union-attr]
    assert [row[0] for row in first] == ["Debemos", "Vence", "Callada"]
    assert first[0][2] == "1 commitment of ours is overdue"
    assert first[1][2] == "term ends on Feb 25, 2027"
    assert first[2][2] == "no contact for 331 days, 60 meant"
    assert {line.client.name: line.sent for line in facts.lines}["Rojo"] == date(2026, 10, 2)


def test_moves_and_decisions_are_those_of_the_readers_own_days_and_money_stays_apart(app: Flask) -> None:
    client = add_client(app, "Agrícola del Yaqui")
    first, after = datetime(2026, 7, 1, 7, tzinfo=UTC), datetime(2026, 10, 1, 7, tzinfo=UTC)
    money: dict[str, Any] = {"value_amount": Decimal(1000), "value_currency": "USD"}
    early = add_opportunity(app, client, "Early", at=first - timedelta(days=30), **money)
    move(app, early, "not-won", at=first, reason="price", note="Too dear")
    late = add_opportunity(app, client, "Late", at=first - timedelta(days=30), **money)
    move(app, late, "not-won", at=after, reason="timing")
    add_opportunity(app, client, "Pesos", at=after, value_amount=Decimal(2000), value_currency="MXN")
    add_opportunity(app, client, "Dollars", at=after, probability=50, expected_on=date(2027, 2, 1), **money)
    add_opportunity(app, client, "Unvalued", at=datetime(2026, 11, 20, tzinfo=UTC))
    with app.test_request_context():
        document = made("pipeline", "alice").document
    text = text_of(document)
    assert "Fee too high: Too dear" in text
    assert [row[1] for row in section(document, "What moved").blocks[0].rows] == ["Early"]  # type: ignore[union-attr]
    assert "Not won: US$1,000" in text
    told = next(b for b in section(document, "The pipeline in brief").blocks if isinstance(b, Bullets)).items
    assert told[0].replace("\N{NO-BREAK SPACE}", " ") == (
        "Open: US$1,000 + MXN 2,000; weighted by probability US$500 + MXN 200."
    )
    assert "stay apart" in told[1]
    assert "1 open opportunity has no value yet" in told[2]
    stages = section(document, "Open opportunities by stage").blocks[0]
    assert stages.raw == (("Identified", 10, 3, 1, 1000, 2000, 500, 200),)  # type: ignore[union-attr]
    quarters, months = section(document, "Forecast by expected signature").blocks
    assert [row[0] for row in quarters.rows] == ["Q1 2027", "without a day"]  # type: ignore[union-attr]
    assert [row[0] for row in months.rows] == ["Feb 2027", "without a day"]  # type: ignore[union-attr]
    idle = next(each for each in document.sections if each.heading.startswith("No move"))
    assert {row[0] for row in idle.blocks[0].rows} == {"Pesos", "Dollars"}  # type: ignore[union-attr]


def test_a_current_rate_converts_and_is_named_with_its_day(app: Flask) -> None:
    client = add_client(app, "Agrícola del Yaqui")
    for amount, currency in ((1000, "USD"), (2000, "MXN")):
        add_opportunity(app, client, currency, value_amount=Decimal(amount), value_currency=currency)
    with app.app_context(), unit_of_work(None) as work:
        rate = Series(key="fix", title_en="FIX", title_es="FIX", source="banxico", frequency="day",
                      unit="MXN per USD", basis="fix", decimals=4)  # fmt: skip
        work.add(rate)
        work.flush()
        work.add(Observation(series_id=rate.id, period=date(2026, 11, 26), vintage=date(2026, 11, 26),
                             value=Decimal(20), source="banxico"))  # fmt: skip
    with app.test_request_context():
        text = text_of(made("pipeline", "alice").document)
    assert "Together US$1,100, weighted US$110, pesos converted at 20.0000 MXN per US$, FIX of Nov 26, 2026" in text


def test_what_waits_or_is_late_is_counted_on_the_report_s_own_day(app: Flask) -> None:
    firm = small_firm(app)
    with app.test_request_context():
        late = section(made("institution", "alice", firm).document, "Commitments").blocks[0]
    days = (TODAY - (REAL_TODAY - timedelta(days=30))).days
    assert {row[-1] for row in late.raw} == {days}  # type: ignore[union-attr]
