"""Background jobs: asked for with the action, claimed once, fenced by their lease, tried again, given up in the end."""

import subprocess
from datetime import timedelta

import pytest
from flask import Flask
from huey import MemoryHuey

from crm.accounts.permissions import Permission
from crm.accounts.queries import by_email
from crm.core.dates import now
from crm.core.db import unit_of_work
from crm.jobs import actions, queries
from crm.jobs.carrier import JsonSerializer
from crm.jobs.declared import RefusedError, Running, job_kinds
from crm.jobs.running import run_job
from crm.jobs.sweep import sweep
from tests.clients.firm import user_id
from tests.jobs.probe import PARTS, ask, declare, read, rows, run_due, set_job
from tests.support import People

ALL = [(1, part) for part in range(PARTS)]


def test_a_job_is_done_part_by_part_and_says_how_far_it_is(app: Flask) -> None:
    declare(app)
    job_id = ask(app)
    assert run_due(app) == 1
    job = read(app, job_id)
    assert (job.state, job.done, job.total, job.percent, job.attempts) == ("done", PARTS, PARTS, 100, 1)
    assert (job.result, job.claim, job.claimed_until) == ({"parts": PARTS}, "", None)
    assert rows(app) == ALL
    assert run_due(app) == 0


def test_an_action_that_fails_asks_for_nothing(app: Flask) -> None:
    declare(app)

    def fails() -> None:
        with unit_of_work(None) as work:
            actions.ask(work, "probe", {"number": 1}, actor_id=None)
            raise ZeroDivisionError

    with app.app_context(), pytest.raises(ZeroDivisionError):
        fails()
    assert run_due(app) == 0


def test_one_of_two_workers_gets_a_job(app: Flask) -> None:
    declare(app)
    job_id = ask(app)
    with app.app_context():
        with unit_of_work(None) as work:
            first = actions.claim(work, job_id)
        with unit_of_work(None) as work:
            second = actions.claim(work, job_id)
    assert first
    assert second is None


def test_what_a_worker_does_after_it_lost_its_lease_is_not_kept(app: Flask) -> None:
    taken: list[str | None] = []

    def slow(running: Running) -> None:
        with running.part() as work:
            running.keep(parts=1)
            work.flush()
        with running.part():
            # Another worker claims it while this part is open: the lease is over by its clock.
            pass
        set_job(app, running.job_id, claimed_until=now() - timedelta(seconds=1))
        with unit_of_work(None) as work:
            taken.append(actions.claim(work, running.job_id))
        with running.part(done=99):
            running.keep(parts=99)

    declare(app, slow)
    job_id = ask(app)
    run_job(app, job_id)
    job = read(app, job_id)
    assert (job.state, job.claim, job.attempts) == ("running", taken[0], 2)
    assert (job.kept, job.done) == ({"parts": 1}, 0)


def test_a_job_whose_worker_died_goes_on_where_it_was(app: Flask) -> None:
    class Died(BaseException):
        pass

    def dies(running: Running) -> None:
        with running.part(done=1, total=PARTS):
            running.keep(parts=1)
        raise Died

    declare(app, dies)
    job_id = ask(app)
    with pytest.raises(Died):
        run_job(app, job_id)
    assert read(app, job_id).state == "running"
    assert run_due(app) == 0, "its lease stands"
    sweep(app)
    with app.app_context():
        assert job_id not in queries.due_ids(), "its worker, this very process, lives"
    set_job(app, job_id, claimed_until=now() - timedelta(seconds=1))
    declare(app)
    run_due(app)
    assert read(app, job_id).state == "done"
    assert rows(app) == ALL[1:]


def test_nobody_waits_for_a_worker_of_this_machine_that_is_gone(app: Flask) -> None:
    declare(app)
    job_id = ask(app)
    with app.app_context(), unit_of_work(None) as work:
        actions.claim(work, job_id)
    gone = subprocess.Popen(["true"])
    gone.wait()
    for worker, waits in (("elsewhere 1", True), (f"{actions.MACHINE} {gone.pid}", False)):
        set_job(app, job_id, worker=worker)
        sweep(app)
        with app.app_context():
            assert (job_id not in queries.due_ids()) == waits


def test_one_that_breaks_off_is_tried_again_later_and_given_up_in_the_end(app: Flask, people: People) -> None:
    def breaks(_running: Running) -> None:
        raise ValueError("the upstream answered HTML")

    declare(app, breaks, attempts=2)
    job_id = ask(app, actor_id=user_id(app, "alice"))
    run_due(app)
    job = read(app, job_id)
    assert job.state == "queued"
    assert job.due_at > now() + timedelta(seconds=2)
    assert run_due(app) == 0
    set_job(app, job_id, due_at=now())
    run_due(app)
    job = read(app, job_id)
    assert (job.state, job.attempts) == ("failed", 2)
    assert "broke off each time" in job.reason
    shown = people.alice.get(f"/jobs/{job_id}").text
    assert "broke off each time" in shown
    assert "answered HTML" not in shown
    assert "answered HTML" in people.erin.get(f"/jobs/{job_id}").text
    assert people.alice.post(f"/jobs/{job_id}/again").status_code == 303
    assert read(app, job_id).state == "queued"


def test_what_no_attempt_would_mend_is_told_at_once(app: Flask) -> None:
    def refuses(_running: Running) -> None:
        raise RefusedError("The file is empty: choose another.")

    declare(app, refuses)
    job_id = ask(app)
    run_due(app)
    job = read(app, job_id)
    assert (job.state, job.reason, job.attempts) == ("failed", "The file is empty: choose another.", 1)


def test_rights_count_when_it_runs(app: Flask) -> None:
    declare(app, permission=Permission.CLIENT_WRITE)
    alice, dora = user_id(app, "alice"), user_id(app, "dora")
    allowed, refused, closed = ask(app, 1, alice), ask(app, 2, dora), ask(app, 3, user_id(app, "bob"))
    with app.app_context(), unit_of_work(None) as work:
        bob = by_email("bob@example.com")
        assert bob is not None
        bob.active = False
        work.flush()
    run_due(app)
    assert read(app, allowed).state == "done"
    assert "may not do this any more" in read(app, refused).reason
    assert "is closed" in read(app, closed).reason
    assert rows(app) == ALL


def test_a_job_is_stopped_before_its_next_part(app: Flask, people: People) -> None:
    alice = user_id(app, "alice")

    def stops(running: Running) -> None:
        with running.part(done=1):
            pass
        set_job(app, running.job_id, stopping=True)
        with running.part(done=2):
            pass

    declare(app, stops)
    job_id, waiting = ask(app, actor_id=alice), ask(app, 2, alice)
    assert people.alice.post(f"/jobs/{waiting}/stop").status_code == 303
    assert read(app, waiting).state == "stopped"
    run_due(app)
    assert (read(app, job_id).state, read(app, job_id).done) == ("stopped", 1)
    assert people.alice.post(f"/jobs/{job_id}/again").status_code == 303
    assert (read(app, job_id).state, read(app, job_id).stopping) == ("queued", False)


def test_timed_work_is_asked_for_once_whoever_sweeps(app: Flask) -> None:
    declare(app, every_minutes=60)
    for _time in range(3):
        sweep(app)
    with app.app_context():
        timed = {kind.name for kind in job_kinds().values() if kind.every_minutes}
    assert {read(app, number + 1).kind for number in range(len(timed))} == timed
    assert run_due(app) == len(timed)


def test_messages_are_json_and_come_back_as_they_were() -> None:

    queue = MemoryHuey("t", serializer=JsonSerializer(), results=False)
    got: list[int] = []
    task = queue.task(name="carry")(got.append)
    queue.enqueue(task.s(7))
    raw = queue.storage.enqueued_items()[0]
    assert raw.startswith(b"[")
    queue.execute(queue.dequeue())
    assert got == [7]


def test_a_stranger_finds_no_job_and_only_an_administrator_sees_all(app: Flask, people: People) -> None:
    declare(app)
    job_id = ask(app, actor_id=user_id(app, "alice"))
    assert people.alice.get(f"/jobs/{job_id}").status_code == 200
    for stranger in (people.bob, people.charlie, people.dora):
        for path in (f"/jobs/{job_id}", f"/jobs/{job_id}/state"):
            assert stranger.get(path).status_code == 404
        assert stranger.post(f"/jobs/{job_id}/stop").status_code == 404
        assert stranger.get("/jobs").status_code == 403
    assert "Probe" in people.erin.get("/jobs").text
    state = people.alice.get(f"/jobs/{job_id}/state").json
    assert state == {"state": "queued", "over": False, "percent": None, "told": "It begins in a moment."}
