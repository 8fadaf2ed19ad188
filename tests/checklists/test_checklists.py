"""Checklists: shipped in both languages, edited in Settings, started on a client, counted on its page."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from crm.checklists.catalogue import seed_checklists, shipped
from crm.checklists.models import Checklist, ChecklistRun, ChecklistTask
from crm.core.dates import today_in
from crm.core.db import db
from crm.tasks.models import Task, TaskClient
from tests.support import People, count_queries
from tests.tasks.firm import add_client, user

TODAY = today_in("America/Phoenix")


def template(app: Flask, code: str) -> int:
    with app.app_context():
        return db.session.execute(sa.select(Checklist.id).where(Checklist.code == code)).scalar_one()


def step_ids(page: str) -> list[str]:
    return [part.split('"', 1)[0] for part in page.split('name="steps" value="')[1:]]


def start_form(app: Flask, page: str, **values: Any) -> dict[str, Any]:
    with app.app_context():
        alice, bob = user("alice").id, user("bob").id
    return {"starts_on": TODAY.isoformat(), "lead": alice, "starter": alice, "support": bob, "steps": step_ids(page),
            **values}  # fmt: skip


def started(app: Flask, people: People, client: int, code: str = "client-intake", **values: Any) -> int:
    at = f"/clients/{client}/checklists/new?checklist={template(app, code)}"
    answer = people.alice.post(at, start_form(app, people.alice.get(at).text, **values))
    assert answer.status_code == 303, answer.text
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def tasks_of(app: Flask, run: int) -> list[Task]:
    with app.app_context():
        query = sa.select(Task).join(ChecklistTask, ChecklistTask.task_id == Task.id).where(ChecklistTask.run_id == run)
        return list(db.session.execute(query.order_by(ChecklistTask.position)).scalars())


def test_six_ship_in_both_languages_and_are_added_once(app: Flask) -> None:
    rows = list(shipped())
    assert [row["code"] for row in rows] == [
        "client-intake", "immex-application", "certification-renewal", "trade-mission", "authority-meeting",
        "new-office-holder",
    ]  # fmt: skip
    for row in rows:
        assert row["title_en"] != row["title_es"]
        assert all(step["title_en"] and step["title_es"] and len(step["title_en"]) <= 250 for step in row["steps"])
        assert all(step["role"] in {"lead", "starter", "support"} for step in row["steps"])
        assert [step["days"] for step in row["steps"]] == sorted(step["days"] for step in row["steps"])
    mission = [step["days"] for step in rows[3]["steps"]]
    assert (mission[0], mission[-1]) == (-90, 30)
    intake = " ".join(step["title_es"] for step in rows[0]["steps"])
    assert "constancia de situación fiscal" in intake
    assert "W-9" in intake
    assert "69-B" in intake
    with app.app_context():
        assert seed_checklists() == ""


def test_started_on_a_client_its_steps_are_follow_ups_and_its_page_counts_them(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    run = started(app, people, client, "trade-mission")
    made = tasks_of(app, run)
    assert len(made) == 12
    assert (made[0].due_on, made[-1].due_on) == (TODAY - timedelta(days=90), TODAY + timedelta(days=30))
    with app.app_context():
        bob = user("bob").id
        linked = db.session.execute(sa.select(TaskClient.client_id)).scalars().all()
    assert set(linked) == {client}
    assert len(linked) == 12
    assert "Book venue, hotel and transport" in [task.title for task in made if task.assignee_id == bob]
    for task in made[:5]:
        people.alice.post(f"/tasks/{task.id}/done", {"version": 1})
    page = people.alice.get(f"/clients/{client}").text
    assert "Trade mission" in page
    assert "5 of 12" in page
    shown = people.bob.get(f"/checklists/{run}").text
    assert "5 of 12" in shown
    assert shown.index("Agree aims") < shown.index("Thank-you letters")
    step = people.alice.get(f"/tasks/{made[6].id}").text
    assert "Step of a checklist" in step


def test_steps_are_written_in_the_language_of_whoever_starts_it(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    people.alice.post("/language", {"language": "es"})
    run = started(app, people, client)
    assert "Registrar la revisión de conflicto de interés" in [task.title for task in tasks_of(app, run)]


def test_some_steps_may_be_left_out_and_none_is_refused(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    at = f"/clients/{client}/checklists/new?checklist={template(app, 'client-intake')}"
    page = people.alice.get(at).text
    run = started(app, people, client, steps=step_ids(page)[:2])
    assert len(tasks_of(app, run)) == 2
    assert people.alice.post(at, start_form(app, page, steps=[], again="y")).status_code == 422
    assert people.alice.post(at, start_form(app, page, steps=[999999], again="y")).status_code == 422
    assert people.alice.post(at, start_form(app, page, starts_on="2062-01-01", again="y")).status_code == 422


def test_starting_the_same_twice_warns_first(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    run = started(app, people, client)
    at = f"/clients/{client}/checklists/new?checklist={template(app, 'client-intake')}"
    page = people.alice.get(at).text
    assert "was started here on" in page
    refused = people.alice.post(at, start_form(app, page))
    assert refused.status_code == 422
    assert "0 of 9" in refused.text
    with app.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(ChecklistRun)).scalar_one() == 1
    other = add_client(app, "Otra")
    started(app, people, other)
    for task in tasks_of(app, run):
        people.alice.post(f"/tasks/{task.id}/done", {"version": 1})
    assert "was started here on" not in people.alice.get(at).text
    started(app, people, client)
    started(app, people, client, again="y")


def test_nobody_gets_steps_of_a_client_they_may_not_see(app: Flask, people: People) -> None:
    client = add_client(app, "Team only", access="team", lead="alice")
    at = f"/clients/{client}/checklists/new?checklist={template(app, 'client-intake')}"
    page = people.alice.get(at).text
    answer = people.alice.post(at, start_form(app, page))
    assert answer.status_code == 422
    assert "Bob may not see this client" in answer.text
    with app.app_context():
        alice = user("alice").id
        assert db.session.execute(sa.select(sa.func.count()).select_from(Task)).scalar_one() == 0
    run = started(app, people, client, support=alice)
    assert people.bob.get(f"/checklists/{run}").status_code == 404
    assert people.bob.post(f"/checklists/{run}/archive", {"version": 1}).status_code == 404
    assert people.bob.get(at).status_code == 404
    assert people.charlie.get(f"/checklists/{run}").status_code == 200


def test_a_started_one_is_put_aside_and_its_follow_ups_go_on(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    run = started(app, people, client)
    assert people.alice.post(f"/checklists/{run}/archive", {"version": 9}).status_code == 409
    assert people.alice.post(f"/checklists/{run}/archive", {"version": 1}).status_code == 303
    assert "0 of 9" not in people.alice.get(f"/clients/{client}").text
    assert all(task.archived_at is None for task in tasks_of(app, run))
    assert people.alice.post(f"/checklists/{run}/restore", {"version": 2}).status_code == 303
    assert "0 of 9" in people.alice.get(f"/clients/{client}").text


def rows(*steps: tuple[str, str, str, str]) -> dict[str, object]:
    names = ("days", "title_en", "title_es", "role")
    return {f"steps-{n}-{name}": value for n, step in enumerate(steps) for name, value in zip(names, step, strict=True)}


def test_templates_are_added_edited_and_archived_in_settings(app: Flask, people: People) -> None:
    form: dict[str, object] = {"title_en": "Audit", "title_es": "Auditoría"}
    steps = rows(("5", "Second", "Segundo", "lead"), ("-2", "First", "Primero", "support"), ("", "", "", "lead"))
    assert people.charlie.post("/settings/checklists/new", form | steps).status_code == 303
    with app.app_context():
        item = db.session.execute(sa.select(Checklist).where(Checklist.code.is_(None))).scalar_one().id
    page = people.charlie.get(f"/settings/checklists/{item}").text
    assert page.index('value="First"') < page.index('value="Second"')
    changed = rows(("-2", "First of all", "Primero", "support"), ("5", "Second", "Segundo", "lead"))
    at = f"/settings/checklists/{item}"
    assert people.charlie.post(at, form | changed | {"version": 1}).status_code == 303
    lost = people.charlie.post(at, form | rows(("1", "Mine", "Mío", "lead")) | {"version": 1})
    assert lost.status_code == 409
    assert 'value="Mine"' in lost.text
    half = people.charlie.post(at, form | rows(("1", "Only English", "", "lead")) | {"version": 2})
    assert half.status_code == 422
    assert "in both languages" in half.text
    assert people.charlie.post(at, form | rows(("", "", "", "lead")) | {"version": 2}).status_code == 422
    assert "First of all · Primero" in people.charlie.get(at).text.replace(
        "First of all Primero", "First of all · Primero"
    )
    assert people.charlie.post(f"{at}/archive", {"version": 2}).status_code == 303
    client = add_client(app, "Hortalizas")
    assert "Audit" not in people.alice.get(f"/clients/{client}/checklists/new").text
    assert people.alice.get(f"/clients/{client}/checklists/new?checklist={item}").status_code == 200
    assert people.charlie.post(f"{at}/restore", {"version": 3}).status_code == 303
    assert "Audit" in people.alice.get(f"/clients/{client}/checklists/new").text
    assert people.alice.post("/settings/checklists/new", form | steps).status_code == 403
    assert "Audit" in people.alice.get("/settings/checklists").text


def test_the_client_page_asks_as_much_for_five_started_as_for_one(app: Flask, people: People) -> None:
    client = add_client(app, "Hortalizas")
    counted = []
    for codes in (["client-intake"], ["trade-mission", "immex-application", "authority-meeting", "new-office-holder"]):
        for code in codes:
            started(app, people, client, code)
        people.alice.get(f"/clients/{client}")
        with count_queries(app) as seen:
            people.alice.get(f"/clients/{client}")
        counted.append(len(seen))
    assert counted[0] == counted[1]
