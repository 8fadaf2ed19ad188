import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from crm.duplicates.rebuild import rebuild
from tests.clients.firm import add_client, bar, trail, user_id
from tests.duplicates.records import (
    ENCINOS,
    add_institution,
    add_pair,
    choose,
    pair_id,
    pairs,
    posted,
    settle,
    speak,
)
from tests.people.records import add_person, place
from tests.support import People, count_queries


def test_what_is_written_in_a_browser_is_compared_at_once_and_stands_side_by_side(app: Flask, people: People) -> None:
    lead = user_id(app, "bob")
    form = {"city": "Hermosillo", "state": "MX-SON", "tax_id": "GODE561231GR8", "phone": "6622123456"}
    people.alice.post("/clients/new", posted(ENCINOS, account_lead_id=lead, **form))
    people.alice.post("/clients/new", posted("AGRICOLA LOS ENCINOS SA", duplicate_ok="y", phone="6622123456"))
    assert pairs(app) == [(1, 2)]
    page = people.dora.get("/duplicates?kind=clients").text
    for said in (ENCINOS, "AGRICOLA LOS ENCINOS SA", "Hermosillo, Sonora", "GODE561231GR8", "Bob", "Same name",
                 "Same phone", "Last contact", "Added"):  # fmt: skip
        assert said in page, said
    assert "Not duplicates" not in page, "who only reads decides nothing"
    assert "Not duplicates" in people.alice.get("/duplicates").text
    assert "/merges/clients/1/2" not in page
    assert "/merges/clients/1/2" in people.alice.get("/duplicates").text


def test_a_pair_is_seen_by_whoever_sees_both_alone(app: Flask, people: People) -> None:
    low, high = add_pair(app, {"access": "team"})
    at = f"/duplicates/pairs/{pair_id(app, low, high)}"
    assert ENCINOS.upper() not in people.bob.get("/duplicates").text.upper()
    assert "No two records look alike." in people.bob.get("/duplicates").text
    assert people.bob.post(f"{at}/apart").status_code == people.bob.post(f"{at}/back").status_code == 404
    assert ENCINOS in people.charlie.get("/duplicates").text
    bar(app, high, "charlie")
    assert ENCINOS not in people.charlie.get("/duplicates").text
    assert people.charlie.post(f"{at}/apart").status_code == 404
    assert pairs(app) == [(low, high)]
    assert people.dora.post(f"{at}/apart").status_code == 403


def test_what_is_told_apart_stays_so_until_one_of_them_changes_what_it_is_told_by(app: Flask, people: People) -> None:
    low, high = add_pair(app)
    at = f"/duplicates/pairs/{pair_id(app, low, high)}"
    assert people.alice.post(f"{at}/apart").status_code == 303
    assert "No two records look alike." in people.alice.get("/duplicates").text
    kept = people.alice.get("/duplicates?show=apart").text
    assert "Alice said on" in kept
    assert "Put back" in kept
    with app.app_context():
        rebuild()
    assert pairs(app) == [], "comparing anew keeps what was said"
    people.alice.post(f"/clients/{high}/edit", posted("AGRICOLA LOS ENCINOS, S.A. de C.V.", version=1, business="x"))
    assert pairs(app) == [], "another field is no reason to ask again"
    people.alice.post(f"/clients/{high}/edit", posted("Agrícola Los Ensinos", version=2))
    assert pairs(app) == [(low, high)]


def test_telling_apart_and_taking_it_back_are_in_the_history_of_both(app: Flask, people: People) -> None:
    low, high = add_pair(app, {"account_lead_id": user_id(app, "alice")})
    at = f"/duplicates/pairs/{pair_id(app, low, high)}"
    for step in ("apart", "apart", "back", "back"):
        assert people.alice.post(f"{at}/{step}").status_code == 303
    assert trail(app, low)[-2:] == [["apart_from", None, high], ["apart_from", high, None]]
    assert trail(app, high)[-2:] == [["apart_from", None, low], ["apart_from", low, None]]
    assert pairs(app) == [(low, high)]
    told = people.alice.get(f"/clients/{low}/history").text
    assert "Not the same as" in told
    assert "AGRICOLA LOS ENCINOS" in told
    bar(app, high, "bob")
    told = people.bob.get(f"/clients/{low}/history").text
    assert "AGRICOLA" not in told
    assert "a client that is not open to you" in told


def test_people_and_institutions_have_their_own_queue(app: Flask, people: People) -> None:
    hidden = add_client(app, "Umbría", access="team")
    first = add_person(app, "María Fernanda", "López", by="alice", emails=["mf@example.com"])
    second = add_person(app, "Fernanda", "Lopez", by="alice", emails=["mf@example.com"])
    third = add_person(app, "Mafer", "Lópes", emails=["mf@example.com"])
    place(app, third, hidden)
    bodies = add_institution(app), add_institution(app, name_en="Sonora Trade Ofice")
    settle(app)
    assert set(pairs(app, "person")) == {(first, second), (first, third), (second, third)}
    page = people.alice.get("/duplicates?kind=people").text
    assert page.count('class="cardx pair"') == 1
    assert "Mafer" not in page
    assert people.bob.get("/duplicates?kind=people").text.count('class="cardx pair"') == 0, "alice's own are hidden"
    assert people.charlie.get("/duplicates?kind=people").text.count('class="cardx pair"') == 3
    assert pairs(app, "institution") == [bodies]
    assert "Sonora Trade Ofice" in people.dora.get("/duplicates?kind=institutions").text


def test_what_means_duplicate_is_chosen_in_settings_and_holds_at_once(app: Flask, people: People) -> None:
    add_pair(app)
    page = people.charlie.get("/settings/duplicates").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version
    chosen = {"duplicates_client": ["tax_id"], "duplicates_person": ["name"], "duplicates_institution": [],
              "duplicates_strictness": "strict", "version": version[1]}  # fmt: skip
    assert people.dora.post("/settings/duplicates", chosen).status_code == 403
    assert people.charlie.post("/settings/duplicates", chosen).status_code == 303
    assert "No two records look alike." in people.alice.get("/duplicates").text
    assert people.charlie.post("/settings/duplicates", chosen).status_code == 409, "saved since it was opened"
    assert people.charlie.post("/settings/duplicates", chosen | {"duplicates_client": ["x"]}).status_code == 422
    assert "No field means duplicate here" in people.alice.get("/duplicates?kind=institutions").text
    told = people.dora.get("/settings/duplicates").text
    assert "Tax ID" in told
    assert '<button class="btn btn-primary">Save' not in told


@pytest.mark.parametrize(("strictness", "shown"), [("strict", 1), ("usual", 2), ("wide", 3)])
def test_the_wider_the_firm_compares_the_more_is_shown(app: Flask, people: People, strictness: str, shown: int) -> None:
    for name in ("Vidrios Olachea", "Vidrios Olachea SA", "Grupo Umbría Pitic", "Grupo Umbría Pitik Industrial",
                 "Carretera Azul Nueva", "Carretera Azul"):  # fmt: skip
        add_client(app, name)
    settle(app)
    choose(app, duplicates_strictness=strictness)
    assert people.alice.get("/duplicates").text.count('class="cardx pair"') == shown


def test_pages_of_the_queue_follow_each_other_without_gap_or_repeat(app: Flask, people: People) -> None:
    for number in range(45):
        add_client(app, f"Umbría {number} Pitic", phone=f"+52662212{number // 2 * 2:04d}")
    settle(app)
    expected, seen, path = pairs(app), [], "/duplicates"
    assert len(expected) == 22
    while path:
        page = people.alice.get(path).text
        seen += re.findall(r'id="pair-(\d+)"', page)
        found = re.search(r'href="(/duplicates\?after=[^"]+)">Next page', page)
        path = found[1] if found else ""
    assert len(seen) == len(set(seen)) == len(expected)


def test_the_queue_costs_the_same_for_one_pair_as_for_many(app: Flask, people: People) -> None:
    counts = []
    for number in (5, 55):
        for each in range(number):
            add_client(app, f"Umbría {each}{number} Pitic", phone=f"+52662212{each // 2 * 2 + number * 60:04d}")
        settle(app)
        people.alice.get("/duplicates")
        with count_queries(app) as seen:
            assert people.alice.get("/duplicates").text.count('class="cardx pair"') >= 2
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10


def test_two_who_decide_on_one_pair_in_the_same_moment_both_succeed(app: Flask, people: People) -> None:
    low, high = add_pair(app)
    at = f"/duplicates/pairs/{pair_id(app, low, high)}/apart"
    tokens = {person: person.token() for person in (people.alice, people.bob)}
    together = Barrier(2)

    def decide(person: object) -> int:
        together.wait()
        return person.http.post(at, data={"csrf_token": tokens[person]}).status_code  # type: ignore[attr-defined, index, no-any-return]

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(decide, tokens)) == [303, 303]
    assert [change[0] for change in trail(app, low)].count("apart_from") == 1


def test_the_queue_speaks_the_readers_language(app: Flask, people: People) -> None:
    add_pair(app)
    speak(app, "alice", "es")
    page = people.alice.get("/duplicates").text
    assert 'lang="es"' in page
    assert "Agrícola Los Encinos" in page
