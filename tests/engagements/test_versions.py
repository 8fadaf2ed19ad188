"""Versions of texts: kept in the transaction that replaces them, compared word by word, brought back, locked."""

import re
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from crm.core.db import db, unit_of_work
from crm.engagements import actions, confidential
from crm.engagements.confidential_models import EngagementVersion
from crm.engagements.importing.kind import KIND
from crm.engagements.models import Engagement
from crm.engagements.queries import one
from crm.engagements.queries.versions import texts_at
from crm.engagements.versions import TEXTS
from tests.engagements.records import START, add_engagement, form, read
from tests.importing import taken
from tests.support import People, count_queries
from tests.tasks.firm import add_client, user


def write(app: Flask, by: str, item: int, **texts: str | None) -> None:
    """Save texts as one person."""
    with app.app_context():
        actor = user(by)
        with unit_of_work(actor.id) as work:
            found = one.for_edit(actor, item)
            assert found is not None
            actions.update(work, actor, found, texts)


def kept(app: Flask, item: int) -> list[tuple[int, str, str]]:
    with app.app_context():
        row = EngagementVersion
        query = sa.select(row.version, row.field, row.body).where(row.engagement_id == item)
        return [
            (each.version, each.field, each.body) for each in db.session.execute(query.order_by(row.version, row.field))
        ]


def test_every_replaced_text_is_kept_once_and_every_version_can_be_read(app: Flask) -> None:
    item = add_engagement(app, "alice", [add_client(app, "Client")], note="uno", outcome="")
    write(app, "bob", item, note="dos")
    write(app, "alice", item, note="dos", next_step="")
    write(app, "alice", item, note="tres", outcome="Se logró")
    found = kept(app, item)
    assert [(field, body) for _version, field, body in found] == [("note", "uno"), ("note", "dos"), ("outcome", "")]
    first, last = found[0][0], found[-1][0]
    with app.test_request_context():
        record = one.get_visible(user("alice"), item)
        assert record is not None
        notes = [texts_at(record, number)["note"] for number in (1, first, last)]
        assert notes == ["uno", "dos", "tres"]
        assert [texts_at(record, number)["outcome"] for number in (first, last)] == ["", "Se logró"]


def test_a_save_that_fails_keeps_no_version(app: Flask) -> None:
    item = add_engagement(app, "alice", [add_client(app, "Client")], note="uno")
    # No track: the flush has replaced the note by then, and fails with it.
    write(app, "alice", item, note="dos")
    before = kept(app, item)
    with pytest.raises(IntegrityError):
        write(app, "alice", item, note="tres", track=None)
    assert kept(app, item) == before
    assert read(app, item).note == "dos"


def test_the_versions_of_every_long_text_are_kept() -> None:
    long = {c.key for c in sa.inspect(Engagement).column_attrs if isinstance(c.columns[0].type, sa.Text)}
    assert long - {"search_text"} <= set(TEXTS)


def test_the_pages_say_who_and_when_and_mark_the_words(app: Flask, people: People) -> None:
    item = add_engagement(app, "alice", [add_client(app, "Client")], note="¿Qué dijo el cónsul? Que sí.")
    write(app, "bob", item, note="¿Qué dijo la cónsul general? ¡Que no!")
    number = kept(app, item)[0][0]
    listed = people.dora.get(f"/engagements/{item}/versions").text
    assert f"/engagements/{item}/versions/{number}" in listed
    assert "Bob" in listed
    page = people.dora.get(f"/engagements/{item}/versions/{number}").text
    assert "¿Qué dijo <del>el </del><ins>la </ins>cónsul <ins>general</ins>? <ins>¡</ins>Que" in page
    assert people.dora.get(f"/engagements/{item}/versions/99").status_code == 404
    assert people.dora.get(f"/engagements/{item}/versions/0").status_code == 404


def test_an_old_version_comes_back_as_a_new_one(app: Flask, people: People) -> None:
    item = add_engagement(app, "alice", [add_client(app, "Client")], note="uno", outcome="Bien")
    write(app, "bob", item, note="dos", outcome="Mal")
    path, version = f"/engagements/{item}/versions/1/restore", read(app, item).version
    assert people.dora.post(path, {"version": version}).status_code == 403
    assert people.alice.post(path, {"version": version - 1}).status_code == 409
    assert people.alice.post(path, {"version": version}).status_code == 303
    now = read(app, item)
    assert (now.note, now.outcome) == ("uno", "Bien")
    assert now.version == version + 1
    assert ("note", "dos") in [(field, body) for _version, field, body in kept(app, item)]
    assert people.alice.post(f"/engagements/{item}/versions/99/restore", {}).status_code == 404


def test_a_million_characters_are_compared_without_hanging(app: Flask, people: People) -> None:
    words = " ".join(f"palabra{number % 997}" for number in range(90_000))
    item = add_engagement(app, "alice", [add_client(app, "Client")], note=words)
    write(app, "bob", item, note=f"{words[:400_000]} ¡cambió! {words[400_000:]}")
    page = people.alice.get(f"/engagements/{item}/versions/{kept(app, item)[0][0]}")
    assert re.search("<ins>[^<]*¡cambió!", page.text)
    assert len(page.text) < 200_000


def test_the_loser_of_a_race_sees_both_with_the_differences_marked_and_keeps_the_words(
    app: Flask, people: People
) -> None:
    client = add_client(app, "Client")
    item = add_engagement(app, "alice", [client], note="La reunión fue buena.")
    path, version = f"/engagements/{item}/edit", read(app, item).version
    assert people.bob.post(path, form(client, note="La reunión fue mala.", version=version)).status_code == 303
    lost = people.alice.post(path, form(client, note="La reunión fue muy buena.", version=version))
    assert lost.status_code == 409
    sides = re.search(r'<section class="beside"><h3>Engagement note</h3>(.*?)</section>', lost.text, re.DOTALL)
    assert sides is not None
    assert "La reunión fue <del>mala</del>." in sides[1]
    assert "La reunión fue <ins>muy buena</ins>." in sides[1]
    assert "La reunión fue muy buena.</textarea>" in unescape(lost.text)


def test_a_partner_locks_a_note_and_nobody_edits_it_until_it_is_unlocked(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    item = add_engagement(app, "alice", [client], note="uno", state="planned")
    at, version = f"/engagements/{item}", read(app, item).version
    assert people.alice.post(f"{at}/lock", {"reason": "x"}).status_code == 403
    assert people.charlie.post(f"{at}/lock", {"reason": " ", "version": version}).status_code == 422
    assert people.charlie.post(f"{at}/lock", {"reason": "Litigio", "version": version}).status_code == 303
    page = people.alice.get(at).text
    assert "Locked by Charlie." in page
    assert "Litigio" in page
    assert f"{at}/edit" not in page.split("h-tasks")[0]
    now = read(app, item).version
    lost = people.alice.post(f"{at}/edit", form(client, note="Mis palabras", version=now))
    assert lost.status_code == 409
    assert "Mis palabras</textarea>" in lost.text
    for verb, words in (("hold", {}), ("cancel", {"cancel_reason": "no"}), ("archive", {}), ("versions/1/restore", {})):
        assert people.charlie.post(f"{at}/{verb}", {**words, "version": now}).status_code == 409, verb
    assert (read(app, item).note, read(app, item).state) == ("uno", "planned")
    trail = people.alice.get(f"{at}/history").text
    assert "Locked" in trail
    assert people.charlie.post(f"{at}/unlock", {"version": now}).status_code == 303
    again = form(client, note="Mis palabras", version=read(app, item).version)
    assert people.alice.post(f"{at}/edit", again).status_code == 303


def test_the_list_of_versions_asks_as_much_for_many_as_for_few(app: Flask, people: People) -> None:
    item = add_engagement(app, "alice", [add_client(app, "Client")], note="0")

    def asked() -> int:
        people.alice.get(f"/engagements/{item}/versions")
        with count_queries(app) as seen:
            assert people.alice.get(f"/engagements/{item}/versions").status_code == 200
        return len(seen)

    write(app, "bob", item, note="1")
    few = asked()
    for number in range(2, 40):
        write(app, "bob", item, note=str(number))
    assert asked() == few
    assert "before=" in people.alice.get(f"/engagements/{item}/versions").text


def test_an_import_keeps_what_it_replaces_and_leaves_a_locked_note_alone(app: Flask) -> None:
    add_client(app, "Norte")
    row = {
        "subject": "Consul", "track": "trade", "channel": "video", "state": "held", "starts_wall": START,
        "zone": "America/Phoenix", "clients": ["norte"], "note": "uno",
    }  # fmt: skip
    (made,), _updated, _rows = taken(app, KIND, "alice", row)
    assert kept(app, made) == []
    assert taken(app, KIND, "bob", {**row, "note": "dos"})[1] == [made]
    assert [(field, body) for _version, field, body in kept(app, made)] == [("note", "uno")]
    with app.app_context():
        charlie = user("charlie")
        with unit_of_work(charlie.id) as work:
            item = one.for_edit(charlie, made)
            assert item is not None
            confidential.lock(work, charlie, item, "Litigio")
    _made, updated, rows = taken(app, KIND, "bob", {**row, "note": "tres"})
    assert (updated, rows[0].problems) == ([], ["A partner has locked this engagement: it is kept as it is."])
    assert read(app, made).note == "dos"
