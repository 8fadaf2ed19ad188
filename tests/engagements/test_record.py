"""From request to result, letters, the record in full and the facts that a later disclosure needs."""

import io
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.core.dates import now, today_in
from crm.core.db import db
from crm.engagements import actions
from crm.engagements.importing.kind import KIND
from crm.engagements.models import Engagement, EngagementFile
from crm.engagements.queries.own import mine_for_day
from tests.engagements.records import add_engagement, form, newest, read
from tests.files.samples import picture
from tests.importing import columns, settled, taken
from tests.support import People, count_queries
from tests.tasks.firm import add_client, user

PHOENIX = "America/Phoenix"


def ago(days: int) -> date:
    return today_in(PHOENIX) - timedelta(days=days)


def request_form(client: int, **more: object) -> dict[str, object]:
    """Return what a browser sends for a meeting that was asked for and has no hour."""
    return form(client, state="requested", starts_wall="") | more


def row(app: Flask, model: type, engagement_id: int) -> list[dict[str, object]]:
    with app.app_context():
        table = model.__table__  # type: ignore[attr-defined]
        found = db.session.execute(sa.select(table).where(table.c.engagement_id == engagement_id)).mappings()
        return [dict(each) for each in found]


def test_a_request_has_its_day_and_no_hour_and_becomes_planned_then_held(app: Flask, people: People) -> None:
    client = add_client(app, "Norte")
    sent = request_form(client, requested_on=ago(12).isoformat(), request_channel="email", request_to="Front desk")
    assert people.alice.post("/engagements/new", sent).status_code == 303
    key = newest(app)
    item = read(app, key)
    assert (item.state, item.starts_wall.date(), item.request_to) == ("requested", ago(12), "Front desk")
    page = people.alice.get(f"/engagements/{key}").text
    assert "12 days waiting" in page
    assert "12 days waiting" in people.alice.get("/engagements?state=requested").text
    assert people.alice.post(f"/engagements/{key}/hold").status_code == 422
    assert people.alice.post(f"/engagements/{key}/plan", {"starts_wall": "", "zone": PHOENIX}).status_code == 422
    wall: dict[str, object] = {"starts_wall": "2026-03-03T09:30", "zone": PHOENIX}
    assert people.alice.post(f"/engagements/{key}/plan", {**wall, "version": 99}).status_code == 409
    assert people.alice.post(f"/engagements/{key}/plan", wall).status_code == 303
    assert people.alice.post(f"/engagements/{key}/hold").status_code == 303
    item = read(app, key)
    assert (item.state, item.starts_wall, item.requested_on) == ("held", datetime(2026, 3, 3, 9, 30), ago(12))


def test_a_request_without_a_day_is_of_today_and_is_edited_without_an_hour(app: Flask, people: People) -> None:
    client = add_client(app, "Norte")
    assert people.alice.post("/engagements/new", request_form(client)).status_code == 303
    key = newest(app)
    assert read(app, key).requested_on == ago(0)
    field = people.alice.get(f"/engagements/{key}/edit").text.split('name="starts_wall"', 1)[1].split(">", 1)[0]
    assert 'value=""' in field or "value=" not in field
    assert people.alice.post(f"/engagements/{key}/edit", request_form(client, purpose="Hours")).status_code == 303
    assert read(app, key).purpose == "Hours"
    assert people.alice.post("/engagements/new", request_form(client, requested_on="2999-01-01")).status_code == 422
    assert people.alice.post("/engagements/new", form(client, starts_wall="")).status_code == 422
    assert people.alice.post(f"/engagements/{key}/cancel", {"cancel_reason": "No answer"}).status_code == 303


def test_a_letter_is_found_by_its_number_and_waits_for_its_reply(app: Flask, people: People) -> None:
    client = add_client(app, "Norte")
    letter = form(
        client, channel="letter", direction="in", letter_number="SE-DGCE-0412/2026", reply_due_on=ago(2).isoformat()
    )
    assert people.alice.post("/engagements/new", letter).status_code == 303
    key, link = newest(app), f"/engagements/{newest(app)}"
    assert "Reply overdue" in people.alice.get(link).text
    for query in ("direction=in", "reply=overdue", "reply=awaited", "q=dgce-0412", "channel=letter"):
        assert f'{link}"' in people.alice.get(f"/engagements?{query}").text, query
    assert f'{link}"' not in people.alice.get("/engagements?direction=out").text
    assert f'{link}"' in people.alice.get("/search?q=SE-DGCE-0412").text
    assert people.alice.post(f"{link}/answered").status_code == 303
    assert read(app, key).replied_on == ago(0)
    assert f'{link}"' not in people.alice.get("/engagements?reply=awaited").text


def test_my_day_tells_of_requests_and_replies_that_wait_to_those_who_take_part(app: Flask, people: People) -> None:
    client = add_client(app, "Norte")
    with app.app_context():
        ours = [user("alice").id]
    shared = {"consultants": ours, "starts_wall": datetime(2026, 1, 1)}
    cases = [("Old request", 15, None), ("Fresh request", 3, None), ("Reminded", 3, 0), ("Later", 40, -5)]
    for subject, days, remind in cases:
        add_engagement(
            app, "alice", [client], subject=subject, state="requested", requested_on=ago(days),
            remind_on=None if remind is None else ago(remind), **shared,
        )  # fmt: skip
    for subject, due in (("Late letter", 1), ("Soon letter", -5), ("Far letter", -30)):
        add_engagement(app, "alice", [client], subject=subject, channel="letter", reply_due_on=ago(due), **shared)
    with app.app_context():
        *_planned, asked, letters = mine_for_day(user("alice"), ago(0), [], patience=14, soon=7, limit=8)
        assert [item.subject for item in asked] == ["Old request", "Reminded"]
        assert [item.subject for item in letters] == ["Late letter", "Soon letter"]
    page, other = people.alice.get("/").text, people.bob.get("/").text
    for subject in ("Old request", "Reminded", "Late letter", "Soon letter"):
        assert subject in page
        assert subject not in other
    assert "Far letter" not in page


def test_the_record_in_full_is_saved_shown_and_told(app: Flask, people: People) -> None:
    client = add_client(app, "Norte")
    told = {"language": "es", "place": "Mariposa", "asked_by": "client", "purpose": "Longer hours", "our_role": "own",
            "legal_texts": "19 CFR 101.6\nH.R. 1812", "chapters": ["07"], "name_officials": "no"}  # fmt: skip
    assert people.alice.post("/engagements/new", form(client, **told)).status_code == 303
    key = newest(app)
    page = people.alice.get(f"/engagements/{key}").text
    for words in ("Mariposa", "Longer hours", "H.R. 1812", "For ourselves", "07 ·", "no legal conclusion is drawn",
                  "not named: the institution alone"):  # fmt: skip
        assert words in page, words
    history = people.alice.get(f"/engagements/{key}/history").text
    assert all(words in history for words in ("The client", "Longer hours", "For ourselves", "Purpose", "07 ·"))
    assert f'/engagements/{key}"' in people.alice.get("/engagements?q=mariposa+1812").text
    # What a form of another page leaves out stays as it is.
    assert people.alice.post(f"/engagements/{key}/edit", form(client)).status_code == 303
    assert (read(app, key).our_role, read(app, key).name_officials) == ("own", False)


def test_a_strangers_record_stays_closed_on_every_new_address(app: Flask, people: People) -> None:
    secret = add_client(app, "Secreta", access="team", lead="alice")
    key = add_engagement(app, "alice", [secret], state="requested", requested_on=ago(3))
    at = f"/engagements/{key}"
    assert people.bob.get(f"{at}/parties").status_code == 404
    for path in ("parties", "plan", "answered", "mark"):
        sent = {"starts_wall": "2026-12-01T10:00", "zone": PHOENIX}
        assert [getattr(people, who).post(f"{at}/{path}", sent).status_code for who in ("bob", "erin", "dora")] == [
            404, 404, 403,
        ], path  # fmt: skip
    assert read(app, key).state == "requested"


def test_a_file_is_marked_as_the_stamped_receipt(app: Flask, people: People) -> None:
    client = add_client(app, "Norte")
    sent = form(client, channel="letter", files=[(io.BytesIO(picture()), "Acuse.png")])
    assert people.alice.post("/engagements/new", sent).status_code == 303
    key = newest(app)
    (file,) = row(app, EngagementFile, key)
    answer = people.alice.post(f"/engagements/{key}/mark", {"file_id": file["file_id"], "mark": "receipt"})
    assert answer.status_code == 303
    assert "Stamped receipt (acuse)" in people.bob.get(f"/engagements/{key}").text
    assert "Acuse.png: Stamped receipt" in people.bob.get(f"/engagements/{key}/history").text
    assert people.alice.post(f"/engagements/{key}/mark", {"file_id": 999, "mark": "receipt"}).status_code == 422


def test_an_imported_request_has_the_day_of_its_request(app: Flask) -> None:
    add_client(app, "Norte")
    given = {"subject": "Audience", "track": "diplomatic", "clients": ["Norte"], "state": "requested"}
    (bare,) = settled(app, KIND, "alice", given)
    assert len(bare.problems) == 1
    asked = given | {"requested_on": ago(20), "letter_number": "SE-1", "reply_due_on": ago(-3), "chapters": ["07"]}
    (made,), _updated, _rows = taken(app, KIND, "alice", asked)
    stored = columns(app, Engagement, made)
    assert (stored["starts_wall"].date(), stored["letter_number"], stored["name_officials"]) == (ago(20), "SE-1", True)
    assert taken(app, KIND, "alice", asked)[:2] == ([], [])


def test_lists_of_letters_ask_as_much_for_many_as_for_few(app: Flask, people: People) -> None:
    client, counted = add_client(app, "Norte"), []
    for more in (2, 20):
        for number in range(more):
            add_engagement(app, "alice", [client], channel="letter", direction="in", letter_number=f"N-{number}",
                           reply_due_on=ago(1), state="held", starts_wall=now().replace(tzinfo=None))  # fmt: skip
        people.alice.get("/engagements?reply=overdue")
        with count_queries(app) as seen:
            assert people.alice.get("/engagements?reply=overdue").status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]


def test_a_requested_engagement_cannot_be_held_without_an_hour(app: Flask) -> None:
    key = add_engagement(app, "alice", [add_client(app, "Norte")], state="requested", requested_on=ago(1))
    with app.app_context():
        actor = user("alice")
        item = db.session.get(Engagement, key)
        assert item is not None
        with pytest.raises(ValueError, match="no hour"):
            actions.hold(db.session, actor, item)  # type: ignore[arg-type]
