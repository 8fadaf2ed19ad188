"""The small forms that put a follow-up off, give it away, or say whom it waits for."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from crm.accounts.permissions import Permission
from crm.accounts.queries import people_by_id
from crm.core.access import needs
from crm.core.dates import long_date, today_in
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import BaseForm
from crm.core.i18n import language
from crm.tasks import handing, queries
from crm.tasks.back import back_path
from crm.tasks.forms import DelegateForm, SnoozeForm, TaskForm, WaitForm
from crm.tasks.models import Task
from crm.tasks.views.pages import Answer, task_page
from crm.tasks.views.ticks import blueprint

__all__ = ["blueprint"]
#: What the buttons of a row say instead of a day.
AHEAD = {"tomorrow": 1, "week": 7}


@blueprint.post("/tasks/<int:task_id>/snooze")
@needs(Permission.TASK_WRITE)
def snooze(task_id: int) -> Answer:
    """Say nothing of it before a day: `until`, or `ahead` (tomorrow, week); neither ends it."""
    form = SnoozeForm()
    today = today_in(current_user.time_zone)
    ahead = AHEAD.get(request.form.get("ahead", ""))
    until = today + timedelta(days=ahead) if ahead else form.until.data
    if form.validate() and until is not None and until <= today:
        form.until.errors = [_("Choose a day that is to come.")]
    if form.until.errors:
        return _refused(task_id, form)
    said = _("Put off until %(day)s.", day=long_date(until, language())) if until else _("Not put off any more.")
    return _change(task_id, form, said, handing.snooze, until)


@blueprint.post("/tasks/<int:task_id>/delegate")
@needs(Permission.TASK_WRITE)
def delegate(task_id: int) -> Answer:
    """Give it to a colleague; it stays among what the giver waits for."""
    task = queries.get_visible(current_user, task_id) or abort(404)
    form = DelegateForm(task)
    if not form.validate():
        return _refused(task_id, form)
    said = _("Given to %(name)s.", name=people_by_id()[form.to.data].name)
    return _change(task_id, form, said, handing.delegate, form.to.data)


@blueprint.post("/tasks/<int:task_id>/wait")
@needs(Permission.TASK_WRITE)
def wait(task_id: int) -> Answer:
    """Say whom or what it waits for, and since when; empty words end it."""
    form = WaitForm()
    if not form.validate():
        return _refused(task_id, form)
    whom, since = form.waiting_for.data, form.waiting_since.data or today_in(current_user.time_zone)
    said = _("Waiting for %(whom)s.", whom=whom) if whom else _("It waits for nobody any more.")
    return _change(task_id, form, said, handing.wait, whom, since)


def _refused(task_id: int, form: BaseForm) -> Answer:
    task: Task = queries.get_visible(current_user, task_id) or abort(404)
    return task_page(task, TaskForm(task, formdata=None), small=form), 422


def _change(
    task_id: int, form: BaseForm, said: str, act: Callable[..., None], *more: str | int | date | None
) -> Answer:
    """Run one small change; when somebody changed the follow-up meanwhile, show it first."""
    try:
        with unit_of_work(current_user.id) as work:
            _run(work, task_id, form, act, *more)
    except StaleSaveError:
        now = queries.get_visible(current_user, task_id) or abort(404)
        return task_page(now, TaskForm(now, formdata=None), tick_lost=True), 409
    flash(said)
    return redirect(back_path(url_for("tasks.show", task_id=task_id)), 303)


def _run(work: Session, task_id: int, form: BaseForm, act: Callable[..., None], *more: Any) -> None:
    task = queries.for_edit(current_user, task_id) or abort(404)
    check_version(task, form.version.data)
    act(work, current_user, task, *more)
