"""An approved report goes to people: who got what, by a link that opens with a code or with the file."""

import re
from datetime import timedelta
from typing import Any

from flask import Flask

from crm.core.dates import now
from crm.core.db import unit_of_work
from crm.notices.sending import ask_to_send
from crm.reports import sending, sending_queries
from tests.jobs.probe import run_due
from tests.notices.mailbox import mail_server
from tests.notices.records import mails, use_server
from tests.reports.steps import a_contact, approved, press, sendings, set_role, stored, versions
from tests.support import People, Person


def sent(app: Flask, people: People, **values: object) -> tuple[str, int]:
    """Send an approved report to a client's contact; returns its address and the contact."""
    address = approved(app, people)
    person = a_contact(app, stored(app, address).client_id or 0, "lucia@example.org")
    answer = people.alice.post(
        f"{address}/send", {"people": [f"p{person}"], "way": "link", "words": "Aquí está.", **values}
    )
    assert answer.status_code == 303, answer.text
    return address, person


def came(app: Flask) -> Any:
    """Let the worker send what is in the outbox; returns the messages that came."""
    with mail_server() as box:
        use_server(app, box)
        with app.app_context(), unit_of_work(None) as work:
            ask_to_send(work)
        run_due(app)
    return box.came


def link_in(message: Any) -> str:
    found = re.search(r"https?://[^/]+(/shared/reports/[^\s\"<]+)", message.get_body(("plain",)).get_content())
    assert found
    return found[1]


def test_only_an_approved_report_is_sent_and_only_to_whom_one_may_write(app: Flask, people: People) -> None:
    address = approved(app, people)
    client = stored(app, address).client_id or 0
    gone = a_contact(app, client, "gone@example.org", do_not_contact=True)
    page = people.alice.get(f"{address}/send").text
    assert "gone@example.org" not in page
    assert people.alice.post(f"{address}/send", {"people": [f"p{gone}"], "way": "link"}).status_code == 422
    assert people.alice.post(f"{address}/send", {"people": [], "way": "link"}).status_code == 422
    press(people, "alice", address, "reopen")
    assert people.alice.post(f"{address}/send", {"people": ["u1"], "way": "link"}).status_code == 303
    assert sendings(app) == []


def test_the_message_speaks_the_clients_language_and_its_link_opens_with_a_code_alone(
    app: Flask, people: People
) -> None:
    address, _person = sent(app, people)
    (message,) = came(app)
    text = message.get_body(("plain",)).get_content()
    assert "Aquí está." in text
    assert message["Reply-To"] == "alice@example.com"
    link, guest = link_in(message), Person(app, None)
    door = guest.get(link)
    assert door.status_code == 200
    assert "Ampliarán" not in door.text
    assert "lucia@" not in door.text, "whoever finds a link learns no address from it"
    assert guest.get(f"{link}/read").status_code == 303
    assert guest.get(f"{link}/report.pdf").status_code == 303
    assert guest.post(f"{link}/open", {"code": "00000000"}).status_code == 422
    assert guest.post(f"{link}/code").status_code == 200
    (told,) = came(app)
    code = re.search(r"(\d{4}) (\d{4})", told.get_body(("plain",)).get_content())
    assert code
    assert guest.post(f"{link}/open", {"code": code[0]}).status_code == 303
    assert "Ampliarán" in guest.get(f"{link}/read").text
    assert guest.get(f"{link}/report.pdf").data.startswith(b"%PDF")
    assert Person(app, None).get(f"{link}/read").status_code == 303, "another browser has typed no code"
    assert "opened" in people.alice.get(address).text
    assert "lucia@example.org" in people.alice.get(address).text
    sent_to = people.alice.get(address).text.split("report-sendings", 1)[1].split("</section>", 1)[0]
    assert "waiting" in sent_to or "sent" in sent_to
    assert "&#39;" not in sent_to, "the state of its message is one word"


def test_a_code_works_once_within_its_time_and_not_after_five_wrong_ones(app: Flask, people: People) -> None:
    sent(app, people)
    (row,) = sendings(app)
    with app.app_context():
        with unit_of_work(None) as work:
            fresh = sending_queries.for_edit(row.id)
            assert fresh
            assert sending.send_code(work, fresh, fresh.sent_by)
            assert not sending.send_code(work, fresh, fresh.sent_by), "one a minute"
            code = sending.code_of(fresh)
            assert not sending.opens(work, fresh, "1")
            assert sending.opens(work, fresh, f" {code[:4]} {code[4:]} ")
            assert not sending.opens(work, fresh, code)
        with unit_of_work(None) as work:
            fresh = sending_queries.for_edit(row.id)
            assert fresh
            assert sending.send_code(work, fresh, fresh.sent_by)
            code = sending.code_of(fresh)
            for _time in range(sending.TRIES):
                assert not sending.opens(work, fresh, "1")
            assert not sending.opens(work, fresh, code)
            fresh.code_tries, fresh.code_until = 0, now() - timedelta(seconds=1)
            assert not sending.opens(work, fresh, code)


def test_a_link_is_over_when_it_is_old_forged_or_the_report_is_archived(app: Flask, people: People) -> None:
    address, _person = sent(app, people)
    link, guest = link_in(came(app)[0]), Person(app, None)
    assert guest.get(link[:-2] + "xx").status_code == 410
    press(people, "alice", address, "archive")
    assert guest.get(link).status_code == 410
    press(people, "alice", address, "restore")
    assert guest.get(link).status_code == 200
    (row,) = sendings(app)
    with app.app_context(), unit_of_work(None) as work:
        work.merge(row).sent_at = now() - sending.LINK_LIFE - timedelta(days=1)
    assert guest.get(link).status_code == 410


def test_the_file_goes_along_where_the_firm_allows_it(app: Flask, people: People) -> None:
    allow_files(app)
    address, _person = sent(app, people, way="file")
    (message,) = came(app)
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    (version,) = versions(app, address)
    page = people.alice.get(f"/reports/versions/{version.id}").text
    kept = page.split('href="/files/', 1)[1].split('"', 1)[0]
    assert attached.get_content() == people.alice.get(f"/files/{kept}/download").data


def allow_files(app: Flask) -> None:
    from crm.core.firm import set_firm_settings

    with app.app_context(), unit_of_work(None) as work:
        set_firm_settings(work, {"reports_attach": True})


def test_one_of_us_signs_in_and_gets_none_that_they_may_not_see(app: Flask, people: People) -> None:
    address = approved(app, people, access="team")
    set_role(app, "bob", "consultant")
    ids = {name: user.id for name, user in everybody(app).items()}
    answer = people.alice.post(f"{address}/send", {"people": [f"u{ids['bob']}"], "way": "link"})
    assert answer.status_code == 422
    assert "may not see everything in it: Bob" in answer.text
    assert people.alice.post(f"{address}/send", {"people": [f"u{ids['charlie']}"], "way": "link"}).status_code == 303
    assert "/reports/versions/" in came(app)[0].get_body(("plain",)).get_content()


def everybody(app: Flask) -> dict[str, Any]:
    from crm.accounts.queries import people_by_id

    with app.app_context():
        return {user.email.split("@")[0]: user for user in people_by_id().values()}


def test_what_went_out_stays_on_the_client_and_the_outbox_names_no_record(app: Flask, people: People) -> None:
    address, _person = sent(app, people)
    client = stored(app, address).client_id
    assert "Sent to" in people.alice.get(f"/clients/{client}").text
    assert "Agrícola" not in people.alice.get("/outbox").text
    assert [mail.subject for mail in mails(app)] == ["Informe"]


def test_internal_reports_stay_with_us(app: Flask, people: People) -> None:
    address = approved(app, people)
    a_contact(app, stored(app, address).client_id or 0, "lucia@example.org")
    with app.app_context(), unit_of_work(None) as work:
        work.merge(stored(app, address)).level = "internal"
    assert "lucia@example.org" not in people.alice.get(f"{address}/send").text
