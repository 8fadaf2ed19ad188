"""A check from its form to its decision, and what a lost race leaves."""

import re
from datetime import date

import sqlalchemy as sa
from flask import Flask

from crm.conflicts.models import AdverseParty, ConflictHit
from crm.core.dates import now
from crm.core.db import db, unit_of_work
from crm.notices.models import Notice
from crm.pipeline.models import Opportunity, Stage
from tests.conflicts.records import hit_ids, hits, oppose, read, run
from tests.issues.records import add_issue, touch
from tests.support import People
from tests.tasks.firm import add_client, user


def add_opportunity(app: Flask, client_id: int, title: str) -> int:
    """Add an opportunity of a client and return its id."""
    with app.app_context(), unit_of_work(user("bob").id) as work:
        stage = work.execute(sa.select(Stage.id).order_by(Stage.id).limit(1)).scalar_one()
        made = Opportunity(
            client_id=client_id, title=title, stage_id=stage, account_lead_id=user("bob").id, stage_since=now()
        )
        work.add(made)
        work.flush()
        return made.id


def test_a_check_run_from_an_opportunity_keeps_what_was_searched_and_found(app: Flask, people: People) -> None:
    ours, new = add_client(app, "Aceros del Golfo"), add_client(app, "Nueva", lead="bob")
    issue = add_issue(app, "Steel")
    touch(app, issue, ours, "against")
    matter = add_opportunity(app, new, "Dumping petition")
    answer = people.bob.get(f"/conflicts/new?opportunity={matter}")
    assert answer.headers["Location"].endswith(f"/clients/{new}/conflicts/new?opportunity={matter}")
    page = people.bob.get(answer.headers["Location"]).text
    assert re.search(rf'<option selected value="{matter}">Dumping petition', page)
    form = {"opportunity_id": matter, "names": "Vieja\n vieja  \nVieja", "issues_for": issue,
            "counterparties": "Aceros del Golfo, S.A.\nSindicato Sigma"}  # fmt: skip
    answer = people.bob.post(f"/clients/{new}/conflicts/new", form)
    check = int(answer.headers["Location"].rsplit("/", 1)[1])
    kept = read(app, check)
    assert (kept.opportunity_id, kept.state, kept.names) == (matter, "open", "Vieja\nvieja")
    assert hits(app, check) == [("counterparty", ours, "same_name"), ("position", ours, "position")]
    page = people.bob.get(f"/conflicts/{check}").text
    for words in ("The matter stands against a client of ours", "Opposite positions on an issue", "Dumping petition"):
        assert words in page
    with app.app_context():
        parties = sa.select(AdverseParty.name).where(AdverseParty.client_id == new).order_by(AdverseParty.name_key)
        assert db.session.execute(parties).scalars().all() == ["Aceros del Golfo, S.A.", "Sindicato Sigma"]
    # The next form knows them, and names nobody twice.
    assert "Sindicato Sigma" in people.bob.get(f"/clients/{new}/conflicts/new").text
    people.bob.post(f"/clients/{new}/conflicts/new", form)
    with app.app_context():
        assert len(db.session.execute(parties).all()) == 2


def test_a_check_without_hits_is_clear_by_itself(app: Flask, people: People) -> None:
    new = add_client(app, "Nadie Parecido")
    answer = people.alice.post(f"/clients/{new}/conflicts/new", {"names": "Ninguno"})
    check = read(app, int(answer.headers["Location"].rsplit("/", 1)[1]))
    assert (check.state, check.decided_by_id) == ("clear", None)
    assert "Nothing was found, so nothing had to be decided." in people.alice.get(f"/conflicts/{check.id}").text


def test_who_may_decide_is_told_of_a_check_with_hits_and_who_ran_it_is_not(app: Flask) -> None:
    first, second = add_client(app, "Minera del Norte"), add_client(app, "Minera del Norte SA")
    found = run(app, second, by="alice")
    run(app, first, by="charlie")
    with app.app_context():
        query = sa.select(Notice.record_id).where(Notice.kind == "conflict.open", Notice.user_id == user("charlie").id)
        assert db.session.execute(query).scalars().all() == [found]


def test_a_foreign_opportunity_too_many_names_and_an_issue_on_both_sides_are_refused(
    app: Flask, people: People
) -> None:
    new, other = add_client(app, "Nueva"), add_client(app, "Otra", access="team", lead="alice")
    issue, foreign = add_issue(app, "Steel"), add_opportunity(app, other, "Secreta")
    assert people.bob.get(f"/conflicts/new?opportunity={foreign}").status_code == 404
    refused: list[dict[str, object]] = [
        {"opportunity_id": foreign},
        {"counterparties": "\n".join(f"Parte {n}" for n in range(31))},
        {"issues_for": issue, "issues_against": issue},
    ]
    for form in refused:
        assert people.bob.post(f"/clients/{new}/conflicts/new", form).status_code == 422


def test_clear_wants_every_hit_dismissed_and_a_decision_its_reasons(app: Flask, people: People) -> None:
    owner, new = add_client(app, "Dueña"), add_client(app, "Cantera Azul")
    oppose(app, owner, "Cantera Azul")
    check = run(app, new)
    hit, at = hit_ids(app, check)[0], f"/conflicts/{check}"

    def decide(state: str, **more: object) -> int:
        form = {"state": state, "version": read(app, check).version, **more}
        return people.charlie.post(f"{at}/decide", form).status_code

    assert decide("clear") == 422
    assert people.bob.post(f"{at}/hits/{hit}/confirm", {"version": 1}).status_code == 422
    assert people.bob.post(f"{at}/hits/{hit}/confirm", {"reason": "La misma", "version": 1}).status_code == 303
    assert [decide(state) for state in ("", "clear", "waived", "barrier", "declined", "open")] == [422] * 6
    assert decide("barrier", decision_note="x") == 422
    assert decide("waived", decision_note="x", waiver="Todo", waiver_by="Eva") == 422
    told = {"waiver": "Todo", "waiver_by": "Eva Ruiz", "waiver_on": "2026-01-31"}
    assert decide("waived", decision_note="Ambas", **told) == 303
    kept = read(app, check)
    assert (kept.state, kept.waiver_by, kept.waiver_on) == ("waived", "Eva Ruiz", date(2026, 1, 31))
    # What is decided stays as it is until a partner takes it back.
    assert people.bob.post(f"{at}/hits/{hit}/dismiss", {"reason": "No", "version": 2}).status_code == 409
    assert decide("declined", decision_note="x") == 409
    assert people.charlie.post(f"{at}/reopen", {"version": kept.version}).status_code == 303
    assert people.bob.post(f"{at}/hits/{hit}/dismiss", {"reason": "Otra empresa", "version": 2}).status_code == 303
    assert decide("clear") == 303


def test_a_stale_judgement_and_a_stale_decision_are_409_with_the_words_kept(app: Flask, people: People) -> None:
    owner, new = add_client(app, "Dueña"), add_client(app, "Cantera Azul")
    oppose(app, owner, "Cantera Azul")
    check = run(app, new)
    hit, at = hit_ids(app, check)[0], f"/conflicts/{check}"
    opened = read(app, check).version
    assert people.bob.post(f"{at}/hits/{hit}/confirm", {"reason": "Primero", "version": 1}).status_code == 303
    answer = people.alice.post(f"{at}/hits/{hit}/dismiss", {"reason": "Mis palabras", "version": 1})
    assert answer.status_code == 409
    assert "Mis palabras" in answer.text
    answer = people.charlie.post(
        f"{at}/decide", {"state": "declined", "decision_note": "Mi nota larga", "version": opened}
    )
    assert answer.status_code == 409
    assert "Mi nota larga" in answer.text
    with app.app_context():
        stored = db.session.execute(sa.select(ConflictHit.reason).where(ConflictHit.id == hit)).scalar_one()
    assert (stored, read(app, check).state) == ("Primero", "open")


def test_an_adverse_party_is_edited_archived_and_a_stale_edit_keeps_the_words(app: Flask, people: People) -> None:
    owner, new = add_client(app, "Dueña"), add_client(app, "Cantera Azul")
    party = oppose(app, owner, "Nombre viejo")
    at = f"/conflicts/adverse/{party}"
    form = {"name": "Cantera Azul", "relation": "litigant", "note": "Amparo", "version": 1}
    assert people.bob.post(f"{at}/edit", form).status_code == 303
    assert hits(app, run(app, new)) == [("adverse", owner, "same_name")]
    answer = people.alice.post(f"{at}/edit", {**form, "name": "Mis palabras"})
    assert answer.status_code == 409
    assert "Mis palabras" in answer.text
    page = people.alice.get(f"/clients/{owner}").text
    assert "Cantera Azul" in page
    assert "Litigant" in page
    assert people.alice.post(f"{at}/archive", {"version": 2}).status_code == 303
    assert people.alice.post(f"{at}/archive", {"version": 2}).status_code == 409
    assert hits(app, run(app, new)) == []
    assert people.alice.post(f"{at}/restore", {"version": 3}).status_code == 303
    assert hits(app, run(app, new)) == [("adverse", owner, "same_name")]
