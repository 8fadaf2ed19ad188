"""Runs one job: claims it, keeps the lease while it works, writes how it ended. Every write asks for the claim."""

import logging
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from flask import Flask, g
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.queries import people_by_id
from crm.core.db import db, dialect_name, unit_of_work
from crm.jobs import actions, queries
from crm.jobs.declared import JobKind, LeaseLostError, RefusedError, StoppedError, job_kinds
from crm.jobs.models import Job

_log = logging.getLogger(__name__)
#: Seconds between two signs of life; sooner where there is progress to tell.
BEAT: Final = actions.LEASE / 4
PROGRESS: Final = 1.0
#: Seconds that a part should take: after it and its rest, whoever waits for SQLite's one writer asks again in time
#: (its waits grow from 1 to 50 ms in the first quarter of a second). And the least rows that a commit is worth.
LONGEST: Final = 0.2
LEAST: Final = 25
#: A job that took so many workers with it is given up.
MOST_CLAIMS: Final = 25


class Work:
    """A claimed job at work; see `declared.Running`."""

    def __init__(self, job: Job, word: str, user: User | None, rest: float = 0.0) -> None:
        self.job_id, self.user, self._kind, self._rest = job.id, user, job.kind, rest
        self.payload: Mapping[str, Any] = dict(job.payload)
        self.kept: Mapping[str, Any] = dict(job.kept)
        self.result: dict[str, Any] = {}
        self.attempts = job.attempts
        self._took = 0.0
        self.lost: Exception | None = None
        self._word, self._actor_id = word, job.actor_id
        self._new: dict[str, Any] = {}
        #: Told since the last sign of life.
        self.progress: dict[str, int] = {}

    @contextmanager
    def part(self, *, done: int | None = None, total: int | None = None) -> Iterator[Session]:
        if self.lost is not None:
            raise self.lost
        self._new, began = {}, time.monotonic()
        with unit_of_work(self._actor_id) as work:
            yield work
            values = _given(done=done, total=total)
            if self._new:
                # What got on is no further failure: an import of hours may meet more locks than it has attempts.
                values |= {"kept": {**self.kept, **self._new}, "attempts": 1}
            actions.renew(work, self.job_id, self._word, **values)
        self.kept = {**self.kept, **self._new}
        self.attempts = 1 if self._new else self.attempts
        self._took = time.monotonic() - began
        time.sleep(self._took * self._rest)

    def fit(self, rows: int, most: int) -> int:
        return max(LEAST, min(most, int(rows * LONGEST / self._took))) if self._took else most

    def in_the_way(self) -> bool:
        found = queries.somebody_waits(self.job_id, self._kind)
        db.session.rollback()
        return found

    def keep(self, **values: Any) -> None:
        self._new |= values

    def tell(self, done: int, total: int | None = None) -> None:
        if self.lost is not None:
            raise self.lost
        self.progress = {"done": done} if total is None else {"done": done, "total": total}

    def returns(self, **values: Any) -> None:
        self.result |= values

    def beat(self) -> None:
        """Lengthen the lease and write how far it is; remember why that can't be done."""
        told, self.progress = self.progress, {}
        try:
            with unit_of_work(None) as work:
                actions.renew(work, self.job_id, self._word, **told)
        except (LeaseLostError, StoppedError) as error:
            self.lost = error


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def run_job(app: Flask, job_id: int) -> None:
    """Run a job if it can be claimed; whatever happens is written down, nothing is raised."""
    with app.app_context():
        try:
            with unit_of_work(None) as work:
                word = actions.claim(work, job_id)
            job = queries.claimed(job_id, word) if word else None
            if job is not None:
                db.session.expunge(job)  # it is read when later rollbacks have come and gone
                _run(app, job)
        except LeaseLostError:
            _log.warning("job %s went on elsewhere", job_id)
        except Exception:  # noqa: BLE001 - a worker goes on whatever one job does
            _log.exception("job %s could not be run: the sweep brings it back", job_id)
        finally:
            db.session.remove()


def _run(app: Flask, job: Job) -> None:
    kind, word = job_kinds().get(job.kind), job.claim
    user = people_by_id().get(job.actor_id) if job.actor_id else None
    refusal = _refusal(job, kind, user)
    running = Work(job, word, user, kind.rest if kind and dialect_name() == "sqlite" else 0.0)
    db.session.rollback()
    if refusal or kind is None:
        _end(job.id, word, "failed", reason=refusal)
        return
    if user is not None:
        g.crm_language = user.language
    try:
        with _heart(app, running):
            kind.run(running)
        _end(job.id, word, "done", result=running.result)
    except StoppedError:
        _end(job.id, word, "stopped")
    except RefusedError as error:
        _end(job.id, word, "failed", reason=str(error)[:500])
    except LeaseLostError:
        raise
    except Exception:  # noqa: BLE001 - it is written down and tried again
        _log.exception("job %s (%s), attempt %s", job.id, job.kind, running.attempts)
        _broke_off(job.id, word, running.attempts, again=running.attempts < kind.attempts)


def _refusal(job: Job, kind: JobKind | None, user: User | None) -> str:
    """Return why a job may not run now: rights count when it runs, not when it was asked for."""
    if kind is None:
        return str(_("This version of Puente does not know this kind of work."))
    if job.attempts > MOST_CLAIMS:
        return str(_("It was given up: the worker ended each time it was tried."))
    if job.actor_id is not None and (user is None or not user.active):
        return str(_("The account that asked for it is closed."))
    if kind.permission is not None and (user is None or not user.may(kind.permission)):  # type: ignore[arg-type]
        return str(_("The account that asked for it may not do this any more."))
    return ""


def _end(job_id: int, word: str, state: str, **values: Any) -> None:
    db.session.rollback()
    with unit_of_work(None) as work:
        actions.end(work, job_id, word, state, **values)


def _broke_off(job_id: int, word: str, attempts: int, *, again: bool) -> None:
    told = traceback.format_exc()[-8000:]
    db.session.rollback()
    with unit_of_work(None) as work:
        if again:
            actions.try_again(work, job_id, word, attempts, told)
        else:
            reason = _("It broke off each time it was tried. An administrator finds the reason on the page of jobs.")
            actions.end(work, job_id, word, "failed", reason=reason, traceback=told)


@contextmanager
def _heart(app: Flask, running: Work) -> Iterator[None]:
    """Keep the lease alive from a thread of its own while the work goes on."""
    over = threading.Event()

    def beats() -> None:
        last = time.monotonic()
        while not over.wait(PROGRESS) and running.lost is None:
            if not running.progress and time.monotonic() - last < BEAT:
                continue
            last = time.monotonic()
            with app.app_context():
                try:
                    running.beat()
                except Exception:  # noqa: BLE001 - the database is busy or away: the lease holds a few beats more
                    _log.exception("job %s: no sign of life could be written", running.job_id)

    thread = threading.Thread(target=beats, name=f"job-{running.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
