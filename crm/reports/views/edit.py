"""What is written: a report asked for, its plan, a clone, a preview of what is not saved yet."""

import re
from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.clients import queries as client_queries
from crm.clients.models.client import Client
from crm.core.access import needs
from crm.core.dates import today_in
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import Difference, differences
from crm.core.i18n import language
from crm.core.once import sent_on
from crm.indicators.models import Series
from crm.indicators.queries.profile import chosen_for
from crm.reports import actions, rights
from crm.reports import report_queries as queries
from crm.reports.build.asked import Asked
from crm.reports.build.period import Period
from crm.reports.build.plan import ChosenFigure, Plan
from crm.reports.document import Language
from crm.reports.forms.new import ReportForm
from crm.reports.forms.plan import PlanForm
from crm.reports.kinds import KINDS, Kind
from crm.reports.making import asked_of, built_of, draft_of
from crm.reports.models import Report, figures_of
from crm.reports.present import subject_of
from crm.reports.views.pages import Answer, blueprint
from crm.reports.words import WORDS
from crm.reports.writers.html import drawn

__all__ = ["blueprint"]


@blueprint.route("/reports/new", methods=["GET", "POST"])
@needs(Permission.REPORT_WRITE)
def new() -> Answer:
    """Ask for a report: `?kind=` for another than the quarterly one, `?client=<id>` for one client."""
    client, kind = _client_of_address(), KINDS.get(request.args.get("kind") or "quarterly") or abort(404)
    today = today_in(current_user.time_zone)
    form = ReportForm(today, kind, client=client if kind.subject == "client" else None)
    if not form.validate_on_submit():
        return _new_page(form, kind, client), 422 if form.is_submitted() else 200
    about = {"client_id": client.id} if client and kind.subject == "client" else form.about()
    chosen = client or _client(about.get("client_id"))
    period = form.chosen(queries.last_covered(current_user, kind.name, chosen.id) if chosen else None, today)
    if period is None:
        form.period.errors = [_("The last approved report covers the days up to today: choose another period.")]
        return _new_page(form, kind, client), 422
    with unit_of_work(current_user.id) as work:
        fresh = _client(chosen.id) if chosen else None
        about |= {"kind": kind.name, "level": kind.levels[0]}
        speaks = form.language.data or (fresh.report_language if fresh else language())
        report = actions.request_report(work, current_user, about, period, speaks)
        answer = sent_on(work, "reports.show", report_id=report.id)
    flash(_("The report is ready to read."))
    return answer


def _new_page(form: ReportForm, kind: Kind, client: Client | None) -> str:
    return render_template("reports/new.html", form=form, kind=kind, kinds=KINDS, client=client)


def _client(client_id: Any) -> Client | None:
    """Return a visible client; 404 for a stranger's."""
    return client_queries.get_visible(current_user, client_id) or abort(404) if client_id else None


def _client_of_address() -> Client | None:
    """Return the client that the address names; 404 where the reader may not see it."""
    named = request.args.get("client", "")
    if not named:
        return None
    number = int(named) if re.fullmatch(r"[0-9]{1,9}", named) else 0
    return client_queries.get_visible(current_user, number) or abort(404)


@blueprint.route("/reports/<int:report_id>/edit", methods=["GET", "POST"])
@needs(Permission.REPORT_WRITE)
def edit(report_id: int) -> Answer:
    """Choose and write what the report is made of; a stale save is answered with both."""
    report = queries.get_visible(current_user, report_id) or abort(404)
    if request.method == "GET" and not rights.may_edit(current_user, report):
        flash(_("What waits for approval or is approved is not edited: make it a draft again first."))
        return redirect(url_for("reports.show", report_id=report_id), 303)
    form = plan_form(report)
    if not form.validate_on_submit():
        return _edit_page(form, report), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            report = queries.for_edit(current_user, report_id) or abort(404)
            check_version(report, form.version.data)
            _refuse_closed(report)
            actions.update(work, report, form.values())
            answer = sent_on(work, "reports.show", report_id=report_id)
    except StaleSaveError:
        return _stale_page(report_id, form), 409
    flash(_("Saved."))
    return answer


def _refuse_closed(report: Report) -> None:
    """Refuse where it was put before a partner meanwhile."""
    if not rights.may_edit(current_user, report):
        raise StaleSaveError


def plan_form(report: Report, **options: Any) -> PlanForm:
    """Return the builder of a report."""
    return PlanForm(report, KINDS[report.kind], _series(report), language(), **options)


def _series(report: Report) -> list[Series]:
    """Return the series that speak for the report's client."""
    if report.client is None:
        return []
    _profile, chosen = chosen_for(report.client, language())
    return [item.series for item in chosen]


def _stale_page(report_id: int, form: PlanForm) -> str:
    report = queries.get_visible(current_user, report_id) or abort(404)
    found = differences(form, plan_form(report, formdata=None))
    form.version.data, form.version.raw_data = report.version, None
    return _edit_page(form, report, found)


def _edit_page(form: PlanForm, report: Report, found: list[Difference] | None = None) -> str:
    kind = KINDS[report.kind]
    return render_template(
        "reports/edit.html", form=form, report=report, kind=kind, found=found, subject=subject_of(report),
        period=queries.period_of(report).name(language()), labels={part.name: part.label for part in kind.parts},
        levels={part.name: part.levels for part in kind.parts},
    )  # fmt: skip


@blueprint.post("/reports/<int:report_id>/preview")
@needs(Permission.REPORT_WRITE)
def preview(report_id: int) -> Answer:
    """Draw the report as it would be with what is typed now; nothing is saved."""
    report = queries.get_visible(current_user, report_id) or abort(404)
    form = plan_form(report)
    form.validate()
    built = built_of(typed(form, asked_of(report, today_in(current_user.time_zone))), current_user)
    return render_template(
        "reports/_preview.html", document=built.document, sections=drawn(built.document), gaps=built.gaps,
        words=WORDS[built.document.language], may_edit=current_user.may(Permission.ENGAGEMENT_WRITE),
    )  # fmt: skip


def typed(form: PlanForm, saved: Asked) -> Asked:
    """Return what is asked as it is typed; what cannot be read stays as it is saved."""
    values = form.values()
    texts = {name: values.get(name) or "" for name in ("letter", "signed_by", "at_risk", "needed", "planned")}
    level = next((level for level in form.kind.levels if level == values["level"]), saved.plan.level)
    plan = Plan(
        level="internal" if level == "client" and saved.client is None else level,
        sections=tuple(values["sections"].split()), leave_out_empty=bool(values["leave_out_empty"]),
        figures=tuple(ChosenFigure(key, meaning) for key, meaning in figures_of(values.get("figures", ""))), **texts,
    )  # fmt: skip
    speaks: Language = {"en": "en", "es": "es"}.get(values["language"], saved.language)  # type: ignore[assignment]
    start, end = values["period_start"], values["period_end"]
    sound = start is not None and end is not None and not form.period_end.errors
    return replace(
        saved, plan=plan, language=speaks, version=draft_of(saved.today, speaks),
        period=Period(start, end) if sound else saved.period,
    )  # fmt: skip


@blueprint.post("/reports/<int:report_id>/clone")
@needs(Permission.REPORT_WRITE)
def clone(report_id: int) -> Response:
    """Make a new draft with the same subject, period and plan."""
    with unit_of_work(current_user.id) as work:
        report = queries.get_visible(current_user, report_id) or abort(404)
        fresh = actions.request_report(
            work, current_user, actions.copied(report), queries.period_of(report), report.language
        )
        answer = sent_on(work, "reports.edit", report_id=fresh.id)
    flash(_("A copy: set its period, then look at each text."))
    return answer
