"""Settings of checklists: the templates and their steps."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.audit.queries import history as trail_of
from crm.audit.words import describe
from crm.checklists import actions, queries
from crm.checklists import history as words
from crm.checklists.forms import MOST_STEPS, ChecklistForm
from crm.checklists.models import Checklist
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import differences
from crm.core.once import sent_on

blueprint = Blueprint("checklists", __name__)
Answer = str | Response | tuple[str, int]


@blueprint.get("/settings/checklists")
@needs(Permission.SETTINGS_READ)
def index() -> str:
    """List the templates, archived ones last."""
    may_edit = current_user.may(Permission.SETTINGS_WRITE)
    return render_template("checklists/index.html", rows=queries.templates(archived=True), may_edit=may_edit)


@blueprint.route("/settings/checklists/new", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
def new() -> Answer:
    """Add a template."""
    form = ChecklistForm()
    if not form.validate_on_submit():
        return _page(form, None), 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        actions.create(work, form.values())
        answer = sent_on(work, "checklists.index")
    flash(_("The checklist is added."))
    return answer


@blueprint.route("/settings/checklists/<int:checklist_id>", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
def edit(checklist_id: int) -> Answer:
    """Change a template; a stale save is answered with both texts."""
    item = queries.template(checklist_id) or abort(404)
    form = ChecklistForm(item)
    if not form.validate_on_submit():
        return _page(form, item), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.template(checklist_id, lock=True) or abort(404)
            check_version(fresh, form.version.data)
            actions.update(work, fresh, form.values())
            answer = sent_on(work, "checklists.index")
    except StaleSaveError:
        item = queries.template(checklist_id) or abort(404)
        found = differences(form, ChecklistForm(item, formdata=None))
        form.version.data, form.version.raw_data = item.version, None
        return _page(form, item, found), 409
    flash(_("Saved. What was started before stays as it is."))
    return answer


def _page(form: ChecklistForm, item: Checklist | None, found: Any = None) -> str:
    trail = trail_of("checklist", item.id, request.args.get("before", type=int)) if item else None
    told = describe(trail.rows, words.LABELS, words.resolvers(current_user, {})) if trail else []
    return render_template(
        "checklists/edit.html", form=form, item=item, found=found, most=MOST_STEPS, told=told,
        before=trail.before if trail else None,
    )  # fmt: skip


@blueprint.post("/settings/checklists/<int:checklist_id>/archive")
@needs(Permission.SETTINGS_WRITE)
def archive(checklist_id: int) -> Response:
    """Offer a template no longer; what was started from it goes on."""
    change_one(lambda: queries.template(checklist_id, lock=True), actions.archive)
    flash(_("The checklist is archived. What was started from it goes on."))
    return redirect(url_for("checklists.index"), 303)


@blueprint.post("/settings/checklists/<int:checklist_id>/restore")
@needs(Permission.SETTINGS_WRITE)
def restore(checklist_id: int) -> Response:
    """Offer an archived template again."""
    change_one(lambda: queries.template(checklist_id, lock=True), actions.restore)
    flash(_("The checklist is offered again."))
    return redirect(url_for("checklists.index"), 303)
