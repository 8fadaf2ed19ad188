"""The list, the page and the form of issues."""

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.accounts.queries import people_by_id
from crm.clients.options import sectors as sector_choices
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import differences
from crm.core.i18n import language
from crm.core.once import sent_on
from crm.core.page import drawn_panels
from crm.issues import actions, history, listed, naming, queries
from crm.issues.columns import load
from crm.issues.forms import IssueForm, IssueTaskForm, UpdateForm
from crm.issues.labels import COLOURS, KINDS
from crm.issues.models import Issue
from crm.issues.page import page_values
from crm.lists.exports import export_list
from crm.lists.state import open_list, opening, remember

blueprint = Blueprint("issues", __name__)
Answer = str | AnyResponse | tuple[str, int]


@blueprint.get("/issues")
@needs(Permission.ISSUE_READ)
def index() -> Answer:
    """List the issues; without a query, as the reader's default view has it."""
    state = open_list(current_user, listed.LIST, request.args)
    if url := opening(state):
        return redirect(url)
    remember(listed.LIST.page)
    wanted = listed.read_filter(request.args)
    page = listed.page_of(wanted, request.args.get("after"), language())
    owners = {key: user.name for key, user in people_by_id().items() if user.may(Permission.ISSUE_WRITE)}
    sectors = {int(choice.value): choice.label for choice in sector_choices(language())}
    return render_template(
        "issues/list.html", page=page, wanted=wanted, state=state, chips=listed.chips(wanted, owners, sectors),
        beside=load(current_user, state.columns, page.rows) if page.rows else {}, kinds=KINDS, colours=COLOURS,
        states=listed.state_choices(), deadlines=listed.DEADLINES, sorts=listed.SORT_LABELS, owners=owners,
        sectors=sectors, clashing=queries.clashing(current_user, [issue.id for issue in page.rows]),
        may_edit=current_user.may(Permission.ISSUE_WRITE),
    )  # fmt: skip


@blueprint.post("/issues/export")
@needs(Permission.RECORD_EXPORT)
def export() -> AnyResponse:
    """Send the filtered list as CSV or XLSX; a long one is made in the background."""
    return export_list(current_user, listed.LIST, request.form)


@blueprint.get("/issues/pick")
@needs(Permission.ISSUE_READ)
def pick() -> Response:
    """Answer a picker: at most ten issues for what was typed."""
    found = naming.choices(request.args.get("q", ""))
    return jsonify(found=[{"id": c.id, "name": c.name, "place": c.place} for c in found])


@blueprint.get("/issues/<int:issue_id>")
@needs(Permission.ISSUE_READ)
def show(issue_id: int) -> str:
    """Show an issue: how it stands, what it is about, whom it touches."""
    return issue_page(queries.get(issue_id) or abort(404))


def issue_page(issue: Issue, update: UpdateForm | None = None, task: IssueTaskForm | None = None) -> str:
    """Draw the overview of an issue; the small forms keep what was typed in them."""
    return render_template(
        "issues/show.html", update_form=update or UpdateForm(formdata=None, data={"colour": issue.colour or "green"}),
        task_form=task or IssueTaskForm(formdata=None, data={"assignee_id": current_user.id}),
        task_open=task is not None, updates=queries.updates(issue.id, queries.NEWEST),
        positions=queries.positions(current_user, issue.id), tasks=queries.follow_ups(current_user, issue.id),
        may_add_task=current_user.may(Permission.TASK_WRITE) and current_user.may(Permission.ISSUE_WRITE),
        may_tick=current_user.may(Permission.TASK_WRITE),
        **drawn_panels("issue", current_user, issue), **page_values(current_user, issue, "issues.show"),
    )  # fmt: skip


@blueprint.get("/issues/<int:issue_id>/history")
@needs(Permission.ISSUE_READ)
def show_history(issue_id: int) -> str:
    """Show who changed what, in words."""
    issue = queries.get(issue_id) or abort(404)
    before = request.args.get("before", "")
    start = int(before) if before.isdecimal() and len(before) < 10 else None  # noqa: PLR2004
    told, older = history.trail(current_user, issue_id, start)
    values = page_values(current_user, issue, "issues.show_history")
    return render_template("issues/history.html", told=told, before=older, **values)


@blueprint.route("/issues/new", methods=["GET", "POST"])
@needs(Permission.ISSUE_WRITE)
def new() -> Answer:
    """Add an issue."""
    form = IssueForm(data={"owner_id": current_user.id})
    if not form.validate_on_submit():
        return _form_page(form, None), 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        issue_id = actions.create(work, current_user, form.changes()).id
        answer = sent_on(work, "issues.show", issue_id=issue_id)
    flash(_("The issue is added."))
    return answer


@blueprint.route("/issues/<int:issue_id>/edit", methods=["GET", "POST"])
@needs(Permission.ISSUE_WRITE)
def edit(issue_id: int) -> Answer:
    """Change an issue; a stale save is answered with both texts."""
    issue = queries.get(issue_id) or abort(404)
    form = IssueForm(issue=issue)
    if not form.validate_on_submit():
        return _form_page(form, issue), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(issue_id) or abort(404)
            check_version(fresh, form.version.data)
            actions.update(work, fresh, form.changes())
            answer = sent_on(work, "issues.show", issue_id=issue_id)
    except StaleSaveError:
        return _stale(issue_id, form)
    flash(_("Saved."))
    return answer


def _form_page(form: IssueForm, issue: Issue | None) -> str:
    return render_template("issues/edit.html", form=form, issue=issue, speaks=language(), found=None)


def _stale(issue_id: int, form: IssueForm) -> Answer:
    saved = queries.get(issue_id) or abort(404)
    found = differences(form, IssueForm(formdata=None, issue=saved))
    form.version.data, form.version.raw_data = saved.version, None
    return render_template("issues/edit.html", form=form, issue=saved, speaks=language(), found=found), 409


@blueprint.post("/issues/<int:issue_id>/archive")
@needs(Permission.ISSUE_WRITE)
def archive(issue_id: int) -> AnyResponse:
    """Archive an issue: it leaves the lists, nothing is lost."""
    change_one(lambda: queries.for_edit(issue_id), actions.archive)
    flash(_("The issue is archived."))
    return redirect(url_for("issues.show", issue_id=issue_id), 303)


@blueprint.post("/issues/<int:issue_id>/restore")
@needs(Permission.ISSUE_WRITE)
def restore(issue_id: int) -> AnyResponse:
    """Put an archived issue back."""
    change_one(lambda: queries.for_edit(issue_id), actions.restore)
    flash(_("The issue is back in the lists."))
    return redirect(url_for("issues.show", issue_id=issue_id), 303)
