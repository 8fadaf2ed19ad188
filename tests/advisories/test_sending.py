"""An approved advisory is sent: a message of its own to each client, logged on each once."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.advisories import sending
from crm.clients.models.client import ClientBarrier
from crm.core.db import unit_of_work
from crm.notices.models import Mail
from tests.advisories.records import add_advisory, add_with_contact, logged, read, rows
from tests.clients.firm import user_id
from tests.jobs.probe import run_due
from tests.notices.mailbox import mail_server
from tests.notices.records import mails, use_server
from tests.support import People


def test_each_client_gets_its_own_message_in_its_language_and_no_name_of_another(app: Flask, people: People) -> None:
    es = add_with_contact(app, "Frutas del Valle", "frutas@example.org", report_language="es")
    en = add_with_contact(app, "Wire Corp", "wire@example.org")
    nobody = add_with_contact(app, "Callada", "")
    number = add_advisory(app, [es, en, nobody], state="approved")
    with mail_server() as box:
        use_server(app, box)
        assert people.alice.post(f"/advisories/{number}/send").status_code == 303
        run_due(app)
        run_due(app)
    came: dict[str, Any] = {str(message["To"]).split("<")[1].rstrip(">"): message for message in box.came}
    assert set(came) == {"frutas@example.org", "wire@example.org"}
    assert (str(came["frutas@example.org"]["Subject"]), str(came["wire@example.org"]["Subject"])) == (
        "Nuevos tiempos", "New wait times"
    )  # fmt: skip
    spanish = came["frutas@example.org"]
    assert spanish["Reply-To"] == "alice@example.com"
    text = spanish.get_body(("plain",)).get_content()
    assert "Tarda más." in text
    assert "It takes longer." not in text
    for message in came.values():
        assert not any(name in message.as_string() for name in ("Frutas del Valle", "Wire Corp", "Callada"))
    stored = rows(app, number)
    assert (read(app, number).state, stored[nobody].skipped) == ("sent", "no_wish")
    assert logged(app, nobody) == []
    (told,) = logged(app, es)
    assert (told.channel, told.state, told.summary_es) == ("email", "held", "Nuevos tiempos")
    page = people.alice.get(f"/advisories/{number}").text
    assert "frutas@example.org" in page
    assert "does not want to be contacted" in page
    assert people.alice.get(f"/clients/{es}/engagements").text.count("Nuevos tiempos") >= 1
    outbox = people.alice.get("/outbox").text
    assert "New wait times" not in outbox, "subjects in the outbox name no record"
    assert "Tarda más." in people.alice.get(f"/outbox/{stored[es].mail_id}").text


def test_a_job_that_is_killed_in_the_middle_sends_and_logs_each_once_when_it_is_run_again(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = [add_with_contact(app, f"Cliente {n}", f"c{n}@example.org") for n in range(3)]
    number = add_advisory(app, clients, state="approved")
    assert people.alice.post(f"/advisories/{number}/send").status_code == 303
    whole, done = sending.put_out, list[int]()

    def dies(*given: Any) -> None:
        whole(*given)
        done.append(given[2].client_id)
        if len(done) == 2:
            raise RuntimeError("killed after the second was written, before it was committed")

    monkeypatch.setattr(sending, "put_out", dies)
    run_due(app)
    assert [len(logged(app, client)) for client in clients] == [1, 0, 0]
    assert read(app, number).state == "approved"
    monkeypatch.setattr(sending, "put_out", whole)
    for _again in range(2):
        assert people.alice.post(f"/advisories/{number}/send").status_code == (303 if _again == 0 else 409)
        run_due(app)
    assert [len(logged(app, client)) for client in clients] == [1, 1, 1]
    assert sorted(mail.address for mail in mails(app)) == ["c0@example.org", "c1@example.org", "c2@example.org"]
    assert {mail.state for mail in mails(app)} == {"queued"}, "no server: it stays in the outbox"
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.delete(Mail))
    assert people.alice.get(f"/advisories/{number}").status_code == 200
    assert {row.mail_id for row in rows(app, number).values()} == {None}


def test_a_barrier_that_is_set_later_holds_in_the_outbox_and_none_reached_is_not_sent(
    app: Flask, people: People
) -> None:
    client = add_with_contact(app, "Uno", "uno@example.org")
    number = add_advisory(app, [client], state="approved")
    unreachable = add_advisory(app, [add_with_contact(app, "Dos", "")], state="approved")
    for each in (number, unreachable):
        assert people.alice.post(f"/advisories/{each}/send").status_code == 303
    run_due(app)
    assert read(app, unreachable).state == "approved"
    with app.app_context(), unit_of_work(None) as work:
        work.add(ClientBarrier(client_id=client, user_id=user_id(app, "alice")))
    (mail,) = mails(app)
    assert "It takes longer." not in people.alice.get(f"/outbox/{mail.id}").text
