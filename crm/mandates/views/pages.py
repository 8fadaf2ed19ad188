"""What is read of mandates: the list, one of them, its files and history."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.audit.queries import history as trail_of
from crm.audit.words import describe
from crm.core.access import needs
from crm.core.dates import today_in
from crm.core.page import drawn_panels
from crm.files.page import files_values
from crm.lists.exports import export_list
from crm.lists.state import open_list, opening, remember
from crm.mandates import history as words
from crm.mandates import listed, queries
from crm.mandates.columns import load
from crm.mandates.forms import lead_choices
from crm.mandates.health import facts
from crm.mandates.labels import STATES
from crm.mandates.models import Mandate
from crm.mandates.names import names_for
from crm.mandates.page import page_values
from crm.mandates.parts import PARTS
from crm.reference.queries import service_lines_by_id
from crm.tasks.forms import MatterTaskForm

blueprint = Blueprint("mandates", __name__)
Answer = str | Response | tuple[str, int]


@blueprint.get("/mandates")
@needs(Permission.MANDATE_READ)
def index() -> Answer:
    """List mandates: active ones by their renewal, or as the filter asks."""
    state = open_list(current_user, listed.LIST, request.args)
    if url := opening(state):
        return redirect(url)
    remember(listed.LIST.page)
    wanted = listed.read_filter(request.args)
    page = listed.page_of(current_user, wanted, request.args.get("after"))
    name = listed.client_name(current_user, wanted)
    return render_template(
        "mandates/list.html", page=page, wanted=wanted, state=state, chips=listed.chips(wanted, name), client_name=name,
        beside=load(current_user, state.columns, page.rows) if page.rows else {}, states=STATES, due=listed.DUE,
        leads=dict(lead_choices(wanted.lead)), sorts=listed.SORT_LABELS,
        may_edit=current_user.may(Permission.MANDATE_WRITE),
    )  # fmt: skip


@blueprint.post("/mandates/export")
@needs(Permission.RECORD_EXPORT)
def export() -> Response:
    """Send the filtered list as CSV or XLSX; a long one is made in the background."""
    return export_list(current_user, listed.LIST, request.form)


@blueprint.get("/mandates/<int:mandate_id>")
@needs(Permission.MANDATE_READ)
def show(mandate_id: int) -> str:
    """Show a mandate, so that its reader knows whether we do what they pay for."""
    return mandate_page(queries.get_visible(current_user, mandate_id) or abort(404))


def mandate_page(mandate: Mandate, task: MatterTaskForm | None = None, **more: Any) -> str:
    """Draw the page of a mandate (`queries.get_visible`); `task` has the words of a follow-up that was refused."""
    rows, today = queries.rows_of(mandate.id), today_in(current_user.time_zone)
    return render_template(
        "mandates/show.html", rows=rows, health=facts(mandate, rows, today),
        names=names_for(current_user, mandate, rows), parts=PARTS, today=today,
        months=listed.hours_by_month(rows["time"]),
        tasks=queries.follow_ups(current_user, mandate.id),
        task_form=task or MatterTaskForm(formdata=None, data={"assignee_id": current_user.id}),
        task_open=task is not None, may_tick=current_user.may(Permission.TASK_WRITE),
        service=service_lines_by_id().get(mandate.service_line_id or 0), **more,
        **drawn_panels("mandate", current_user, mandate), **page_values(current_user, mandate, "mandates.show"),
    )  # fmt: skip


@blueprint.get("/mandates/<int:mandate_id>/files")
@needs(Permission.FILE_READ)
def show_files(mandate_id: int) -> str:
    """Show the files of a mandate."""
    mandate = queries.get_visible(current_user, mandate_id) or abort(404)
    return render_template(
        "mandates/files.html",
        **files_values(current_user, "mandate", mandate_id, request.args),
        **page_values(current_user, mandate, "mandates.show_files"),
    )


@blueprint.get("/mandates/<int:mandate_id>/history")
@needs(Permission.MANDATE_READ)
def show_history(mandate_id: int) -> str:
    """Show who changed what, in words."""
    mandate = queries.get_visible(current_user, mandate_id) or abort(404)
    trail = trail_of("mandate", mandate.id, request.args.get("before", type=int))
    told = describe(trail.rows, words.LABELS, words.resolvers(current_user))
    values = page_values(current_user, mandate, "mandates.show_history")
    return render_template("mandates/history.html", told=told, before=trail.before, **values)
