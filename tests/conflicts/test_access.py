"""Who learns what of a conflict: a hidden client is a name to ask for, and nothing else; who may judge and decide."""

import pytest
from flask import Flask

from tests.conflicts.records import hit_ids, oppose, read, run
from tests.issues.records import add_issue, touch
from tests.support import People, count_queries
from tests.tasks.firm import add_client

CANARY, PARTY, NOTE = "Qxcanario Zopilote", "Qxcontraria Zenzontle", "Qxnota"


@pytest.fixture
def scene(app: Flask) -> dict[str, int]:
    """A new client that all see, which meets a hidden one by name, by its adverse party and on an issue."""
    hidden = add_client(app, CANARY, access="team", lead="alice")
    oppose(app, hidden, "Nueva Cantera Azul", note=NOTE)
    issue = add_issue(app, "Steel")
    touch(app, issue, hidden, "against", NOTE)
    new = add_client(app, "Nueva Cantera Azul", lead="bob")
    values = {"names": "Otra", "counterparties": "Zopilote Qxcanario", "positions": {issue: "for"}}
    return {"hidden": hidden, "new": new, "check": run(app, new, by="bob", **values)}


def test_a_hit_on_a_hidden_client_tells_whom_to_ask_and_nothing_else(
    app: Flask, people: People, scene: dict[str, int]
) -> None:
    asked = f"/conflicts/{scene['check']}"
    paths = (asked, "/conflicts", f"/clients/{scene['new']}", f"/clients/{scene['new']}/history",
             f"/clients/{scene['new']}/conflicts/new", f"/clients/{scene['new']}/adverse")  # fmt: skip
    assert len(hit_ids(app, scene["check"])) == 3
    for person in (people.bob, people.erin, people.dora):
        page = person.get(asked).text
        assert page.count("A client that you may not see") == 3
        assert "Ask Alice, its account lead." in page
        for path in paths:
            text = person.get(path).text.lower()
            # What bob himself typed is his to read.
            text = text.replace("zopilote qxcanario", "")
            assert not any(word in text for word in (CANARY.lower(), "qxcontraria", "qxnota")), path
            assert f"/clients/{scene['hidden']}" not in text, path
    for person in (people.alice, people.charlie):
        page = person.get(asked).text
        assert CANARY in page
        assert "A client that you may not see" not in page


def test_a_hidden_hit_is_judged_by_those_alone_who_may_see_it(
    app: Flask, people: People, scene: dict[str, int]
) -> None:
    hit = hit_ids(app, scene["check"])[0]
    at = f"/conflicts/{scene['check']}/hits/{hit}"
    for action in ("confirm", "dismiss", "undo"):
        assert people.bob.post(f"{at}/{action}", {"reason": "x", "version": 1}).status_code == 404
        assert people.dora.post(f"{at}/{action}", {"reason": "x", "version": 1}).status_code == 403
    assert people.alice.post(f"{at}/dismiss", {"reason": NOTE, "version": 1}).status_code == 303
    page = people.bob.get(f"/conflicts/{scene['check']}").text
    assert "Dismissed" in page
    assert NOTE not in page
    assert NOTE in people.charlie.get(f"/conflicts/{scene['check']}").text


def test_a_business_between_that_is_hidden_hides_the_hit(app: Flask, people: People) -> None:
    mother = add_client(app, CANARY, access="team", lead="alice")
    rival = add_client(app, "Rival", lead="bob")
    oppose(app, rival, CANARY)
    new = add_client(app, "Envases Lambda", lead="bob")
    assert people.charlie.post(f"/clients/{new}/edit", {
        "name": "Envases Lambda", "country": "MX", "status": "active", "access": "firm", "report_language": "en",
        "parent_id": mother, "version": 1,
    }).status_code == 303  # fmt: skip
    check = run(app, new, by="bob")
    page = people.bob.get(f"/conflicts/{check}").text
    assert "A client that you may not see" in page
    assert CANARY not in page
    assert CANARY in people.alice.get(f"/conflicts/{check}").text


def test_checks_parties_and_barriers_of_a_hidden_client_are_404(app: Flask, people: People) -> None:
    hidden = add_client(app, CANARY, access="team", lead="alice")
    check, party = run(app, hidden, counterparties=PARTY), oppose(app, hidden, "Otra")
    paths = (f"/conflicts/{check}", f"/clients/{hidden}/conflicts/new", f"/clients/{hidden}/adverse",
             f"/conflicts/adverse/{party}/edit")  # fmt: skip
    for path in paths:
        assert people.alice.get(path).status_code == 200
        assert people.bob.get(path).status_code == 404
    assert people.bob.get(f"/conflicts/new?client={hidden}").status_code == 302
    for path in ("/conflicts", f"/conflicts?client={hidden}", "/search?q=qxcanario", "/search?q=qxcontraria"):
        text = people.bob.get(path).text.replace("qxcanario", "").replace("qxcontraria", "")
        assert CANARY not in text
        assert PARTY not in text
    assert people.alice.get("/conflicts/barriers").status_code == 403
    assert people.bob.post(f"/conflicts/{check}/decide", {"state": "clear"}).status_code == 403
    assert read(app, check).state == "clear"


def test_the_list_and_a_check_ask_as_much_for_many_as_for_few(app: Flask, people: People) -> None:
    new = add_client(app, "Nueva Cantera Azul")
    counted = []
    for number in (3, 40):
        for each in range(number):
            oppose(app, add_client(app, f"Dueña {number} {each}"), "Nueva Cantera Azul")
        check = run(app, new, counterparties="Otra")
        for path in ("/conflicts", f"/conflicts/{check}", f"/clients/{new}"):
            people.charlie.get(path)
            with count_queries(app) as seen:
                assert people.charlie.get(path).status_code == 200
            counted.append(len(seen))
    assert counted[:3] == counted[3:]
