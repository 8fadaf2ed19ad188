"""Speaks HTTP for files: added to a record, shown, downloaded, archived; one of a hidden record is 404 everywhere."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import BaseForm
from crm.core.security import SANDBOX
from crm.files import actions, queries
from crm.files.forms import UploadForm
from crm.files.intake import Intake, Refused, intake
from crm.files.page import address_of
from crm.files.preview import pictures
from crm.files.queries import Shown
from crm.files.receiving import takes_files
from crm.files.setup import file_store
from crm.files.words import kind_words, size_words

blueprint = Blueprint("files", __name__)
Answer = str | AnyResponse | tuple[str, int]


@blueprint.post("/files/<page>/<int:record_id>")
@needs(Permission.FILE_WRITE)
@takes_files
def upload(page: str, record_id: int) -> Answer:
    """Add files to a record; those that are refused are named, each with its reason."""
    owner = queries.owner_of(current_user, page, record_id) or abort(404)
    back = address_of(owner, record_id)
    form = UploadForm()
    if not form.validate():
        return _refused_page(back, Intake(refused=[Refused("", str(form.file.errors[0]), 422)]))
    with intake(form.file.chosen) as found:
        if found.taken:
            with unit_of_work(current_user.id) as work:
                owner = queries.owner_of(current_user, page, record_id) or abort(404)
                actions.add(work, current_user, owner, record_id, found.taken)
    if found.refused:
        return _refused_page(back, found)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return "", 204  # files.js reads the page again when all of its files are sent
    flash(ngettext("%(num)s file is added.", "%(num)s files are added.", len(found.taken)))
    return redirect(f"{back}#files", 303)


def _refused_page(back: str, found: Intake) -> tuple[str, int]:
    return render_template("files/refused.html", back=back, found=found), found.refused[0].status


@blueprint.get("/files/<int:file_id>")
@needs(Permission.FILE_READ)
def show(file_id: int) -> str:
    """Show what is known of a file, and pictures of its first pages."""
    shown = queries.get_visible(current_user, file_id) or abort(404)
    return render_template(
        "files/show.html",
        file=shown.file,
        back=address_of(shown.owner, shown.record_id),
        pages=len(pictures(file_store(), shown.file)),
        kind=kind_words(shown.file.media_type),
        size=size_words(shown.file.size),
        may_edit=current_user.may(Permission.FILE_WRITE),
    )


@blueprint.get("/files/<int:file_id>/download")
@needs(Permission.FILE_READ)
def download(file_id: int) -> Response:
    """Send a file as an attachment: no browser opens it as a page of ours."""
    file = (queries.get_visible(current_user, file_id) or abort(404)).file
    try:
        stream = file_store().open(file.key)
    except FileNotFoundError:
        current_app.logger.exception("file %s has a row and no bytes: run crm files-check", file.id)
        abort(404)
    answer = send_file(stream, mimetype=file.media_type, as_attachment=True, download_name=file.name)
    answer.content_length = file.size
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


@blueprint.get("/files/<int:file_id>/preview/<int:number>")
@needs(Permission.FILE_READ)
def preview(file_id: int, number: int) -> Response:
    """Send the picture of one page, made anew from the file and never the file itself."""
    file = (queries.get_visible(current_user, file_id) or abort(404)).file
    made = pictures(file_store(), file)
    if not 1 <= number <= len(made):
        return Response(_("No preview of this file."), 404, mimetype="text/plain")
    answer = Response(made[number - 1], mimetype="image/webp")
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


@blueprint.post("/files/<int:file_id>/archive")
@needs(Permission.FILE_WRITE)
def archive(file_id: int) -> AnyResponse:
    """Archive a file: it leaves the list, nothing is lost."""
    _change(file_id, actions.archive)
    flash(_("The file is archived."))
    return redirect(url_for("files.show", file_id=file_id), 303)


@blueprint.post("/files/<int:file_id>/restore")
@needs(Permission.FILE_WRITE)
def restore(file_id: int) -> AnyResponse:
    """Put an archived file back into the list."""
    _change(file_id, actions.restore)
    flash(_("The file is back in the list."))
    return redirect(url_for("files.show", file_id=file_id), 303)


def _change(file_id: int, action: Callable[[Session, User, Shown], None]) -> None:
    form = BaseForm()
    try:
        with unit_of_work(current_user.id) as work:
            shown = queries.for_edit(current_user, file_id) or abort(404)
            check_version(shown.file, form.version.data)
            action(work, current_user, shown)
    except StaleSaveError:
        abort(409)
