"""Makes all keys and looks for all pairs, in units of work of their own; and what a request does after its commit."""

import logging
from typing import Final

from flask import Response, g
from sqlalchemy.exc import SQLAlchemyError

from crm.core.db import unit_of_work
from crm.duplicates import actions
from crm.duplicates.kinds import KINDS
from crm.jobs.declared import Running

#: Records whose keys are written in one unit of work.
CHUNK: Final = 2000
_log = logging.getLogger(__name__)


def rebuild() -> int:
    """Make the keys of all records anew and look for all pairs; returns how many records there are."""
    make_all_keys(due=True)
    return settle_all()


def make_all_keys(*, due: bool) -> None:
    """Make the keys of all records anew; `due` has their pairs looked for."""
    with unit_of_work(None) as work:
        actions.forget_keys(work)
    for kind in KINDS.values():
        after: int | None = 0
        while after is not None:
            with unit_of_work(None) as work:
                after = actions.make_keys(work, kind, after, CHUNK, due=due)


def settle_all() -> int:
    """Look for the pairs of all that is due; returns how many records there were."""
    total = 0
    while True:
        with unit_of_work(None) as work:
            done = actions.settle(work)
        if not done:
            return total
        total += done


def compare(running: Running) -> None:
    """Look for the pairs of what imports wrote and crashes left: by the clock, a part at a time, when nobody waits."""
    total, limit = 0, actions.AT_ONCE
    while not running.in_the_way():
        with running.part(done=total) as work:
            done = actions.settle(work, limit)
        total, limit = total + done, running.fit(done, actions.AT_ONCE)
        if not done:
            return


def seed_keys() -> str:
    """Make the keys of a database that has none, or older ones; says so."""
    with unit_of_work(None) as work:
        if not actions.outdated(work):
            return ""
    return f"Duplicates: {rebuild()} records compared."


def settle_after(response: Response) -> Response:
    """Look for the pairs of what this request has written; what fails here is found at the next write."""
    if written := g.pop("duplicates_due", None):
        try:
            with unit_of_work(None) as work:
                actions.settle(work, actions.SPARE, sorted(written)[: actions.AT_ONCE])
        except SQLAlchemyError:
            _log.exception("the pairs of what was written were not looked for")
    return response
