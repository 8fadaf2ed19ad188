"""By the clock, imports lose the rows and the file that nobody needs any more; numbers and trail stay."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.audit.models import AuditEntry
from crm.core.dates import now
from crm.core.db import db, unit_of_work
from crm.files.integrity import compare
from crm.files.models import StoredFile
from crm.files.setup import file_store
from crm.imports import actions, checking
from crm.imports.models import ImportBatch, ImportName, ImportRow
from crm.jobs.actions import ask
from crm.jobs.models import Job
from crm.jobs.running import run_job
from tests.imports.steps import ROWS, Import, csv_of, upload
from tests.support import People


def clean(app: Flask) -> Job:
    """Do what the clock asks for; returns the job."""
    with app.app_context():
        with unit_of_work(None) as work:
            job_id = ask(work, actions.CLEAN, {}, actor_id=None).id
        db.session.remove()
        run_job(app, job_id)
        return db.session.execute(sa.select(Job).where(Job.id == job_id)).scalar_one()


def age(app: Flask, batch: Import, days: int) -> None:
    """Let an import have been left alone for so many days."""
    then = now() - timedelta(days=days)
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.update(ImportBatch).where(ImportBatch.id == batch.batch_id).values(updated_at=then))
        done = sa.update(ImportBatch).where(ImportBatch.id == batch.batch_id, ImportBatch.done_at.is_not(None))
        work.execute(done.values(done_at=then, updated_at=then))


def left(app: Flask, batch: Import) -> tuple[int, int, bool]:
    """Return how many rows and names an import has, and whether it has its file."""
    with app.app_context():
        rows, names = (
            db.session.execute(sa.select(sa.func.count()).where(model.batch_id == batch.batch_id)).scalar_one()
            for model in (ImportRow, ImportName)
        )
        file = sa.select(ImportBatch.file_id).where(ImportBatch.id == batch.batch_id)
        return rows, names, db.session.execute(file).scalar_one() is not None


def checked(app: Flask, people: People) -> Import:
    batch = upload(app, people.alice, csv_of(*ROWS))
    batch.check()
    return batch


@pytest.mark.parametrize("step", ["uploaded", "checked"])
def test_a_file_never_imported_goes_after_thirty_days_and_its_page_says_so(
    app: Flask, people: People, step: str
) -> None:
    batch = upload(app, people.alice, csv_of(*ROWS))
    if step == "checked":
        batch.check()
    before = left(app, batch)
    age(app, batch, 29)
    assert clean(app).result == {"removed": 0}
    assert left(app, batch) == before
    age(app, batch, 31)
    assert clean(app).result == {"removed": 1}
    assert left(app, batch) == (0, 0, False)
    with app.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(StoredFile)).scalar_one() == 0
        assert list(file_store().list()) == []
        assert compare(file_store()).good
    page = people.alice.get(batch.at).text
    assert "This file was never imported. It was removed on" in page
    assert "clientes.csv" in page
    assert "clientes.csv" in people.alice.get("/imports").text
    for path in ("reading", "columns"):
        assert people.alice.get(f"{batch.at}/{path}").headers["Location"].endswith(batch.at)
    assert people.alice.post(f"{batch.at}/run").status_code == 303
    assert people.alice.get(f"{batch.at}/rest").status_code == 409
    assert clean(app).result == {"removed": 0}


@pytest.mark.parametrize("state", ["done", "undone"])
def test_rows_of_an_import_go_after_ninety_days_and_its_numbers_stay(app: Flask, people: People, state: str) -> None:
    batch = checked(app, people)
    batch.run()
    if state == "undone":
        batch.undo()
    with app.app_context():
        trail = db.session.execute(sa.select(sa.func.count()).select_from(AuditEntry)).scalar_one()
    age(app, batch, 89)
    assert clean(app).result == {"removed": 0}
    page = people.alice.get(batch.at).text
    assert ("May be undone until" in page) is (state == "done")
    age(app, batch, 91)
    assert clean(app).result == {"removed": 1}
    assert left(app, batch) == (0, 0, False)
    assert batch.counts("done") == {"create": 3}
    page = people.alice.get(batch.at).text
    assert "The rows and the file of this import were removed on" in page
    assert 'data-count="create">3</b>' in page
    assert f"{batch.at}/undo" not in page
    people.alice.post(f"{batch.at}/undo")
    with app.app_context():
        found = db.session.execute(sa.select(ImportBatch).where(ImportBatch.id == batch.batch_id)).scalar_one()
        assert found.state == state
        assert db.session.execute(sa.select(sa.func.count()).select_from(AuditEntry)).scalar_one() == trail


def test_what_a_killed_worker_left_is_removed_the_next_time(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = checked(app, people)
    batch.run()
    age(app, batch, 91)

    def power_cut(*_args: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(actions, "forget_rows", power_cut)
        with pytest.raises(SystemExit):
            clean(app)
    assert left(app, batch)[0] == 3
    assert "were removed on" in people.alice.get(batch.at).text
    assert clean(app).result == {"removed": 1}
    assert left(app, batch) == (0, 0, False)


def test_rows_go_in_small_parts_however_many_there_are(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = upload(app, people.alice, csv_of(*(f"Empresa {number},,Sonora,,,," for number in range(50))))
    batch.check()
    age(app, batch, 31)
    monkeypatch.setattr(checking, "REMOVED", 10)
    gone: list[tuple[int, int]] = []
    forget = actions.forget_rows

    def told(work: sa.orm.Session, batch_id: int, first: int, last: int) -> None:
        gone.append((first, last))
        forget(work, batch_id, first, last)

    monkeypatch.setattr(actions, "forget_rows", told)
    clean(app)
    assert [last - first for first, last in gone] == [9] * 6
    assert left(app, batch) == (0, 0, False)


def test_an_import_at_work_or_used_again_is_left_alone(app: Flask, people: People) -> None:
    waiting = upload(app, people.alice, csv_of(*ROWS))
    waiting.read()
    waiting.match(phone_country="MX")
    age(app, waiting, 31)
    assert clean(app).result == {"removed": 0}
    waiting.work()
    assert waiting.run() == {"create": 3}
