"""How an opportunity begins, moves and ends, and what is kept of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.db import db, unit_of_work
from crm.mandates.models import Mandate
from crm.pipeline import actions
from crm.pipeline.models import Opportunity
from crm.pipeline.queries import moves_of
from tests.pipeline.records import TODAY, add_opportunity, move, moves, path, read, stage
from tests.tasks.firm import add_client, user

BEGUN = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)


@pytest.fixture
def client(app: Flask) -> int:
    """A client open to the firm."""
    return add_client(app, "Hortalizas")


def test_each_move_keeps_its_row_and_says_since_when_and_when_it_ended(app: Flask, client: int) -> None:
    key = add_opportunity(app, client, "Annual retainer", at=BEGUN)
    assert (read(app, key).stage_since, read(app, key).closed_at) == (BEGUN, None)
    later = [BEGUN + timedelta(days=number) for number in (3, 10, 20, 30)]
    for code, at in zip(("conversation", "on-hold", "not-won", "terms"), later, strict=True):
        move(app, key, code, at=at, reason="price" if code == "not-won" else "")
        item = read(app, key)
        assert item.stage_since == at
        assert item.closed_at == (at if code == "not-won" else None)
    assert path(app, key) == [
        ("", "identified"), ("identified", "conversation"), ("conversation", "on-hold"), ("on-hold", "not-won"),
        ("not-won", "terms"),
    ]  # fmt: skip
    assert [row.at for row in moves(app, key)] == [BEGUN, *later]
    with app.app_context():
        assert {row.user_id for row in moves(app, key)} == {user("alice").id}
        assert [row.days for row in moves_of(key)][1:] == [10, 10, 7, 3]
    # Open again: why it was lost is no longer true.
    assert (read(app, key).lost_reason, read(app, key).lost_note) == ("", "")


def test_its_own_stage_is_no_move(app: Flask, client: int) -> None:
    key = add_opportunity(app, client, "Annual retainer", at=BEGUN)
    move(app, key, "identified")
    assert path(app, key) == [("", "identified")]
    assert read(app, key).stage_since == BEGUN


def test_a_clock_that_goes_back_leaves_the_history_in_order(app: Flask, client: int) -> None:
    key = add_opportunity(app, client, "Annual retainer", at=BEGUN)
    move(app, key, "conversation", at=BEGUN + timedelta(days=5))
    move(app, key, "proposal", at=BEGUN - timedelta(days=400))
    move(app, key, "terms", at=BEGUN + timedelta(days=4))
    assert [row.at for row in moves(app, key)] == [BEGUN, *[BEGUN + timedelta(days=5)] * 3]
    assert [to for _from, to in path(app, key)] == ["identified", "conversation", "proposal", "terms"]
    with app.app_context():
        assert [row.days for row in moves_of(key)][1:] == [0, 0, 5]


def test_not_won_needs_a_reason_and_signed_a_mandate(app: Flask, client: int) -> None:
    key = add_opportunity(app, client, "Annual retainer")
    with pytest.raises(ValueError, match="reason"):
        move(app, key, "not-won")
    with pytest.raises(ValueError, match="mandate"):
        move(app, key, "signed")
    assert path(app, key) == [("", "identified")]
    move(app, key, "not-won", reason="timing", note="Budget of 2027")
    assert (read(app, key).lost_reason, read(app, key).lost_note) == ("timing", "Budget of 2027")


def test_an_opportunity_begins_in_a_stage_that_is_not_decided(app: Flask, client: int) -> None:
    for code in ("signed", "not-won"):
        with pytest.raises(ValueError, match="open stage"):
            add_opportunity(app, client, "Annual retainer", code=code)
    assert path(app, add_opportunity(app, client, "Later", code="on-hold")) == [("", "on-hold")]
    with app.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(Opportunity)).scalar_one() == 1


def agreed(lead_id: int) -> dict[str, Any]:
    return {"title": "What was agreed", "lead_id": lead_id, "starts_on": TODAY, "fee_basis": "fixed"}


def test_signing_makes_the_mandate_and_moves_in_one_transaction(app: Flask, client: int) -> None:
    key = add_opportunity(app, client, "Annual retainer", at=BEGUN)
    with app.app_context():
        alice = user("alice")
        with unit_of_work(alice.id) as work:
            item = work.get_one(Opportunity, key)
            made = actions.sign(work, alice, item, stage("signed"), agreed(alice.id), at=BEGUN + timedelta(days=40)).id
        mandate = db.session.get_one(Mandate, made)
        assert (mandate.client_id, mandate.title, mandate.state) == (client, "What was agreed", "active")
    item = read(app, key)
    assert (item.mandate_id, item.closed_at) == (made, BEGUN + timedelta(days=40))
    assert path(app, key)[-1] == ("identified", "signed")


@pytest.mark.parametrize(("code", "extra"), [("terms", {}), ("signed", {"state": "ended"})])
def test_a_signature_that_fails_leaves_neither_mandate_nor_move(
    app: Flask, client: int, code: str, extra: dict[str, str]
) -> None:
    key = add_opportunity(app, client, "Annual retainer")
    with app.app_context():
        alice = user("alice")
        with pytest.raises((ValueError, KeyError)), unit_of_work(alice.id) as work:
            actions.sign(work, alice, work.get_one(Opportunity, key), stage(code), agreed(alice.id) | extra)
        assert db.session.execute(sa.select(sa.func.count()).select_from(Mandate)).scalar_one() == 0
    assert path(app, key) == [("", "identified")]
    assert read(app, key).mandate_id is None


def test_a_move_that_fails_after_the_mandate_was_made_takes_it_back(
    app: Flask, client: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = add_opportunity(app, client, "Annual retainer")

    def fails(*_args: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "move", fails)
    with app.app_context():
        alice = user("alice")
        with pytest.raises(RuntimeError), unit_of_work(alice.id) as work:
            actions.sign(work, alice, work.get_one(Opportunity, key), stage("signed"), agreed(alice.id))
        assert db.session.execute(sa.select(sa.func.count()).select_from(Mandate)).scalar_one() == 0
    assert read(app, key).mandate_id is None


def test_no_value_has_no_currency_and_unknown_values_are_refused(app: Flask, client: int) -> None:
    key = add_opportunity(app, client, "Without", value_currency="MXN")
    assert (read(app, key).value_amount, read(app, key).value_currency) == (None, "")
    with app.app_context(), unit_of_work(user("alice").id) as work:
        item = work.get_one(Opportunity, key)
        actions.update(work, item, {"value_amount": Decimal("12500.50"), "value_currency": "MXN"})
        for name in ("stage_id", "closed_at", "mandate_id"):
            with pytest.raises(KeyError):
                actions.update(work, item, {name: 1})
    assert (read(app, key).value_amount, read(app, key).value_currency) == (Decimal("12500.50"), "MXN")
    with app.app_context(), unit_of_work(user("alice").id) as work:
        actions.update(work, work.get_one(Opportunity, key), {"value_amount": None})
    assert read(app, key).value_currency == ""
