"""Speaks HTTP for merges: choose the other record, compare, merge, look at what was done, undo."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import StaleSaveError, UniqueTakenError, unit_of_work
from crm.core.forms import BaseForm
from crm.merges import actions, page, queries, undo
from crm.merges.forms import ChooseForm, MergeForm
from crm.merges.kinds import BY_PAGE, KINDS, Kind

blueprint = Blueprint("merges", __name__)
Answer = str | Response | tuple[str, int]


def _kind(slug: str) -> Kind:
    """Return a kind of record that the reader may change."""
    kind = KINDS[slug]
    return kind if current_user.may(kind.permission) else abort(403)


@blueprint.route("/merges/clients/<int:client>", methods=["GET", "POST"])
@blueprint.route("/merges/people/<int:person>", methods=["GET", "POST"])
@blueprint.route("/merges/institutions/<int:institution>", methods=["GET", "POST"])
@needs(Permission.RECORD_MERGE)
def choose(**named: int) -> Answer:
    """Ask which record is the same as this one."""
    ((name, record_id),) = named.items()
    kind = _kind(BY_PAGE[name].slug)
    record = queries.one(current_user, kind, record_id) or abort(404)
    form = ChooseForm(kind, record_id)
    if form.validate_on_submit():
        where = {"kind": kind.slug, "keep_id": record_id, "other_id": form.other.data[0]}
        return redirect(url_for("merges.merge", **where), 303)
    values = page.chooser(kind, record)
    return render_template("merges/choose.html", form=form, **values), 422 if form.is_submitted() else 200


@blueprint.route(
    "/merges/<any(clients, people, institutions):kind>/<int:keep_id>/<int:other_id>", methods=["GET", "POST"]
)
@needs(Permission.RECORD_MERGE)
def merge(kind: str, keep_id: int, other_id: int) -> Answer:
    """Compare two records, and take the second into the first."""
    which = _kind(kind)
    both = page.compared(current_user, which, keep_id, other_id) or abort(404)
    form = MergeForm(both.lines, both.versions)
    if not form.validate_on_submit():
        return _page(both, form, 422 if form.is_submitted() else 200)
    try:
        with unit_of_work(current_user.id) as work:
            versions = (form.version.data, form.other_version.data)
            done = actions.merge(
                work, current_user, which, (keep_id, other_id), versions=versions, picks=form.picks(both.lines)
            )
    except (StaleSaveError, UniqueTakenError):
        return _stale(which, keep_id, other_id)
    except actions.MissingError:
        abort(404)
    except actions.RefusedError as error:
        form.form_errors.append(str(error))
        return _page(page.compared(current_user, which, keep_id, other_id) or abort(404), form, 422)
    flash(_("Merged. It can be undone within %(days)s days.", days=undo.DAYS))
    return redirect(url_for("merges.show", merge_id=done.id), 303)


def _page(both: page.Compared, form: MergeForm, status: int, *, stale: bool = False) -> Answer:
    return render_template("merges/merge.html", both=both, form=form, stale=stale), status


def _stale(kind: Kind, keep_id: int, other_id: int) -> Answer:
    """Show both records as they are now, with the choices that were made."""
    both = page.compared(current_user, kind, keep_id, other_id) or abort(404)
    form = MergeForm(both.lines, both.versions)
    for field, version in zip((form.version, form.other_version), both.versions, strict=True):
        field.data, field.raw_data = version, None
    return _page(both, form, 409, stale=True)


@blueprint.get("/merges/<int:merge_id>")
@needs(Permission.RECORD_MERGE)
def show(merge_id: int) -> str:
    """Show what was merged, and what an undo put back."""
    done = queries.get_visible(current_user, merge_id) or abort(404)
    _kind(BY_PAGE[done.kind].slug)
    return render_template("merges/show.html", **page.done_values(current_user, done))


@blueprint.post("/merges/<int:merge_id>/undo")
@needs(Permission.RECORD_MERGE)
def undo_merge(merge_id: int) -> Response:
    """Undo a merge."""
    _on_merge(merge_id, lambda work, done: undo.undo(work, current_user, done), str(_("The merge is undone.")))
    return redirect(url_for("merges.show", merge_id=merge_id), 303)


@blueprint.post("/merges/<int:merge_id>/open")
@needs(Permission.RECORD_MERGE)
def open_person(merge_id: int) -> Response:
    """Show a merged person to everybody who sees one of the places."""
    _on_merge(merge_id, actions.open_person, str(_("The person is open to whoever sees one of the places.")))
    return redirect(url_for("merges.show", merge_id=merge_id), 303)


def _on_merge(merge_id: int, action: Any, says: str) -> None:
    """Do something with a merge that the reader may see, or say why not."""
    BaseForm(formdata=request.form)
    try:
        with unit_of_work(current_user.id) as work:
            done = queries.get_visible(current_user, merge_id, lock=True) or abort(404)
            _kind(BY_PAGE[done.kind].slug)
            action(work, done)
    except actions.RefusedError as error:
        flash(str(error))
    except StaleSaveError:
        abort(409)
    else:
        flash(says)
