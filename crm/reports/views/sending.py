"""Hands the approved version to people: who, how, with which words."""

from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.accounts.queries import people_by_id
from crm.core.access import needs
from crm.core.db import unit_of_work
from crm.core.once import sent_on
from crm.reports import report_queries as queries
from crm.reports import rights, sending
from crm.reports.addresses import Addressee, addressees
from crm.reports.brand import may_attach
from crm.reports.forms.small import SendForm
from crm.reports.models import Report, ReportVersion
from crm.reports.present import subject_of
from crm.reports.views.pages import Answer
from crm.reports.views.states import blueprint
from crm.reports.visibility import may_read

__all__ = ["blueprint"]


@blueprint.route("/reports/<int:report_id>/send", methods=["GET", "POST"])
@needs(Permission.REPORT_WRITE)
def send(report_id: int) -> Answer:
    """Choose to whom the approved version goes, and send it."""
    report, version = _approved(report_id)
    if version is None:
        flash(_("Only an approved version is sent."))
        return redirect(url_for("reports.show", report_id=report_id), 303)
    known = addressees(current_user, report)
    form = SendForm([(key, _told(each)) for key, each in known.items()], files=may_attach())
    if not form.validate_on_submit() or not _may_have(form, version, known):
        page = render_template(
            "reports/send.html", form=form, report=report, version=version, known=known, subject=subject_of(report)
        )
        return page, 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        report, version = _approved(report_id)
        if version is None:
            abort(409)
        chosen = [known[key] for key in form.people.data]
        rows = sending.send(work, current_user, version, chosen, way=form.way.data, words=form.words.data or "")
        answer = sent_on(work, "reports.show", report_id=report_id)
    flash(ngettext("%(num)s message is in the outbox.", "%(num)s messages are in the outbox.", len(rows)))
    return answer


def _approved(report_id: int) -> tuple[Report, ReportVersion | None]:
    """Return a visible report with its approved version; None where none may be sent by this reader."""
    report = queries.get_visible(current_user, report_id) or abort(404)
    if not rights.may_send(current_user, report):
        return report, None
    newest = queries.newest_version(report.id, "approved")
    return report, queries.readable_version(current_user, newest.id) if newest is not None else None


def _may_have(form: SendForm, version: ReportVersion, known: Mapping[str, Addressee]) -> bool:
    """Refuse those of us who may not see every record in it, by name."""
    ours, team = [known[key] for key in form.people.data if known[key].user_id], people_by_id()
    closed = [each.name for each in ours if not may_read(team[each.user_id or 0], version.records)]
    if closed:
        form.people.errors = [_("They may not see everything in it: %(names)s.", names=", ".join(closed))]
    return not closed


def _told(each: Addressee) -> str:
    return " · ".join(part for part in (each.name, each.detail, each.address) if part)
