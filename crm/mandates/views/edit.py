"""A mandate added and edited, with the words of a lost race kept; its small changes."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.clients.queries import chosen
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.dates import today_in
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import Difference, differences
from crm.core.i18n import language
from crm.core.once import sent_on
from crm.mandates import actions, queries
from crm.mandates.forms import EndForm, MandateForm
from crm.mandates.models import Mandate
from crm.mandates.views.pages import Answer, blueprint, mandate_page
from crm.tasks.forms import MatterTaskForm

__all__ = ["blueprint"]


@blueprint.route("/mandates/new", methods=["GET", "POST"])
@needs(Permission.MANDATE_WRITE)
def new() -> Answer:
    """Add a mandate that came without an opportunity, by `?client=<id>` for one client."""
    form = MandateForm(data=_prefilled(request.args.get("client", 0, type=int)))
    if not form.validate_on_submit():
        return _form_page(form, None), 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        mandate = actions.add(work, current_user, client_id=form.client.data[0], values=form.changes())
        answer = sent_on(work, "mandates.show", mandate_id=mandate.id)
    flash(_("The mandate is added: say what it is to reach."))
    return answer


def _prefilled(client_id: int) -> dict[str, Any]:
    found = chosen(current_user, [client_id], language()) if client_id else []
    today = today_in(current_user.time_zone)
    return {"client": [each.id for each in found], "lead_id": current_user.id, "starts_on": today, "signed_on": today}


@blueprint.route("/mandates/<int:mandate_id>/edit", methods=["GET", "POST"])
@needs(Permission.MANDATE_WRITE)
def edit(mandate_id: int) -> Answer:
    """Edit a mandate; a stale save is answered with both texts."""
    mandate = queries.get_visible(current_user, mandate_id) or abort(404)
    form = MandateForm(mandate)
    if not form.validate_on_submit():
        return _form_page(form, mandate), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(current_user, mandate_id) or abort(404)
            check_version(fresh, form.version.data)
            actions.update(work, fresh, form.changes())
            answer = sent_on(work, "mandates.show", mandate_id=mandate_id)
    except StaleSaveError:
        return _stale_page(mandate_id, form), 409
    flash(_("Saved."))
    return answer


def _stale_page(mandate_id: int, form: MandateForm) -> str:
    """Show what is saved now beside what was typed; the words stay in the form."""
    mandate = queries.get_visible(current_user, mandate_id) or abort(404)
    found = differences(form, MandateForm(mandate, formdata=None))
    form.version.data, form.version.raw_data = mandate.version, None
    return _form_page(form, mandate, found)


def _form_page(form: MandateForm, mandate: Mandate | None, found: list[Difference] | None = None) -> str:
    return render_template("mandates/edit.html", form=form, mandate=mandate, found=found)


@blueprint.route("/mandates/<int:mandate_id>/end", methods=["GET", "POST"])
@needs(Permission.MANDATE_WRITE)
def end(mandate_id: int) -> Answer:
    """Ask when and why a mandate ends."""
    mandate = queries.get_visible(current_user, mandate_id) or abort(404)
    form = EndForm(data={"ended_on": mandate.ends_on or today_in(current_user.time_zone), "version": mandate.version})
    if not form.validate_on_submit():
        return _end_page(form, mandate), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(current_user, mandate_id) or abort(404)
            check_version(fresh, form.version.data)
            actions.end(work, fresh, form.ended_on.data, form.end_reason.data)
            answer = sent_on(work, "mandates.show", mandate_id=mandate_id)
    except StaleSaveError:
        mandate = queries.get_visible(current_user, mandate_id) or abort(404)
        form.version.data, form.version.raw_data = mandate.version, None
        return _end_page(form, mandate, changed=True), 409
    flash(_("The mandate has ended."))
    return answer


def _end_page(form: EndForm, mandate: Mandate, **more: Any) -> str:
    return render_template("mandates/end.html", form=form, mandate=mandate, **more)


@blueprint.post("/mandates/<int:mandate_id>/pause")
@needs(Permission.MANDATE_WRITE)
def pause(mandate_id: int) -> Answer:
    """Let it rest."""
    return _changed(mandate_id, actions.pause, _("The mandate rests."))


@blueprint.post("/mandates/<int:mandate_id>/resume")
@needs(Permission.MANDATE_WRITE)
def resume(mandate_id: int) -> Answer:
    """Let it go on."""
    return _changed(mandate_id, actions.resume, _("The mandate goes on."))


@blueprint.post("/mandates/<int:mandate_id>/archive")
@needs(Permission.MANDATE_WRITE)
def archive(mandate_id: int) -> Answer:
    """Put it aside."""
    return _changed(mandate_id, actions.archive, _("Archived. Lists, panels and key dates leave it out."))


@blueprint.post("/mandates/<int:mandate_id>/restore")
@needs(Permission.MANDATE_WRITE)
def restore(mandate_id: int) -> Answer:
    """Take it back."""
    return _changed(mandate_id, actions.restore, _("Restored."))


def _changed(mandate_id: int, act: Callable[..., None], said: str) -> Answer:
    change_one(lambda: queries.for_edit(current_user, mandate_id), act)
    flash(said)
    return redirect(url_for("mandates.show", mandate_id=mandate_id), 303)


@blueprint.post("/mandates/<int:mandate_id>/tasks")
@needs(Permission.MANDATE_WRITE)
def add_task(mandate_id: int) -> Answer:
    """Add a follow-up of a mandate."""
    mandate = queries.get_visible(current_user, mandate_id) or abort(404)
    if not current_user.may(Permission.TASK_WRITE):
        abort(403)
    form = MatterTaskForm([mandate.client_id])
    if not form.validate():
        return mandate_page(mandate, task=form), 422
    with unit_of_work(current_user.id) as work:
        fresh = queries.for_edit(current_user, mandate_id) or abort(404)
        actions.add_task(work, current_user, fresh, form.changes())
        answer = sent_on(work, "mandates.show", mandate_id=mandate_id)
    flash(_("The follow-up is added."))
    return answer
