"""Comments on a follow-up: written, corrected and put aside by their author."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import Difference, differences
from crm.core.once import sent_to
from crm.tasks import commenting, queries
from crm.tasks.forms import CommentForm, TaskForm
from crm.tasks.mentions import offered
from crm.tasks.models import TaskComment
from crm.tasks.views.pages import Answer, task_page
from crm.tasks.views.quick import blueprint

__all__ = ["blueprint"]


@blueprint.get("/tasks/<int:task_id>/mentions")
@needs(Permission.TASK_WRITE)
def mentions(task_id: int) -> Response:
    """Answer the list below a comment: colleagues of this name who may see the follow-up."""
    if queries.get_visible(current_user, task_id) is None:
        abort(404)
    found = offered(request.args.get("q", "")[:80], task_id)
    return jsonify(found=[{"id": each.id, "name": each.name} for each in found])


@blueprint.post("/tasks/<int:task_id>/comments")
@needs(Permission.TASK_WRITE)
def comment(task_id: int) -> Answer:
    """Write a comment."""
    task = queries.get_visible(current_user, task_id) or abort(404)
    form = CommentForm(task_id)
    if not form.validate():
        return task_page(task, TaskForm(task, formdata=None), comment_form=form), 422
    with unit_of_work(current_user.id) as work:
        fresh = queries.get_visible(current_user, task_id) or abort(404)
        made = commenting.add(work, current_user, fresh, form.text.data, form.named)
        return sent_to(work, _at(task_id, made.id))


@blueprint.route("/tasks/<int:task_id>/comments/<int:comment_id>/edit", methods=["GET", "POST"])
@needs(Permission.TASK_WRITE)
def edit_comment(task_id: int, comment_id: int) -> Answer:
    """Correct one's own comment; a stale save keeps the words."""
    task = queries.get_visible(current_user, task_id) or abort(404)
    item = commenting.of_author(current_user, task_id, comment_id) or abort(404)
    form = CommentForm(task_id, data={"text": item.text, "version": item.version})
    if not form.validate_on_submit():
        return _edit_page(task, form), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            if queries.get_visible(current_user, task_id) is None:
                abort(404)
            item = commenting.of_author(current_user, task_id, comment_id, lock=True) or abort(404)
            check_version(item, form.version.data)
            commenting.edit(work, current_user, item, form.text.data, form.named)
            return sent_to(work, _at(task_id, comment_id))
    except StaleSaveError:
        return _stale(task_id, comment_id, form), 409


def _stale(task_id: int, comment_id: int, form: CommentForm) -> str:
    task = queries.get_visible(current_user, task_id) or abort(404)
    now = commenting.of_author(current_user, task_id, comment_id) or abort(404)
    found = differences(form, CommentForm(task_id, formdata=None, data={"text": now.text}))
    form.version.data = now.version
    return _edit_page(task, form, found)


def _edit_page(task: Any, form: CommentForm, found: list[Difference] | None = None) -> str:
    return render_template("tasks/comment.html", task=task, comment_form=form, found=found)


@blueprint.post("/tasks/<int:task_id>/comments/<int:comment_id>/archive")
@needs(Permission.TASK_WRITE)
def archive_comment(task_id: int, comment_id: int) -> Response:
    """Take one's own comment off the page."""
    return _change(task_id, comment_id, commenting.archive, _("The comment is archived."))


@blueprint.post("/tasks/<int:task_id>/comments/<int:comment_id>/restore")
@needs(Permission.TASK_WRITE)
def restore_comment(task_id: int, comment_id: int) -> Response:
    """Put one's own comment back."""
    return _change(task_id, comment_id, commenting.restore, _("The comment is back."))


def _change(task_id: int, comment_id: int, act: Callable[[Any, TaskComment], None], said: str) -> Response:
    try:
        with unit_of_work(current_user.id) as work:
            if queries.get_visible(current_user, task_id) is None:
                abort(404)
            item = commenting.of_author(current_user, task_id, comment_id, lock=True) or abort(404)
            check_version(item, request.form.get("version", type=int))
            act(work, item)
    except StaleSaveError:
        abort(409)
    flash(said)
    return redirect(_at(task_id, comment_id), 303)


def _at(task_id: int, comment_id: int) -> str:
    return url_for("tasks.show", task_id=task_id, _anchor=f"comment-{comment_id}")
