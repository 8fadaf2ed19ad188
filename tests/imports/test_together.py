"""Several imports are undone by one click: the newest first, each with its own state and counts."""

import time

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.clients.models.client import Client
from crm.core.db import db, unit_of_work
from crm.engagements.models import Engagement
from crm.imports import actions
from crm.imports.models import ImportBatch, ImportRow
from crm.jobs.running import run_job
from crm.people.models import Person
from crm.tasks.models import Task
from tests.imports.steps import Import, csv_of, upload
from tests.imports.worker import Firm, generated, kill
from tests.support import People, count_queries
from tests.support import Person as Reader

#: A first move, in the order in which its files build on each other.
MOVE = (
    ("clients", csv_of("Uno,Sonora", "Dos,Sonora", heading="Empresa,Estado")),
    ("people", csv_of("Ana,Ruiz,ana@example.org,Uno,Gerente", "Luis,Peña,,Dos,",
                      heading="Nombre(s),Apellido paterno,Correo,Empresa,Puesto")),
    ("engagements", csv_of("Visita,Uno,Ana Ruiz,trade,25/11/2024 10:30",
                           heading="Asunto,Cliente,Asistentes,Vertiente,Fecha")),
    ("tasks", csv_of("Llamar,25/11/2027,Uno", heading="Tarea,Vence,Cliente")),
)  # fmt: skip
MODELS = (Client, Person, Engagement, Task)


def moved(app: Flask, reader: Reader) -> list[Import]:
    """Import the whole move."""
    batches = []
    for kind, data in MOVE:
        batch = upload(app, reader, data, f"{kind}.csv", kind)
        batch.check()
        batch.run()
        batches.append(batch)
    return batches


def listed(app: Flask) -> list[int]:
    """Return how many records of each kind are in the lists."""
    with app.app_context():
        counts = (sa.select(sa.func.count()).select_from(m).where(m.archived_at.is_(None)) for m in MODELS)
        return [db.session.execute(count).scalar_one() for count in counts]


def ask(reader: Reader, *batches: Import) -> None:
    """Undo these by one click, and run the one job."""
    answer = reader.post("/imports/undo", {"batch": [str(batch.batch_id) for batch in batches]})
    assert answer.status_code == 303, answer.text
    batches[0].work()


def test_one_click_undoes_a_whole_move_newest_first(app: Flask, people: People) -> None:
    batches = moved(app, people.alice)
    assert listed(app) == [2, 2, 1, 1]
    page = people.alice.get("/imports").text
    assert page.count('type="checkbox" name="batch"') == 4
    chosen = "&".join(f"batch={batch.batch_id}" for batch in batches)
    told = people.alice.get(f"/imports/undo?{chosen}").text
    order = [told.rindex(f"{kind}.csv") for kind, _data in MOVE]
    assert order == sorted(order, reverse=True)
    assert "Undo 4 imports" in told
    assert listed(app) == [2, 2, 1, 1]
    ask(people.alice, *batches)
    assert listed(app) == [0, 0, 0, 0]
    assert [batch.counts("undone") for batch in batches] == [{"undone": n} for n in (2, 2, 1, 1)]
    with app.app_context():
        assert set(db.session.execute(sa.select(ImportBatch.state)).scalars()) == {"undone"}
        assert db.session.execute(sa.select(sa.func.count(ImportBatch.job_id.distinct()))).scalar_one() == 1
    assert 'name="batch"' not in people.alice.get("/imports").text


def test_what_three_files_changed_goes_back_through_all_of_them_but_not_past_an_edit(
    app: Flask, people: People
) -> None:
    batches = []
    for city in ("Navojoa", "Nogales", "Guaymas"):
        rows = (f"Uno,Sonora,{city}", f"Dos,Sonora,{city}")
        batch = upload(app, people.alice, csv_of(*rows, heading="Empresa,Estado,Ciudad"))
        batch.check()
        batch.run()
        batches.append(batch)
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.select(Client).where(Client.name == "Dos")).scalar_one().city = "Cananea"
    ask(people.alice, *batches)
    assert [batch.counts("undone") for batch in batches] == [{"undone": 1, "kept": 1}] * 3
    with app.app_context():
        query = sa.select(Client.name, Client.city, Client.archived_at.is_(None))
        assert {tuple(row) for row in db.session.execute(query)} == {
            ("Uno", "Navojoa", False),
            ("Dos", "Cananea", True),
        }


def test_an_undone_change_lets_the_older_import_be_undone_later_too(app: Flask, people: People) -> None:
    first = upload(app, people.alice, csv_of("Uno,Sonora,Navojoa", heading="Empresa,Estado,Ciudad"))
    first.check()
    first.run()
    second = upload(app, people.alice, csv_of("Uno,Sonora,Nogales", heading="Empresa,Estado,Ciudad"))
    second.check()
    assert second.run() == {"update": 1}
    assert second.undo() == {"undone": 1}
    assert first.undo() == {"undone": 1}
    assert listed(app)[0] == 0


def test_somebody_elses_import_is_not_there_and_what_is_undone_is_left_out(app: Flask, people: People) -> None:
    batch = moved(app, people.alice)[3]
    path = f"/imports/undo?batch={batch.batch_id}"
    for stranger in (people.bob, people.charlie):
        assert stranger.get(path).status_code == 404
        assert stranger.post("/imports/undo", {"batch": str(batch.batch_id)}).status_code == 404
    assert people.dora.get("/imports/undo").status_code == 403
    assert "No import was chosen" in people.alice.get("/imports/undo").text
    ask(people.alice, batch)
    assert "Left out" in people.alice.get(path).text
    assert people.alice.post("/imports/undo", {"batch": str(batch.batch_id)}).status_code == 409


def test_the_page_before_asks_as_much_for_many_imports_as_for_one(app: Flask, people: People) -> None:
    batches = moved(app, people.alice)
    asked = []
    for chosen in (batches[:1], batches):
        with count_queries(app) as seen:
            people.alice.get("/imports/undo?" + "&".join(f"batch={batch.batch_id}" for batch in chosen))
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_a_job_that_failed_goes_on_where_it_was_and_loses_no_count(app: Flask, people: People) -> None:
    batches = moved(app, people.alice)
    people.alice.post("/imports/undo", {"batch": [str(batch.batch_id) for batch in batches]})
    with app.app_context():
        job_id = db.session.execute(sa.select(ImportBatch.job_id).where(ImportBatch.id == batches[0].batch_id))
        number = int(job_id.scalar_one() or 0)
        with unit_of_work(None) as work:
            work.execute(sa.text("UPDATE import_batch SET job_id = NULL WHERE kind = 'clients'"))
    run_job(app, number)
    assert listed(app) == [2, 0, 0, 0]
    page = people.alice.get(batches[0].at).text
    assert "The work was lost." in page
    assert batches[0].undo() == {"undone": 2}
    assert listed(app) == [0, 0, 0, 0]


def test_clients_stay_while_people_of_another_import_are_there(app: Flask, people: People) -> None:
    clients, contacts, *_rest = moved(app, people.alice)
    assert clients.undo() == {"kept": 2}
    assert "undo their import first" in people.alice.get(f"{clients.at}?state=kept").text
    assert contacts.undo() == {"undone": 2}
    assert listed(app)[:2] == [2, 0]


def test_a_client_where_somebody_of_another_move_is_stays(app: Flask, people: People) -> None:
    batches = moved(app, people.alice)
    with app.app_context():
        client_id = db.session.execute(sa.select(Client.id).where(Client.name == "Dos")).scalar_one()
    other = upload(app, people.bob, csv_of("Eva,Mora,Dos", heading="Nombre(s),Apellido paterno,Empresa"), kind="people")
    other.check()
    assert other.run() == {"create": 1}
    ask(people.alice, *batches)
    assert batches[0].counts("undone") == {"undone": 1, "kept": 1}
    with app.app_context():
        kept = sa.select(Client.id).where(Client.archived_at.is_(None))
        assert list(db.session.execute(kept).scalars()) == [client_id]


def test_what_people_were_told_of_later_goes_too_and_their_clients_with_it(app: Flask, people: People) -> None:
    batches = moved(app, people.alice)
    data = csv_of("Ana,Ruiz,ana@example.org,Dos,Asesora", heading="Nombre(s),Apellido paterno,Correo,Empresa,Puesto")
    more = upload(app, people.alice, data, kind="people")
    assert more.check() == {"update": 1}
    more.run()
    ask(people.alice, *batches, more)
    assert more.counts("undone") == {"undone": 1}
    assert listed(app) == [0, 0, 0, 0]


@pytest.mark.slow
def test_the_undoing_of_two_files_survives_the_kill_of_its_worker(firm: Firm) -> None:
    rows = 2500
    ids = [firm.add(generated(rows)), firm.add(generated(rows).replace(b"Exportadora", b"Empacadora"))]
    worker = firm.start_worker()
    for batch_id in ids:
        for job, state in ((actions.CHECK, "checked"), (actions.RUN, "done")):
            firm.ask(batch_id, job)
            firm.wait_for(batch_id, state, 60)
    with firm.app.app_context(), unit_of_work(None) as work:
        query = sa.select(ImportBatch).where(ImportBatch.id.in_(ids)).order_by(ImportBatch.id.desc())
        actions.begin_undo(work, work.execute(query).scalars().all())
    for reached in (1, rows + 1):
        for _try in range(600):
            if firm.job(ids[0]).done >= reached:
                break
            time.sleep(0.02)
        kill(worker)
        undone = [len(rows_in(firm, batch_id, "undone")) for batch_id in ids]
        assert sum(undone) == firm.job(ids[0]).done
        assert undone[0] == 0 or undone[1] == rows
        worker = firm.start_worker()
    for batch_id in ids:
        firm.wait_for(batch_id, "undone", 60)
        assert firm.batch(batch_id).counts["undone"] == {"undone": rows}
    kill(worker)
    with firm.app.app_context():
        left = sa.select(sa.func.count()).select_from(Client).where(Client.archived_at.is_(None))
        assert db.session.execute(left).scalar_one() == 0


def rows_in(firm: Firm, batch_id: int, state: str) -> list[int]:
    with firm.app.app_context():
        query = sa.select(ImportRow.number).where(ImportRow.batch_id == batch_id, ImportRow.state == state)
        return list(db.session.execute(query).scalars())
