"""How long a job is tried, and what it yields to."""

from datetime import timedelta

from flask import Flask

from crm.core.dates import now
from crm.jobs.declared import Running
from crm.jobs.running import run_job
from tests.clients.firm import user_id
from tests.jobs.probe import PARTS, ask, declare, read, run_due, set_job
from tests.support import People


def test_what_gets_on_between_its_failures_is_not_given_up(app: Flask) -> None:
    def breaks_after_each_part(running: Running) -> None:
        number = running.kept.get("parts", 0)
        if number < PARTS:
            with running.part(done=number + 1, total=PARTS):
                running.keep(parts=number + 1)
            raise OSError("the database is locked")

    declare(app, breaks_after_each_part, attempts=2)
    job_id = ask(app)
    for _turn in range(PARTS):
        run_due(app)
        assert read(app, job_id).state == "queued"
        set_job(app, job_id, due_at=now())
    run_due(app)
    assert read(app, job_id).state == "done"


def test_what_has_time_yields_to_what_somebody_asked_for_and_to_its_twin(app: Flask, people: People) -> None:
    assert people.alice
    seen: list[bool] = []
    declare(app, lambda running: seen.append(running.in_the_way()))
    run_job(app, ask(app))
    others = ask(app, actor_id=user_id(app, "alice"))
    run_job(app, ask(app))
    set_job(app, others, state="done")
    run_job(app, ask(app))
    set_job(app, ask(app), state="running", claimed_until=now() + timedelta(minutes=1))
    run_job(app, ask(app))
    assert seen == [False, True, False, True]
