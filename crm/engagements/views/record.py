"""What a record tells beyond its form: requests and letters answered, files marked, who took part and as what."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import Difference, differences, optional_int
from crm.engagements import actions, parties
from crm.engagements.forms import PlanForm
from crm.engagements.models import Engagement
from crm.engagements.parties_forms import PartiesForm
from crm.engagements.queries import one
from crm.engagements.record_words import MARKS
from crm.engagements.views.pages import engagement_page
from crm.engagements.views.states import blueprint, change

__all__ = ["blueprint"]


@blueprint.post("/engagements/<int:engagement_id>/plan")
@needs(Permission.ENGAGEMENT_WRITE)
def plan(engagement_id: int) -> Response | tuple[str, int]:
    """Say when a requested engagement will be."""
    item = one.get_visible(current_user, engagement_id) or abort(404)
    form = PlanForm(item)
    if not form.validate():
        return engagement_page(item, plan=form), 422
    lost = change(engagement_id, actions.plan, form.starts_wall.data, form.zone.data)
    if lost:
        return lost
    flash(_("Planned."))
    return redirect(url_for("engagements.show", engagement_id=engagement_id), 303)


@blueprint.post("/engagements/<int:engagement_id>/answered")
@needs(Permission.ENGAGEMENT_WRITE)
def answered(engagement_id: int) -> Response | tuple[str, int]:
    """Say that the reply to a letter is here."""
    lost = change(engagement_id, actions.answered)
    if lost:
        return lost
    flash(_("Answered. If the reply is a letter, log it too: received, with its own number."))
    return redirect(url_for("engagements.show", engagement_id=engagement_id), 303)


@blueprint.post("/engagements/<int:engagement_id>/mark")
@needs(Permission.ENGAGEMENT_WRITE)
def mark_file(engagement_id: int) -> Response | tuple[str, int]:
    """Say that a file of an engagement is the stamped receipt or the minutes; an empty mark takes it back."""
    mark = request.form.get("mark", "")
    with unit_of_work(current_user.id) as work:
        item = one.for_edit(current_user, engagement_id) or abort(404)
        row = one.file_row(item.id, _number(request.form.get("file_id")))
        if row is not None:
            actions.mark_file(work, item, row, mark if mark in MARKS else "")
    if row is None:
        seen = one.get_visible(current_user, engagement_id) or abort(404)
        return engagement_page(seen, told=_("Choose a file of this engagement.")), 422
    flash(_("File marked.") if mark in MARKS else _("The file is no longer marked."))
    return redirect(url_for("engagements.show", engagement_id=engagement_id) + "#files", 303)


@blueprint.route("/engagements/<int:engagement_id>/parties", methods=["GET", "POST"])
@needs(Permission.ENGAGEMENT_WRITE)
def edit_parties(engagement_id: int) -> str | Response | tuple[str, int]:
    """Edit what each of us did and for how long, and the official class of those met."""
    item = one.get_visible(current_user, engagement_id) or abort(404)
    form = PartiesForm(item)
    if not form.validate_on_submit():
        return _parties_page(form, item), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = one.for_edit(current_user, engagement_id) or abort(404)
            check_version(fresh, form.version.data)
            parties.set_facts(work, fresh, form.ours_by_id(), form.theirs_by_id(item))
    except StaleSaveError:
        item = one.get_visible(current_user, engagement_id) or abort(404)
        found = differences(form, PartiesForm(item, formdata=None))
        form.version.data = item.version
        return _parties_page(form, item, found), 409
    flash(_("Saved."))
    return redirect(url_for("engagements.show", engagement_id=engagement_id), 303)


def _parties_page(form: PartiesForm, item: Engagement, found: list[Difference] | None = None) -> str:
    ours = {str(link.user_id): link for link in item.consultants}
    theirs = {str(link.person_id): link for link in item.persons}
    return render_template("engagements/parties.html", form=form, item=item, found=found, ours=ours, theirs=theirs)


def _number(text: Any) -> int:
    try:
        return optional_int(text) or 0
    except ValueError:
        return 0
