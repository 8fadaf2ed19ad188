"""Checklists on a client: started, shown, put aside."""

from collections.abc import Sequence
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.audit.queries import history as trail_of
from crm.audit.words import describe
from crm.checklists import actions, queries
from crm.checklists import history as words
from crm.checklists.forms import StartForm
from crm.checklists.labels import ROLES
from crm.checklists.models import Checklist, ChecklistRun
from crm.checklists.views.settings import Answer, blueprint
from crm.clients.models.client import Client
from crm.clients.queries import get_visible as visible_client
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.db import unit_of_work
from crm.core.i18n import language
from crm.core.once import sent_on

__all__ = ["blueprint"]


@blueprint.route("/clients/<int:client_id>/checklists/new", methods=["GET", "POST"])
@needs(Permission.TASK_WRITE)
def start(client_id: int) -> Answer:
    """Start a checklist (`?checklist=<id>`, `starts_on`) on a client: its steps and days are shown first."""
    client = visible_client(current_user, client_id) or abort(404)
    offered = queries.templates()
    item = _chosen(offered)
    form = StartForm(item, client, _asked_day()) if item else None
    before = queries.unfinished(current_user, client_id, item.id) if item else None
    if item is None or form is None or not form.validate_on_submit() or (before and not form.again.data):
        asked = form is not None and form.is_submitted()
        return _start_page(client, offered, item, form, before), 422 if asked else 200
    with unit_of_work(current_user.id) as work:
        fresh = queries.template(item.id) or abort(404)
        if visible_client(current_user, client_id) is None:
            abort(404)
        run = actions.start(work, current_user, fresh, {"client_id": client_id, **form.started()}, language())
        answer = sent_on(work, "checklists.show", run_id=run.id)
    number = len(form.steps.data)
    flash(ngettext("Started: %(num)s follow-up is open.", "Started: %(num)s follow-ups are open.", number))
    return answer


def _chosen(offered: Sequence[Checklist]) -> Checklist | None:
    asked = request.args.get("checklist", type=int)
    return next((each for each in offered if each.id == asked), None)


def _asked_day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("starts_on", ""))
    except ValueError:
        return None


def _start_page(
    client: Client, offered: Sequence[Checklist], item: Checklist | None, form: StartForm | None,
    before: queries.Progress | None,
) -> str:  # fmt: skip
    return render_template(
        "checklists/start.html", client=client, offered=offered, item=item, form=form, before=before, roles=ROLES
    )


@blueprint.get("/checklists/<int:run_id>")
@needs(Permission.TASK_READ)
def show(run_id: int) -> str:
    """Show a started checklist: its follow-ups in order, and how far it is."""
    run = queries.get_visible(current_user, run_id) or abort(404)
    tasks = queries.tasks_of(current_user, run_id)
    trail = trail_of("checklist_run", run_id, request.args.get("before", type=int))
    titles = {run.checklist_id: run.checklist.title(language())}
    return render_template(
        "checklists/show.html", run=run, tasks=tasks, done=sum(task.done_at is not None for task in tasks),
        may_edit=current_user.may(Permission.TASK_WRITE), before=trail.before,
        told=describe(trail.rows, words.LABELS, words.resolvers(current_user, titles)),
    )  # fmt: skip


@blueprint.post("/checklists/<int:run_id>/archive")
@needs(Permission.TASK_WRITE)
def archive_run(run_id: int) -> Response:
    """Put a started checklist aside; its follow-ups go on."""
    change_one(lambda: _locked(run_id), actions.archive)
    flash(_("The checklist is archived. Its follow-ups go on."))
    return redirect(url_for("checklists.show", run_id=run_id), 303)


@blueprint.post("/checklists/<int:run_id>/restore")
@needs(Permission.TASK_WRITE)
def restore_run(run_id: int) -> Response:
    """Take a started checklist back."""
    change_one(lambda: _locked(run_id), actions.restore)
    flash(_("The checklist is back."))
    return redirect(url_for("checklists.show", run_id=run_id), 303)


def _locked(run_id: int) -> ChecklistRun | None:
    return queries.get_visible(current_user, run_id, lock=True)
