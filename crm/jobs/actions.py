"""Changes jobs. Every write of a worker is fenced: it counts only while the worker's claim stands."""

import os
import secrets
import socket
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.core.dates import now
from crm.core.db import after_commit
from crm.jobs.carrier import wake
from crm.jobs.declared import LeaseLostError, StoppedError
from crm.jobs.models import Job
from crm.jobs.queries import claimable

#: Seconds that a worker may be silent before its job is given to another.
LEASE: Final = 20
#: A name with a blank in it would be no name of a machine; it is cut so that the process's number fits behind it.
MACHINE: Final = socket.gethostname()[:100]
#: Seconds before the second attempt; each later pause is four times as long.
PAUSE: Final = 5


def ask(
    work: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    actor_id: int | None,
    due_at: datetime | None = None,
    once: str | None = None,
) -> Job:
    """Ask for background work in the open unit of work: it exists once that is committed, then a worker is woken."""
    job = Job(kind=kind, payload=dict(payload), actor_id=actor_id, due_at=due_at or now(), once=once)
    work.add(job)
    work.flush()
    after_commit(work, lambda: wake(job.id, job.due_at))
    return job


def claim(work: Session, job_id: int) -> str | None:
    """Take a job that is due or whose worker fell silent; returns the claim, None where somebody else has it."""
    moment, word = now(), secrets.token_hex(16)
    taken = work.execute(
        sa.update(Job)
        .where(Job.id == job_id, claimable(moment))
        .values(
            state="running", claim=word, claimed_until=_until(moment), attempts=Job.attempts + 1,
            started_at=sa.func.coalesce(Job.started_at, moment), reason="", worker=this_worker(),
        ),
        execution_options={"synchronize_session": False},
    )  # fmt: skip
    return word if taken.rowcount == 1 else None  # type: ignore[attr-defined]


def this_worker() -> str:
    """Return the name of this process: its machine and number."""
    return f"{MACHINE} {os.getpid()}"


def give_up_dead(work: Session) -> int:
    """End the leases of processes of this machine that are gone; returns how many."""
    held = sa.select(Job.id, Job.worker).where(Job.state == "running", Job.worker.startswith(f"{MACHINE} "))
    gone = [row.id for row in work.execute(held) if not _alive(int(row.worker.rpartition(" ")[2]))]
    if gone:
        ended = now() - timedelta(seconds=1)
        work.execute(
            sa.update(Job).where(Job.id.in_(gone), Job.state == "running").values(claimed_until=ended),
            execution_options={"synchronize_session": False},
        )
    return len(gone)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def renew(work: Session, job_id: int, word: str, **values: Any) -> None:
    """Lengthen the lease and write values (done, total, kept). Raises LeaseLostError and StoppedError."""
    renewed = work.execute(
        sa.update(Job)
        .where(Job.id == job_id, Job.claim == word, Job.state == "running")
        .values(claimed_until=_until(now()), **values)
        .returning(Job.stopping),
        execution_options={"synchronize_session": False},
    ).all()
    if not renewed:
        raise LeaseLostError
    if renewed[0][0]:
        raise StoppedError


def end(work: Session, job_id: int, word: str, state: str, **values: Any) -> None:
    """Write how a job ended. Raises LeaseLostError."""
    ended = work.execute(
        sa.update(Job)
        .where(Job.id == job_id, Job.claim == word, Job.state == "running")
        .values(state=state, ended_at=now(), claim="", claimed_until=None, **values),
        execution_options={"synchronize_session": False},
    )
    if ended.rowcount != 1:  # type: ignore[attr-defined]
        raise LeaseLostError


def try_again(work: Session, job_id: int, word: str, attempts: int, traceback: str) -> None:
    """Put a job back that broke off: its next attempt comes after a pause. Raises LeaseLostError."""
    due = now() + timedelta(seconds=PAUSE * 4 ** (attempts - 1))
    put = work.execute(
        sa.update(Job)
        .where(Job.id == job_id, Job.claim == word, Job.state == "running")
        .values(state="queued", due_at=due, claim="", claimed_until=None, traceback=traceback),
        execution_options={"synchronize_session": False},
    )
    if put.rowcount != 1:  # type: ignore[attr-defined]
        raise LeaseLostError
    after_commit(work, lambda: wake(job_id, due))


def stop(work: Session, job: Job) -> None:
    """Ask a job to stop: one that waits is stopped now, one at work before its next part."""
    if job.state == "queued":
        job.state, job.ended_at = "stopped", now()
    elif not job.over:
        job.stopping = True
    work.flush()


def start_again(work: Session, job: Job) -> None:
    """Queue a failed or stopped job anew; it goes on where it was."""
    job.state, job.attempts, job.due_at, job.stopping = "queued", 0, now(), False
    job.ended_at, job.reason, job.traceback = None, "", ""
    work.flush()
    after_commit(work, lambda: wake(job.id, job.due_at))


def forget_old(work: Session, before: datetime) -> int:
    """Remove jobs that ended well before an instant; failed ones stay for whoever looks after the system."""
    gone = work.execute(
        sa.delete(Job).where(Job.state.in_(("done", "stopped")), Job.ended_at < before),
        execution_options={"synchronize_session": False},
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _until(moment: datetime) -> datetime:
    return moment + timedelta(seconds=LEASE)
