"""Who of us knows an institution or a person: the order, what counts, and who may see it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.commitments.records import TODAY
from tests.engagements.records import START, add_engagement
from tests.institutions.records import add_institution
from tests.people.records import add_person, place
from tests.support import People, count_queries
from tests.tasks.firm import add_client, user

LONG_AGO = START - timedelta(days=800)


def ranked(page: str) -> list[tuple[str, int]]:
    """Return (first name, count) of the panel's lines, in order."""
    panel = page.partition('id="panel-who-knows"')[2].partition("</section>")[0]
    assert panel
    return [(name.split()[0].lower(), int(count)) for name, count in re.findall(r"<b>([^<]+)</b>.*?>(\d+) held", panel)]


@pytest.fixture
def firm(app: Flask, people: People) -> dict[str, int]:
    """Return the ids of the people, a client open to all and a body."""
    with app.app_context():
        found = {name: user(name).id for name in ("alice", "bob")}
    return {**found, "client": add_client(app, "Uno"), "body": add_institution(app, "Aduana")}


def meet(app: Flask, firm: dict[str, int], *who: str, **more: Any) -> int:
    """Log what these consultants held with the body."""
    given = {"institutions": [firm["body"]], "consultants": [firm[each] for each in who], **more}
    return add_engagement(app, "alice", [firm["client"]], **given)


def test_who_met_it_most_often_in_two_years_stands_first(app: Flask, people: People, firm: dict[str, int]) -> None:
    for _time in range(2):
        meet(app, firm, "bob")
    meet(app, firm, "alice")
    for _time in range(3):
        meet(app, firm, "alice", starts_wall=LONG_AGO)
    meet(app, firm, "alice", state="cancelled", cancel_reason="Closed")
    assert [count for _who, count in ranked(people.alice.get(f"/institutions/{firm['body']}").text)] == [2, 1]


def test_of_equals_the_most_recent_is_first(app: Flask, people: People, firm: dict[str, int]) -> None:
    meet(app, firm, "alice", starts_wall=START - timedelta(days=9))
    meet(app, firm, "bob")
    first = [who for who, _count in ranked(people.alice.get(f"/institutions/{firm['body']}").text)]
    meet(app, firm, "alice", starts_wall=START + timedelta(days=1))
    meet(app, firm, "bob", starts_wall=START - timedelta(days=20))
    second = [who for who, _count in ranked(people.alice.get(f"/institutions/{firm['body']}").text)]
    assert first == second[::-1]
    assert len(set(first)) == 2


def test_a_meeting_for_a_hidden_client_counts_for_nobody_else(app: Flask, people: People, firm: dict[str, int]) -> None:
    quiet = add_client(app, "Quiet Holdings", access="team", lead="alice")
    add_engagement(app, "alice", [quiet], institutions=[firm["body"]], consultants=[firm["alice"]])
    address = f"/institutions/{firm['body']}"
    assert [count for _who, count in ranked(people.alice.get(address).text)] == [1]
    page = people.bob.get(address).text
    assert ranked(page) == []
    assert "Nobody met it in the last 24 months" in page


def test_a_person_has_whom_to_ask_only_of_meetings_that_the_reader_may_see(
    app: Flask, people: People, firm: dict[str, int]
) -> None:
    consul, quiet = add_person(app, "Ana"), add_client(app, "Quiet Holdings", access="team", lead="alice")
    # What makes the person herself one that all may see.
    place(app, consul, firm["client"])
    add_engagement(app, "alice", [quiet], persons=[consul], consultants=[firm["alice"]])
    assert [count for _who, count in ranked(people.alice.get(f"/people/{consul}").text)] == [1]
    answer = people.bob.get(f"/people/{consul}")
    assert answer.status_code == 200
    assert "panel-who-knows" not in answer.text


def test_the_list_of_engagements_narrows_to_an_institution(app: Flask, people: People, firm: dict[str, int]) -> None:
    meet(app, firm, "alice", subject="At the customs house")
    add_engagement(app, "alice", [firm["client"]], subject="Elsewhere")
    page = people.alice.get(f"/engagements?institution={firm['body']}&from={TODAY - timedelta(days=730)}").text
    assert "At the customs house" in page
    assert "Elsewhere" not in page
    assert 'name="institution"' in page


def test_the_panel_asks_no_more_for_thirty_meetings(app: Flask, people: People, firm: dict[str, int]) -> None:
    meet(app, firm, "alice")
    address = f"/institutions/{firm['body']}"
    people.alice.get(address)
    with count_queries(app) as few:
        people.alice.get(address)
    for _time in range(30):
        meet(app, firm, "alice", "bob")
    with count_queries(app) as many:
        people.alice.get(address)
    panel = [sum("count(*) AS met" in each for each in seen) for seen in (few, many)]
    assert panel == [1, 1]
