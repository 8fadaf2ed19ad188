"""Every minute, and when a worker starts: what nobody carries is carried again, what is timed is asked for."""

from datetime import UTC, datetime, timedelta
from typing import Final

from flask import Flask

from crm.core.dates import now
from crm.core.db import UniqueTakenError, db, unit_of_work
from crm.core.once import forget_forms
from crm.jobs import actions, queries
from crm.jobs.carrier import carrier
from crm.jobs.declared import JobKind, Running, job_kinds

#: More messages than this wait already: more of them would not hurry anybody.
ENOUGH: Final = 1000
KEPT_DAYS: Final = 30
FORM_DAYS: Final = 2


def sweep(app: Flask) -> None:
    """Carry what is due and ask for what is timed."""
    with app.app_context():
        for kind in job_kinds().values():
            if kind.every_minutes:
                _ask_timed(kind, now())
        with unit_of_work(None) as work:
            actions.give_up_dead(work)
        ids = queries.due_ids()
        db.session.remove()
        found = carrier(app)
        if found.queue.pending_count() < ENOUGH:
            for job_id in ids:
                found.send(job_id, now())


def _ask_timed(kind: JobKind, moment: datetime) -> None:
    """Ask for a kind's work of this stretch of time: once, however many workers sweep."""
    minutes = int(moment.timestamp()) // 60 // kind.every_minutes * kind.every_minutes
    start = datetime.fromtimestamp(minutes * 60, UTC)
    once = f"{kind.name} {start:%Y-%m-%dT%H:%M}"
    if queries.asked_once(once):
        return
    try:
        with unit_of_work(None) as work:
            actions.ask(work, kind.name, {}, actor_id=None, once=once)
    except UniqueTakenError:
        pass  # another worker was faster


def forget(running: Running) -> None:
    """Remove jobs that ended a month ago, and the digests of forms that were sent before yesterday."""
    with running.part() as work:
        forget_forms(work, now() - timedelta(days=FORM_DAYS))
        running.returns(removed=actions.forget_old(work, now() - timedelta(days=KEPT_DAYS)))
