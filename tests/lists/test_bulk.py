"""One change of many clients: over a selection and over the whole filter."""

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from crm.clients.models.client import Client
from crm.core.db import db, unit_of_work
from crm.reference.models import Tag
from tests.clients.firm import POSTED, add_client, bar, read, sector_codes, sector_id, team_of, trail, user_id
from tests.support import People, Person, count_queries


def change(person: Person, expected: int, values: dict[str, object], **which: object) -> TestResponse:
    return person.post("/clients/bulk", {"apply": "1", "expected": expected, **which, **values})


def tag_id(app: Flask, name: str) -> int:
    with app.app_context():
        return db.session.execute(sa.select(Tag.id).where(Tag.name == name)).scalar_one()


def said(person: Person) -> str:
    """Return the sentence that the next page shows."""
    return person.get("/account").text.split('<p class="flash">', 1)[1].split("</p>", 1)[0]


def test_ticked_clients_change_together_and_others_do_not(app: Flask, people: People) -> None:
    top, child, _other = sector_codes(app)
    one = add_client(app, "Uno", status="prospect", sectors=[sector_id(app, top)], tags=["viejo", "queda"])
    two = add_client(app, "Dos", status="active")
    rest = add_client(app, "Tres", status="prospect")
    bob = user_id(app, "bob")
    values = {"status": "active", "lead_id": bob, "sector_id": sector_id(app, child), "add_tags": "Nuevo, queda",
              "remove_tag_id": tag_id(app, "viejo")}  # fmt: skip
    page = people.alice.post("/clients/bulk", {"ids": [one, two]})
    assert "Change 2 clients" in page.text
    assert "Dos, Uno." in page.text
    assert change(people.alice, 2, values, ids=[one, two]).status_code == 303
    assert "2 clients changed." in said(people.alice)
    first, second, third = (read(app, client_id) for client_id in (one, two, rest))
    assert [(c.status, c.account_lead_id, c.version) for c in (first, second)] == [("active", bob, 2)] * 2
    assert (third.status, third.account_lead_id, third.version) == ("prospect", None, 1)
    assert sorted(row.tag.name for row in first.tags) == ["Nuevo", "queda"]
    assert [(row.sector.code, row.is_primary) for row in second.sectors] == [(child, True)]
    assert {row.sector.code: row.is_primary for row in first.sectors} == {top: True, child: False}
    assert trail(app, rest) == [["name", None, "Tres"], *trail(app, rest)[1:]]
    assert [change for change in trail(app, one) if change[0] in {"status", "account_lead_id"}][-2:] == [
        ["status", "prospect", "active"], ["account_lead_id", None, bob],
    ]  # fmt: skip
    assert ["tags", tag_id(app, "viejo"), None] in trail(app, one)
    history = people.alice.get(f"/clients/{two}/history").text
    assert all(word in history for word in ("Nuevo", "Bob", "primary"))


def test_the_whole_filter_changes_and_a_filter_on_what_changes_is_no_trap(app: Flask, people: People) -> None:
    ids = [add_client(app, f"C{n:04}", status="prospect") for n in range(1203)]
    other = add_client(app, "Otro", status="active")
    page = people.alice.post("/clients/bulk", {"scope": "all", "query": "status=prospect"})
    assert "Change 1,203 clients" in page.text
    with count_queries(app) as seen:
        done = change(people.alice, 1203, {"status": "dormant"}, scope="all", query="status=prospect")
    assert (done.status_code, done.headers["Location"]) == (303, "/clients?status=prospect")
    assert len(seen) < 40
    with app.app_context():
        counts = dict(db.session.execute(sa.select(Client.status, sa.func.count()).group_by(Client.status)).all())
    assert counts == {"dormant": 1203, "active": 1}
    assert trail(app, ids[-1])[-1] == ["status", "prospect", "dormant"]
    assert read(app, other).version == 1


def test_what_the_editor_may_not_see_is_neither_counted_nor_changed(app: Flask, people: People) -> None:
    hidden = add_client(app, "Oculta", access="team", account_lead_id=user_id(app, "alice"))
    barred = add_client(app, "Vedada")
    bar(app, barred, "bob")
    open_one = add_client(app, "Abierta")
    ids = [hidden, barred, open_one]
    ways: list[dict[str, object]] = [{"ids": ids}, {"scope": "all", "query": ""}]
    for which in ways:
        assert "Change 1 client" in people.bob.post("/clients/bulk", which).text
        assert change(people.bob, 3, {"status": "former"}, **which).status_code == 409
    assert change(people.bob, 1, {"status": "former"}, ids=ids).status_code == 303
    assert [read(app, client_id).status for client_id in ids] == ["active", "active", "former"]
    assert change(people.dora, 1, {"status": "active"}, ids=ids).status_code == 403
    assert 'name="ids"' not in people.dora.get("/clients").text


def test_a_filter_that_finds_others_by_now_asks_again(app: Flask, people: People) -> None:
    add_client(app, "Uno")
    people.alice.post("/clients/bulk", {"scope": "all"})
    add_client(app, "Dos")
    answer = change(people.alice, 1, {"status": "former", "add_tags": "jamás"}, scope="all")
    assert answer.status_code == 409
    assert "it was 1 when you saw it, and it is 2 now" in answer.text
    assert 'value="jamás"' in answer.text
    with app.app_context():
        assert set(db.session.execute(sa.select(Client.status)).scalars()) == {"active"}
        assert db.session.execute(sa.select(sa.func.count()).select_from(Tag).where(Tag.name == "jamás")).scalar() == 0


def test_an_edit_that_was_open_meanwhile_is_stale(app: Flask, people: People) -> None:
    one = add_client(app, "Uno")
    change(people.alice, 1, {"add_tags": "x"}, ids=[one])
    assert people.bob.post(f"/clients/{one}/edit", POSTED | {"version": 1}).status_code == 409
    assert people.bob.post(f"/clients/{one}/edit", POSTED | {"version": 2}).status_code == 303


def test_what_is_so_already_is_left_and_told(app: Flask, people: People) -> None:
    one, two = add_client(app, "Uno", status="active"), add_client(app, "Dos", status="former")
    before = trail(app, one)
    change(people.alice, 2, {"status": "active"}, ids=[one, two])
    assert said(people.alice).endswith("1 client changed. 1 was so already.")
    assert trail(app, one) == before
    assert (read(app, one).version, read(app, two).version) == (1, 2)


def test_a_barrier_keeps_the_new_lead_out(app: Flask, people: People) -> None:
    one, two = add_client(app, "Uno"), add_client(app, "Dos")
    bar(app, one, "bob")
    version = read(app, one).version
    change(people.alice, 2, {"lead_id": user_id(app, "bob"), "status": "former"}, ids=[one, two])
    assert "1 was left as it is" in said(people.alice)
    assert (read(app, one).account_lead_id, read(app, one).status, read(app, one).version) == (None, "active", version)
    assert read(app, two).account_lead_id == user_id(app, "bob")


def test_who_hands_on_a_team_client_stays_on_its_team(app: Flask, people: People) -> None:
    alice, bob = user_id(app, "alice"), user_id(app, "bob")
    one = add_client(app, "Uno", access="team", account_lead_id=alice)
    change(people.alice, 1, {"lead_id": bob}, ids=[one])
    assert team_of(app, one) == {alice}
    assert people.alice.get(f"/clients/{one}").status_code == 200
    change(people.bob, 1, {"lead_id": 0}, ids=[one])
    assert read(app, one).account_lead_id is None
    assert team_of(app, one) == {alice, bob}


def test_many_are_archived_and_put_back(app: Flask, people: People) -> None:
    ids = [add_client(app, name) for name in ("Uno", "Dos")]
    change(people.alice, 2, {"archive": "archive"}, ids=ids)
    assert all(read(app, client_id).archived_at for client_id in ids)
    assert "Uno" not in people.alice.get("/clients").text
    answer = change(people.alice, 2, {"archive": "restore"}, scope="all", query="archived=1")
    assert answer.status_code == 303
    assert not any(read(app, client_id).archived_at for client_id in ids)
    assert [change[0] for change in trail(app, ids[0])][-2:] == ["archived_at", "archived_at"]


@pytest.mark.parametrize("values", [{}, {"status": "wrong"}, {"lead_id": "99999"}, {"sector_id": "x"}])
def test_nothing_or_nonsense_changes_nothing(app: Flask, people: People, values: dict[str, object]) -> None:
    one = add_client(app, "Uno")
    assert change(people.alice, 1, values, ids=[one]).status_code == 422
    assert read(app, one).version == 1
    assert people.alice.post("/clients/bulk", {"apply": "1", "status": "active"}).status_code == 303
    assert "No client is chosen" in said(people.alice)


def test_a_change_that_fails_in_the_midst_changes_nobody(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [add_client(app, f"C{n}") for n in range(5)]
    monkeypatch.setattr("crm.clients.bulk.ROUND", 2)
    calls = []

    def failing(*_args: object) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the disk is full")

    monkeypatch.setattr("crm.clients.bulk.record_many", failing)
    with pytest.raises(RuntimeError, match="disk"):
        change(people.alice, 5, {"status": "former"}, ids=ids)
    assert {read(app, client_id).status for client_id in ids} == {"active"}
    with app.app_context(), unit_of_work(None):
        pass
