"""The clients that an issue touches: shown and written for those alone who may see them."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.clients.page import page_values as client_page
from crm.clients.queries import chosen
from crm.clients.queries import get_full as get_client
from crm.core.access import needs
from crm.core.dates import today_in
from crm.core.db import StaleSaveError, UniqueTakenError, check_version, unit_of_work
from crm.core.forms import BaseForm, differences
from crm.core.i18n import language
from crm.issues import positions, queries
from crm.issues.forms import PositionForm, TouchedForm
from crm.issues.models import Issue, IssueClient
from crm.issues.page import next_date, page_values
from crm.issues.suggest import suggested
from crm.issues.views.pages import blueprint

__all__ = ["blueprint"]
Answer = str | Response | tuple[str, int]


@blueprint.get("/issues/<int:issue_id>/clients")
@needs(Permission.ISSUE_READ)
def show_clients(issue_id: int) -> str:
    """Show whom an issue touches, as far as the reader may see them, and whom it may touch."""
    issue = queries.get(issue_id) or abort(404)
    asked = chosen(current_user, request.args.getlist("client", type=int)[:1], language())
    return _page(issue, TouchedForm(formdata=None, data={"client": [c.id for c in asked]}))


def _page(issue: Issue, form: TouchedForm) -> str:
    may_edit = current_user.may(Permission.ISSUE_WRITE)
    return render_template(
        "issues/clients.html", form=form, positions=queries.positions(current_user, issue.id),
        suggested=suggested(current_user, issue) if may_edit and not issue.archived_at else [],
        **page_values(current_user, issue, "issues.show_clients"),
    )  # fmt: skip


@blueprint.post("/issues/<int:issue_id>/clients/add")
@needs(Permission.ISSUE_WRITE)
def add_client(issue_id: int) -> Answer:
    """Say that an issue touches a client."""
    issue = queries.get(issue_id) or abort(404)
    form = TouchedForm()
    if not form.validate():
        return _page(issue, form), 422
    try:
        with unit_of_work(current_user.id) as work:
            row = positions.add(work, issue_id, form.client.data[0], form.position.data, form.ask.data)
    except UniqueTakenError:
        row = None
    if row is None:
        form.client.errors = [_("This client is on the issue already.")]
        return _page(issue, form), 422
    flash(_("Saved."))
    return redirect(url_for("issues.show_clients", issue_id=issue_id), 303)


@blueprint.route("/issues/<int:issue_id>/clients/<int:client_id>", methods=["GET", "POST"])
@needs(Permission.ISSUE_WRITE)
def edit_client(issue_id: int, client_id: int) -> Answer:
    """Change a client's position; a stale save is answered with both texts."""
    row = queries.position_of(current_user, issue_id, client_id) or abort(404)
    form = PositionForm(row=row)
    if not form.validate_on_submit():
        return _position_page(form, row), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = positions.for_edit(work, current_user, issue_id, client_id) or abort(404)
            check_version(fresh, form.version.data)
            positions.change(work, fresh, form.position.data, form.ask.data)
    except StaleSaveError:
        saved = queries.position_of(current_user, issue_id, client_id) or abort(404)
        found = differences(form, PositionForm(formdata=None, row=saved))
        form.version.data, form.version.raw_data = saved.version, None
        return _position_page(form, saved, found), 409
    flash(_("Saved."))
    return redirect(url_for("issues.show_clients", issue_id=issue_id), 303)


def _position_page(form: PositionForm, row: IssueClient, found: Any = None) -> str:
    issue = queries.get(row.issue_id) or abort(404)
    title = issue.title(language())
    return render_template("issues/position.html", form=form, row=row, issue=issue, title=title, found=found)


@blueprint.post("/issues/<int:issue_id>/clients/<int:client_id>/remove")
@needs(Permission.ISSUE_WRITE)
def remove_client(issue_id: int, client_id: int) -> Response:
    """Take a client off an issue."""
    form = BaseForm()
    try:
        with unit_of_work(current_user.id) as work:
            row = positions.for_edit(work, current_user, issue_id, client_id) or abort(404)
            check_version(row, form.version.data)
            positions.remove(work, row)
    except StaleSaveError:
        abort(409)
    flash(_("The client is taken off the issue."))
    return redirect(url_for("issues.show_clients", issue_id=issue_id), 303)


@blueprint.get("/clients/<int:client_id>/issues")
@needs(Permission.ISSUE_READ)
def of_client(client_id: int) -> str:
    """Show the issues that touch one client, with its position on each."""
    client = get_client(current_user, client_id) or abort(404)
    today = today_in(current_user.time_zone)
    rows = queries.of_client(client_id)
    told = queries.latest_updates([row.issue_id for row in rows])
    return render_template(
        "issues/of_client.html", rows=[(row, next_date(row.issue, today), told.get(row.issue_id)) for row in rows],
        **client_page(current_user, client, "issues.of_client"),
    )  # fmt: skip
