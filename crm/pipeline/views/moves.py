"""What moves an opportunity: to another stage, to "not won" with its reason, to a signature with its mandate."""

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.dates import today_in
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import BaseForm
from crm.core.i18n import language
from crm.core.once import sent_on
from crm.mandates.forms import MandateForm
from crm.pipeline import actions, queries
from crm.pipeline.forms import LostForm
from crm.pipeline.models import Opportunity, Stage
from crm.pipeline.stages import stages
from crm.pipeline.views.board import Answer
from crm.pipeline.views.pages import blueprint, opportunity_page
from crm.tasks.back import back_path
from crm.tasks.forms import MatterTaskForm

__all__ = ["blueprint"]

#: Stages that ask for more than the move: their pages.
ASKS = {"lost": "pipeline.lose", "signed": "pipeline.sign"}


@blueprint.post("/opportunities/<int:opportunity_id>/move")
@needs(Permission.OPPORTUNITY_WRITE)
def move(opportunity_id: int) -> Any:
    """Move an opportunity to a stage; one that asks for more leads to its page. A script is answered in JSON."""
    stage = _stage(request.form.get("stage_id", type=int))
    item = queries.get_visible(current_user, opportunity_id) or abort(404)
    asks = ASKS.get(stage.kind)
    if asks and not (stage.kind == "signed" and item.mandate_id):
        return redirect(url_for(asks, opportunity_id=opportunity_id, stage=stage.id), 303)
    form = BaseForm()
    try:
        with unit_of_work(current_user.id) as work:
            actions.move(work, current_user, _held(opportunity_id, form), stage)
    except StaleSaveError:
        return _lost_race(opportunity_id)
    said = _("%(what)s: now “%(stage)s”.", what=item.title, stage=stage.title(language()))
    if _by_script():
        return jsonify(said=said)
    flash(said)
    return redirect(back_path(url_for("pipeline.show", opportunity_id=opportunity_id)), 303)


@blueprint.route("/opportunities/<int:opportunity_id>/not-won", methods=["GET", "POST"])
@needs(Permission.OPPORTUNITY_WRITE)
def lose(opportunity_id: int) -> Answer:
    """Ask why an opportunity was not won, and move it there."""
    item, stage = _asked(opportunity_id, "lost")
    form = LostForm(data={"version": item.version, "lost_reason": item.lost_reason, "lost_note": item.lost_note})
    if not form.validate_on_submit():
        return _lost_page(form, item, stage), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = _held(opportunity_id, form)
            actions.move(work, current_user, fresh, stage, reason=form.lost_reason.data, note=form.lost_note.data or "")
            answer = sent_on(work, "pipeline.show", opportunity_id=opportunity_id)
    except StaleSaveError:
        item = queries.get_visible(current_user, opportunity_id) or abort(404)
        form.version.data, form.version.raw_data = item.version, None
        return _lost_page(form, item, stage, changed=True), 409
    flash(_("Not won. The reason is kept for the figures."))
    return answer


def _lost_page(form: LostForm, item: Opportunity, stage: Stage, **more: Any) -> str:
    return render_template("pipeline/lose.html", form=form, item=item, stage=stage, **more)


@blueprint.route("/opportunities/<int:opportunity_id>/sign", methods=["GET", "POST"])
@needs(Permission.OPPORTUNITY_WRITE)
def sign(opportunity_id: int) -> Answer:
    """Sign an opportunity: what was agreed becomes a mandate."""
    if not current_user.may(Permission.MANDATE_WRITE):
        abort(403)
    item, stage = _asked(opportunity_id, "signed")
    if item.mandate_id:
        return redirect(url_for("mandates.show", mandate_id=item.mandate_id), 303)
    form = MandateForm(client_id=item.client_id, data=_agreed(item))
    if not form.validate_on_submit():
        return _sign_page(form, item, stage), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            mandate = actions.sign(work, current_user, _held(opportunity_id, form), stage, form.changes())
            answer = sent_on(work, "mandates.show", mandate_id=mandate.id)
    except StaleSaveError:
        item = queries.get_visible(current_user, opportunity_id) or abort(404)
        form.version.data, form.version.raw_data = item.version, None
        return _sign_page(form, item, stage, changed=True), 409
    flash(_("Signed. This is the mandate: say what it is to reach."))
    return answer


def _agreed(item: Opportunity) -> dict[str, Any]:
    """Return what the form of the mandate starts with."""
    today = today_in(current_user.time_zone)
    return {
        "version": item.version, "title": item.title, "service_line_id": item.service_line_id, "scope": item.notes,
        "lead_id": item.account_lead_id, "starts_on": today, "signed_on": today, "fee_basis": item.fee_basis or "fixed",
        "fee_amount": item.value_amount, "fee_currency": item.value_currency or "USD",
    }  # fmt: skip


def _sign_page(form: MandateForm, item: Opportunity, stage: Stage, **more: Any) -> str:
    return render_template("pipeline/sign.html", form=form, item=item, stage=stage, **more)


@blueprint.post("/opportunities/<int:opportunity_id>/tasks")
@needs(Permission.OPPORTUNITY_WRITE)
def add_task(opportunity_id: int) -> Answer:
    """Add a follow-up of an opportunity."""
    item = queries.get_visible(current_user, opportunity_id) or abort(404)
    if not current_user.may(Permission.TASK_WRITE):
        abort(403)
    form = MatterTaskForm([item.client_id])
    if not form.validate():
        return opportunity_page(item, task=form), 422
    with unit_of_work(current_user.id) as work:
        fresh = queries.for_edit(current_user, opportunity_id) or abort(404)
        actions.add_task(work, current_user, fresh, form.changes())
        answer = sent_on(work, "pipeline.show", opportunity_id=opportunity_id)
    flash(_("The follow-up is added."))
    return answer


def _held(opportunity_id: int, form: BaseForm) -> Opportunity:
    """Return the opportunity to move, held; an archived one is nobody's to move. Raises StaleSaveError."""
    fresh = queries.for_edit(current_user, opportunity_id) or abort(404)
    check_version(fresh, form.version.data)
    if fresh.archived_at is not None:
        raise StaleSaveError
    return fresh


def _asked(opportunity_id: int, kind: str) -> tuple[Opportunity, Stage]:
    item = queries.get_visible(current_user, opportunity_id) or abort(404)
    if item.archived_at is not None:
        abort(409)
    wanted = request.args.get("stage", type=int)
    fitting = [stage for stage in stages() if stage.kind == kind]
    if not fitting:
        abort(404)
    return item, next((stage for stage in fitting if stage.id == wanted), fitting[0])


def _stage(stage_id: int | None) -> Stage:
    return next((stage for stage in stages() if stage.id == stage_id), None) or abort(404)


def _lost_race(opportunity_id: int) -> Any:
    item = queries.get_visible(current_user, opportunity_id) or abort(404)
    if _by_script():
        said = _(
            "Somebody changed this opportunity meanwhile: the board shows it as it is now. Move it again if need be."
        )
        return jsonify(said=said), 409
    return opportunity_page(item, changed=True), 409


def _by_script() -> bool:
    return request.headers.get("X-Requested-With") == "fetch"
