"""The page of sources, a button to fetch one now, and handing in a file."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.dates import now, today_in
from crm.core.db import unit_of_work
from crm.core.once import sent_on
from crm.files.names import clean_name
from crm.files.one import RefusedFileError, check_size, put_one
from crm.files.receiving import takes_files
from crm.indicators import words
from crm.sources import actions, held, queries
from crm.sources.declared import SOURCES
from crm.sources.forms import HandInForm
from crm.sources.page import lines, overdue_by_hand, told

blueprint = Blueprint("sources", __name__)
Answer = str | Response | tuple[str, int]


@blueprint.get("/indicators/sources")
@needs(Permission.INDICATOR_READ)
def index() -> str:
    """Show how each source did and the files that were handed in."""
    return _page(HandInForm(formdata=None))


def _page(form: HandInForm) -> str:
    states, files, today = queries.states(), queries.handed_in(), today_in(current_user.time_zone)
    return render_template(
        "sources/index.html", lines=lines(today, now(), states), files=files, held=held.items(states, files),
        by_hand=overdue_by_hand(today), form=form, told=told, month=words.month_in_full, vintage=words.vintage_name,
        may_load=current_user.may(Permission.INDICATOR_IMPORT),
    )  # fmt: skip


@blueprint.post("/indicators/sources/<source>/fetch")
@needs(Permission.INDICATOR_IMPORT)
def fetch(source: str) -> Response:
    """Ask for a source to be fetched in the background, or refuse what it gave and is held."""
    found = SOURCES.get(source) or abort(404)
    with unit_of_work(current_user.id) as work:
        if "refuse" in request.form:
            actions.let_go(work, found.key)
            return redirect(url_for("sources.index"), 303)
        job = actions.ask_to_fetch(work, found.key, current_user, trust="trust" in request.form)
        address = url_for("jobs.show", job_id=job.id)
    return redirect(address, 303)


@blueprint.post("/indicators/sources/files")
@needs(Permission.INDICATOR_IMPORT)
@takes_files
def hand_in() -> Answer:
    """Take a published file and load it in the background."""
    form, status = HandInForm(), 422
    if form.validate():
        try:
            check_size(form.file.data)
            put = put_one(form.file.data)
        except RefusedFileError as error:
            form.file.errors, status = [str(error)], error.status
        else:
            name = clean_name(form.file.data.filename) or _("(no name)")
            with unit_of_work(current_user.id) as work:
                row = actions.hand_in(work, current_user, name, form.vintage, put)
                flash(_("The file is being loaded."))
                return sent_on(work, "jobs.show", job_id=row.job_id)
    return _page(form), status


@blueprint.post("/indicators/sources/files/<int:source_file_id>")
@needs(Permission.INDICATOR_IMPORT)
def decide(source_file_id: int) -> Answer:
    """Load a held file all the same, or refuse it; 409 where somebody has decided already."""
    with unit_of_work(current_user.id) as work:
        row = queries.for_decision(source_file_id) or abort(404)
        if row.state != "held":
            stale = _("Somebody has decided on this file already.")
        else:
            stale = ""
            actions.decide(work, current_user, row, take="take" in request.form)
    if stale:
        flash(stale)
        return _page(HandInForm(formdata=None)), 409
    return redirect(url_for("sources.index", _anchor="handed-in"), 303)
