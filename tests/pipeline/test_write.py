"""Forms of an opportunity, and two tabs on one card."""

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from crm.core.db import db
from crm.mandates.models import Mandate
from crm.pipeline.models import Opportunity
from tests.pipeline.records import TODAY, add_opportunity, day, move, path, read, service_id, stage_id
from tests.support import People, Person
from tests.tasks.firm import add_client, user


@pytest.fixture
def deal(app: Flask) -> int:
    """An opportunity of alice, open to the firm."""
    return add_opportunity(app, add_client(app, "Hortalizas"), "Annual retainer", value_amount=Decimal(5000),
                           value_currency="USD")  # fmt: skip


def fields(app: Flask, **more: Any) -> dict[str, Any]:
    """Return what a browser sends of the form of an opportunity."""
    with app.app_context():
        lead = user("alice").id
    return {
        "title": "Annual retainer",
        "account_lead_id": lead,
        "value_amount": "5,000",
        "value_currency": "USD",
        **more,
    }


def by_script(person: Person, key: int, stage: int, version: int) -> TestResponse:
    """Move a card as the board does."""
    sent = {"csrf_token": person.token(), "stage_id": stage, "version": version}
    return person.http.post(f"/opportunities/{key}/move", data=sent, headers={"X-Requested-With": "fetch"})


def mandates(app: Flask) -> list[Mandate]:
    """Return all mandates."""
    with app.app_context():
        return list(db.session.execute(sa.select(Mandate)).scalars())


def test_a_new_one_keeps_what_was_typed_and_its_first_move(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    sent = fields(
        app, client=client, stage_id=stage_id(app, "conversation"), service_line_id=service_id(app), probability="35",
        expected_on=day(40).isoformat(), source="referral", source_note="Luz Mora", next_step="Send the scope",
        next_step_on=day(3).isoformat(), notes="**Winter** season", fee_basis="retainer", value_amount="12,500.50",
        value_currency="MXN",
    )  # fmt: skip
    answer = people.alice.post("/opportunities/new", sent)
    assert answer.status_code == 303
    key = int(answer.headers["Location"].rsplit("/", 1)[1])
    item = read(app, key)
    assert (item.client_id, item.probability, item.value_amount, item.value_currency) == (
        client, 35, Decimal("12500.50"), "MXN",
    )  # fmt: skip
    assert (item.expected_on, item.next_step, item.source_note) == (day(40), "Send the scope", "Luz Mora")
    assert path(app, key) == [("", "conversation")]
    page = people.dora.get(f"/opportunities/{key}").text
    for words in ("MXN 12,500.50", "35%", "Send the scope", "<strong>Winter</strong>", "Luz Mora"):
        assert words in page


@pytest.mark.parametrize(
    "wrong",
    [{"title": " "}, {"value_amount": "12k"}, {"value_amount": "-5"}, {"probability": "101"}, {"value_currency": "EUR"},
     {"account_lead_id": 99999}, {"expected_on": "soon"}, {"source": "dream"}],
)  # fmt: skip
def test_what_is_wrong_is_refused_and_its_words_kept(
    app: Flask, people: People, deal: int, wrong: dict[str, Any]
) -> None:
    answer = people.alice.post(f"/opportunities/{deal}/edit", fields(app, version=1, notes="Kept words", **wrong))
    assert answer.status_code == 422
    assert "Kept words" in answer.text
    assert read(app, deal).version == 1


def test_a_value_that_is_taken_away_takes_its_currency_along(app: Flask, people: People, deal: int) -> None:
    sent = fields(app, version=1) | {"value_amount": "", "value_currency": "MXN"}
    assert people.alice.post(f"/opportunities/{deal}/edit", sent).status_code == 303
    assert (read(app, deal).value_amount, read(app, deal).value_currency) == (None, "")


def test_of_two_tabs_that_move_one_card_the_later_is_told_and_nothing_is_lost(
    app: Flask, people: People, deal: int
) -> None:
    terms, hold = stage_id(app, "terms"), stage_id(app, "on-hold")
    first = by_script(people.bob, deal, terms, 1)
    assert (first.status_code, first.mimetype) == (200, "application/json")
    assert first.json == {"said": "Annual retainer: now “Agreeing terms”."}
    second = by_script(people.alice, deal, hold, 1)
    assert (second.status_code, second.mimetype) == (409, "application/json")
    assert second.json is not None
    assert "Somebody changed this opportunity meanwhile" in second.json["said"]
    page = people.alice.post(f"/opportunities/{deal}/move", {"stage_id": hold, "version": 1})
    assert (page.status_code, page.mimetype) == (409, "text/html")
    assert "Somebody changed this opportunity after your page was opened" in page.text
    assert path(app, deal) == [("", "identified"), ("identified", "terms")]
    assert read(app, deal).stage_id == terms
    again = by_script(people.alice, deal, hold, read(app, deal).version)
    assert again.status_code == 200
    assert path(app, deal)[-1] == ("terms", "on-hold")


def test_a_move_without_script_leads_back_to_where_it_was_made(app: Flask, people: People, deal: int) -> None:
    sent: dict[str, object] = {"stage_id": stage_id(app, "terms"), "version": 1, "back": "/pipeline?q=annual"}
    answer = people.alice.post(f"/opportunities/{deal}/move", sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/pipeline?q=annual")
    away = people.alice.post(f"/opportunities/{deal}/move", sent | {"version": 2, "back": "https://evil.example/"})
    assert away.headers["Location"] == f"/opportunities/{deal}"


@pytest.mark.parametrize("stage", ["", "x", "99999"])
def test_a_move_to_a_stage_that_is_not_there_is_404(app: Flask, people: People, deal: int, stage: str) -> None:
    assert people.alice.post(f"/opportunities/{deal}/move", {"stage_id": stage}).status_code == 404
    assert read(app, deal).version == 1


def test_a_stage_that_asks_for_more_leads_to_its_page(app: Flask, people: People, deal: int) -> None:
    for code, page in (("not-won", "not-won"), ("signed", "sign")):
        answer = by_script(people.alice, deal, stage_id(app, code), 1)
        assert (answer.status_code, answer.headers["Location"]) == (
            303, f"/opportunities/{deal}/{page}?stage={stage_id(app, code)}",
        )  # fmt: skip
    assert path(app, deal) == [("", "identified")]
    address = f"/opportunities/{deal}/not-won?stage={stage_id(app, 'not-won')}"
    refused = people.alice.post(address, {"version": 1, "lost_note": "They were silent"})
    assert refused.status_code == 422
    assert "Say why it was not won." in refused.text
    assert "They were silent" in refused.text
    sent: dict[str, object] = {"version": 1, "lost_reason": "no_answer", "lost_note": "They were silent"}
    assert people.alice.post(address, sent).status_code == 303
    page_text = people.dora.get(f"/opportunities/{deal}").text
    assert "No answer any more" in page_text
    assert "They were silent" in page_text
    # Out of it again as of any other stage.
    assert by_script(people.alice, deal, stage_id(app, "conversation"), read(app, deal).version).status_code == 200
    assert "They were silent" not in people.dora.get(f"/opportunities/{deal}").text


def test_the_edit_form_that_was_overtaken_shows_both_texts_and_keeps_its_own(
    app: Flask, people: People, deal: int
) -> None:
    saved = people.bob.post(f"/opportunities/{deal}/edit", fields(app, version=1, notes="What bob wrote"))
    assert saved.status_code == 303
    late = people.alice.post(f"/opportunities/{deal}/edit", fields(app, version=1, notes="What alice wrote"))
    assert late.status_code == 409
    assert "What <" in late.text or "What bob wrote" in late.text
    assert "What alice wrote</textarea>" in late.text
    assert read(app, deal).notes == "What bob wrote"
    again = fields(app, version=read(app, deal).version, notes="What alice wrote")
    assert people.alice.post(f"/opportunities/{deal}/edit", again).status_code == 303


def test_an_edit_that_a_move_overtook_is_told_so(app: Flask, people: People, deal: int) -> None:
    assert by_script(people.bob, deal, stage_id(app, "terms"), 1).status_code == 200
    late = people.alice.post(f"/opportunities/{deal}/edit", fields(app, version=1, notes="What alice wrote"))
    assert late.status_code == 409
    assert "What alice wrote</textarea>" in late.text
    assert (read(app, deal).notes, read(app, deal).stage_id) == ("", stage_id(app, "terms"))


def test_losing_and_signing_that_were_overtaken_keep_their_words_and_change_nothing(
    app: Flask, people: People, deal: int
) -> None:
    move(app, deal, "terms")
    lost = people.alice.post(
        f"/opportunities/{deal}/not-won", {"version": 1, "lost_reason": "price", "lost_note": "Twice our fee"}
    )
    signed = people.alice.post(f"/opportunities/{deal}/sign", signature(app, version=1))
    for answer, words in ((lost, "Twice our fee"), (signed, "Signed scope")):
        assert answer.status_code == 409
        assert "it is now in “Agreeing terms”" in answer.text
        assert words in answer.text
        assert f'name="version" type="hidden" value="{read(app, deal).version}"' in answer.text
    assert path(app, deal)[-1] == ("identified", "terms")
    assert mandates(app) == []


def signature(app: Flask, **more: Any) -> dict[str, Any]:
    with app.app_context():
        lead = user("alice").id
    return {
        "title": "Signed scope", "lead_id": lead, "starts_on": TODAY.isoformat(), "fee_basis": "fixed",
        "fee_amount": "5,000", "fee_currency": "USD", "fee_rhythm": "once", **more,
    }  # fmt: skip


def test_signing_makes_one_mandate_however_often_it_is_pressed(app: Flask, people: People, deal: int) -> None:
    page = people.alice.get(f"/opportunities/{deal}/sign").text
    assert 'value="Annual retainer"' in page
    answer = people.alice.post(f"/opportunities/{deal}/sign", signature(app, version=1))
    assert answer.status_code == 303
    assert people.bob.post(f"/opportunities/{deal}/sign", signature(app, version=1)).status_code == 303
    (mandate,) = mandates(app)
    item = read(app, deal)
    assert (item.mandate_id, mandate.client_id, mandate.title) == (mandate.id, item.client_id, "Signed scope")
    assert path(app, deal)[-1] == ("identified", "signed")
    assert f"/mandates/{mandate.id}" in people.dora.get(f"/opportunities/{deal}").text
    # Taken out and back it keeps its mandate, and asks for no other.
    assert by_script(people.alice, deal, stage_id(app, "terms"), item.version).status_code == 200
    back = by_script(people.alice, deal, stage_id(app, "signed"), read(app, deal).version)
    assert (back.status_code, len(mandates(app))) == (200, 1)


def test_a_signature_that_is_not_sound_makes_nothing(app: Flask, people: People, deal: int) -> None:
    early = (TODAY.replace(year=TODAY.year - 1)).isoformat()
    refused = people.alice.post(f"/opportunities/{deal}/sign", signature(app, version=1, ends_on=early, scope="Typed"))
    assert refused.status_code == 422
    assert "Typed" in refused.text
    assert (mandates(app), read(app, deal).mandate_id) == ([], None)


def test_a_follow_up_of_an_opportunity_is_one_of_its_client(app: Flask, people: People, deal: int) -> None:
    with app.app_context():
        bob = user("bob").id
    sent = {"title": "Send the draft", "due_on": day(4).isoformat(), "assignee_id": bob}
    assert people.alice.post(f"/opportunities/{deal}/tasks", sent).status_code == 303
    assert "Send the draft" in people.dora.get(f"/opportunities/{deal}").text
    assert "Send the draft" in people.dora.get(f"/clients/{read(app, deal).client_id}").text
    refused = people.alice.post(f"/opportunities/{deal}/tasks", {**sent, "title": ""})
    assert refused.status_code == 422


def test_its_history_names_what_changed_in_words(app: Flask, people: People, deal: int) -> None:
    assert by_script(people.alice, deal, stage_id(app, "terms"), 1).status_code == 200
    told = people.dora.get(f"/opportunities/{deal}/history").text
    assert "Agreeing terms" in told
    assert "stage_id" not in told
    with app.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(Opportunity)).scalar_one() == 1
