"""One opportunity: its page, files, history; added and edited."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.audit.queries import history as trail_of
from crm.audit.words import describe
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import Difference, differences
from crm.core.once import sent_on
from crm.core.page import drawn_panels
from crm.files.page import files_values
from crm.pipeline import actions, queries
from crm.pipeline import history as words
from crm.pipeline.forms import OpportunityForm, prefilled
from crm.pipeline.models import Opportunity
from crm.pipeline.page import page_values
from crm.pipeline.views.board import Answer
from crm.pipeline.views.stages import blueprint
from crm.reference.queries import service_lines_by_id
from crm.tasks.forms import MatterTaskForm

__all__ = ["blueprint"]


@blueprint.get("/opportunities/<int:opportunity_id>")
@needs(Permission.OPPORTUNITY_READ)
def show(opportunity_id: int) -> str:
    """Show an opportunity: where it stands, what comes next, how it moved."""
    return opportunity_page(queries.get_visible(current_user, opportunity_id) or abort(404))


def opportunity_page(item: Opportunity, task: MatterTaskForm | None = None, **more: Any) -> str:
    """Draw the page of an opportunity (`queries.get_visible`); `task` has the words of a follow-up that was refused."""
    return render_template(
        "pipeline/show.html", moves=queries.moves_of(item.id), tasks=queries.follow_ups(current_user, item.id),
        task_form=task or MatterTaskForm(formdata=None, data={"assignee_id": current_user.id}),
        task_open=task is not None, may_tick=current_user.may(Permission.TASK_WRITE),
        service=service_lines_by_id().get(item.service_line_id or 0), **more,
        **drawn_panels("opportunity", current_user, item), **page_values(current_user, item, "pipeline.show"),
    )  # fmt: skip


@blueprint.get("/opportunities/<int:opportunity_id>/files")
@needs(Permission.FILE_READ)
def show_files(opportunity_id: int) -> str:
    """Show the files of an opportunity."""
    item = queries.get_visible(current_user, opportunity_id) or abort(404)
    return render_template(
        "pipeline/files.html",
        **files_values(current_user, "opportunity", opportunity_id, request.args),
        **page_values(current_user, item, "pipeline.show_files"),
    )


@blueprint.get("/opportunities/<int:opportunity_id>/history")
@needs(Permission.OPPORTUNITY_READ)
def show_history(opportunity_id: int) -> str:
    """Show who changed what, in words."""
    item = queries.get_visible(current_user, opportunity_id) or abort(404)
    trail = trail_of("opportunity", item.id, request.args.get("before", type=int))
    told = describe(trail.rows, words.LABELS, words.resolvers(current_user))
    values = page_values(current_user, item, "pipeline.show_history")
    return render_template("pipeline/history.html", told=told, before=trail.before, **values)


@blueprint.route("/opportunities/new", methods=["GET", "POST"])
@needs(Permission.OPPORTUNITY_WRITE)
def new() -> Answer:
    """Add an opportunity, by `?client=<id>` for one client."""
    form = OpportunityForm(data=prefilled(request.args.get("client", 0, type=int)))
    if not form.validate_on_submit():
        return _form_page(form, None), 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        item = actions.create(work, current_user, form.changes(), stage_id=form.stage_id.data)
        answer = sent_on(work, "pipeline.show", opportunity_id=item.id)
    flash(_("The opportunity is added."))
    return answer


@blueprint.route("/opportunities/<int:opportunity_id>/edit", methods=["GET", "POST"])
@needs(Permission.OPPORTUNITY_WRITE)
def edit(opportunity_id: int) -> Answer:
    """Edit an opportunity; a stale save is answered with both texts."""
    item = queries.get_visible(current_user, opportunity_id) or abort(404)
    form = OpportunityForm(item)
    if not form.validate_on_submit():
        return _form_page(form, item), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(current_user, opportunity_id) or abort(404)
            check_version(fresh, form.version.data)
            actions.update(work, fresh, form.changes())
            answer = sent_on(work, "pipeline.show", opportunity_id=opportunity_id)
    except StaleSaveError:
        return _stale_page(opportunity_id, form), 409
    flash(_("Saved."))
    return answer


def _stale_page(opportunity_id: int, form: OpportunityForm) -> str:
    """Show what is saved now beside what was typed; the words stay in the form."""
    item = queries.get_visible(current_user, opportunity_id) or abort(404)
    found = differences(form, OpportunityForm(item, formdata=None))
    form.version.data, form.version.raw_data = item.version, None
    return _form_page(form, item, found)


def _form_page(form: OpportunityForm, item: Opportunity | None, found: list[Difference] | None = None) -> str:
    return render_template("pipeline/edit.html", form=form, item=item, found=found)


@blueprint.post("/opportunities/<int:opportunity_id>/archive")
@needs(Permission.OPPORTUNITY_WRITE)
def archive(opportunity_id: int) -> Answer:
    """Put it aside."""
    change_one(lambda: queries.for_edit(current_user, opportunity_id), actions.archive)
    flash(_("Archived. Board, lists and figures leave it out."))
    return _shown(opportunity_id)


@blueprint.post("/opportunities/<int:opportunity_id>/restore")
@needs(Permission.OPPORTUNITY_WRITE)
def restore(opportunity_id: int) -> Answer:
    """Take it back."""
    change_one(lambda: queries.for_edit(current_user, opportunity_id), actions.restore)
    flash(_("Restored."))
    return _shown(opportunity_id)


def _shown(opportunity_id: int) -> Answer:
    return redirect(url_for("pipeline.show", opportunity_id=opportunity_id), 303)
