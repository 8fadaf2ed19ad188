"""Mail goes out once, says honestly what came of it, and is read by its addressee alone; lost passwords go by it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts.models import OneTimeLink
from crm.core.config import ConfigError, load_config
from crm.core.dates import now
from crm.core.db import db, unit_of_work
from crm.core.smtp_url import smtp_server
from crm.jobs.models import Job
from crm.notices import actions
from crm.notices.models import Mail
from crm.notices.sending import MOST, ask_to_send
from tests.jobs.probe import run_due
from tests.notices.mailbox import Mailbox, mail_server
from tests.notices.records import change_user, look, mails, use_server, user
from tests.support import PASSWORD, People, Person, count_queries

NEW = "tres gatos verdes saltan"


def send_one(app: Flask, box: Mailbox, *answers: str) -> Mail:
    """Queue a mail to alice and run what is due; returns the mail."""
    use_server(app, box)
    box.answers = list(answers)
    with app.app_context(), unit_of_work(None) as work:
        actions.queue_mail(work, user(app, "alice"), "notices", "1 notice")
        ask_to_send(work)
    run_due(app)
    return mails(app)[-1]


def try_again(app: Flask) -> None:
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.update(Job).where(Job.state == "queued").values(due_at=now()))
    run_due(app)


def test_a_refusal_is_told_in_the_servers_words_and_what_may_work_later_is_tried_again(app: Flask) -> None:
    with mail_server() as box:
        refused = send_one(app, box, "550 no such mailbox")
        assert (refused.state, refused.error) == ("failed", "550 no such mailbox")
        waits = send_one(app, box, "451 come back later")
        assert (waits.state, waits.error) == ("queued", "451 come back later")
        try_again(app)
        assert (mails(app)[-1].state, len(box.came)) == ("sent", 1)
        send_one(app, box, *["451 no"] * MOST)
        for _time in range(MOST):
            try_again(app)
        assert (mails(app)[-1].state, mails(app)[-1].attempts, len(box.came)) == ("failed", MOST, 1)


def test_what_may_have_gone_out_is_not_sent_again(app: Flask) -> None:
    with mail_server() as box:
        assert send_one(app, box, "hang up").state == "unsure"
        try_again(app)
        look(app)
        assert len(box.came) == 1
        use_server(app, box)
        with app.app_context(), unit_of_work(None) as work:
            mail_id = actions.queue_mail(work, user(app, "alice"), "notices", "1 notice")
            work.execute(sa.update(Mail).where(Mail.id == mail_id).values(state="sending"))
            ask_to_send(work)
            work.add(Job(kind="notices.send", payload={"mail": mail_id}))
        run_due(app)
        assert (mails(app)[-1].state, len(box.came)) == ("unsure", 1)


def test_a_server_that_is_away_is_tried_again(app: Flask) -> None:
    with mail_server() as box:
        pass
    waits = send_one(app, box)
    assert waits.state == "queued"
    assert "refused" in waits.error.lower()


def test_without_a_server_mail_waits_and_goes_out_once_there_is_one(app: Flask) -> None:
    with app.app_context(), unit_of_work(None) as work:
        actions.queue_mail(work, user(app, "alice"), "notices", "1 notice")
    look(app)
    assert [mail.state for mail in mails(app)] == ["queued"]
    with mail_server() as box:
        use_server(app, box)
        look(app)
        look(app)
        assert ([mail.state for mail in mails(app)], len(box.came)) == (["sent"], 1)


def test_an_administrator_sees_that_there_is_mail_and_nobody_but_the_addressee_what_it_says(
    app: Flask, people: People
) -> None:
    with app.app_context(), unit_of_work(None) as work:
        mail_id = actions.queue_mail(work, user(app, "alice"), "notices", "1 notice")
    assert people.alice.get(f"/outbox/{mail_id}").status_code == 200
    for other in (people.erin, people.charlie, people.bob):
        assert other.get(f"/outbox/{mail_id}").status_code == 404
    assert "alice@example.com" in people.erin.get("/outbox").text
    for other in (people.charlie, people.bob):
        assert "alice@example.com" not in other.get("/outbox").text


def test_a_lost_password_is_set_once_by_the_link_and_ends_other_sign_ins(app: Flask, people: People) -> None:
    change_user(app, "alice", language="es")
    assert people.alice.get("/account").status_code == 200
    with mail_server() as box:
        use_server(app, box)
        assert people.nobody.post("/forgot", {"email": "ALICE@example.com"}).status_code == 200
        run_due(app)
        run_due(app)
    (came,) = box.came
    text = came.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    path = "/link/" + text.split("/link/", 1)[1].split()[0]
    assert path.split("/")[-1] not in people.alice.get("/outbox/1").text
    with app.app_context():
        link = db.session.execute(sa.select(OneTimeLink)).scalar_one()
        assert timedelta(minutes=59) < link.expires_at - now() <= timedelta(hours=1)
    assert people.nobody.post(path, {"password": NEW, "again": NEW}).status_code == 303
    assert people.alice.get("/account").status_code == 302
    assert people.nobody.post(path, {"password": PASSWORD, "again": PASSWORD}).status_code == 410
    with app.test_client() as http:
        page = http.get("/login").text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        assert (
            http.post("/login", data={"csrf_token": page, "email": "alice@example.com", "password": NEW}).status_code
            == 302
        )


def test_whether_there_is_an_account_shows_neither_in_the_answer_nor_in_the_work(app: Flask) -> None:
    nobody, told = Person(app, None), []
    for email in ("first@example.com", "alice@example.com", "nobody@example.com"):
        token = nobody.token()
        with count_queries(app) as seen:
            answer = nobody.http.post("/forgot", data={"csrf_token": token, "email": email})
        told.append((answer.status_code, answer.text.replace(email, ""), seen))
    assert told[1] == told[2]
    run_due(app)
    assert [mail.kind for mail in mails(app)] == ["reset"]


def test_requests_for_new_passwords_are_limited(app: Flask) -> None:
    nobody = Person(app, None)
    answers = [nobody.post("/forgot", {"email": "alice@example.com"}).status_code for _time in range(12)]
    assert answers[:10] == [200] * 10
    assert answers[-1] == 429
    run_due(app)
    assert len(mails(app)) == 1


@pytest.mark.parametrize(
    ("url", "sender", "says"),
    [
        ("http://host", "a@b.mx", "must look like"),
        ("smtp://", "a@b.mx", "must look like"),
        ("smtp://host:99999", "a@b.mx", "must look like"),
        ("smtp://host?tls=maybe", "a@b.mx", "starttls or none"),
        ("smtp://u:p@host?tls=none", "a@b.mx", "in the open"),
        ("smtp://host", "", "CRM_MAIL_FROM"),
        ("smtp://host", "a@b.mx\nBcc: c@d.mx", "CRM_MAIL_FROM"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(url: str, sender: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load_config({"CRM_SMTP_URL": url, "CRM_MAIL_FROM": sender})


def test_an_address_is_read_with_its_defaults() -> None:
    server = smtp_server("smtp://us%40er:p%2Fw@mail.example.com?tls=starttls")
    assert (server.port, server.user, server.password, server.tls) == (587, "us@er", "p/w", "starttls")
    assert (smtp_server("smtps://h").port, smtp_server("smtp://h").tls) == (465, "starttls")
