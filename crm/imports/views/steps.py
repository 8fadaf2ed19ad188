"""The steps of an import: how its file is read, what its columns hold, the run."""

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import unit_of_work
from crm.imports import actions, queries
from crm.imports.forms import ReadingForm, read_columns
from crm.imports.kinds import import_kinds
from crm.imports.matching import digest
from crm.imports.models import ImportBatch
from crm.imports.page import columns_step, columns_values, file_of, reading_values
from crm.imports.reading import answered, looked_at, questions
from crm.imports.settings import choices_of
from crm.imports.views.batches import Answer, blueprint

__all__ = ["blueprint"]
#: States in which one may still go back and choose otherwise.
OPEN = ("uploaded", "read", "checked")


@blueprint.route("/imports/<int:batch_id>/reading", methods=["GET", "POST"])
@needs(Permission.RECORD_IMPORT)
def reading(batch_id: int) -> Answer:
    """Choose how the file is read; the button "Look" shows it so without keeping it."""
    batch = _open(batch_id)
    with file_of(batch) as stream:
        look = looked_at(stream)
        chosen = choices_of(batch.settings).reading if batch.settings else None
        form = ReadingForm(look, chosen)
        sound = request.method == "POST" and form.validate()
        values = reading_values(batch, look, form, stream, form.settings(look) if sound else chosen)
    if not sound or values["problem"] or "look" in request.form:
        status = 422 if request.method == "POST" and (not sound or values["problem"]) else 200
        return render_template("imports/reading.html", **values), status
    with unit_of_work(current_user.id) as work:
        batch = _for_step(batch_id)
        actions.set_reading(work, batch, form.settings(look), values["read"].heading)
    return redirect(url_for("imports.columns", batch_id=batch_id), 303)


@blueprint.route("/imports/<int:batch_id>/columns", methods=["GET", "POST"])
@needs(Permission.RECORD_IMPORT)
def columns(batch_id: int) -> Answer:
    """Choose what each column holds, answer what the file leaves open, and have every row checked."""
    batch = _open(batch_id)
    if not batch.settings:
        return redirect(url_for("imports.reading", batch_id=batch_id))
    step = columns_step(batch)
    if request.method == "GET":
        return render_template("imports/columns.html", **columns_values(batch, step, step.mapping, step.choices))
    found = read_columns(request.form, step.fields, len(step.read.heading), step.choices)
    choices, still_open = answered(questions(step.read, step.fields, found.mapping), found.choices)
    if found.problems or still_open or "look" in request.form:
        values = columns_values(batch, step, found.mapping, found.choices, found.problems)
        return render_template("imports/columns.html", told=True, **values), 200 if "look" in request.form else 422
    with unit_of_work(current_user.id) as work:
        actions.set_columns(work, _for_step(batch_id), found.mapping, choices, digest(step.read.heading))
    return redirect(url_for("imports.show", batch_id=batch_id), 303)


@blueprint.post("/imports/<int:batch_id>/run")
@needs(Permission.RECORD_IMPORT)
def run(batch_id: int) -> AnyResponse:
    """Write the checked rows, in the background; a second click does nothing more."""
    with unit_of_work(current_user.id) as work:
        batch = queries.for_edit(current_user, batch_id) or abort(404)
        if batch.state == "checked" and _may_step(batch):
            actions.begin(work, batch, actions.RUN)
    return redirect(url_for("imports.show", batch_id=batch_id), 303)


def _open(batch_id: int) -> ImportBatch:
    """Return an import whose steps are still open; another state sends to its page."""
    batch = queries.get_visible(current_user, batch_id) or abort(404)
    if not _may_step(batch):
        abort(redirect(url_for("imports.show", batch_id=batch_id), 303))
    return batch


def _for_step(batch_id: int) -> ImportBatch:
    batch = queries.for_edit(current_user, batch_id) or abort(404)
    if not _may_step(batch):
        abort(409)
    return batch


def _may_step(batch: ImportBatch) -> bool:
    """A dry run that broke off or was stopped may be begun anew, too."""
    if not current_user.may(Permission(import_kinds()[batch.kind].permission)):
        abort(403)
    return batch.state in OPEN or (batch.state == "checking" and batch.job is not None and batch.job.over)
