"""Mandates: added, edited, overtaken; how they end."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from crm.core.db import unit_of_work
from crm.mandates import actions
from crm.mandates.models import Mandate
from crm.mandates.parts import PARTS
from tests.mandates.records import add_mandate, day, form, read
from tests.people.records import add_person
from tests.support import People
from tests.tasks.firm import add_client, user


@pytest.fixture
def client(app: Flask) -> int:
    """A client open to the firm."""
    return add_client(app, "Hortalizas")


@pytest.fixture
def mandate(app: Flask, client: int) -> int:
    """A mandate of alice for it."""
    return add_mandate(app, client, "Labor programme")


def me(app: Flask, name: str = "alice") -> int:
    with app.app_context():
        return user(name).id


def test_a_new_mandate_keeps_what_was_typed(app: Flask, people: People, client: int) -> None:
    person = add_person(app, "Luz", "Mora", by="alice")
    sent = form(
        me(app), client=client, signatory=person, signed_on=day(-101).isoformat(), ends_on=day(265).isoformat(),
        renewal_on=day(200).isoformat(), next_report_on=day(5).isoformat(), retainer_hours="12.5", scope="**In** it",
        fee_note="30 days",
    )  # fmt: skip
    answer = people.alice.post("/mandates/new", sent)
    assert answer.status_code == 303
    item = read(app, int(answer.headers["Location"].rsplit("/", 1)[1]))
    assert (item.client_id, item.state, item.signatory_id, item.retainer_minutes) == (client, "active", person, 750)
    assert (item.fee_amount, item.fee_currency, item.fee_rhythm) == (Decimal(4000), "USD", "month")
    assert (item.ends_on, item.renewal_on, item.next_report_on) == (day(265), day(200), day(5))
    page = people.alice.get(f"/mandates/{item.id}").text
    for words in ("US$4,000 a month", "<strong>In</strong>", "30 days", "Mora"):
        assert words in page


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"starts_on": ""}, {"ends_on": day(-101)}, {"ends_on": day(1), "renewal_on": day(2)},
     {"fee_amount": "many"}, {"fee_currency": "EUR"}, {"retainer_hours": "-1"}, {"lead_id": 99999}],
)  # fmt: skip
def test_what_is_wrong_is_refused_and_its_words_kept(
    app: Flask, people: People, mandate: int, wrong: dict[str, Any]
) -> None:
    answer = people.alice.post(f"/mandates/{mandate}/edit", form(me(app), version=1, scope="Kept words", **wrong))
    assert answer.status_code == 422
    assert "Kept words" in answer.text
    assert read(app, mandate).version == 1


def test_a_fee_that_is_taken_away_takes_its_currency_along(app: Flask, people: People, mandate: int) -> None:
    assert people.alice.post(f"/mandates/{mandate}/edit", form(me(app), version=1)).status_code == 303
    assert read(app, mandate).fee_currency == "USD"
    sent = form(me(app), version=2, fee_amount="", fee_currency="MXN")
    assert people.alice.post(f"/mandates/{mandate}/edit", sent).status_code == 303
    assert (read(app, mandate).fee_amount, read(app, mandate).fee_currency) == (None, "")


def test_an_edit_that_was_overtaken_shows_both_texts_and_keeps_its_own(
    app: Flask, people: People, mandate: int
) -> None:
    assert people.bob.post(f"/mandates/{mandate}/edit", form(me(app), version=1, fee_note="Bob")).status_code == 303
    late = people.alice.post(f"/mandates/{mandate}/edit", form(me(app), version=1, fee_note="Alice's terms"))
    assert late.status_code == 409
    assert "Bob" in late.text
    assert 'value="Alice&#39;s terms"' in late.text
    assert read(app, mandate).fee_note == "Bob"


def test_it_ends_for_a_reason_rests_and_goes_on(app: Flask, people: People, mandate: int) -> None:
    at, last = f"/mandates/{mandate}", day(-2).isoformat()
    refused = people.alice.post(f"{at}/end", {"ended_on": last, "end_reason": " ", "version": 1})
    assert refused.status_code == 422
    assert people.alice.post(f"{at}/pause", {"version": 1}).status_code == 303
    assert read(app, mandate).state == "paused"
    stale = people.alice.post(f"{at}/end", {"ended_on": last, "end_reason": "Everything done", "version": 1})
    assert stale.status_code == 409
    assert "Everything done" in stale.text
    assert (
        people.alice.post(f"{at}/end", {"ended_on": last, "end_reason": "Everything done", "version": 2}).status_code
        == 303
    )
    item = read(app, mandate)
    assert (item.state, item.ended_on, item.end_reason) == ("ended", day(-2), "Everything done")
    assert "Everything done" in people.dora.get(at).text
    assert people.alice.post(f"{at}/resume", {"version": item.version}).status_code == 303
    item = read(app, mandate)
    assert (item.state, item.ended_on, item.end_reason) == ("active", None, "")
    assert people.alice.post(f"{at}/pause", {"version": 1}).status_code == 409


def test_actions_refuse_unknown_values_and_an_end_without_a_reason(app: Flask, mandate: int) -> None:
    with app.app_context(), unit_of_work(None) as work:
        item = work.get_one(Mandate, mandate)
        for name in ("state", "ended_on", "client_id"):
            with pytest.raises(KeyError):
                actions.update(work, item, {name: 1})
        with pytest.raises(ValueError, match="reason"):
            actions.end(work, item, day(0), "  ")
        with pytest.raises(KeyError):
            actions.save_row(work, PARTS["time"], PARTS["time"].model(mandate_id=mandate), {"mandate_id": 2})
    assert read(app, mandate).state == "active"
