"""What is said of jobs."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.core.money import number
from crm.core.offers import Lazy
from crm.jobs.declared import job_kinds
from crm.jobs.models import Job

STATES: Final = {
    "queued": _l("waiting"), "running": _l("at work"), "done": _l("done"), "failed": _l("failed"),
    "stopped": _l("stopped"),
}  # fmt: skip


def label_of(job: Job) -> Lazy:
    """Return what kind of work a job is, in the reader's language."""
    kind = job_kinds().get(job.kind)
    return kind.label if kind else job.kind


def told(job: Job) -> str:
    """Return how a job stands in one sentence."""
    if job.over:
        ends = {"failed": job.reason or _("It failed."), "stopped": _("It was stopped."), "done": _("Done.")}
        return str(ends[job.state])
    if job.stopping:
        return str(_("It stops before its next part."))
    if job.state == "queued":
        return str(_("It broke off and is tried again soon.") if job.attempts else _("It begins in a moment."))
    if job.total:
        return str(_("%(done)s of %(total)s", done=number(job.done), total=number(job.total)))
    return str(_("%(done)s so far", done=number(job.done)) if job.done else _("At work."))
