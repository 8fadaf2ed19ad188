"""Lists of issues, what hangs on one, and how much a page asks."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.clients.firm import sector_id
from tests.files.samples import picture
from tests.institutions.records import add_institution
from tests.issues.records import add_issue, add_update, touch
from tests.lists.records import csv_rows, export
from tests.support import People, count_queries
from tests.tasks.firm import add_client, user


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Corn", "Tomato", "Steel"}), ("state=open", {"Corn", "Steel"}), ("state=settled", {"Tomato"}),
        ("colour=red", {"Steel"}), ("kind=remedy", {"Tomato"}), ("hs=07", {"Tomato"}), ("hs=0702.00", {"Tomato"}),
        ("hs=720711", {"Steel"}), ("hs=7207", {"Steel"}), ("hs=0703", set()), ("q=tomat", {"Tomato"}),
        ("deadline=30", {"Corn"}), ("deadline=past", {"Steel"}), ("state=nonsense", {"Corn", "Tomato", "Steel"}),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_and_exported_alike(app: Flask, people: People, query: str, shown: set[str]) -> None:
    today = datetime.now(UTC).date()
    add_issue(app, "Corn", comments_due_on=today + timedelta(days=10))
    add_issue(app, "Tomato", kind="remedy", state="settled", hs_codes=["070200"])
    steel = add_issue(app, "Steel", hs_codes=["72"], effective_on=today - timedelta(days=10))
    add_update(app, steel, "red", "Quota is full")
    page = people.dora.get(f"/issues?{query}").text
    assert {name for name in ("Corn", "Tomato", "Steel") if f">{name}</a>" in page} == shown
    rows = csv_rows(export(people.alice, "issues", query))
    assert {row["Issue"] for row in rows} == shown
    assert all(row["Latest update"] == ("Quota is full" if row["Issue"] == "Steel" else "") for row in rows)


def test_the_list_is_narrowed_by_sector_and_by_who_is_in_charge(app: Flask, people: People) -> None:
    sector, other = sector_id(app, "agriculture.fresh-fruit"), sector_id(app, "manufacturing.metals")
    with app.app_context():
        alice = user("alice").id
    add_issue(app, "Berries", sectors=[sector], owner_id=alice)
    add_issue(app, "Slabs", sectors=[other])
    assert "Slabs" not in people.bob.get(f"/issues?sector={sector}").text
    assert "Berries" in people.bob.get(f"/issues?owner={alice}").text
    assert "Slabs" not in people.bob.get(f"/issues?owner={alice}").text


def test_a_saved_view_opens_the_list_again(app: Flask, people: People) -> None:
    add_issue(app, "Corn", state="dialogue")
    add_issue(app, "Steel")
    answer = people.alice.post("/lists/issues/views", {"name": "Talks", "query": "state=dialogue"})
    assert answer.status_code == 303
    page = people.alice.get(answer.headers["Location"]).text
    assert "Corn" in page
    assert ">Steel</a>" not in page


def test_a_follow_up_of_an_issue_belongs_to_its_institutions(app: Flask, people: People) -> None:
    body = add_institution(app, "Office of Examples")
    issue = add_issue(app, "Labor case", institutions=[body])
    with app.app_context():
        bob = user("bob").id
    sent = {"title": "Draft the comments", "due_on": "2026-12-04", "assignee_id": bob}
    assert people.alice.post(f"/issues/{issue}/tasks", sent).status_code == 303
    assert "Draft the comments" in people.dora.get(f"/issues/{issue}").text
    assert "Draft the comments" in people.bob.get(f"/institutions/{body}/tasks").text
    hidden = add_client(app, "Secreta", access="team")
    refused = people.alice.post(f"/issues/{issue}/tasks", sent | {"clients": hidden})
    assert refused.status_code == 422
    assert "This colleague may not see every client" in refused.text


def test_files_of_an_issue_are_open_to_the_firm(app: Flask, people: People) -> None:
    issue = add_issue(app, "Tariff letter")
    sent: dict[str, object] = {"file": [(io.BytesIO(picture()), "Oficio.png")]}
    assert people.alice.post(f"/files/issue/{issue}", sent).status_code in {204, 303}
    assert "Oficio.png" in people.dora.get(f"/issues/{issue}/files").text
    assert "Oficio.png" in people.dora.get(f"/issues/{issue}/history").text


def test_an_institution_shows_its_open_issues(app: Flask, people: People) -> None:
    body = add_institution(app, "Customs of Examples")
    add_issue(app, "Inspection backlog", institutions=[body])
    add_issue(app, "Old matter", institutions=[body], state="settled")
    page = people.dora.get(f"/institutions/{body}").text
    assert "Inspection backlog" in page
    assert "Old matter" not in page


def test_the_number_of_queries_does_not_grow_with_the_rows(app: Flask, people: People) -> None:
    body = add_institution(app, "Body")
    issue = add_issue(app, "First", institutions=[body], hs_codes=["07"])
    client = add_client(app, "Uno")
    touch(app, issue, client, "for")

    def add(count: int) -> None:
        for number in range(count):
            one = add_issue(app, f"Issue {number}", institutions=[body], hs_codes=["0702"])
            touch(app, one, client, "for")
            touch(app, issue, add_client(app, f"Client {number}"), "against")
            add_update(app, one, "red", "News")
            add_update(app, issue, "red", "News")

    def budget() -> list[int]:
        found = []
        columns = "columns=number+hs+sectors+ports+institutions+update+owner"
        for path in (f"/issues?{columns}", f"/issues/{issue}", f"/issues/{issue}/clients", f"/issues/{issue}/updates",
                     f"/issues/{issue}/history", f"/clients/{client}/issues", f"/clients/{client}",
                     f"/institutions/{body}", "/issues/pick?q=issue"):  # fmt: skip
            people.charlie.get(path)
            with count_queries(app) as seen:
                assert people.charlie.get(path).status_code == 200
            found.append(len(seen))
        return found

    add(10)
    small = budget()
    add(50)
    # A whole page of history may hold fewer kinds of change than a short one.
    assert all(now <= then for now, then in zip(budget(), small, strict=True))
    assert max(small) <= 40
