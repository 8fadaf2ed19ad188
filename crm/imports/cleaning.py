"""By the clock: what old imports need no more is removed; their counts stay, as do the records and their trail."""

from datetime import timedelta

from crm.core.dates import now
from crm.imports import actions, queries
from crm.imports.checking import clear_rows
from crm.imports.settings import UNDO_DAYS, UNUSED_DAYS
from crm.jobs.declared import Running


def clean(running: Running) -> None:
    """Remove rows and files: of imports never run for UNUSED_DAYS, of those done or undone UNDO_DAYS ago.

    An import is marked first, so that nobody goes on with it, then its rows go in small parts. What a killed worker
    left is found again.
    """
    moment = now()
    before = moment - timedelta(days=UNUSED_DAYS), moment - timedelta(days=UNDO_DAYS)
    removed = 0
    for batch_id in queries.outdated(*before):
        with running.part() as work:
            batch = queries.outdated_for_edit(batch_id, *before)
            if batch is not None:
                actions.close(work, batch)
        if batch is not None:
            clear_rows(running, batch_id)
            removed += 1
    running.returns(removed=removed)
