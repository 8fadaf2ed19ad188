"""Who sees an opportunity: those who see its client, on every page that tells of it."""

import pytest
from flask import Flask

from tests.lists.records import export
from tests.pipeline.records import add_opportunity, move, path, read, stage_id
from tests.support import People
from tests.tasks.firm import add_client, user

CANARY = "Canary Zopilote"
STRANGERS = ("bob", "erin", "dora")


@pytest.fixture
def secret(app: Flask) -> dict[str, int]:
    """An opportunity of a client that only alice and the partners see, moved once, and one that is open to the firm."""
    client = add_client(app, "Quiet Holdings", access="team")
    key = add_opportunity(app, client, CANARY, notes="Zopilote")
    move(app, key, "terms")
    return {
        "client": client,
        "opportunity": key,
        "open": add_opportunity(app, add_client(app, "Abierta"), "Zopilote B"),
    }


def test_its_pages_open_to_team_and_partner_and_are_404_to_others(people: People, secret: dict[str, int]) -> None:
    at = f"/opportunities/{secret['opportunity']}"
    for page in ("", "/files", "/history"):
        for person, status in (("alice", 200), ("charlie", 200), *((name, 404) for name in STRANGERS)):
            assert getattr(people, person).get(at + page).status_code == status, (person, page)
    for page in ("/edit", "/not-won", "/sign"):
        for person, status in (("alice", 200), ("bob", 404), ("erin", 404), ("dora", 403)):
            assert getattr(people, person).get(at + page).status_code == status, (person, page)
    assert people.nobody.get(at).status_code == 302


def test_a_write_is_404_to_strangers_403_to_readers_401_to_nobody(
    app: Flask, people: People, secret: dict[str, int]
) -> None:
    with app.app_context():
        bob = user("bob").id
    before = read(app, secret["opportunity"]).version
    sent: dict[str, object] = {
        "stage_id": stage_id(app, "on-hold"), "lost_reason": "price", "title": "Taken over", "account_lead_id": bob,
    }  # fmt: skip
    for page in ("edit", "move", "not-won", "sign", "archive", "restore", "tasks"):
        address = f"/opportunities/{secret['opportunity']}/{page}"
        for person, status in (("bob", 404), ("erin", 404), ("dora", 403), ("nobody", 401)):
            assert getattr(people, person).post(address, sent).status_code == status, (person, page)
    item = read(app, secret["opportunity"])
    assert (item.title, item.version, item.archived_at) == (CANARY, before, None)
    assert path(app, secret["opportunity"])[-1] == ("identified", "terms")


def test_no_board_table_search_panel_timeline_or_export_tells_a_stranger_of_it(
    people: People, secret: dict[str, int]
) -> None:
    client = secret["client"]
    for page in ("/pipeline", f"/pipeline?client={client}", "/pipeline/table?state=all", "/search?q=zopilote",
                 f"/pipeline?client={client}&q=zopilote"):  # fmt: skip
        # A search marks the words that it found: the other one stands whole.
        assert "Canary" in people.charlie.get(page).text, page
        for name in STRANGERS:
            told = getattr(people, name).get(page).text
            assert "Canary" not in told, (name, page)
            assert "Quiet Holdings" not in told, (name, page)
    assert "Zopilote B" in people.bob.get("/pipeline").text
    assert CANARY in export(people.alice, "pipeline", "state=all").text
    assert CANARY not in export(people.bob, "pipeline", "state=all").text
    assert people.dora.post("/pipeline/export", {"query": "", "format": "csv"}).status_code == 403


def test_a_client_shows_its_opportunities_and_their_moves_to_whom_it_is_open(
    people: People, secret: dict[str, int]
) -> None:
    page = people.alice.get(f"/clients/{secret['client']}").text
    assert page.count(CANARY) >= 3, "the panel, the beginning and the move"
    assert "Agreeing terms" in page
    assert people.bob.get(f"/clients/{secret['client']}").status_code == 404


def test_a_wall_closes_it_to_one_who_is_not_to_see_the_client(app: Flask, people: People) -> None:
    client = add_client(app, "Walled", barred="charlie")
    key = add_opportunity(app, client, CANARY)
    assert people.charlie.get(f"/opportunities/{key}").status_code == 404
    assert CANARY not in people.charlie.get("/pipeline").text
    assert CANARY in people.bob.get("/pipeline").text


def test_a_form_takes_no_hidden_client_and_no_lead_who_could_not_open_it(
    app: Flask, people: People, secret: dict[str, int]
) -> None:
    with app.app_context():
        alice, bob = user("alice").id, user("bob").id
    sent = {"client": secret["client"], "title": "New", "stage_id": stage_id(app, "identified"),
            "value_currency": "USD", "fee_basis": "", "source": "", "service_line_id": ""}  # fmt: skip
    assert people.bob.post("/opportunities/new", {**sent, "account_lead_id": bob}).status_code == 422
    refused = people.alice.post("/opportunities/new", {**sent, "account_lead_id": bob})
    assert refused.status_code == 422
    assert "This colleague may not see the client." in refused.text
    assert people.alice.post("/opportunities/new", {**sent, "account_lead_id": alice}).status_code == 303
    assert "Quiet Holdings" not in people.bob.get(f"/opportunities/new?client={secret['client']}").text


def test_an_analyst_reads_the_board_and_is_offered_no_move(people: People, secret: dict[str, int]) -> None:
    page = people.dora.get("/pipeline").text
    assert "Zopilote B" in page
    for words in ("board-menu", 'tabindex="0" aria-describedby="board-keys"', "New opportunity"):
        assert words not in page
    assert "/move" not in people.dora.get(f"/opportunities/{secret['open']}").text
