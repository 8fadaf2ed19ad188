"""Lists of follow-ups and the page of one: shown, added, edited."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.accounts.queries import names_by_id
from crm.audit.queries import history
from crm.audit.words import describe
from crm.core.access import needs
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import BaseForm, Difference, differences
from crm.core.once import sent_on, sent_to
from crm.core.page import drawn_panels
from crm.lists.exports import export_list
from crm.lists.state import open_list, opening, remember
from crm.tasks import actions, listed, queries
from crm.tasks import history as words
from crm.tasks.back import back_path
from crm.tasks.commenting import latest
from crm.tasks.forms import CommentForm, DelegateForm, SnoozeForm, TaskForm, WaitForm
from crm.tasks.models import Task

blueprint = Blueprint("tasks", __name__)
Answer = str | Response | tuple[str, int]
#: The form's field for each kind of record that a follow-up belongs to.
FIELDS = {"client": "clients", "institution": "institutions", "person": "people"}


@blueprint.get("/tasks")
@needs(Permission.TASK_READ)
def index() -> Answer:
    """List follow-ups: one's own, everybody's, those that one waits for, or those that are done."""
    state = open_list(current_user, listed.LIST, request.args)
    if url := opening(state):
        return redirect(url)
    remember(listed.LIST.page)
    wanted = listed.read_filter(request.args)
    page = listed.page_of(current_user, wanted, request.args.get("after"))
    return render_template(
        "tasks/index.html", page=page, tasks=page.rows, show=wanted.show, wanted=wanted, state=state,
        chips=listed.chips(wanted), colleagues=names_by_id(), dues=listed.DUE, put_off=listed.PUT_OFF,
        may_edit=current_user.may(Permission.TASK_WRITE), menu=current_user.may(Permission.TASK_WRITE),
    )  # fmt: skip


@blueprint.post("/tasks/export")
@needs(Permission.RECORD_EXPORT)
def export() -> Response:
    """Send the filtered list as CSV or XLSX; a long one is made in the background."""
    return export_list(current_user, listed.LIST, request.form)


def tasks_of(rows: Sequence[Any]) -> list[Task]:
    """Return the records of a page's rows."""
    return [row.Task for row in rows]


@blueprint.route("/tasks/new", methods=["GET", "POST"])
@needs(Permission.TASK_WRITE)
def new() -> str | Response | tuple[str, int]:
    """Add a follow-up, by `?client=<id>` for one client (`institution`, `person`: likewise)."""
    form = TaskForm(data=_prefilled())
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("tasks/new.html", form=form, back=_back()), status
    with unit_of_work(current_user.id) as work:
        task = actions.create(work, current_user, form.values())
        answer = sent_to(work, back_path(url_for("tasks.show", task_id=task.id)))
    flash(_("Follow-up added: %(title)s", title=task.title))
    return answer


def _prefilled() -> dict[str, Any]:
    asked = {place: request.args.get(place, type=int) for place in queries.PLACES}
    values = {FIELDS[place]: [record_id] for place, record_id in asked.items() if record_id}
    if queries.hidden_clients(current_user, values.get("clients", [])):
        del values["clients"]
    return {"assignee_id": current_user.id} | values


def _back() -> str:
    for place in queries.PLACES:
        if record_id := request.args.get(place, type=int):
            named: dict[str, Any] = {f"{place}_id": record_id}
            return request.form.get("back") or url_for(f"tasks.of_{place}", **named)
    return request.form.get("back") or ""


@blueprint.get("/tasks/<int:task_id>")
@needs(Permission.TASK_READ)
def show(task_id: int) -> str:
    """Show one follow-up; those who may write get it as a form."""
    task = queries.get_visible(current_user, task_id) or abort(404)
    return task_page(task, TaskForm(task, formdata=None))


@blueprint.post("/tasks/<int:task_id>")
@needs(Permission.TASK_WRITE)
def save(task_id: int) -> Response | tuple[str, int]:
    """Save a follow-up; words that lost a race stay in the form."""
    task = queries.get_visible(current_user, task_id) or abort(404)
    form = TaskForm(task)
    if not form.validate():
        return task_page(task, form), 422
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(current_user, task_id) or abort(404)
            check_version(fresh, form.version.data)
            actions.update(work, current_user, fresh, form.values())
            answer = sent_on(work, "tasks.show", task_id=task_id)
    except StaleSaveError:
        return stale_page(task_id, form), 409
    flash(_("Saved."))
    return answer


def stale_page(task_id: int, form: TaskForm) -> str:
    """Show what is saved now beside what was typed."""
    task = queries.get_visible(current_user, task_id) or abort(404)
    found = differences(form, TaskForm(task, formdata=None))
    form.version.data = task.version
    return task_page(task, form, found=found)


def task_page(
    task: Task, form: TaskForm, found: list[Difference] | None = None, *, tick_lost: bool = False,
    small: BaseForm | None = None, comment_form: CommentForm | None = None,
) -> str:  # fmt: skip
    """Draw the page of one follow-up; `small` is the form of a button that was refused."""
    trail = history("task", task.id, request.args.get("before", type=int))
    may_edit = current_user.may(Permission.TASK_WRITE)
    values = {
        "task": task, "form": form, "found": found, "tick_lost": tick_lost, "may_edit": may_edit,
        "names": names_by_id(), "panels": drawn_panels("task", current_user, task), "comments": latest(task.id),
        "comment_form": comment_form or CommentForm(task.id, formdata=None), "before": trail.before,
        "beside": queries.beside(current_user, task.id) if task.rule else {},
        "told": describe(trail.rows, words.LABELS, words.resolvers(current_user)),
    }  # fmt: skip
    return render_template("tasks/show.html", **values, **(small_forms(task, small) if may_edit else {}))


def small_forms(task: Task, refused: BaseForm | None) -> dict[str, BaseForm]:
    """Return the forms of the buttons: the refused one with its words, the others as the follow-up is."""
    data = {name: getattr(task, name) for name in ("waiting_for", "waiting_since", "version")}
    made: tuple[BaseForm, ...] = (
        SnoozeForm(formdata=None, data={"until": task.snoozed_until, "version": task.version}),
        DelegateForm(task, formdata=None, data={"version": task.version}),
        WaitForm(formdata=None, data=data),
    )
    names = ("snooze_form", "delegate_form", "wait_form")
    return {
        name: refused if refused is not None and type(refused) is type(form) else form
        for name, form in zip(names, made, strict=True)
    }
