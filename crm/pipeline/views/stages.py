"""Settings of the stages: titles, order, probability, archive; an open stage may be added."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.audit.queries import history as trail_of
from crm.audit.words import describe
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import differences
from crm.core.once import sent_on
from crm.pipeline import stage_actions as actions
from crm.pipeline.labels import STAGE_KINDS
from crm.pipeline.models import Stage
from crm.pipeline.stage_forms import StageForm
from crm.pipeline.stage_queries import all_stages, get_stage
from crm.pipeline.views.figures import blueprint
from crm.tasks.history import instants

__all__ = ["blueprint"]
Answer = str | Response | tuple[str, int]

LABELS = {
    "title_en": _l("Title in English"), "title_es": _l("Title in Spanish"), "probability": _l("Probability in percent"),
    "position": _l("Order"), "archived_at": _l("Archived"), "code": _l("Code"), "kind": _l("Kind"),
    "es_ours": _l("Translated by us"),
}  # fmt: skip


@blueprint.get("/settings/stages")
@needs(Permission.SETTINGS_READ)
def stages() -> str:
    """List the stages in the firm's order, archived ones last."""
    rows = sorted(all_stages(), key=lambda stage: stage.archived_at is not None)
    used = [stage.id for stage in rows if stage.archived_at is None]
    may_edit = current_user.may(Permission.SETTINGS_WRITE)
    return render_template("pipeline/stages.html", rows=rows, used=used, kinds=STAGE_KINDS, may_edit=may_edit)


@blueprint.route("/settings/stages/new", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
def new_stage() -> Answer:
    """Add an open stage."""
    form = StageForm()
    if not form.validate_on_submit():
        return _page(form, None), 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        actions.add(work, form.values())
        answer = sent_on(work, "pipeline.stages")
    flash(_("The stage is added."))
    return answer


@blueprint.route("/settings/stages/<int:stage_id>", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
def edit_stage(stage_id: int) -> Answer:
    """Change a stage; a stale save is answered with both texts."""
    stage = get_stage(stage_id) or abort(404)
    form = StageForm(stage)
    if not form.validate_on_submit():
        return _page(form, stage), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = get_stage(stage_id, lock=True) or abort(404)
            check_version(fresh, form.version.data)
            actions.update(work, fresh, form.values())
            answer = sent_on(work, "pipeline.stages")
    except StaleSaveError:
        stage = get_stage(stage_id) or abort(404)
        found = differences(form, StageForm(stage, formdata=None))
        form.version.data, form.version.raw_data = stage.version, None
        return _page(form, stage, found), 409
    flash(_("The stage is saved."))
    return answer


def _page(form: StageForm, stage: Stage | None, found: Any = None) -> str:
    trail = trail_of("pipeline_stage", stage.id, request.args.get("before", type=int)) if stage else None
    words = {"archived_at": lambda values: instants(values, current_user),
             "kind": lambda values: {value: str(STAGE_KINDS.get(value, value)) for value in values}}  # fmt: skip
    return render_template(
        "pipeline/stage.html", form=form, item=stage, found=found,
        told=describe(trail.rows, LABELS, words) if trail else [], before=trail.before if trail else None,
    )  # fmt: skip


@blueprint.post("/settings/stages/<int:stage_id>/up")
@needs(Permission.SETTINGS_WRITE)
def raise_stage(stage_id: int) -> Response:
    """Move a stage one place up."""
    return _shift(stage_id, -1)


@blueprint.post("/settings/stages/<int:stage_id>/down")
@needs(Permission.SETTINGS_WRITE)
def lower_stage(stage_id: int) -> Response:
    """Move a stage one place down."""
    return _shift(stage_id, 1)


def _shift(stage_id: int, by: int) -> Response:
    change_one(lambda: get_stage(stage_id), lambda work, stage: actions.shift(work, stage, by))
    flash(_("The order is saved."))
    return redirect(url_for("pipeline.stages", _anchor=f"stage-{stage_id}"), 303)


@blueprint.post("/settings/stages/<int:stage_id>/archive")
@needs(Permission.SETTINGS_WRITE)
def archive_stage(stage_id: int) -> Response:
    """Offer a stage no longer; its history stays."""
    try:
        change_one(lambda: get_stage(stage_id), actions.archive)
        flash(_("The stage is archived. Its history stays."))
    except actions.NeededStageError as reason:
        flash(str(reason), "error")
    return redirect(url_for("pipeline.stages"), 303)


@blueprint.post("/settings/stages/<int:stage_id>/restore")
@needs(Permission.SETTINGS_WRITE)
def restore_stage(stage_id: int) -> Response:
    """Offer an archived stage again."""
    change_one(lambda: get_stage(stage_id, lock=True), actions.restore)
    flash(_("The stage is offered again."))
    return redirect(url_for("pipeline.stages"), 303)
