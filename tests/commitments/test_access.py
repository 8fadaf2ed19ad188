"""Who sees a commitment: through its clients and its engagement, on every page that tells of it."""

from typing import Any

import pytest
from flask import Flask

from tests.commitments.records import add_commitment, form, read
from tests.engagements.records import add_engagement
from tests.institutions.records import add_institution
from tests.support import People
from tests.tasks.firm import add_client, user

CANARY = "Canary Zopilote"
STRANGERS = ("bob", "erin", "dora")
POSTS = ("edit", "keep", "not-kept", "release", "reopen", "archive", "restore")


@pytest.fixture
def secret(app: Flask) -> dict[str, int]:
    """What an institution promised for a client that only alice and the partner see, and in a meeting for it."""
    client, body = add_client(app, "Quiet Holdings", access="team", lead="alice"), add_institution(app, "Aduana")
    met = add_engagement(app, "alice", [client], institutions=[body])
    named: dict[str, Any] = {"maker_institution_id": body, "text": CANARY, "due": -3}
    return {
        "client": client, "institution": body, "engagement": met,
        "by_client": add_commitment(app, clients=[client], **named),
        "by_engagement": add_commitment(app, engagement_id=met, **named),
    }  # fmt: skip


@pytest.mark.parametrize("which", ["by_client", "by_engagement"])
def test_its_pages_open_to_team_and_partner_and_are_404_to_others(
    people: People, secret: dict[str, int], which: str
) -> None:
    address = f"/commitments/{secret[which]}"
    for person, status in (("alice", 200), ("charlie", 200), *((name, 404) for name in STRANGERS)):
        assert getattr(people, person).get(address).status_code == status, person
    assert people.bob.get(f"{address}/edit").status_code == 404
    assert people.dora.get(f"{address}/edit").status_code == 403
    assert people.nobody.get(address).status_code == 302


def test_a_write_is_404_to_strangers_403_to_readers_401_to_nobody(
    app: Flask, people: People, secret: dict[str, int]
) -> None:
    for which in ("by_client", "by_engagement"):
        for path in POSTS:
            address, words = f"/commitments/{secret[which]}/{path}", {"text": "taken over", "reason": "taken over"}
            for person, status in (("bob", 404), ("erin", 404), ("dora", 403), ("nobody", 401)):
                assert getattr(people, person).post(address, words).status_code == status, (person, path)
        item = read(app, secret[which])
        assert (item.text, item.state, item.archived_at, item.version) == (CANARY, "open", None, 1)
    address = f"/engagements/{secret['engagement']}/commitments"
    row = {"rows-0-text": "x", "rows-0-maker": "us", "rows-0-receiver": f"client-{secret['client']}"}
    for person, status in (("bob", 404), ("erin", 404), ("dora", 403), ("nobody", 401)):
        assert getattr(people, person).post(address, row).status_code == status, person


def test_no_list_panel_timeline_search_or_rate_tells_a_stranger_of_it(people: People, secret: dict[str, int]) -> None:
    pages = (
        "/commitments?state=all", f"/commitments?state=late&client={secret['client']}", "/commitments?q=zopilote",
        f"/institutions/{secret['institution']}", "/search?q=zopilote",
    )  # fmt: skip
    for page in pages:
        assert "Zopilote" in people.charlie.get(page).text, page
        for name in STRANGERS:
            assert "Zopilote" not in getattr(people, name).get(page).text, (name, page)
    body = f"/institutions/{secret['institution']}"
    assert "0 of 2 kept" in people.alice.get(body).text
    assert "Nothing that they promised has fallen due yet." in people.bob.get(body).text


def test_an_export_leaves_out_what_its_asker_may_not_see(people: People, secret: dict[str, int]) -> None:
    asked: dict[str, object] = {"query": "state=all", "format": "csv", "all": "1"}
    assert secret
    assert people.alice.post("/commitments/export", asked).text.count(CANARY) == 2
    assert CANARY not in people.bob.post("/commitments/export", asked).text
    assert people.dora.post("/commitments/export", asked).status_code == 403


def test_one_of_two_clients_needs_both(app: Flask, people: People, secret: dict[str, int]) -> None:
    both = [add_client(app, "Open"), secret["client"]]
    key = add_commitment(app, clients=both, maker_institution_id=secret["institution"])
    assert people.bob.get(f"/commitments/{key}").status_code == 404
    assert people.alice.get(f"/commitments/{key}").status_code == 200


def test_one_without_client_and_engagement_is_open_to_the_firm(
    app: Flask, people: People, secret: dict[str, int]
) -> None:
    key = add_commitment(app, maker_institution_id=secret["institution"])
    for name in ("alice", *STRANGERS):
        assert getattr(people, name).get(f"/commitments/{key}").status_code == 200


def test_a_form_takes_no_hidden_client_or_engagement_and_no_blind_colleague(
    app: Flask, people: People, secret: dict[str, int]
) -> None:
    with app.app_context():
        alice, bob = user("alice").id, user("bob").id
    own = add_client(app, "Open")
    sent = (
        ("bob", form(bob, maker_client=secret["client"])),
        ("bob", form(bob, maker_client=own, clients=[own, secret["client"]])),
        ("bob", form(bob, maker_client=own, engagement=str(secret["engagement"]))),
        ("alice", form(bob, maker_client=secret["client"])),
        ("alice", form(bob, maker_client=own, engagement=str(secret["engagement"]))),
    )
    for name, words in sent:
        assert getattr(people, name).post("/commitments/new", words).status_code == 422, words
    assert people.alice.post("/commitments/new", form(alice, maker_client=secret["client"])).status_code == 303
    assert "Quiet Holdings" not in people.bob.get(f"/commitments/new?client={secret['client']}").text
