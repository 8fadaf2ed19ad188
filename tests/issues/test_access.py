"""Who sees what of an issue: the issue is the firm's, that it touches a client is known to those who see the client."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from crm.core.db import db
from crm.issues.queries import count_of_client, open_for
from crm.issues.suggest import suggested
from crm.reference.models import Port
from tests.clients.firm import add_client as add_whole_client
from tests.clients.firm import sector_id, user_id
from tests.engagements.records import add_engagement, form, newest
from tests.institutions.records import add_institution
from tests.issues.records import add_issue, add_update, read, rows_of, touch
from tests.lists.records import export
from tests.merges.support import merge, undo_merge
from tests.support import People
from tests.tasks.firm import add_client, user

SECRET, ASK = "Minera Qxcanario", "Qxpide menos horas"


def test_a_stranger_learns_nothing_of_a_hidden_client_on_an_issue(app: Flask, people: People) -> None:
    """A4: no page, list, search, export or history of the issue tells of it, and no page is another for its sake."""
    hidden, open_one = add_client(app, SECRET, access="team"), add_client(app, "Abierta")
    issue = add_issue(app, "Mine tailings")
    touch(app, issue, open_one, "for", "Faster permits")
    paths = [f"/issues/{issue}{tab}" for tab in ("", "/clients", "/updates", "/history", "/files", "/engagements")]
    paths += [
        "/issues",
        "/search?q=qxcanario",
        "/issues/pick?q=qx",
        f"/clients/{open_one}/issues",
        f"/issues/{issue}/edit",
    ]
    before = {path: steady(people, path) for path in paths}
    stamp = read(app, issue)
    touch(app, issue, hidden, "against", ASK)
    changed = people.alice.post(f"/issues/{issue}/clients/{hidden}", {"position": "conditional", "ask": ASK})
    assert changed.status_code == 303
    after = {path: steady(people, path) for path in paths}
    assert [path for path in paths if before[path] != after[path]] == []
    assert (read(app, issue).version, read(app, issue).updated_at) == (stamp.version, stamp.updated_at)
    assert "Qx" not in export(people.bob, "issues").text
    for path in (f"/clients/{hidden}/issues", f"/issues/{issue}/clients/{hidden}"):
        assert people.bob.get(path).status_code == 404
    assert people.bob.post(f"/issues/{issue}/clients/{hidden}", {"position": "for"}).status_code == 404
    assert people.bob.post(f"/issues/{issue}/clients/{hidden}/remove").status_code == 404
    told = people.alice.get(f"/issues/{issue}/history").text
    assert f"Position of {SECRET}" in told
    assert ASK in people.alice.get(f"/issues/{issue}").text
    assert (hidden, "conditional", ASK, True) in rows_of(app, issue)


def steady(people: People, path: str) -> str:
    """Return a page as bob sees it, without the tokens that are new in each drawing."""
    text = people.bob.get(path).text
    parts = [part.split('"', 1) for part in text.split('value="')]
    return "".join(end[-1] for end in parts)


def test_a_hidden_client_is_refused_in_the_words_for_an_unknown_one(app: Flask, people: People) -> None:
    hidden, issue = add_client(app, SECRET, access="team"), add_issue(app, "Tailings")
    touch(app, issue, hidden, "for")
    told = set()
    for client in (hidden, 99999):
        answer = people.bob.post(f"/issues/{issue}/clients/add", {"client": client, "position": "for"})
        assert answer.status_code == 422
        told.add(answer.text.count("Choose a client from the list."))
    assert told == {1}
    assert people.alice.post(f"/issues/{issue}/clients/add", {"client": hidden, "position": ""}).status_code == 422
    assert rows_of(app, issue) == [(hidden, "for", "", True)]


def test_an_analyst_reads_and_a_client_is_added_changed_and_taken_off_by_others(app: Flask, people: People) -> None:
    client, issue = add_client(app, "Hortalizas"), add_issue(app, "Inspections")
    at = f"/issues/{issue}/clients"
    assert people.dora.post(f"{at}/add", {"client": client, "position": "for"}).status_code == 403
    sent = {"client": client, "position": "conditional", "ask": "Saturday hours"}
    assert people.bob.post(f"{at}/add", sent).status_code == 303
    page = people.dora.get(f"/clients/{client}").text
    assert "Inspections" in page
    assert "Conditional" in page
    stale: dict[str, object] = {"position": "for", "ask": "Mine", "version": "1"}
    assert people.alice.post(f"{at}/{client}", {"position": "against", "version": "1"}).status_code == 303
    answer = people.bob.post(f"{at}/{client}", stale)
    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert people.bob.post(f"{at}/{client}/remove", {"version": "2"}).status_code == 303
    assert "Hortalizas" not in people.bob.get(at).text.split("Add a client")[0]
    assert people.bob.post(f"{at}/add", sent).status_code == 303
    assert rows_of(app, issue) == [(client, "conditional", "Saturday hours", True)]


def test_positions_that_clash_are_pointed_out_to_partners_over_clients_they_may_see(app: Flask, people: People) -> None:
    issue = add_issue(app, "Safeguard")
    grower = add_client(app, "Grower")
    barred = add_client(app, "Packer", barred="charlie")
    third = add_client(app, "Retailer", access="team")
    touch(app, issue, grower, "for")
    touch(app, issue, barred, "against")
    words = "Clients of ours want opposite things"
    assert words not in people.charlie.get(f"/issues/{issue}").text
    assert "positions clash" not in people.charlie.get("/issues").text
    touch(app, issue, third, "against")
    assert words in people.charlie.get(f"/issues/{issue}").text
    assert "positions clash" in people.charlie.get("/issues").text
    for person in (people.alice, people.bob, people.dora, people.erin):
        assert words not in person.get(f"/issues/{issue}").text
        assert "positions clash" not in person.get("/issues").text


def test_clients_are_suggested_by_goods_port_and_sector_as_far_as_one_may_see_them(app: Flask) -> None:
    fresh = sector_id(app, "agriculture.fresh-vegetables")
    with app.app_context():
        port = db.session.execute(sa.select(Port.id).where(Port.code == "2604")).scalar_one()
    issue = add_issue(app, "Tomatoes", hs_codes=["0702"], ports=[port], sectors=[fresh])
    goods = add_whole_client(app, "Goods", northbound=["07"])
    gate = add_whole_client(app, "Gate", ports=[port])
    field = add_whole_client(app, "Field", sectors=[fresh])
    add_whole_client(app, "Other", northbound=["72"])
    hidden = add_whole_client(app, "Hidden", northbound=["07"], access="team", account_lead_id=user_id(app, "alice"))
    on_it = add_whole_client(app, "Known", northbound=["07"])
    touch(app, issue, on_it)

    def names(who: str) -> list[tuple[int, str]]:
        with app.test_request_context():
            return [(each.client.id, each.why) for each in suggested(user(who), read(app, issue))]

    wanted = [(goods, "same HS chapter"), (gate, "same port"), (field, "same sector")]
    assert names("bob") == wanted
    assert names("alice") == [*wanted[:1], (hidden, "same HS chapter"), *wanted[1:]]
    touch(app, issue, hidden)
    assert names("bob") == wanted


def test_a_brief_gets_open_issues_with_the_positions_one_may_see_and_updates_since(app: Flask) -> None:
    hidden, open_one, other = add_client(app, SECRET, access="team"), add_client(app, "Uno"), add_client(app, "Dos")
    body = add_institution(app, "Body")
    shared = add_issue(app, "Shared")
    for client in (hidden, open_one, other):
        touch(app, shared, client, "for", "ask")
    only_hidden, concerned = add_issue(app, "Hidden alone"), add_issue(app, "Concerned", institutions=[body])
    touch(app, only_hidden, hidden)
    touch(app, add_issue(app, "Over", state="settled"), open_one)
    now = datetime.now(UTC)
    add_update(app, shared, "red", "old", now - timedelta(days=9))
    add_update(app, shared, "green", "new", now - timedelta(days=1))

    def told(who: str, since: datetime | None = None) -> list[tuple[int, list[int], list[str]]]:
        with app.test_request_context():
            found = open_for(user(who), [hidden, open_one], [body], since)
            return [(each.issue.id, sorted(each.positions), [u.text for u in each.updates]) for each in found]

    assert told("bob") == [(shared, [open_one], ["new"]), (concerned, [], [])]
    assert told("alice", now - timedelta(days=30)) == [
        (only_hidden, [hidden], []), (shared, sorted([hidden, open_one]), ["new", "old"]), (concerned, [], []),
    ]  # fmt: skip
    assert told("bob", now)[0] == (shared, [open_one], [])


def test_updates_stand_on_the_timeline_of_the_clients_that_an_issue_touches(app: Flask, people: People) -> None:
    client, issue = add_client(app, "Uno"), add_issue(app, "Corn rule")
    add_update(app, issue, "amber", "Comments are in")
    assert "Comments are in" not in people.dora.get(f"/clients/{client}").text
    touch(app, issue, client, "for")
    assert "Comments are in" in people.dora.get(f"/clients/{client}").text
    with app.app_context():

        class One:
            id = client

        assert count_of_client(user("dora"), One) == 1  # type: ignore[arg-type]


def test_an_engagement_names_its_issues_and_an_issue_lists_those_that_one_may_see(app: Flask, people: People) -> None:
    hidden, open_one = add_client(app, SECRET, access="team"), add_client(app, "Uno")
    issue, second = add_issue(app, "Round table"), add_issue(app, "Second matter")
    stamp = read(app, issue).version
    answer = people.alice.post("/engagements/new", form(open_one, issues=issue))
    assert answer.status_code == 303
    shown = newest(app)
    page = people.dora.get(f"/engagements/{shown}").text
    assert "Round table" in page
    add_engagement(app, "alice", [hidden], subject="Qxsecreta cita", issues=[issue])
    tab = people.bob.get(f"/issues/{issue}/engagements").text
    assert "Consul general of Mexico, Phoenix" in tab
    assert "Qxsecreta" not in tab
    assert "Qxsecreta cita" in people.alice.get(f"/issues/{issue}/engagements").text
    assert read(app, issue).version == stamp
    edited = form(open_one, issues=second, starts_wall="2026-11-18T09:00")
    assert people.alice.post(f"/engagements/{shown}/edit", edited).status_code == 303
    assert "Round table" in people.dora.get(f"/engagements/{shown}/history").text
    assert "Consul general" not in people.dora.get(f"/issues/{issue}/engagements").text
    assert "9:00" in people.dora.get(f"/issues/{second}/engagements").text
    assert "Round table" in people.alice.get(f"/engagements/new?issue={issue}").text


def test_merging_two_clients_of_one_issue_leaves_one_row_and_its_undo_both(app: Flask) -> None:
    keep, other, third = add_client(app, "Uno"), add_client(app, "Uno SA"), add_client(app, "Dos")
    issue, alone = add_issue(app, "Twice"), add_issue(app, "Once")
    touch(app, issue, keep)
    touch(app, issue, other, "against", "No fee")
    touch(app, issue, third, "for")
    touch(app, alone, other, "for", "Later")
    before = rows_of(app, issue), rows_of(app, alone)
    made = merge(app, "clients", keep, other)
    assert rows_of(app, issue) == [(keep, "against", "No fee", True), (third, "for", "", True)]
    assert rows_of(app, alone) == [(keep, "for", "Later", True)]
    assert undo_merge(app, made) == []
    assert (rows_of(app, issue), rows_of(app, alone)) == before
