"""A report as a file: at once where it is short, from the worker where it is long; each one in the log of exports."""

from flask import abort, redirect, render_template, request, send_file, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.dates import now
from crm.core.db import db, unit_of_work
from crm.core.forms import optional_int
from crm.jobs.actions import ask
from crm.lists.actions import end_export, log_export
from crm.lists.export_job import export_store
from crm.lists.exports import chunks
from crm.lists.models import ExportLog
from crm.lists.queries import own_export
from crm.reports import report_queries as queries
from crm.reports.files import DIRECT, JOB, KEPT, MIMETYPES, PAGE, Wanted, parts_of, still_open, wanted, weight, written
from crm.reports.models import Report
from crm.reports.present import file_name, subject_of
from crm.reports.views.sending import blueprint

__all__ = ["blueprint"]
_FORMS = ("pdf", "docx", "xlsx", "csv")


@blueprint.post("/reports/<int:report_id>/files")
@needs(Permission.REPORT_READ)
def take(report_id: int) -> Response:
    """Hand over the report: `format` pdf for every reader, docx, xlsx or csv; `version_id` for a frozen one."""
    report = queries.get_visible(current_user, report_id) or abort(404)
    kind, version_id = request.form.get("format", ""), request.form.get("version_id", None, type=optional_int)
    if kind not in _FORMS:
        abort(422)
    if kind != "pdf" and not current_user.may(Permission.RECORD_EXPORT):
        abort(403)  # its rows can be taken apart: an export like any other
    found = wanted(current_user, report, version_id) or abort(404)
    rows, user_id = weight(found.document), current_user.id
    with unit_of_work(user_id) as work:
        entry = log_export(work, current_user, PAGE, kind, found.told)
        if rows > DIRECT:
            entry.job_id = ask(work, JOB, {"export": entry.id}, actor_id=user_id).id
    if rows > DIRECT:
        return redirect(url_for("reports.show_file", made_id=entry.id), 303)
    # Setting it takes a while: no transaction stays open for it.
    db.session.close()
    answer = _answer(found, kind)
    with unit_of_work(user_id) as work:
        end_export(work, entry.id, rows)
    return answer


def _answer(found: Wanted, kind: str) -> Response:
    stem = file_name(found.report, "").rstrip(".")
    became, file = written(found.document, kind, stem)
    size = file.seek(0, 2)
    answer = Response(chunks(file), mimetype=MIMETYPES[became])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{stem}.{became}")
    answer.content_length = size
    answer.call_on_close(file.close)
    return answer


def _own(made_id: int) -> tuple[ExportLog, Report]:
    """Return a file that the reader asked for and may still have; 404 for another."""
    entry = own_export(current_user, made_id) or abort(404)
    report_id, version_id = parts_of(entry) or abort(404)
    return entry, still_open(current_user, report_id, version_id, entry.ids_key) or abort(404)


@blueprint.get("/reports/files/<int:made_id>")
@needs(Permission.REPORT_READ)
def show_file(made_id: int) -> str:
    """Show how far a file is, and hand it over when it is there."""
    entry, report = _own(made_id)
    return render_template(
        "reports/file.html", entry=entry, job=entry.job, report=report, subject=subject_of(report),
        expired=entry.expires_at is not None and entry.expires_at <= now(), hours=KEPT.total_seconds() // 3600,
    )  # fmt: skip


@blueprint.get("/reports/files/<int:made_id>/download")
@needs(Permission.REPORT_READ)
def download_file(made_id: int) -> Response:
    """Hand over a file that the worker has made."""
    entry, report = _own(made_id)
    if not entry.key or entry.expires_at is None or entry.expires_at <= now():
        return redirect(url_for("reports.show_file", made_id=made_id), 303)
    return send_file(
        export_store().open(entry.key),
        MIMETYPES[entry.format],
        as_attachment=True,
        download_name=file_name(report, entry.format),
    )
