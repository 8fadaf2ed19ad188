"""A kind of work for tests: each part leaves one row of the trail, so that what was done twice or not at all shows."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from crm.audit.models import AuditEntry
from crm.core.dates import now
from crm.core.db import db, unit_of_work
from crm.jobs import actions, queries
from crm.jobs.declared import JobKind, Running, job_kinds
from crm.jobs.models import Job
from crm.jobs.running import run_job

PARTS = 3


def leave_rows(running: Running) -> None:
    """Leave a row for each part that is not done yet."""
    for number in range(running.kept.get("parts", 0), PARTS):
        with running.part(done=number + 1, total=PARTS) as work:
            entry = {"at": now(), "kind": "probe", "record_id": running.payload["number"], "action": "update"}
            work.execute(sa.insert(AuditEntry), [entry | {"changes": [["part", None, number]]}])
            running.keep(parts=number + 1)
    running.returns(parts=PARTS)


def declare(app: Flask, run: Callable[[Running], None] = leave_rows, **options: object) -> None:
    """Declare the kind `probe` in an app."""
    with app.app_context():
        job_kinds()["probe"] = JobKind("probe", "Probe", run, **options)  # type: ignore[arg-type]


def ask(app: Flask, number: int = 1, actor_id: int | None = None) -> int:
    """Ask for one; returns its id."""
    with app.app_context(), unit_of_work(None) as work:
        return actions.ask(work, "probe", {"number": number}, actor_id=actor_id).id


def read(app: Flask, job_id: int) -> Job:
    with app.app_context():
        return db.session.execute(sa.select(Job).where(Job.id == job_id)).scalar_one()


def rows(app: Flask) -> list[tuple[int, int]]:
    """Return (number, part) of every row left."""
    query = (
        sa.select(AuditEntry.record_id, AuditEntry.changes).where(AuditEntry.kind == "probe").order_by(AuditEntry.id)
    )
    with app.app_context():
        return [(row.record_id, row.changes[0][2]) for row in db.session.execute(query)]


def run_due(app: Flask) -> int:
    """Run what is due in this process, as a worker would; returns how many jobs there were."""
    with app.app_context():
        ids = queries.due_ids()
        db.session.remove()
    for job_id in ids:
        run_job(app, job_id)
    return len(ids)


def set_job(app: Flask, job_id: int, **values: object) -> None:
    with app.app_context(), unit_of_work(None) as work:
        work.execute(sa.update(Job).where(Job.id == job_id).values(**values))
