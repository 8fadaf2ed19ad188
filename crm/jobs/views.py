"""Speaks HTTP for jobs: how far one is, stopped, started again; all of them for whoever looks after the system."""

from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import unit_of_work
from crm.jobs import actions, queries
from crm.jobs.declared import job_kinds
from crm.jobs.words import STATES, label_of, told

blueprint = Blueprint("jobs", __name__)


@blueprint.get("/jobs")
@needs(Permission.JOB_LOG)
def index() -> str:
    """List the newest jobs of everybody: `?state=failed` for those of one state."""
    state = request.args.get("state", "")
    rows = queries.newest(state if state in STATES else "")
    return render_template("jobs/index.html", rows=rows, states=STATES, state=state, label_of=label_of, told=told)


@blueprint.get("/jobs/<int:job_id>")
@needs(Permission.JOB_USE)
def show(job_id: int) -> str:
    """Show one job of the reader's own: how far it is, and what came of it."""
    job = queries.get_visible(current_user, job_id) or abort(404)
    return render_template(
        "jobs/show.html", job=job, label=label_of(job), told=told(job), states=STATES, back=back_of(job),
        may_see_all=current_user.may(Permission.JOB_LOG),
    )  # fmt: skip


@blueprint.get("/jobs/<int:job_id>/state")
@needs(Permission.JOB_USE)
def state(job_id: int) -> Response:
    """Answer the script of a progress bar."""
    job = queries.get_visible(current_user, job_id) or abort(404)
    return jsonify(state=job.state, over=job.over, percent=job.percent, told=told(job))


@blueprint.post("/jobs/<int:job_id>/stop")
@needs(Permission.JOB_USE)
def stop(job_id: int) -> AnyResponse:
    """Stop a job before its next part."""
    with unit_of_work(current_user.id) as work:
        job = queries.for_edit(current_user, job_id) or abort(404)
        actions.stop(work, job)
        flash(_("It is stopped.") if job.over else _("It stops before its next part."))
    return redirect(back_of(job), 303)


@blueprint.post("/jobs/<int:job_id>/again")
@needs(Permission.JOB_USE)
def again(job_id: int) -> AnyResponse:
    """Start a failed or stopped job again: it goes on where it was."""
    with unit_of_work(current_user.id) as work:
        job = queries.for_edit(current_user, job_id) or abort(404)
        if job.state not in {"failed", "stopped"}:
            abort(409)
        actions.start_again(work, job)
    flash(_("It is started again."))
    return redirect(url_for("jobs.show", job_id=job_id), 303)


def back_of(job: Any) -> str:
    """Return the page that asked for a job, else the job's own."""
    kind = job_kinds().get(job.kind)
    return (kind.back(job.payload) if kind else "") or url_for("jobs.show", job_id=job.id)
