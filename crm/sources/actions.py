"""Changes the state of sources and of files handed in. They flush within an open unit of work, never commit."""

from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.core.dates import now
from crm.core.db import insert_or
from crm.files.actions import remove as remove_file
from crm.files.models import StoredFile
from crm.files.store import Put
from crm.indicators.holding import HeldError
from crm.jobs.actions import ask
from crm.jobs.models import Job
from crm.sources.declared import Source
from crm.sources.http import CHANCE
from crm.sources.models import HandedIn, SourceState

FETCH, LOAD, LOOK = "sources.fetch", "sources.load", "sources.look"
#: A worker that fell silent gives a source back after this.
LEASE: Final = timedelta(minutes=30)
#: After a failure: this, twice as long each time, at most a day; times 0.75 to 1.25 by chance.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(days=1)


def ask_to_fetch(work: Session, key: str, actor: User | None, *, trust: bool = False) -> Job:
    """Ask for a source to be fetched, and remember the job on it; `trust`: also what would be held is loaded."""
    job = ask(work, FETCH, {"source": key, "trust": trust}, actor_id=actor.id if actor else None)
    _row(work, key).job_id = job.id
    work.flush()
    return job


def claim(work: Session, key: str, job_id: int) -> SourceState | None:
    """Take a source for one worker; None where another is at it."""
    state, moment = _row(work, key), now()
    if state.claimed_until is not None and state.claimed_until > moment:
        return None
    state.claimed_until, state.tried_at, state.job_id = moment + LEASE, moment, job_id
    if state.day != moment.date():
        state.day, state.calls = moment.date(), 0
    work.flush()
    return state


def settle(work: Session, source: Source, calls: int, problem: Exception | None) -> None:
    """Write how an attempt went, and when the next one is."""
    state, moment, error = _row(work, source.key), now(), str(problem or "")
    state.claimed_until, state.calls, state.error = None, state.calls + calls, error[:500]
    state.held, wait = isinstance(problem, HeldError), getattr(problem, "wait", None)
    state.told = {"doubts": problem.told} if isinstance(problem, HeldError) else None
    if error:
        state.failures += 1
        pause = min(FIRST_PAUSE * 2 ** min(state.failures - 1, 10), LONGEST_PAUSE) * (0.75 + CHANCE.random() / 2)
        state.next_at = moment + max(pause, timedelta(seconds=wait or 0))
    else:
        state.failures, state.succeeded_at = 0, moment
        state.next_at = moment + source.every * (0.95 + CHANCE.random() / 10)
    work.flush()


def _row(work: Session, key: str) -> SourceState:
    work.execute(
        insert_or(SourceState).values(key=key, error="", held=False, failures=0, calls=0).on_conflict_do_nothing()
    )
    query = sa.select(SourceState).where(SourceState.key == key).with_for_update()
    return work.execute(query.execution_options(populate_existing=True)).scalar_one()


def hand_in(work: Session, user: User, name: str, vintage: date, put: Put) -> HandedIn:
    """Keep a file that was handed in, and ask for it to be loaded."""
    file = StoredFile(
        key=put.key, name=name[:255], size=put.size, sha256=put.sha256, media_type="application/octet-stream",
        uploaded_by_id=user.id,
    )  # fmt: skip
    work.add(file)
    work.flush()
    row = HandedIn(name=name[:255], vintage=vintage, at=now(), by_id=user.id, file_id=file.id)
    work.add(row)
    work.flush()
    row.job_id = ask(work, LOAD, {"file": row.id}, actor_id=user.id).id
    work.flush()
    return row


def hold(work: Session, row: HandedIn, problem: HeldError) -> None:
    """Keep a file for somebody to look at; nothing of it is shown."""
    row.state, row.reason, row.told = "held", str(problem)[:500], {"doubts": problem.told}
    work.flush()


def let_go(work: Session, key: str) -> None:
    """Refuse what a source gave and is held: the last good figures stay, and it is asked again when it is due."""
    state = _row(work, key)
    if state.held:
        state.held, state.told, state.error, state.failures = False, None, "", 0
        work.flush()


def decide(work: Session, user: User, row: HandedIn, *, take: bool) -> None:
    """Load a held file all the same, or refuse it. The last good figures stay until it is loaded."""
    row.decided_by_id, row.decided_at = user.id, now()
    if take:
        row.state, row.job_id = "waiting", ask(work, LOAD, {"file": row.id, "trust": True}, actor_id=user.id).id
        work.flush()
    else:
        close(work, row, "refused", {}, row.reason)


def close(work: Session, row: HandedIn, state: str, told: dict[str, Any], reason: str = "") -> None:
    """Write what became of a file that was handed in; its bytes are not needed any more."""
    file = row.file
    row.state, row.told, row.reason, row.file_id = state, told, reason[:500], None
    work.flush()
    if file is not None:
        remove_file(work, file)
