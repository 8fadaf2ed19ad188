import pytest
from flask import Flask

from crm.clients import actions
from tests.clients.firm import POSTED, add_client, bar, read, sector_codes, sector_id, team_of, trail, user_id
from tests.support import People


def test_a_client_is_archived_and_restored_with_its_version(app: Flask, people: People) -> None:
    add_client(app, "One")
    assert people.alice.post("/clients/1/archive", {"version": 1}).status_code == 303
    page = people.alice.get("/clients/1").text
    assert "This client was archived on" in page
    assert "/clients/1/restore" in page
    assert people.alice.post("/clients/1/restore", {"version": 1}).status_code == 409
    assert people.dora.post("/clients/1/restore", {"version": 2}).status_code == 403
    assert people.alice.post("/clients/1/restore", {"version": 2}).status_code == 303
    assert read(app, 1).archived_at is None


def test_whoever_closes_a_client_to_its_team_still_sees_it(app: Flask, people: People) -> None:
    add_client(app, "One")
    alice, bob = user_id(app, "alice"), user_id(app, "bob")
    people.alice.post("/clients/1/edit", POSTED | {"version": 1, "access": "team", "account_lead_id": bob})
    assert team_of(app, 1) == {alice}
    assert people.alice.get("/clients/1").status_code == 200
    assert people.erin.get("/clients/1").status_code == 404
    people.charlie.post(
        "/clients/1/edit", {**POSTED, "version": 2, "access": "team", "account_lead_id": bob, "team": []}
    )
    assert team_of(app, 1) == set(), "a partner sees it anyway"
    assert people.alice.get("/clients/1").status_code == 404


def test_access_is_as_the_matrix_says(app: Flask, people: People) -> None:
    bob, dora = user_id(app, "bob"), user_id(app, "dora")
    open_to_all = add_client(app, "Firm")
    team = add_client(app, "Team", access="team", account_lead_id=bob, team=[dora])
    kept = add_client(app, "Kept", access="team", account_lead_id=bob, team=[dora])
    for name in ("dora", "charlie"):
        bar(app, kept, name)
    expected = {
        "alice": (200, 404, 404),
        "bob": (200, 200, 200),
        "charlie": (200, 200, 404),
        "dora": (200, 200, 404),
        "erin": (200, 404, 404),
    }
    for name, codes in expected.items():
        person = getattr(people, name)
        assert tuple(person.get(f"/clients/{i}").status_code for i in (open_to_all, team, kept)) == codes, name
    assert people.dora.get(f"/clients/{team}/edit").status_code == 403


def test_a_partner_sets_and_lifts_a_barrier_with_a_reason(app: Flask, people: People) -> None:
    bob, charlie = user_id(app, "bob"), user_id(app, "charlie")
    add_client(app, "One", account_lead_id=user_id(app, "alice"), team=[bob])
    path = "/clients/1/access"
    assert people.alice.get(path).status_code == people.erin.get(path).status_code == 403
    assert "write something here" in people.charlie.post(path, {"user_id": bob}).text
    assert "You can&#39;t keep yourself out" in people.charlie.post(path, {"user_id": charlie, "reason": "x"}).text
    lead = people.charlie.post(path, {"user_id": user_id(app, "alice"), "reason": "x"})
    assert lead.status_code == 422
    assert "name another one first" in lead.text
    assert people.charlie.post(path, {"user_id": bob, "reason": "Works for a rival's family"}).status_code == 303
    assert people.bob.get("/clients/1").status_code == 404
    assert team_of(app, 1) == set()
    assert "Works for a rival" in people.charlie.get(path).text
    assert ">Bob</option>" not in people.alice.get("/clients/1/edit").text
    assert people.charlie.post(f"{path}/remove", {"user_id": bob}).status_code == 303
    assert people.bob.get("/clients/1").status_code == 200


def test_the_history_tells_in_words_who_changed_what(app: Flask, people: People) -> None:
    top, child, _other = (sector_id(app, code) for code in sector_codes(app))
    people.alice.post("/clients/new", {**POSTED, "sectors": [top], "northbound": ["07"], "state": "MX-SON"})
    people.bob.post(
        "/clients/1/edit",
        {
            **POSTED,
            "version": 1,
            "status": "dormant",
            "sectors": [top, child],
            "primary_sector": child,
            "southbound": ["07"],
            "northbound": ["07"],
            "state": "MX-SON",
            "account_lead_id": user_id(app, "bob"),
        },
    )
    people.charlie.post("/clients/1/access", {"user_id": user_id(app, "dora"), "reason": "Family tie"})
    page = people.alice.get("/clients/1/history").text
    for said in (
        "Alice",
        "added this record",
        "Bob",
        "Dormant",
        "both directions",
        "(primary)",
        "Dora (Family tie)",
        "Sonora",
    ):
        assert said in page, said
    for raw in ("account_lead_id", "name_key", "place_key", "MX-SON", "updated_at"):
        assert raw not in page.split("<main", 1)[1], raw


def test_the_trail_is_written_with_the_save_or_not_at_all(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_client(app, "One")
    before = trail(app, 1)
    assert ["name", None, "One"] in before
    real = actions.update

    def broken(*args: object) -> None:
        real(*args)  # type: ignore[arg-type]
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("crm.clients.views.pages.actions.update", broken)
    token = {"csrf_token": people.alice.token()}
    with pytest.raises(RuntimeError):
        people.alice.http.post("/clients/1/edit", data={**POSTED, "version": 1, "team": [user_id(app, "bob")], **token})
    assert trail(app, 1) == before
    assert read(app, 1).name == "One"
    monkeypatch.undo()
    people.alice.post("/clients/1/edit", {**POSTED, "version": 1, "team": [user_id(app, "bob")]})
    found = trail(app, 1)[len(before) :]
    assert ["name", "One", "Agrícola Peña"] in found
    assert ["team", None, user_id(app, "bob")] in found
