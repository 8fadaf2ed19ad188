"""Speaks HTTP for reports: the list, a new one, one on screen, as PDF and as CSV."""

import re

from flask import Blueprint, Response, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.clients import queries as client_queries
from crm.clients.models.client import Client
from crm.core.access import needs
from crm.core.dates import today_in
from crm.core.db import db, unit_of_work
from crm.core.i18n import LANGUAGE_LABELS, language, spoken
from crm.core.once import sent_on
from crm.core.text import fold
from crm.reports import actions, queries
from crm.reports.build.facts import MOST_CSV_ROWS, MOST_ROWS, Facts, gather
from crm.reports.build.quarterly import document_of
from crm.reports.build.readiness import gaps
from crm.reports.build.table import write_engagements
from crm.reports.forms import ReportForm
from crm.reports.models import Report
from crm.reports.words import WORDS
from crm.reports.writers.html import drawn
from crm.reports.writers.pdf import write_pdf

blueprint = Blueprint("reports", __name__)


@blueprint.get("/reports")
@needs(Permission.REPORT_READ)
def index() -> str:
    """List the reports that the reader may see, the newest first."""
    client_id = request.args.get("client", type=int)
    page = queries.page(current_user, client_id, request.args.get("after"))
    return render_template(
        "reports/index.html", page=page,
        lines=[(row.Report, queries.period_of(row.Report).name(language())) for row in page.rows],
        client_id=client_id, clients=queries.clients_with_reports(current_user), languages=LANGUAGE_LABELS,
        may_write=current_user.may(Permission.REPORT_WRITE),
    )  # fmt: skip


@blueprint.route("/reports/new", methods=["GET", "POST"])
@needs(Permission.REPORT_WRITE)
def new() -> str | AnyResponse | tuple[str, int]:
    """Ask for a report, by `?client=<id>` for one client."""
    client = _client_of_address()
    form = ReportForm(today_in(current_user.time_zone), client=client)
    if not form.validate_on_submit():
        return render_template("reports/new.html", form=form, client=client), 422 if form.is_submitted() else 200
    period = form.chosen()
    with unit_of_work(current_user.id) as work:
        wanted = client.id if client else form.client_id.data[0]
        fresh = client_queries.get_visible(current_user, wanted) or abort(404)
        report = actions.request_report(
            work, client_id=fresh.id, start=period.start, end=period.end,
            language=form.language.data or fresh.report_language, prepared_by_id=current_user.id,
        )  # fmt: skip
        answer = sent_on(work, "reports.show", report_id=report.id)
    flash(_("The report is ready to read."))
    return answer


def _client_of_address() -> Client | None:
    """Return the client that the address names; 404 where the reader may not see it."""
    named = request.args.get("client", "")
    if not named:
        return None
    number = int(named) if re.fullmatch(r"[0-9]{1,9}", named) else 0
    return client_queries.get_visible(current_user, number) or abort(404)


@blueprint.get("/reports/<int:report_id>")
@needs(Permission.REPORT_READ)
def show(report_id: int) -> str:
    """Show what is still missing, and the report as it stands."""
    report, facts = _facts(report_id)
    document = document_of(facts)
    return render_template(
        "reports/show.html", report=report, facts=facts, document=document, sections=drawn(document),
        words=WORDS[facts.language], gaps=gaps(facts), period=facts.period.name(language()),
        languages=LANGUAGE_LABELS, may_export=current_user.may(Permission.RECORD_EXPORT),
        may_edit=current_user.may(Permission.ENGAGEMENT_WRITE),
    )  # fmt: skip


@blueprint.get("/reports/<int:report_id>.pdf")
@needs(Permission.REPORT_READ)
def pdf(report_id: int) -> Response:
    """Hand over the report as PDF."""
    report, facts = _facts(report_id)
    document = document_of(facts)
    name = file_name(report, "pdf")
    # Typesetting takes a while: no transaction, not even one that only reads, stays open for it.
    db.session.close()
    return _attachment(write_pdf(document), "application/pdf", name)


@blueprint.get("/reports/<int:report_id>.csv")
@needs(Permission.RECORD_EXPORT)
def csv(report_id: int) -> Response:
    """Hand over the engagements of the report as CSV."""
    report, facts = _facts(report_id, MOST_CSV_ROWS)
    return _attachment(write_engagements(facts).encode(), "text/csv; charset=utf-8", file_name(report, "csv"))


def _facts(report_id: int, most: int = MOST_ROWS) -> tuple[Report, Facts]:
    report = queries.get_visible(current_user, report_id) or abort(404)
    with spoken(report.language):
        asked = queries.asked_of(report, today_in(current_user.time_zone))
        return report, gather(asked, current_user, most=most)


def _attachment(body: bytes, kind: str, name: str) -> Response:
    answer = Response(body, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def file_name(report: Report, ending: str) -> str:
    """Return 'Puente_agricola-valle-del-yaqui_2026-Q3_es.pdf': plain letters, for any system."""
    client = re.sub(r"[^a-z0-9]+", "-", fold(report.client.name)).strip("-")[:60] or "client"
    return f"Puente_{client}_{queries.period_of(report).slug}_{report.language}.{ending}"
