"""Who is away: the list, a new absence, its changes."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.calendar import actions, queries
from crm.calendar.forms import AbsenceForm
from crm.calendar.labels import kind_told, may_change
from crm.calendar.models import Absence
from crm.calendar.views.pages import blueprint
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.dates import today_in
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import Difference, differences
from crm.core.once import sent_on

__all__ = ["blueprint"]
Answer = str | Response | tuple[str, int]


@blueprint.get("/calendar/away")
@needs(Permission.TEAM_READ)
def absences() -> str:
    """List who is away now and later."""
    today = today_in(current_user.time_zone)
    return render_template(
        "calendar/away.html", rows=queries.absences(today), today=today,
        told=lambda absence: kind_told(current_user, absence),
        may_change=lambda absence: may_change(current_user, absence.user_id),
    )  # fmt: skip


@blueprint.route("/calendar/away/new", methods=["GET", "POST"])
@needs(Permission.ACCOUNT_USE)
def new_absence() -> Answer:
    """Write down an absence: one's own; partners and administrators anybody's."""
    form = AbsenceForm(current_user)
    if not form.is_submitted():
        form.user_id.data = current_user.id
    if not form.validate_on_submit():
        return _form(form), 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        actions.add_absence(work, form.values())
        answer = sent_on(work, "calendar.absences")
    flash(_("Saved."))
    return answer


@blueprint.route("/calendar/away/<int:absence_id>", methods=["GET", "POST"])
@needs(Permission.ACCOUNT_USE)
def edit_absence(absence_id: int) -> Answer:
    """Change an absence; that of a colleague is not there for whoever may not."""
    absence = _mine(queries.one_absence(absence_id)) or abort(404)
    form = AbsenceForm(current_user, obj=absence)
    if not form.validate_on_submit():
        return _form(form, absence), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id):
            fresh = _locked(absence_id) or abort(404)
            check_version(fresh, form.version.data)
            form.populate_obj(fresh)
    except StaleSaveError:
        absence = _mine(queries.one_absence(absence_id)) or abort(404)
        found = differences(form, AbsenceForm(current_user, formdata=None, obj=absence))
        form.version.data = absence.version
        return _form(form, absence, found), 409
    flash(_("Saved."))
    return redirect(url_for("calendar.absences"), 303)


@blueprint.post("/calendar/away/<int:absence_id>/archive")
@needs(Permission.ACCOUNT_USE)
def archive_absence(absence_id: int) -> Response:
    """Take an absence off the calendars."""
    change_one(lambda: _locked(absence_id), actions.archive)
    flash(_("The absence is archived."))
    return redirect(url_for("calendar.edit_absence", absence_id=absence_id), 303)


@blueprint.post("/calendar/away/<int:absence_id>/restore")
@needs(Permission.ACCOUNT_USE)
def restore_absence(absence_id: int) -> Response:
    """Put it back."""
    change_one(lambda: _locked(absence_id), actions.restore)
    flash(_("The absence is back."))
    return redirect(url_for("calendar.edit_absence", absence_id=absence_id), 303)


def _form(form: AbsenceForm, absence: Absence | None = None, found: list[Difference] | None = None) -> str:
    return render_template("calendar/absence.html", form=form, absence=absence, found=found)


def _mine(absence: Absence | None) -> Absence | None:
    return absence if absence is not None and may_change(current_user, absence.user_id) else None


def _locked(absence_id: int) -> Absence | None:
    return _mine(queries.one_absence(absence_id, lock=True))
