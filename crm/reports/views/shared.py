"""What somebody outside sees who was sent a link: a code is asked for, then one version opens, nothing else."""

import io
from typing import Any

from flask import abort, make_response, redirect, render_template, request, send_file, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from crm.accounts.security import limiter
from crm.core.access import public
from crm.core.dates import now
from crm.core.db import unit_of_work
from crm.core.firm import firm_settings
from crm.core.i18n import spoken
from crm.reports import sending, sending_queries
from crm.reports.keeping import bodies
from crm.reports.making import thaw
from crm.reports.models import ReportSending
from crm.reports.views.pages import Answer
from crm.reports.views.take import blueprint
from crm.reports.words import WORDS
from crm.reports.writers.html import drawn

__all__ = ["blueprint"]
#: The browser that typed the code may read for so long, in seconds.
OPEN: int = 12 * 3600
_KEY = "shared_reports"


def _named(report_link: str) -> ReportSending:
    """Return what a link names; a page that says so where it is over."""
    return sending.of_token(report_link) or abort(make_response(render_template("reports/shared_over.html"), 410))


@blueprint.get("/shared/reports/<report_link>")
@public
def shared(report_link: str) -> Answer:
    """Say that a report waits, and ask for the code."""
    return _door(_named(report_link), report_link)


def _door(row: ReportSending, report_link: str, status: int = 200, **more: Any) -> tuple[str, int]:
    firm = firm_settings()["firm_name"]
    with spoken(row.language):
        page = render_template(
            "reports/shared.html",
            report_link=report_link,
            firm=firm,
            speaks=row.language,
            masked=masked(row.address),
            **more,
        )
    return page, status


def masked(address: str) -> str:
    """Return 'm…@example.com': enough for its owner to know it."""
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


@blueprint.post("/shared/reports/<report_link>/code")
@public
@limiter.limit("10/minute")
def shared_code(report_link: str) -> Answer:
    """Send a code to the address that the report was sent to."""
    sending_id = _named(report_link).id
    with unit_of_work(None) as work:
        row = sending_queries.for_edit(sending_id) or abort(404)
        fresh = sending.send_code(work, row, row.sent_by)
    return _door(row, report_link, asked=True, soon=not fresh)


@blueprint.post("/shared/reports/<report_link>/open")
@public
@limiter.limit("20/minute")
def shared_open(report_link: str) -> Answer:
    """Open the report to this browser for a code that is right."""
    sending_id = _named(report_link).id
    with unit_of_work(None) as work:
        row = sending_queries.for_edit(sending_id) or abort(404)
        right = sending.opens(work, row, request.form.get("code", "")[:40])
    if not right:
        with spoken(row.language):
            wrong = _("This code does not open it. Look for the newest message, or ask for another code.")
        return _door(row, report_link, 422, asked=True, wrong=wrong)
    session[_KEY] = {str(row.id): int(now().timestamp()) + OPEN}
    return redirect(url_for("reports.shared_read", report_link=report_link), 303)


def _open(report_link: str) -> ReportSending | None:
    """Return what a link names if this browser has typed its code."""
    row = _named(report_link)
    until = session.get(_KEY, {}).get(str(row.id), 0)
    return row if until > now().timestamp() else None


@blueprint.get("/shared/reports/<report_link>/read")
@public
def shared_read(report_link: str) -> Answer:
    """Show the version on screen."""
    row = _open(report_link)
    if row is None:
        return redirect(url_for("reports.shared", report_link=report_link), 303)
    document = thaw(row.report_version)
    with spoken(row.language):
        return render_template(
            "reports/shared_read.html", report_link=report_link, document=document, sections=drawn(document),
            words=WORDS[document.language], speaks=row.language,
        )  # fmt: skip


@blueprint.get("/shared/reports/<report_link>/report.pdf")
@public
def shared_file(report_link: str) -> Response:
    """Hand over the kept file."""
    row = _open(report_link)
    if row is None:
        return redirect(url_for("reports.shared", report_link=report_link), 303)
    name, media_type, data = next(iter(bodies(row.report_version)))
    return send_file(io.BytesIO(data), media_type, as_attachment=True, download_name=name)
