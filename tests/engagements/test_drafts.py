"""Drafts are kept, offered, resumed and closed with the save; they are their author's alone."""

import re
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.core.dates import now
from crm.core.db import db, unit_of_work
from crm.engagements.draft_actions import forget_older
from crm.engagements.draft_models import EngagementDraft
from crm.engagements.models import Engagement
from tests.engagements.records import add_engagement, form, newest, read
from tests.support import People
from tests.tasks.firm import add_client, user

WORDS = "The consul said the lanes open in May"


def name_for(app: Flask, who: str, sign: str = "a") -> str:
    with app.app_context():
        return f"{user(who).id}-{sign * 20}"


def keep(people: People, who: str, name: str, **more: Any) -> Any:
    return getattr(people, who).post("/engagements/drafts", {"draft": name, "turn": "1", "note": WORDS, **more})


def drafts(app: Flask) -> list[EngagementDraft]:
    with app.app_context():
        return list(db.session.execute(sa.select(EngagementDraft).order_by(EngagementDraft.id)).scalars())


def draft_of(page: str) -> str:
    found = re.search(r'name="draft"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_draft_is_kept_offered_to_its_author_alone_and_resumed(app: Flask, people: People) -> None:
    client = add_client(app, "Kino Data Campus")
    name = name_for(app, "alice")
    answer = keep(people, "alice", name, clients=[client], subject="Consul", track="trade")
    assert answer.status_code == 200
    assert re.fullmatch(r"\d\d:\d\d", answer.json["kept"])
    (draft,) = drafts(app)
    for path in ("/", "/engagements/new"):
        assert f"/engagements/new?draft={draft.id}" in people.alice.get(path).text
        assert "You have a draft" not in people.charlie.get(path).text
    page = people.alice.get(f"/engagements/new?draft={draft.id}").text
    assert WORDS in page
    assert "Kino Data Campus" in page
    assert draft_of(page) == name
    stranger = people.charlie.get(f"/engagements/new?draft={draft.id}").text
    assert WORDS not in stranger
    assert people.charlie.post(f"/engagements/drafts/{draft.id}/discard").status_code == 404


def test_saving_removes_the_words_in_the_same_transaction_and_a_late_autosave_brings_nothing_back(
    app: Flask, people: People
) -> None:
    client = add_client(app, "Client")
    name = name_for(app, "alice")
    keep(people, "alice", name)
    refused = people.alice.post("/engagements/new", form(client, subject="", note=WORDS, draft=name))
    assert refused.status_code == 422
    assert drafts(app)[0].fields["note"] == [WORDS]
    assert people.alice.post("/engagements/new", form(client, note=WORDS, draft=name)).status_code == 303
    (draft,) = drafts(app)
    assert (draft.fields, draft.title, draft.engagement_id) == ({}, "", newest(app))
    assert keep(people, "alice", name, turn="2").status_code == 409
    assert drafts(app)[0].fields == {}
    assert "You have a draft" not in people.alice.get("/").text


def test_the_same_draft_saved_in_a_second_tab_is_said_and_then_saved_as_another(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    name = name_for(app, "alice")
    assert people.alice.post("/engagements/new", form(client, draft=name)).status_code == 303
    again = people.alice.post("/engagements/new", form(client, note=WORDS, draft=name))
    assert again.status_code == 422
    assert "saved before, in another tab" in again.text
    assert WORDS in again.text
    assert people.alice.post("/engagements/new", form(client, draft=draft_of(again.text))).status_code == 303


def test_older_words_never_overwrite_newer_ones(app: Flask, people: People) -> None:
    name = name_for(app, "alice")
    assert keep(people, "alice", name, turn="5", note="newer").status_code == 200
    assert keep(people, "alice", name, turn="4", note="older").status_code == 409
    assert drafts(app)[0].fields["note"] == ["newer"]


def test_words_are_never_kept_under_somebody_elses_name(app: Flask, people: People) -> None:
    name = name_for(app, "alice")
    refused = keep(people, "bob", name)
    assert (refused.status_code, refused.json["other"]) == (422, True)
    assert drafts(app) == []


def test_the_draft_of_an_edit_keeps_the_version_it_was_opened_on(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    engagement = add_engagement(app, "alice", [client])
    name = name_for(app, "alice")
    version = read(app, engagement).version
    keep(people, "alice", name, engagement=engagement, version=version, **form(client, note=WORDS))
    people.charlie.post(f"/engagements/{engagement}/edit", form(client, note="theirs", version=version))
    draft = drafts(app)[0]
    page = people.alice.get(f"/engagements/{engagement}/edit?draft={draft.id}").text
    assert WORDS in page
    lost = people.alice.post(f"/engagements/{engagement}/edit", form(client, note=WORDS, version=version, draft=name))
    assert lost.status_code == 409
    assert WORDS in lost.text
    assert "theirs" in lost.text
    assert drafts(app)[0].closed_at is None


def test_a_draft_of_an_engagement_that_is_hidden_by_now_is_not_offered(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    engagement = add_engagement(app, "alice", [client])
    keep(people, "bob", name_for(app, "bob"), engagement=engagement, version=1)
    assert "You have a draft" in people.bob.get("/").text
    with app.app_context(), unit_of_work(None) as work:
        from_client = db.metadata.tables["client"]
        work.execute(sa.update(from_client).where(from_client.c.id == client).values(access="team"))
    assert "You have a draft" not in people.bob.get("/").text
    assert keep(people, "bob", name_for(app, "bob", "b"), engagement=engagement).status_code == 404


def test_a_draft_is_discarded_or_gone_after_a_month(app: Flask, people: People) -> None:
    keep(people, "alice", name_for(app, "alice"))
    keep(people, "alice", name_for(app, "alice", "b"))
    first = drafts(app)[0].id
    assert people.alice.post(f"/engagements/drafts/{first}/discard", {"back": "/"}).headers["Location"] == "/"
    assert drafts(app)[0].fields == {}
    with app.app_context(), unit_of_work(None) as work:
        assert forget_older(work, now() - timedelta(days=1)) == 0
        assert forget_older(work, now() + timedelta(days=1)) == 2


def test_lines_of_the_note_become_follow_ups_once(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    note = "Met.\n- [ ] Send the sheet bob 2026-12-04\n- [ ] Call the port\n- [x] old"
    shown = people.alice.post("/engagements/lines", {"line": ["Send the sheet bob 2026-12-04"], "clients": [client]})
    assert shown.json == {"found": [{"title": "Send the sheet", "who": "Bob", "due": "Dec 4, 2026", "problem": ""}]}
    answer = people.alice.post("/engagements/new", form(client, note=note))
    assert answer.status_code == 303
    assert "with 2 follow-ups of its note" in people.alice.get(answer.headers["Location"]).text
    item = read(app, newest(app))
    assert sorted((link.task.title, str(link.task.due_on)) for link in item.tasks) == [
        ("Call the port", "None"), ("Send the sheet", "2026-12-04"),
    ]  # fmt: skip
    assert "- → Send the sheet bob 2026-12-04 · Bob · 2026-12-04\n" in item.note
    people.alice.post(
        f"/engagements/{item.id}/edit", form(client, note=item.note + "\n- [ ] One more", version=item.version)
    )
    assert len(read(app, item.id).tasks) == 3


def test_boxes_that_stood_in_a_note_before_are_left_alone(app: Flask, people: People) -> None:
    client = add_client(app, "Client")
    engagement = add_engagement(app, "alice", [client], note="- [ ] imported long ago")
    people.alice.post(
        f"/engagements/{engagement}/edit", form(client, note="- [ ] imported long ago\n\nmore", version=1)
    )
    item = read(app, engagement)
    assert item.tasks == []
    assert "- [ ] imported long ago" in item.note


def test_a_line_that_cannot_be_understood_or_given_is_answered_with_a_sentence(app: Flask, people: People) -> None:
    secret = add_client(app, "Secret", access="team")
    with app.app_context(), unit_of_work(None) as work:
        table = db.metadata.tables["client"]
        work.execute(sa.update(table).where(table.c.id == secret).values(account_lead_id=user("alice").id))
    for line, says in (
        ("Send it 12/03", "write the month as a word"), ("Send it @zoe", "nobody of ours is called zoe"),
        ("Send the sheet bob fri", "Bob may not see every client"), ("Send it 31 nov", "there is no day"),
    ):  # fmt: skip
        answer = people.alice.post("/engagements/new", form(secret, note=f"- [ ] {line}"))
        assert answer.status_code == 422, line
        assert says in answer.text
        assert f"- [ ] {line}" in answer.text
    with app.app_context():
        assert db.session.execute(sa.select(sa.func.count(Engagement.id))).scalar_one() == 0


def test_a_chat_fills_the_form_with_those_whom_its_reader_may_see(app: Flask, people: People) -> None:
    client = add_client(app, "Maquila")
    made = people.alice.post("/people/quick", {"given_name": "Ana", "surname": "Ruiz", "email": "ana@example.org",
                                               "phone": "+52 662 123 4567", "client_id": client})  # fmt: skip
    assert made.json
    person = made.json["id"]
    chat = "25/11/26, 15:42 - Ana Ruiz: hola\n25/11/26, 15:50 - Desconocida: sí"
    sent = people.alice.post("/engagements/capture", {"pasted": chat, "note": "mine"})
    assert sent.status_code == 303
    (draft,) = drafts(app)
    assert draft.fields["persons"] == [str(person)]
    assert draft.fields["clients"] == [str(client)]
    assert draft.fields["people"] == ["Desconocida"]
    assert draft.fields["note"][0].startswith("mine\n\n> 15:42 Ana Ruiz: hola")
    assert (draft.fields["starts_wall"], draft.fields["zone"]) == (["2026-11-25T15:42"], ["America/Phoenix"])
    page = people.alice.get(sent.headers["Location"]).text
    assert "> 15:42 Ana Ruiz" in page or "&gt; 15:42 Ana Ruiz" in page


def test_a_hidden_person_of_a_file_is_text_like_an_unknown_one(app: Flask, people: People) -> None:
    secret = add_client(app, "Secret", access="team")
    people.charlie.post("/people/quick", {"given_name": "Eva", "surname": "Luna", "email": "eva@example.org",
                                          "client_id": secret})  # fmt: skip
    mail = "From: Eva Luna <eva@example.org>\nTo: alice@example.com\nSubject: Hola\n\nx"
    people.bob.post("/engagements/capture", {"pasted": mail})
    fields = drafts(app)[0].fields
    assert (fields["persons"], fields["clients"]) == ([], [])
    assert fields["people"] == ["Eva Luna <eva@example.org>"]
    with app.app_context():
        assert fields["consultants"] == [str(user("bob").id), str(user("alice").id)]
    people.charlie.post("/engagements/capture", {"pasted": mail})
    assert len(drafts(app)[1].fields["persons"]) == 1


def test_what_cannot_be_read_keeps_what_was_typed(people: People) -> None:
    answer = people.alice.post("/engagements/capture", {"pasted": "hello", "note": WORDS})
    assert answer.status_code == 422
    assert "neither a calendar entry" in answer.text
    assert WORDS in answer.text


def test_the_button_on_top_knows_whose_page_one_is_on(app: Flask, people: People) -> None:
    client = add_client(app, "Kino Data Campus")
    assert f'/engagements/new?client={client}" aria-keyshortcuts="e"' in people.alice.get(f"/clients/{client}").text
    assert '/engagements/new" aria-keyshortcuts="e"' in people.alice.get("/clients").text
