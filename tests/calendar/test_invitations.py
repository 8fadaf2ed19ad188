"""Invitations: the file of an engagement, mail with it to chosen addressees, changes and cancellations."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar

from crm.accounts.models import User
from crm.calendar.models import Invitation
from crm.clients.models.client import ClientBarrier
from crm.core.db import db, unit_of_work
from crm.engagements.models import EngagementPerson
from tests.calendar.records import change, counterpart, events, meet, tomorrow
from tests.clients.firm import add_client, user_id
from tests.jobs.probe import run_due
from tests.notices.mailbox import mail_server
from tests.notices.records import mails, use_server
from tests.support import People


def invited(app: Flask, *addresses: tuple[str, str, bool]) -> tuple[int, list[int]]:
    """Add a meeting of alice with counterparts; returns its id and theirs."""
    one = meet(app, "alice", add_client(app, "Frutas"), tomorrow(), note="internal", place="Otay Mesa 2")
    people = [counterpart(app, address, language, do_not_contact=no) for address, language, no in addresses]
    with app.app_context(), unit_of_work(None) as work:
        work.add_all([EngagementPerson(engagement_id=one, person_id=key, starts_at=tomorrow()) for key in people])
    return one, people


def part(message: Any) -> Any:
    """Return the calendar of a mail, which is there twice: as a part and as a file."""
    (file,) = message.iter_attachments()
    assert file.get_filename() == "invite.ics"
    raw = file.get_content()
    (inline,) = [each for each in message.walk() if each.get_content_type() == "text/calendar"]
    assert inline.get_content().split() == raw.decode().split()
    found = Calendar.from_ical(raw)
    assert inline["Content-Type"].params["method"] == found["METHOD"]
    return found


def test_each_is_invited_in_their_own_language_with_the_file_and_without_notes(app: Flask, people: People) -> None:
    one, (luz,) = invited(app, ("luz@example.org", "es", False))
    with mail_server() as box:
        use_server(app, box)
        to: dict[str, object] = {"to": [f"p{luz}", f"u{user_id(app, 'alice')}"]}
        assert people.alice.post(f"/engagements/{one}/invite", to).status_code == 303
        run_due(app)
    by_address: dict[str, Any] = {str(message["To"]).split("<")[1].rstrip(">"): message for message in box.came}
    assert set(by_address) == {"luz@example.org", "alice@example.com"}
    for address, message in by_address.items():
        calendar = part(message)
        (event,) = calendar.walk("VEVENT")
        assert calendar["METHOD"] == "REQUEST"
        assert event["ORGANIZER"] == "mailto:alice@example.com"
        assert event["ATTENDEE"] == f"mailto:{address}"
        assert (event["SUMMARY"], event["LOCATION"]) == ("Otay Mesa", "Otay Mesa 2")
        assert "internal" not in message.as_string()
        assert "Frutas" not in message.as_string()
        assert "Otay Mesa" not in str(message["Subject"])
    assert "/engagements/" not in by_address["luz@example.org"].get_body(("plain",)).get_content()
    assert [mail.state for mail in mails(app)] == ["sent", "sent"]


def test_a_change_is_sent_with_a_higher_sequence_and_a_cancelled_meeting_is_taken_back(
    app: Flask, people: People
) -> None:
    one, (luz,) = invited(app, ("luz@example.org", "en", False))
    path, told = f"/engagements/{one}/invite", list[tuple[str, str, int, str]]()
    to: dict[str, object] = {"to": [f"p{luz}"]}
    with mail_server() as box:
        use_server(app, box)
        for values in ({}, {"place": "Nogales"}, {"state": "cancelled"}):
            change(app, one, **values)
            assert people.alice.post(path, to).status_code == 303
            run_due(app)
    for message in box.came:
        calendar = part(message)
        (event,) = calendar.walk("VEVENT")
        told.append((str(calendar["METHOD"]), str(event["STATUS"]), int(event["SEQUENCE"]), str(event["UID"])))
    assert [row[:2] for row in told] == [("REQUEST", "CONFIRMED"), ("REQUEST", "CONFIRMED"), ("CANCEL", "CANCELLED")]
    assert told[0][2] < told[1][2] < told[2][2]
    assert len({row[3] for row in told}) == 1
    assert "Cancel the invitation" in people.alice.get(path).text
    assert "changed since" in people.alice.get(path).text


def test_only_those_are_offered_whom_one_may_write_to(app: Flask, people: People) -> None:
    one, (luz, no) = invited(app, ("luz@example.org", "en", False), ("no@example.org", "en", True))
    page = people.alice.get(f"/engagements/{one}/invite").text
    assert "luz@example.org" in page
    assert "no@example.org" not in page
    assert people.alice.post(f"/engagements/{one}/invite", {"to": [f"p{no}"]}).status_code == 422
    assert people.alice.post(f"/engagements/{one}/invite", {}).status_code == 422
    stranger = user_id(app, "bob")
    assert people.alice.post(f"/engagements/{one}/invite", {"to": [f"u{stranger}"]}).status_code == 422
    assert mails(app) == []
    assert luz


def test_a_barrier_set_after_the_sending_was_asked_for_holds_the_mail_back(app: Flask, people: People) -> None:
    one, (luz,) = invited(app, ("luz@example.org", "en", False))
    people.alice.post(f"/engagements/{one}/invite", {"to": [f"p{luz}"]})
    with app.app_context(), unit_of_work(None) as work:
        client = work.execute(sa.text("SELECT client_id FROM engagement_client")).scalar_one()
        work.add(ClientBarrier(client_id=client, user_id=user_id(app, "alice"), reason="x"))
    with mail_server() as box:
        use_server(app, box)
        with app.app_context(), unit_of_work(None) as work:
            from crm.notices.sending import ask_to_send

            ask_to_send(work)
        run_due(app)
    assert box.came == []
    assert [mail.state for mail in mails(app)] == ["failed"]


def test_the_file_of_an_engagement_publishes_it_to_who_may_see_it(app: Flask, people: People) -> None:
    closed = add_client(app, "Cerrada", access="team", account_lead_id=user_id(app, "alice"))
    one = meet(app, "alice", closed, tomorrow())
    answer = people.alice.get(f"/engagements/{one}/event.ics")
    assert answer.mimetype == "text/calendar"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert Calendar.from_ical(answer.data)["METHOD"] == "PUBLISH"
    assert set(events(answer.data)) == {"Otay Mesa"}
    assert people.bob.get(f"/engagements/{one}/event.ics").status_code == 404
    assert people.bob.get(f"/engagements/{one}/invite").status_code == 404


def test_old_mail_takes_its_invitations_with_it(app: Flask, people: People) -> None:
    one, (luz,) = invited(app, ("luz@example.org", "en", False))
    people.alice.post(f"/engagements/{one}/invite", {"to": [f"p{luz}"]})
    with app.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(Invitation)).scalar_one() == 1
        with unit_of_work(None) as work:
            work.execute(sa.text("DELETE FROM mail"))
        assert db.session.execute(sa.select(sa.func.count()).select_from(Invitation)).scalar_one() == 0
        assert db.session.execute(sa.select(User.id)).first() is not None
