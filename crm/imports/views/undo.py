"""The undoing of imports: of one, or of several together."""

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import unit_of_work
from crm.imports import actions, queries
from crm.imports.page import may_undo
from crm.imports.together import in_order, together
from crm.imports.views.batches import Answer
from crm.imports.views.steps import blueprint

__all__ = ["blueprint"]


@blueprint.post("/imports/<int:batch_id>/undo")
@needs(Permission.RECORD_IMPORT)
def undo(batch_id: int) -> AnyResponse:
    """Undo an import, in the background: what was edited since is kept."""
    with unit_of_work(current_user.id) as work:
        batch = queries.for_edit(current_user, batch_id) or abort(404)
        if may_undo(batch):
            actions.begin_undo(work, [batch])
    return redirect(url_for("imports.show", batch_id=batch_id), 303)


@blueprint.route("/imports/undo", methods=["GET", "POST"])
@needs(Permission.RECORD_IMPORT)
def undo_several() -> Answer:
    """Say what the undoing of the chosen imports would do; undo them, the newest first, by one job."""
    ids = {int(each) for each in request.values.getlist("batch") if each.isascii() and each.isdigit()}
    batches = queries.several(current_user, ids)
    if len(batches) != len(ids):
        abort(404)
    found = together(current_user, batches)
    if request.method == "GET" or not found.batches:
        status = 200 if request.method == "GET" else 409
        return render_template("imports/undo.html", found=found, chosen=bool(ids)), status
    with unit_of_work(current_user.id) as work:
        actions.begin_undo(work, in_order(current_user, queries.several_for_edit(current_user, ids)))
    return redirect(url_for("imports.index"), 303)
