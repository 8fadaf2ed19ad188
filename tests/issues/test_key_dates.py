"""The dates of issues on the page of key dates."""

from datetime import date

from flask import Flask

from crm.clients.models.client import Client
from crm.core.dates import today_in
from crm.core.db import unit_of_work
from crm.issues.key_dates import between
from tests.issues.records import add_issue, touch
from tests.support import People
from tests.tasks.firm import user

DAY = date(2027, 1, 20)
SPAN = (date(2027, 1, 1), date(2027, 1, 31))


def add_client(app: Flask, name: str, access: str = "firm") -> int:
    with app.app_context(), unit_of_work(user("charlie").id) as work:
        client = Client(name=name, access=access)
        work.add(client)
        work.flush()
        return client.id


def test_an_issue_is_among_the_dates_of_the_clients_that_it_touches(app: Flask, people: People) -> None:
    assert people.alice
    mine, other = add_client(app, "Mía"), add_client(app, "Otra")
    issue = add_issue(app, "Steel", comments_due_on=DAY)
    touch(app, issue, mine)
    with app.app_context(), app.test_request_context():
        alice = user("alice")
        assert [found.client_ids for found in between(alice, *SPAN, [mine])] == [(mine,)]
        assert between(alice, *SPAN, [other]) == []
        assert [found.kind for found in between(alice, *SPAN, None)] == ["comment_deadline"]


def test_a_hidden_client_changes_nothing_about_a_date(app: Flask, people: People) -> None:
    assert people.bob
    shown, hidden = add_client(app, "Abierta"), add_client(app, "Oculta", "team")
    issue = add_issue(app, "Tomatoes", effective_on=DAY)
    with app.app_context(), app.test_request_context():
        before = [between(user("bob"), *SPAN, wanted) for wanted in (None, [shown], [hidden])]
    touch(app, issue, hidden)
    with app.app_context(), app.test_request_context():
        assert [between(user("bob"), *SPAN, wanted) for wanted in (None, [shown], [hidden])] == before


def test_the_page_of_key_dates_shows_it_with_a_way_to_the_issue(app: Flask, people: People) -> None:
    today = today_in("America/Phoenix")
    issue = add_issue(app, "Port hours", comments_due_on=today)
    assert "Port hours: comments close" in people.alice.get("/key-dates?who=all").text
    entry = people.alice.get(f"/key-dates/issue.{issue}-comment-deadline.{today}").text
    assert f'href="/issues/{issue}"' in entry
