"""The small forms of a follow-up: done, reopen, archive, restore."""

from collections.abc import Callable

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.dates import long_date
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.i18n import language
from crm.tasks import actions, queries
from crm.tasks.back import back_path
from crm.tasks.forms import TaskForm
from crm.tasks.models import Task
from crm.tasks.views.pages import blueprint, task_page

__all__ = ["blueprint"]


@blueprint.post("/tasks/<int:task_id>/done")
@needs(Permission.TASK_WRITE)
def done(task_id: int) -> Response | tuple[str, int]:
    """Tick a follow-up off and return to the page that held it."""
    return _change(task_id, actions.complete, _("Done: %(title)s"))


@blueprint.post("/tasks/<int:task_id>/reopen")
@needs(Permission.TASK_WRITE)
def reopen(task_id: int) -> Response | tuple[str, int]:
    """Open a follow-up again."""
    return _change(task_id, actions.reopen, _("Open again: %(title)s"))


@blueprint.post("/tasks/<int:task_id>/archive")
@needs(Permission.TASK_WRITE)
def archive(task_id: int) -> Response | tuple[str, int]:
    """Put a follow-up aside."""
    return _change(task_id, actions.archive, _("Archived: %(title)s"))


@blueprint.post("/tasks/<int:task_id>/restore")
@needs(Permission.TASK_WRITE)
def restore(task_id: int) -> Response | tuple[str, int]:
    """Take an archived follow-up back."""
    return _change(task_id, actions.restore, _("Restored: %(title)s"))


def _change(task_id: int, act: Callable[..., Task | None], said: str) -> Response | tuple[str, int]:
    """Run one small change; when somebody changed the follow-up meanwhile, show it first."""
    try:
        with unit_of_work(current_user.id) as work:
            task = queries.for_edit(current_user, task_id) or abort(404)
            check_version(task, _version())
            made = act(work, current_user, task)
    except StaleSaveError:
        now = queries.get_visible(current_user, task_id) or abort(404)
        return task_page(now, TaskForm(now, formdata=None), tick_lost=True), 409
    flash(said % {"title": task.title})
    if made is not None:
        flash(next_words(made))
    return redirect(back_path(url_for("tasks.show", task_id=task_id)), 303)


def next_words(made: Task) -> str:
    """Return when it comes again, and how many days of its rule had passed meanwhile."""
    day = long_date(made.due_on, language()) if made.due_on else ""
    if made.rule_missed:
        return str(ngettext(
            "It comes again on %(day)s; %(num)s day that had passed was left out.",
            "It comes again on %(day)s; %(num)s days that had passed were left out.", made.rule_missed, day=day,
        ))  # fmt: skip
    return str(_("It comes again on %(day)s.", day=day))


def _version() -> int | None:
    """Return the version that the page was opened on; None (no check) where none was sent."""
    return request.form.get("version", type=int)
