"""The list of reports and the page of one: its document, what is missing, its versions and what went out."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.accounts.queries import people_by_id
from crm.audit.queries import history as trail_of
from crm.audit.words import describe
from crm.core.access import needs
from crm.core.forms import optional_int
from crm.core.i18n import LANGUAGE_LABELS, language
from crm.notices.views import STATES as MAIL_STATES
from crm.reports import history, rights
from crm.reports import report_queries as queries
from crm.reports.build.asked import Gap
from crm.reports.document import Document
from crm.reports.forms.small import SendBackForm
from crm.reports.kinds import KINDS
from crm.reports.labels import STATES
from crm.reports.making import make, stopping, thaw
from crm.reports.models import Report, ReportVersion
from crm.reports.present import subject_of
from crm.reports.words import WORDS
from crm.reports.writers.html import drawn

blueprint = Blueprint("reports", __name__)
Answer = str | Response | tuple[str, int]


@blueprint.get("/reports")
@needs(Permission.REPORT_READ)
def index() -> str:
    """List the reports that the reader may see, the newest first."""
    asked = {
        "client_id": request.args.get("client", None, type=optional_int),
        "kind": _among(request.args.get("kind"), KINDS),
        "state": _among(request.args.get("state"), (*STATES, "archived")),
    }  # fmt: skip
    page = queries.page(current_user, asked, request.args.get("after"))
    return render_template(
        "reports/index.html", page=page, asked=asked, kinds=KINDS, states=STATES, languages=LANGUAGE_LABELS,
        lines=[(row.Report, queries.period_of(row.Report).name(language()), subject_of(row.Report))
               for row in page.rows],
        clients=queries.clients_with_reports(current_user), may_write=current_user.may(Permission.REPORT_WRITE),
    )  # fmt: skip


def _among(value: str | None, known: Any) -> str:
    return value if value and value in known else ""


@blueprint.get("/reports/<int:report_id>")
@needs(Permission.REPORT_READ)
def show(report_id: int) -> str:
    """Show the report as it stands, what is still missing, its versions, what went to whom."""
    return report_page(queries.get_visible(current_user, report_id) or abort(404))


def report_page(report: Report, back: SendBackForm | None = None, **more: Any) -> str:
    """Draw the page of one (`report_queries.get_visible`); the small form keeps what was typed in it."""
    version = shown_version(report)
    document: Document | None = None
    gaps: Sequence[Gap] = ()
    if version is not None:
        document = thaw(version)
    elif report.state in {"draft", "returned"}:
        built = make(report, current_user)
        document, gaps = built.document, built.gaps
    user, trail = current_user, trail_of("report", report.id, request.args.get("before", type=int))
    return render_template(
        "reports/show.html", report=report, kind=KINDS[report.kind], subject=subject_of(report),
        period=queries.period_of(report).name(language()), document=document, version=version, gaps=gaps,
        sections=drawn(document) if document else [], words=WORDS[document.language] if document else None,
        stops=stopping(gaps), may={name: getattr(rights, f"may_{name}")(user, report) for name in rights.ALL},
        languages=LANGUAGE_LABELS, versions=queries.versions(report.id), sendings=queries.sendings(report.id),
        people=people_by_id(), mail_states=MAIL_STATES, back_form=back or SendBackForm(formdata=None),
        may_export=user.may(Permission.RECORD_EXPORT), may_edit=user.may(Permission.ENGAGEMENT_WRITE),
        told=describe(trail.rows, history.LABELS, history.resolvers(user)), before=trail.before, **more,
    )  # fmt: skip


def shown_version(report: Report) -> ReportVersion | None:
    """Return the frozen version that speaks for a report now, None where there is none that this reader may read."""
    if report.state not in {"waiting", "approved"}:
        return None
    newest = queries.newest_version(report.id, report.state)
    return queries.readable_version(current_user, newest.id) if newest is not None else None


@blueprint.get("/reports/versions/<int:report_version_id>")
@needs(Permission.REPORT_READ)
def version(report_version_id: int) -> str:
    """Show one frozen version, older ones too."""
    found = queries.readable_version(current_user, report_version_id) or abort(404)
    document, report = thaw(found), found.report
    return render_template(
        "reports/version.html", report=report, version=found, document=document, sections=drawn(document),
        words=WORDS[document.language], subject=subject_of(report), kind=KINDS[report.kind],
        period=queries.period_of(report).name(language()), files=queries.files_of(found.id), people=people_by_id(),
        may_export=current_user.may(Permission.RECORD_EXPORT),
    )  # fmt: skip
