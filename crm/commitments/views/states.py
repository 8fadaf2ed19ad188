"""The small forms of a commitment: kept, not kept, released, open again, archived, restored."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.commitments import actions, queries
from crm.commitments.forms.one import SettleForm
from crm.commitments.labels import state_labels
from crm.commitments.views.edit import blueprint
from crm.commitments.views.pages import Answer, commitment_page
from crm.core.access import needs
from crm.core.dates import today_in
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.tasks.back import back_path

__all__ = ["blueprint"]


@blueprint.post("/commitments/<int:commitment_id>/keep")
@needs(Permission.COMMITMENT_WRITE)
def keep(commitment_id: int) -> Answer:
    """Say that it was kept, today or on the day given, and return to the page that held it."""
    return _settle(commitment_id, "kept")


@blueprint.post("/commitments/<int:commitment_id>/not-kept")
@needs(Permission.COMMITMENT_WRITE)
def not_kept(commitment_id: int) -> Answer:
    """Say that it was not kept."""
    return _settle(commitment_id, "not_kept")


@blueprint.post("/commitments/<int:commitment_id>/release")
@needs(Permission.COMMITMENT_WRITE)
def release(commitment_id: int) -> Answer:
    """Say that it does not bind any more; the reason is required."""
    return _settle(commitment_id, "released")


@blueprint.post("/commitments/<int:commitment_id>/reopen")
@needs(Permission.COMMITMENT_WRITE)
def reopen(commitment_id: int) -> Answer:
    """Let it be open again."""
    return _change(commitment_id, SettleForm(), _("Open again."), actions.reopen)


@blueprint.post("/commitments/<int:commitment_id>/archive")
@needs(Permission.COMMITMENT_WRITE)
def archive(commitment_id: int) -> Answer:
    """Put it aside."""
    return _change(commitment_id, SettleForm(), _("Archived. Lists, panels and rates leave it out."), actions.archive)


@blueprint.post("/commitments/<int:commitment_id>/restore")
@needs(Permission.COMMITMENT_WRITE)
def restore(commitment_id: int) -> Answer:
    """Take it back."""
    return _change(commitment_id, SettleForm(), _("Restored."), actions.restore)


def _settle(commitment_id: int, state: str) -> Answer:
    form = SettleForm()
    sound = form.validate()
    if state == "released" and not form.reason.data:
        form.reason.errors = [*form.reason.errors, _("Say why it does not bind any more.")]
        sound = False
    if not sound:
        item = queries.get_visible(current_user, commitment_id) or abort(404)
        return commitment_page(item, form), 422
    day = form.settled_on.data or today_in(current_user.time_zone)
    said = f"{state_labels()[state]}."
    return _change(commitment_id, form, said, actions.settle, state, day, form.reason.data or "")


def _change(commitment_id: int, form: SettleForm, said: str, act: Callable[..., None], *more: Any) -> Answer:
    """Run one small change; when somebody saved meanwhile, show it as it is now with what was typed."""
    try:
        with unit_of_work(current_user.id) as work:
            item = queries.for_edit(current_user, commitment_id) or abort(404)
            check_version(item, request.form.get("version", type=int))
            act(work, item, *more)
    except StaleSaveError:
        item = queries.get_visible(current_user, commitment_id) or abort(404)
        return commitment_page(item, form, changed=True), 409
    flash(said)
    return redirect(back_path(url_for("commitments.show", commitment_id=commitment_id)), 303)
