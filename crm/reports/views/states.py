"""The buttons of a report: asked for, approved, sent back, made a draft again, archived, restored."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.change import change_as_it_stands
from crm.core.db import StaleSaveError
from crm.reports import actions, rights
from crm.reports import report_queries as queries
from crm.reports.files import MOST_IN_FILE
from crm.reports.forms.small import SendBackForm
from crm.reports.making import freeze, make, stopping
from crm.reports.models import Report, ReportVersion
from crm.reports.views.edit import blueprint
from crm.reports.views.pages import Answer, report_page

__all__ = ["blueprint"]


@blueprint.post("/reports/<int:report_id>/ask")
@needs(Permission.REPORT_WRITE)
def ask(report_id: int) -> Answer:
    """Freeze it as the next version and put it before the partners."""
    report = queries.get_visible(current_user, report_id) or abort(404)
    # Built before the transaction that writes: nobody waits behind it.
    built = make(report, current_user, most=MOST_IN_FILE)
    made = freeze(built, queries.next_number(report.id))
    if stopping(built.gaps):
        return report_page(report, refused=_("It can't be put before a partner yet: first see what is missing.")), 422
    said = _("It waits for the approval of a partner.")
    return _change(
        report, rights.may_ask, said, lambda work, found: actions.ask_for_approval(work, current_user, found, made)
    )


@blueprint.post("/reports/<int:report_id>/approve")
@needs(Permission.REPORT_DECIDE)
def approve(report_id: int) -> Answer:
    """Approve the waiting version: what was frozen, whatever the records say by now."""
    report = queries.get_visible(current_user, report_id) or abort(404)
    said = _("Approved: it can be sent. Its file is being made and kept.")
    return _change(
        report, rights.may_decide, said,
        lambda work, found: actions.approve(work, current_user, found, _waiting(found)),
    )  # fmt: skip


@blueprint.post("/reports/<int:report_id>/send-back")
@needs(Permission.REPORT_DECIDE)
def send_back(report_id: int) -> Answer:
    """Send it back with a word why."""
    report, form = queries.get_visible(current_user, report_id) or abort(404), SendBackForm()
    if not form.validate():
        return report_page(report, form), 422
    reason, said = form.reason.data, _("Sent back to who prepared it.")
    return _change(
        report, rights.may_decide, said,
        lambda work, found: actions.send_back(work, current_user, found, _waiting(found), reason), form,
    )  # fmt: skip


def _waiting(report: Report) -> ReportVersion:
    """Return the version that waits; 404 where this partner may not read all of it."""
    found = queries.newest_version(report.id, "waiting")
    if found is None:
        raise StaleSaveError
    return queries.readable_version(current_user, found.id) or abort(404)


@blueprint.post("/reports/<int:report_id>/reopen")
@needs(Permission.REPORT_WRITE)
def reopen(report_id: int) -> Answer:
    """Make it a draft again; an approved version stays what it is."""
    report = queries.get_visible(current_user, report_id) or abort(404)
    return _change(report, rights.may_reopen, _("It is a draft again."), actions.reopen)


@blueprint.post("/reports/<int:report_id>/archive")
@needs(Permission.REPORT_WRITE)
def archive(report_id: int) -> Answer:
    """Put it aside."""
    report = queries.get_visible(current_user, report_id) or abort(404)
    return _change(report, rights.may_archive, _("Archived. Lists leave it out."), actions.archive)


@blueprint.post("/reports/<int:report_id>/restore")
@needs(Permission.REPORT_WRITE)
def restore(report_id: int) -> Answer:
    """Take it back."""
    report = queries.get_visible(current_user, report_id) or abort(404)
    return _change(report, rights.may_archive, _("Restored."), actions.restore)


def _change(
    report: Report, may: Callable[[Any, Report], bool], said: str, act: Callable[[Session, Report], Any],
    form: SendBackForm | None = None,
) -> Answer:  # fmt: skip
    """Make one small change; where it can't be made as things stand now, show them so, with what was typed."""
    if not change_as_it_stands(lambda: queries.for_edit(current_user, report.id), may, act):
        report = queries.get_visible(current_user, report.id) or abort(404)
        return report_page(report, form, changed=True), 409
    flash(said)
    return redirect(url_for("reports.show", report_id=report.id), 303)
