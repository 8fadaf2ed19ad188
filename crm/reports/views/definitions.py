"""Definitions: a report that is made again and again."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.dates import today_in
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import Difference, differences
from crm.core.i18n import LANGUAGE_LABELS
from crm.core.once import sent_on
from crm.reports import actions, report_queries
from crm.reports import definition_queries as queries
from crm.reports.forms.new import PRESETS, SINCE, SINCE_LABEL, period_named
from crm.reports.forms.small import DefinitionForm
from crm.reports.kinds import KINDS
from crm.reports.models import ReportDefinition
from crm.reports.present import subject_of
from crm.reports.views.pages import Answer
from crm.reports.views.shared import blueprint

__all__ = ["blueprint"]


@blueprint.get("/reports/definitions")
@needs(Permission.REPORT_READ)
def definitions() -> str:
    """List the definitions that the reader may see."""
    rows = [(each, subject_of(each)) for each in queries.in_use(current_user)]
    return render_template(
        "reports/definitions.html", rows=rows, kinds=KINDS, languages=LANGUAGE_LABELS,
        periods=PRESETS | {SINCE: SINCE_LABEL}, may_write=current_user.may(Permission.REPORT_WRITE),
    )  # fmt: skip


@blueprint.route("/reports/<int:report_id>/define", methods=["GET", "POST"])
@needs(Permission.REPORT_WRITE)
def define(report_id: int) -> Answer:
    """Keep a report as a definition."""
    report = report_queries.get_visible(current_user, report_id) or abort(404)
    form = DefinitionForm(today_in(current_user.time_zone), about=KINDS[report.kind].subject)
    if not form.validate_on_submit():
        page = render_template("reports/define.html", form=form, report=report, subject=subject_of(report))
        return page, 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        report = report_queries.get_visible(current_user, report_id) or abort(404)
        actions.define(
            work, current_user, report, form.name.data, form.period.data, scheduled=bool(form.scheduled.data)
        )
        answer = sent_on(work, "reports.definitions")
    flash(_("The definition is saved."))
    return answer


@blueprint.route("/reports/definitions/<int:definition_id>", methods=["GET", "POST"])
@needs(Permission.REPORT_WRITE)
def edit_definition(definition_id: int) -> Answer:
    """Rename a definition, set its period and schedule; a stale save is answered with both."""
    found = queries.get_visible(current_user, definition_id) or abort(404)
    form = _form(found)
    if not form.validate_on_submit():
        return _page(form, found), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(current_user, definition_id) or abort(404)
            check_version(fresh, form.version.data)
            actions.redefine(work, fresh, form.values())
    except StaleSaveError:
        found = queries.get_visible(current_user, definition_id) or abort(404)
        told = differences(form, _form(found, formdata=None))
        form.version.data, form.version.raw_data = found.version, None
        return _page(form, found, told), 409
    flash(_("Saved."))
    return redirect(url_for("reports.definitions"), 303)


def _form(found: ReportDefinition, **options: None) -> DefinitionForm:
    return DefinitionForm(today_in(current_user.time_zone), about=KINDS[found.kind].subject, obj=found, **options)


def _page(form: DefinitionForm, found: ReportDefinition, told: list[Difference] | None = None) -> str:
    return render_template(
        "reports/edit_definition.html", form=form, definition=found, found=told, subject=subject_of(found)
    )


@blueprint.post("/reports/definitions/<int:definition_id>/report")
@needs(Permission.REPORT_WRITE)
def make_from(definition_id: int) -> Answer:
    """Make a draft from a definition, of the period counted from today."""
    today = today_in(current_user.time_zone)
    with unit_of_work(current_user.id) as work:
        found = queries.get_visible(current_user, definition_id) or abort(404)
        covered = report_queries.last_covered(current_user, found.kind, found.client_id) if found.client_id else None
        period = period_named(found.period, today, covered)
        if period is None:
            flash(_("The last approved report covers the days up to today: choose another period."))
            return redirect(url_for("reports.definitions"), 303)
        report = actions.made_by(work, current_user, found, period)
        answer = sent_on(work, "reports.edit", report_id=report.id)
    flash(_("The draft is made. Look at each text before it goes out."))
    return answer


@blueprint.post("/reports/definitions/<int:definition_id>/archive")
@needs(Permission.REPORT_WRITE)
def archive_definition(definition_id: int) -> Answer:
    """Put a definition aside: it makes no more reports."""
    change_one(lambda: queries.for_edit(current_user, definition_id), actions.put_aside)
    flash(_("Archived: it makes no more reports."))
    return redirect(url_for("reports.definitions"), 303)
