"""The dated updates of an issue, and its follow-ups."""

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import unit_of_work
from crm.core.once import sent_on
from crm.issues import actions, queries
from crm.issues.forms import IssueTaskForm, UpdateForm
from crm.issues.page import page_values
from crm.issues.views.clients import blueprint
from crm.issues.views.pages import issue_page

__all__ = ["blueprint"]
Answer = str | Response | tuple[str, int]


@blueprint.get("/issues/<int:issue_id>/updates")
@needs(Permission.ISSUE_READ)
def show_updates(issue_id: int) -> str:
    """Show how an issue stood, day by day."""
    issue = queries.get(issue_id) or abort(404)
    values = page_values(current_user, issue, "issues.show_updates")
    return render_template("issues/updates.html", updates=queries.updates(issue_id), **values)


@blueprint.post("/issues/<int:issue_id>/updates/add")
@needs(Permission.ISSUE_WRITE)
def add_update(issue_id: int) -> Answer:
    """Say how an issue stands now."""
    issue = queries.get(issue_id) or abort(404)
    form = UpdateForm()
    if not form.validate():
        return issue_page(issue, update=form), 422
    with unit_of_work(current_user.id) as work:
        fresh = queries.for_edit(issue_id) or abort(404)
        actions.add_update(work, current_user, fresh, {"colour": form.colour.data, "text": form.text.data})
        answer = sent_on(work, "issues.show", issue_id=issue_id)
    flash(_("The update is added."))
    return answer


@blueprint.post("/issues/<int:issue_id>/tasks")
@needs(Permission.ISSUE_WRITE)
def add_task(issue_id: int) -> Answer:
    """Add a follow-up of an issue."""
    issue = queries.get(issue_id) or abort(404)
    if not current_user.may(Permission.TASK_WRITE):
        abort(403)
    form = IssueTaskForm()
    if not form.validate():
        return issue_page(issue, task=form), 422
    with unit_of_work(current_user.id) as work:
        fresh = queries.for_edit(issue_id) or abort(404)
        values = {name: value for name, value in form.values().items() if value is not None}
        actions.add_task(work, current_user, fresh, values)
        answer = sent_on(work, "issues.show", issue_id=issue_id)
    flash(_("The follow-up is added."))
    return answer
