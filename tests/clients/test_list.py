import re

import pytest
from flask import Flask

from crm.accounts.models import User
from crm.clients.filters import read_filter
from crm.clients.listed import page_of
from crm.core.db import db
from tests.clients.firm import add_client, bar, sector_codes, sector_id, user_id
from tests.lists.records import csv_rows, export
from tests.support import People, Person, count_queries

NAME = re.compile(r'<td><a href="/clients/\d+">([^<]+)</a>')
NEXT = re.compile(r'rel="next" href="([^"]+)"')


def names(person: Person, query: str = "") -> list[str]:
    answer = person.get(f"/clients{query}")
    assert answer.status_code == 200
    return NAME.findall(answer.text)


@pytest.fixture
def firm(app: Flask) -> dict[str, int]:
    """Four clients that differ in everything one may filter by."""
    top, child, other = sector_codes(app)
    alice, bob = user_id(app, "alice"), user_id(app, "bob")
    return {
        "top": sector_id(app, top),
        "child": sector_id(app, child),
        "pena": add_client(app, "Agrícola PEÑA", state="MX-SON", city="Ciudad Obregón", account_lead_id=alice,
                           sectors=[sector_id(app, child)]),
        "zinc": add_client(app, "Zinc Works", country="US", state="US-AZ", city="Mesa", status="dormant",
                           account_lead_id=bob, sectors=[sector_id(app, other)]),
        "maple": add_client(app, "Maple 100%_Foods", country="CA", city="Toronto", status="prospect",
                            sectors=[sector_id(app, top)]),
        "bahia": add_client(app, "bahía norte", state="MX-BCN", city="Tijuana", status="former",
                            legal_name="Náutica SA"),
    }  # fmt: skip


def test_names_come_folded_in_order_and_back(people: People, firm: dict[str, int]) -> None:
    order = ["Agrícola PEÑA", "bahía norte", "Maple 100%_Foods", "Zinc Works"]
    assert names(people.alice) == order
    assert names(people.alice, "?sort=-name") == order[::-1]
    assert names(people.alice, "?sort=place") == ["Zinc Works", "bahía norte", "Maple 100%_Foods", "Agrícola PEÑA"]
    assert names(people.alice, "?sort=changed")[0] == "bahía norte"
    assert names(people.alice, "?sort=nonsense&after=xyz") == order


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=pena", {"Agrícola PEÑA"}), ("q=PEÑA+agr", {"Agrícola PEÑA"}), ("q=obregon", {"Agrícola PEÑA"}),
        ("q=nautica", {"bahía norte"}), ("q=%25_f", {"Maple 100%_Foods"}), ("q=100%25", {"Maple 100%_Foods"}),
        ("q=%25%25", set()), ("q=a_i", set()), ("q=nobody", set()), ("q=%22", set()), ("q=zi", {"Zinc Works"}),
        ("state=MX-SON", {"Agrícola PEÑA"}), ("status=dormant", {"Zinc Works"}),
        ("status=former&q=norte", {"bahía norte"}),
        ("state=MX-SON&status=dormant", set()), ("sector=999999", set()), ("lead=999999", set()),
    ],
)  # fmt: skip
def test_each_filter_finds_what_it_says(people: People, firm: dict[str, int], query: str, found: set[str]) -> None:
    assert set(names(people.alice, f"?{query}")) == found


def test_a_parent_sector_finds_its_children_and_a_lead_their_own(
    app: Flask, people: People, firm: dict[str, int]
) -> None:
    assert names(people.alice, f"?sector={firm['top']}") == ["Agrícola PEÑA", "Maple 100%_Foods"]
    assert names(people.alice, f"?sector={firm['child']}") == ["Agrícola PEÑA"]
    assert names(people.alice, f"?lead={user_id(app, 'bob')}") == ["Zinc Works"]


def test_a_sector_of_many_clients_finds_the_same_as_one_of_few(
    app: Flask, people: People, firm: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.clients.listed.RARE", 0)
    assert names(people.alice, f"?sector={firm['top']}") == ["Agrícola PEÑA", "Maple 100%_Foods"]
    assert names(people.alice, f"?sector={firm['child']}&sort=place") == ["Agrícola PEÑA"]
    assert export(people.alice, "clients", f"sector={firm['top']}").text.count("\r\n") == 3


def test_archived_clients_are_listed_only_when_asked_for(people: People, firm: dict[str, int]) -> None:
    people.alice.post(f"/clients/{firm['zinc']}/archive", {"version": 1})
    assert "Zinc Works" not in names(people.alice)
    assert names(people.alice, "?archived=1") == ["Zinc Works"]
    assert people.alice.get("/clients/pick?q=zinc").json == {"found": []}
    assert "Zinc Works" not in people.alice.get("/search?q=zinc").text.split("<main", 1)[1].split("<h2", 1)[-1]


def test_an_empty_list_says_whether_anything_is_there_at_all(app: Flask, people: People) -> None:
    assert "No clients yet." in people.alice.get("/clients").text
    assert "Add a client" not in people.dora.get("/clients").text
    add_client(app, "One")
    assert "No client matches." in people.alice.get("/clients?q=zzz").text


@pytest.mark.parametrize("sort", ["name", "-name", "place", "changed"])
def test_pages_go_to_the_end_without_gaps_or_repeats(app: Flask, people: People, sort: str) -> None:
    wanted = {add_client(app, f"Same name {n // 40}", city="Yuma" if n % 3 else "") for n in range(120)}
    path: str | None = f"/clients?sort={sort}"
    seen: list[int] = []
    sizes = []
    while path:
        text = people.alice.get(path).text
        page = [int(n) for n in re.findall(r'<td><a href="/clients/(\d+)">', text)]
        sizes.append(len(page))
        seen += page
        found = NEXT.search(text)
        path = found[1].replace("&amp;", "&") if found else None
    assert sizes == [50, 50, 20]
    assert len(seen) == len(set(seen))
    assert set(seen) == wanted


def test_the_csv_holds_exactly_what_is_filtered(app: Flask, people: People, firm: dict[str, int]) -> None:
    add_client(app, "=HYPERLINK(1)", phone="+526622123456", northbound=["07", "08"], southbound=["08"], city="Nogales")
    hidden = add_client(app, "Hidden", access="team")
    answer = export(people.alice, "clients", "sort=-name")
    assert answer.mimetype == "text/csv"
    rows = csv_rows(answer)
    assert [row["Name"] for row in rows] == [
        "Zinc Works", "Maple 100%_Foods", "bahía norte", "Agrícola PEÑA", "'=HYPERLINK(1)",
    ]  # fmt: skip
    assert rows[-1]["Phone"] == "+52 662 212 3456"
    assert (rows[-1]["HS chapters northbound"], rows[-1]["HS chapters southbound"]) == ("07 08", "08")
    assert rows[3]["State"] == "Sonora"
    assert [row["Name"] for row in csv_rows(export(people.alice, "clients", "q=pena"))] == ["Agrícola PEÑA"]
    assert export(people.dora, "clients").status_code == 403
    assert hidden


def test_the_csv_goes_on_past_one_chunk(app: Flask, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.lists.exports.PAGE", 7)
    for number in range(20):
        add_client(app, f"Client {number:02}")
    lines = export(people.alice, "clients").text.splitlines()
    assert [line.split(",", 1)[0] for line in lines[1:]] == [f"Client {number:02}" for number in range(20)]


def test_the_number_of_queries_does_not_grow_with_the_rows(app: Flask, people: People) -> None:
    top, child, _other = sector_codes(app)
    alice = user_id(app, "alice")

    def add(count: int) -> None:
        for number in range(count):
            add_client(app, f"Client {number}", state="MX-SON", account_lead_id=alice, team=[alice],
                       sectors=[sector_id(app, top), sector_id(app, child)], northbound=["07", "08"])  # fmt: skip

    def budget() -> tuple[int, ...]:
        found = []
        for path in ("/clients", "/clients/pick?q=client", "/clients/1", "/clients/1/history"):
            people.alice.get(path)
            with count_queries(app) as seen:
                assert people.alice.get(path).status_code == 200
            found.append(len(seen))
        return tuple(found)

    add(10)
    small = budget()
    add(90)
    assert budget() == small
    assert small[0] <= 12


def test_a_reader_sees_nobody_elses_team_client_anywhere(app: Flask, people: People) -> None:
    alice = user_id(app, "alice")
    secret = add_client(app, "Secret Ore", access="team", account_lead_id=alice)
    barred = add_client(app, "Barred Ore", account_lead_id=alice)
    bar(app, barred, "bob")
    assert names(people.alice) == ["Barred Ore", "Secret Ore"]
    assert names(people.bob) == []
    assert names(people.erin) == ["Barred Ore"]
    for client_id in (secret, barred):
        for path in ("", "/edit", "/history"):
            assert people.bob.get(f"/clients/{client_id}{path}").status_code == 404
        for path in ("/edit", "/archive", "/restore"):
            assert people.bob.post(f"/clients/{client_id}{path}", {"version": 1, "name": "x"}).status_code == 404
    assert "Ore" not in export(people.bob, "clients").text
    assert people.bob.get("/clients/pick?q=ore").json == {"found": []}
    assert people.bob.get("/clients/pick?q=secret+ore").json == {"found": []}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # PostgreSQL's planner reads tables this small whole
def test_the_page_of_a_filter_reads_an_index_and_not_the_whole_table(app: Flask) -> None:
    with app.test_request_context():
        reader = User(id=1, role="consultant", name="A", email="a", fs_uniquifier="x")
        for asked in ({}, {"sort": "-name"}, {"sort": "place"}, {"sort": "changed"}, {"status": "active"}):
            with count_queries(app) as seen:
                page_of(reader, read_filter(asked), None, "en")
            plan = _plan(seen[-1])
            assert "SCAN client USING INDEX" in plan or "SEARCH client USING INDEX" in plan, plan
            assert "TEMP B-TREE" not in plan, plan


def _plan(statement: str) -> str:
    connection = db.session.connection()
    marks = tuple(1 for _ in range(statement.count("?")))
    return "\n".join(str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", marks))
