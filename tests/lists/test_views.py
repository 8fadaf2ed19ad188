"""Columns, saved views, the way back: what people keep of a list."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.audit.models import AuditEntry
from crm.core.db import db
from crm.lists.models import ListChoice, SavedView
from tests.clients.firm import add_client, user_id
from tests.lists.test_exports import add_field, add_person
from tests.support import People, Person, count_queries

HEADINGS = re.compile(r'<th scope="col"(?: class="fixed")?>([^<]+)</th>')
NAME = re.compile(r'<td><a href="/clients/\d+">([^<]+)</a>')


def headings(person: Person, path: str) -> list[str]:
    answer = person.get(path)
    assert answer.status_code == 200
    return HEADINGS.findall(answer.text)


def names(person: Person, path: str) -> list[str]:
    answer = person.http.get(path, follow_redirects=True)
    assert answer.status_code == 200
    return NAME.findall(answer.text)


def save(person: Person, name: str, query: str, page: str = "clients", **more: object) -> str:
    """Save a view; returns its address."""
    answer = person.post(f"/lists/{page}/views", {"name": name, "query": query, **more})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def view_ids(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {view.name: view.id for view in db.session.execute(sa.select(SavedView)).scalars()}


@pytest.fixture
def firm(app: Flask) -> dict[str, int]:
    ids = {
        "Uno": add_client(app, "Uno", status="active", city="Nogales", state="MX-SON"),
        "Dos": add_client(app, "Dos", status="former", city="Yuma"),
        "Tres": add_client(app, "Tres", status="active", city="Mesa"),
    }
    ids["size"] = add_field(app, "size", "number", {ids["Uno"]: "12", ids["Dos"]: "300"})
    ids["deal"] = add_field(app, "deal", "text", {ids["Uno"]: "Larga relación", ids["Dos"]: "larga"})
    return ids


def test_each_person_chooses_columns_for_each_list(app: Flask, people: People, firm: dict[str, int]) -> None:
    people.alice.post("/lists/clients/columns", {"columns": ["city", "own-size", "nonsense"], "query": "status=active"})
    assert headings(people.alice, "/clients") == ["Name", "City", "Size"]
    assert ">12<" in people.alice.get("/clients").text
    assert "Status" in headings(people.bob, "/clients")
    assert "E-mail" in headings(people.alice, "/people") or not headings(people.alice, "/people")
    people.alice.post("/lists/clients/columns", {"usual": "1", "columns": ["city"]})
    assert "Status" in headings(people.alice, "/clients")
    assert headings(people.alice, "/clients?columns=deal") != headings(people.alice, "/clients?columns=own-deal")
    assert headings(people.alice, "/clients?columns=own-deal") == ["Name", "Deal"]


def test_columns_of_people_and_institutions_are_chosen_too(app: Flask, people: People) -> None:
    add_person(app, "Ana", add_client(app, "Uno"))
    people.dora.post("/lists/people/columns", {"columns": ["phones", "language"]})
    assert headings(people.dora, "/people") == ["Name", "All phones", "Language"]
    people.dora.post("/lists/institutions/columns", {"columns": ["gifts"]})
    assert headings(people.dora, "/institutions") == ["Name", "Gifts"]
    assert people.dora.post("/lists/nothing/columns", {}).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("own-size-from=100", ["Dos"]), ("own-size-from=12&own-size-to=12", ["Uno"]), ("own-size-to=5", []),
        ("own-deal=LARGA", ["Dos", "Uno"]), ("own-deal=larga&own-size-from=20", ["Dos"]),
        ("own-deal=larga+relacion&own-size-to=20&status=active", ["Uno"]), ("own-size-from=x", ["Dos", "Tres", "Uno"]),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("firm")
def test_several_own_fields_filter_at_once(
    people: People, query: str, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names(people.alice, f"/clients?{query}") == found
    monkeypatch.setattr("crm.clients.custom.RARE", 0)
    assert names(people.alice, f"/clients?{query}") == found


def test_each_chip_takes_its_own_filter_away(app: Flask, people: People, firm: dict[str, int]) -> None:
    text = people.alice.get("/clients?status=active&own-size-from=10&own-size-to=20&sort=-name&columns=city").text
    links = dict(re.findall(r'<a class="chip ok" href="([^"]+)"[^>]*>([^<]+?) <svg', text))
    by_text = {said: link.replace("&amp;", "&") for link, said in links.items()}
    assert by_text == {
        "Active": "/clients?own-size-from=10&own-size-to=20&sort=-name&columns=city",
        "Size: 10 to 20": "/clients?status=active&sort=-name&columns=city",
    }


def test_a_view_brings_back_filter_order_and_columns(app: Flask, people: People, firm: dict[str, int]) -> None:
    url = save(people.alice, "Activos", "status=active&sort=-name&columns=city+own-size&after=x&evil=1")
    assert names(people.alice, url) == ["Uno", "Tres"]
    assert headings(people.alice, url) == ["Name", "City", "Size"]
    assert "evil" not in url
    people.alice.post("/lists/clients/columns", {"columns": ["status"]})
    assert headings(people.alice, url) == ["Name", "City", "Size"]


def test_the_default_view_opens_the_list_and_everything_stays_reachable(
    app: Flask, people: People, firm: dict[str, int]
) -> None:
    url = save(people.alice, "Activos", "status=active", default="y")
    answer = people.alice.get("/clients")
    assert (answer.status_code, answer.headers["Location"]) == (302, url)
    assert names(people.alice, "/clients") == ["Tres", "Uno"]
    assert names(people.alice, "/clients?view=0") == ["Dos", "Tres", "Uno"]
    assert "view=0" in people.alice.get("/clients?view=0&status=former").text
    assert names(people.bob, "/clients") == ["Dos", "Tres", "Uno"]
    people.alice.post("/lists/clients/default", {"view": ""})
    assert people.alice.get("/clients").status_code == 200


def test_a_shared_view_shows_each_reader_their_own_records(app: Flask, people: People, firm: dict[str, int]) -> None:
    add_client(app, "Zafiro", status="active", access="team", account_lead_id=user_id(app, "alice"))
    url = save(people.alice, "Activos", "status=active", shared="y")
    save(people.alice, "Sola", "status=former")
    assert names(people.alice, url) == ["Tres", "Uno", "Zafiro"]
    assert names(people.bob, url) == ["Tres", "Uno"]
    text = people.bob.get("/clients").text
    assert "Activos" in text
    assert "Sola" not in text
    ids = view_ids(app)
    assert people.bob.post("/lists/clients/default", {"view": ids["Activos"]}).status_code == 303
    assert people.bob.post("/lists/clients/default", {"view": ids["Sola"]}).status_code == 404
    assert people.bob.post("/lists/people/default", {"view": ids["Activos"]}).status_code == 404
    for action in ("", "/keep", "/remove"):
        assert people.bob.post(f"/lists/views/{ids['Activos']}{action}", {"name": "x"}).status_code == 404
    people.alice.post(f"/lists/views/{ids['Activos']}", {"name": "Activos", "version": 1})
    assert people.bob.get("/clients").status_code == 200
    assert "Activos" not in people.bob.get("/clients").text


def test_who_only_reads_keeps_views_of_their_own_and_shares_none(app: Flask, people: People) -> None:
    url = save(people.dora, "Mías", "status=active")
    assert people.dora.get(url).status_code == 200
    assert people.dora.post("/lists/clients/views", {"name": "x", "query": "", "shared": "y"}).status_code == 403
    view = view_ids(app)["Mías"]
    assert people.dora.post(f"/lists/views/{view}", {"name": "Mías", "shared": "y"}).status_code == 403
    assert 'name="shared"' not in people.dora.get("/clients").text


def test_a_view_is_renamed_changed_and_removed(app: Flask, people: People, firm: dict[str, int]) -> None:
    save(people.alice, "Activos", "status=active", default="y")
    view = view_ids(app)["Activos"]
    assert "write something here" in people.alice.post("/lists/clients/views", {"name": " ", "query": ""}).text
    assert "You have a view of this name." in people.alice.post(
        "/lists/clients/views", {"name": "Activos", "query": ""}).text  # fmt: skip
    assert people.alice.post(f"/lists/views/{view}", {"name": "Vivos", "version": 1}).status_code == 303
    stale = people.alice.post(f"/lists/views/{view}", {"name": "Otros", "version": 1})
    assert stale.status_code == 409
    assert 'value="Otros"' in stale.text
    shown = people.alice.get(f"/clients?status=former&view={view}").text
    assert "Save the changes to “Vivos”" in shown
    kept = people.alice.post(f"/lists/views/{view}/keep", {"query": "status=former", "version": 2})
    assert kept.status_code == 303
    assert names(people.alice, "/clients") == ["Dos"]
    assert people.alice.post(f"/lists/views/{view}/keep", {"query": "", "version": 2}).status_code == 409
    assert people.alice.post(f"/lists/views/{view}/remove").status_code == 303
    assert names(people.alice, "/clients") == ["Dos", "Tres", "Uno"]
    with app.app_context():
        assert db.session.execute(sa.select(ListChoice.view_id)).scalar_one() is None
        kinds = db.session.execute(sa.select(AuditEntry.action).where(AuditEntry.kind == "saved_view")).scalars().all()
    assert {"create", "update"} <= set(kinds)


def test_choosing_columns_in_a_view_stays_in_the_view(app: Flask, people: People, firm: dict[str, int]) -> None:
    save(people.alice, "Activos", "status=active&columns=city")
    view = view_ids(app)["Activos"]
    answer = people.alice.post(
        "/lists/clients/columns", {"columns": ["state"], "query": f"status=active&columns=city&view={view}"}
    )
    assert answer.headers["Location"] == f"/clients?status=active&columns=state&view={view}"
    assert "changed" in people.alice.get(answer.headers["Location"]).text
    assert "Status" in headings(people.alice, "/clients")


def test_a_record_leads_back_to_the_list_as_it_was_left(app: Flask, people: People, firm: dict[str, int]) -> None:
    here = "/clients?status=active&sort=-name"
    people.alice.get(here)
    for path in ("", "/edit", "/profile", "/history"):
        assert f'href="{here}"'.replace("&", "&amp;") in people.alice.get(f"/clients/{firm['Uno']}{path}").text
    assert here not in people.bob.get(f"/clients/{firm['Uno']}").text
    people.alice.get("/clients")
    assert '<div class="crumb"><a href="/clients">' in people.alice.get(f"/clients/{firm['Uno']}").text
    people.alice.get("/clients?q=" + "x" * 190 + "&own-deal=" + "y" * 600)
    assert '<div class="crumb"><a href="/clients">' in people.alice.get(f"/clients/{firm['Uno']}").text


def test_the_list_asks_the_same_number_of_questions_at_ten_and_a_hundred_rows(app: Flask, people: People) -> None:
    size = add_field(app, "size", "number", {})
    deal = add_field(app, "deal", "text", {})
    paths = (
        "/clients?own-size-from=1&own-deal=larga&tag=1&columns=own-size+own-deal+sectors+tags+team+parent+ports+country",
        "/people?columns=now+phones+emails", "/institutions?columns=head+post+country",
    )  # fmt: skip

    bob = user_id(app, "bob")

    def add(count: int) -> None:
        for number in range(count):
            own = {size: "5", deal: "larga"}
            client_id = add_client(app, f"C{number}", tags=["x"], own=own, sectors=[1], team=[bob])
            add_person(app, f"P{number}", client_id)

    def budget() -> list[int]:
        found = []
        for path in paths:
            people.alice.get(path)
            with count_queries(app) as seen:
                assert people.alice.get(path).status_code == 200
            found.append(len(seen))
        return found

    add(10)
    small = budget()
    add(90)
    assert budget() == small
    assert max(small) <= 15


def test_odd_queries_do_no_harm(app: Flask, people: People, firm: dict[str, int]) -> None:
    for query in ("view=99999999999999999999", "view=x&columns=%00", "columns=" + "a+" * 500, "own-size-from=1e400"):
        assert people.alice.get(f"/clients?{query}").status_code == 200
    for query in ("x" * 3000, "&".join(f"a{n}=1" for n in range(300))):
        assert people.alice.post("/lists/clients/columns", {"query": query}).status_code == 422
        assert people.alice.post("/clients/export", {"query": query, "format": "csv"}).status_code == 422
