"""Imports as their author sees them: the list, a new one, where one stands, the file of its rest."""

from flask import Blueprint, Response, abort, redirect, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import unit_of_work
from crm.core.i18n import language
from crm.core.once import sent_on
from crm.files.one import RefusedFileError
from crm.files.receiving import takes_files
from crm.imports import actions, queries
from crm.imports.forms import StartForm
from crm.imports.kinds import allowed_kinds, import_kinds
from crm.imports.page import may_undo, mine_with_kinds, result_of, undo_until
from crm.imports.receiving import receive
from crm.imports.rest import rest_file
from crm.imports.words import OUTCOME_KINDS, OUTCOMES, UNDONE, UNDONE_ROWS

blueprint = Blueprint("imports", __name__)
Answer = str | AnyResponse | tuple[str, int]


@blueprint.get("/imports")
@needs(Permission.RECORD_IMPORT)
def index() -> str:
    """List the reader's own imports, the newest first."""
    return render_template("imports/index.html", **mine_with_kinds(current_user, request.args.get("after")))


@blueprint.route("/imports/new", methods=["GET", "POST"])
@needs(Permission.RECORD_IMPORT)
@takes_files
def new() -> Answer:
    """Take a file."""
    form, status = StartForm(allowed_kinds(current_user)), 200
    if request.method == "GET":
        form.kind.data = request.args.get("kind", form.kind.data)
    elif form.validate():
        try:
            received = receive(form.file.data)
        except RefusedFileError as error:
            form.file.errors, status = [str(error)], error.status
        else:
            with unit_of_work(current_user.id) as work:
                batch = actions.add(work, current_user, form.kind.data, form.preset.data or "", received)
                return sent_on(work, "imports.reading", batch_id=batch.id)
    else:
        status = 422
    return render_template("imports/new.html", form=form), status


@blueprint.get("/imports/<int:batch_id>")
@needs(Permission.RECORD_IMPORT)
def show(batch_id: int) -> Answer:
    """Show where an import stands."""
    batch = queries.get_visible(current_user, batch_id) or abort(404)
    if batch.state in {"uploaded", "read"}:
        return redirect(url_for("imports.columns" if batch.state == "read" else "imports.reading", batch_id=batch_id))
    at_work = batch.state in actions.STATES.values()
    return render_template(
        "imports/work.html" if at_work else "imports/result.html",
        batch=batch, label=import_kinds()[batch.kind].label, may_undo=may_undo(batch), until=undo_until(batch),
        result=None if at_work else result_of(batch, request.args), outcomes=OUTCOMES, kinds=OUTCOME_KINDS,
        undone_words=UNDONE, undone_rows=UNDONE_ROWS,
    )  # fmt: skip


@blueprint.get("/imports/<int:batch_id>/rest")
@needs(Permission.RECORD_IMPORT)
def rest(batch_id: int) -> Response:
    """Send the rows that did not come in, each with where it stood and why."""
    batch = queries.get_visible(current_user, batch_id) or abort(404)
    if batch.state not in {"checked", "done", "undone"} or batch.removed_at:
        abort(409)
    name = _("rest-of-import-%(number)s.csv", number=batch.id)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_with_context(rest_file(batch, language())), mimetype="text/csv", headers=headers)
