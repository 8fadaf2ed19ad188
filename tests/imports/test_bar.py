"""D3, M3, M4: an import that is killed again and again, a preview that tells the truth, planted bad rows."""

import csv
import io
import random
import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.audit.models import AuditEntry
from crm.clients.models.client import Client
from crm.core.db import db
from crm.imports import actions
from crm.imports.models import ImportRow
from tests.engines import Engine
from tests.imports.steps import HEADING, csv_of, upload
from tests.imports.worker import Firm, generated, kill
from tests.support import People

pytestmark = pytest.mark.bar
KILLS, LARGE = 20, 100_000


def told(firm: Firm, batch_id: int) -> dict[str, int]:
    """Return what is in the register after an import: clients, names that are there twice, entries, rows told done."""
    with firm.app.app_context():
        count = sa.select(sa.func.count())
        names = sa.select(Client.name).group_by(Client.name).having(sa.func.count() > 1)
        same = sa.and_(Client.id == ImportRow.record_id, Client.version == ImportRow.version)
        done = count.select_from(ImportRow).join(Client, same)
        done = done.where(ImportRow.batch_id == batch_id, ImportRow.state == "done")
        return {
            "clients": db.session.execute(count.select_from(Client)).scalar_one(),
            "twice": len(db.session.execute(names).all()),
            "trail": db.session.execute(
                count.select_from(AuditEntry).where(AuditEntry.kind == "client", AuditEntry.action == "create")
            ).scalar_one(),
            "told": db.session.execute(done).scalar_one(),
        }


@pytest.mark.bar_only
def test_an_import_killed_twenty_times_ends_as_if_it_never_was(
    engine: Engine, firm: Firm, figure: Callable[..., None]
) -> None:
    batch_id = firm.add(generated(LARGE))
    kills, truthful, dice = 0, 0, random.Random(3)  # noqa: S311 - when to kill
    for job, state in ((actions.CHECK, "checked"), (actions.RUN, "done")):
        firm.ask(batch_id, job)
        for _kill in range(KILLS // 2):
            worker = firm.start_worker()
            if not wait_until_at_work(firm, batch_id, state):
                kill(worker)
                break
            time.sleep(dice.uniform(0.0, 0.6))
            kill(worker)
            kills += 1
            truthful += is_truthful(firm, batch_id, state)
        worker = firm.start_worker()
        firm.wait_for(batch_id, state, 900)
        kill(worker)
    found = told(firm, batch_id)
    figure("D3", engine.name, f"{LARGE} rows, {kills} kill -9 in dry run and run: {found['clients']} clients, "
           f"{found['twice']} twice, {found['trail']} trail entries; state truthful {truthful}/{kills}")  # fmt: skip
    assert kills == KILLS
    assert found == {"clients": LARGE, "twice": 0, "trail": LARGE, "told": LARGE}
    assert truthful == kills


def wait_until_at_work(firm: Firm, batch_id: int, end: str) -> bool:
    """Wait until a worker has the job and got on with it; False where it ended before."""
    before = progress(firm, batch_id)
    for _try in range(600):
        batch = firm.batch(batch_id)
        if batch.state == end:
            return False
        if progress(firm, batch_id) > before:
            return True
        time.sleep(0.05)
    raise AssertionError("no worker took the job")


def progress(firm: Firm, batch_id: int) -> int:
    return firm.job(batch_id).done


def is_truthful(firm: Firm, batch_id: int, end: str) -> bool:
    """Tell whether what the job says it has done is what is there."""
    batch, job = firm.batch(batch_id), firm.job(batch_id)
    with firm.app.app_context():
        rows = sa.select(sa.func.count()).select_from(ImportRow).where(ImportRow.batch_id == batch_id)
        if end == "done":
            rows = rows.where(ImportRow.state == "done")
        there = db.session.execute(rows).scalar_one()
    return batch.state in {end, actions.STATES[job.kind]} and job.kept.get("done", 0) == there


def test_the_dry_run_says_what_the_run_does_and_the_same_file_again_adds_nothing(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    data = generated(600, bad=20) + generated(50).split(b"\r\n", 1)[1]
    first = upload(app, people.alice, data)
    planned = first.check()
    done = first.run()
    again = upload(app, people.alice, data)
    second = again.check()
    differences = sum(planned.get(name, 0) != done.get(name, 0) for name in {*planned, *done})
    figure("M3", engine.name, f"preview {planned}, result {done}: {differences} differences; the same file again "
           f"creates {second.get('create', 0)}")  # fmt: skip
    assert planned == done == {"create": 581, "same": 49, "error": 20}
    assert second == {"same": 630, "error": 20}


def test_planted_bad_rows_are_listed_by_row_and_reason_and_come_back_mended(
    app: Flask, engine: Engine, people: People, figure: Callable[..., None]
) -> None:
    rows, bad = 10_000, 500
    batch = upload(app, people.alice, generated(rows, bad=bad))
    batch.check()
    done = batch.run()
    rest = list(csv.reader(io.StringIO(batch.rest().decode("utf-8-sig"))))
    planted = {2 + number for number in range(rows) if number % (rows // bad) == rows // bad - 1}
    listed = {int(row[-2]) for row in rest[1:] if "Atlantis" in row[-1]}
    mended = upload(app, people.alice, batch.rest().replace(b",Atlantis,", b",Sonora,"), "rest.csv")
    assert mended.check() == {"create": bad}
    after = mended.run()
    figure("M4", engine.name, f"{len(listed & planted)} of {bad} planted bad rows listed by row and reason, "
           f"{done.get('create', 0)} in; the error file re-imports {after.get('create', 0)}")  # fmt: skip
    assert listed == planted
    assert done == {"create": rows - bad, "error": bad}
    assert after == {"create": bad}


def test_a_heading_alone_is_no_import(app: Flask, people: People) -> None:
    batch = upload(app, people.alice, csv_of(heading=HEADING))
    assert batch.read(sign="comma").status_code == 303
    assert batch.match().status_code == 303
    batch.work()
    assert batch.counts("planned") == {}
    assert f'action="{batch.at}/run"' not in people.alice.get(batch.at).text
