"""Speaks HTTP for saved views, the choice of columns and the log of exports."""

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.dates import now
from crm.core.db import StaleSaveError, UniqueTakenError, check_version, unit_of_work
from crm.core.forms import BaseForm, Difference, differences
from crm.lists import actions, queries
from crm.lists.declared import ListPage, as_query, list_pages
from crm.lists.export_job import KEPT, export_store, still_allowed
from crm.lists.exports import MIMETYPES, name_of, parts_of
from crm.lists.forms import NewViewForm, ViewForm
from crm.lists.models import SavedView
from crm.lists.state import COLUMNS, VIEW, open_list, view_url

blueprint = Blueprint("lists", __name__)
Answer = str | Response | tuple[str, int]


def declared_list(list_name: str) -> ListPage:
    """Return a list that the reader may open; 404 for another."""
    declared = list_pages().get(list_name)
    if declared is None or not current_user.may(Permission(declared.permission)):
        abort(404)
    return declared


def own_view(view_id: int) -> tuple[SavedView, ListPage]:
    """Return a view of the reader's own with its list; 404 for another."""
    view = queries.own_view(current_user, view_id) or abort(404)
    return view, declared_list(view.page)


def may_share(form: ViewForm) -> bool:
    """Tell whether the reader may share views; 403 for a form that shares one without."""
    allowed = bool(current_user.may(Permission.VIEW_SHARE))
    if form.is_submitted() and form.shared.data and not allowed:
        abort(403)
    return allowed


@blueprint.post("/lists/<list_name>/columns")
@needs(Permission.VIEW_USE)
def choose_columns(list_name: str) -> Response:
    """Show these columns: in a view until it is left or saved, else for this person from now on."""
    declared = declared_list(list_name)
    state = open_list(current_user, declared, parts_of(request.form.get("query", "")))
    known = {column.key for column in state.offered}
    keys = [] if request.form.get("usual") else [key for key in request.form.getlist("columns") if key in known]
    if state.view is not None:
        parts = state.parts | {COLUMNS: " ".join(keys), VIEW: str(state.view.id)}
    else:
        with unit_of_work(current_user.id) as work:
            actions.choose_columns(work, current_user, list_name, keys)
        parts = state.parts | {VIEW: "0"}
    return redirect(f"{url_for(declared.endpoint)}?{as_query(parts)}", 303)


@blueprint.get("/lists/<list_name>/views")
@needs(Permission.VIEW_USE)
def views(list_name: str) -> str:
    """Show the views of a list: one's own, and those that others share."""
    declared = declared_list(list_name)
    state = open_list(current_user, declared, {})
    return render_template("lists/views.html", declared=declared, state=state, me=current_user.id)


@blueprint.post("/lists/<list_name>/views")
@needs(Permission.VIEW_USE)
def save_view(list_name: str) -> Answer:
    """Keep the list as it is on the screen under a name."""
    declared, form = declared_list(list_name), NewViewForm()
    allowed = may_share(form)
    query = open_list(current_user, declared, parts_of(form.query.data or "")).view_query
    try:
        if form.validate():
            with unit_of_work(current_user.id) as work:
                view = actions.save_view(work, current_user, list_name, form.name.data, query, shared=form.shared.data)
                if form.default.data:
                    actions.choose_view(work, current_user, list_name, view.id)
                url = view_url(declared, view)
            flash(_("The view is saved."))
            return redirect(url, 303)
    except UniqueTakenError:
        form.name.errors = [_("You have a view of this name.")]
    return edit_page(form, declared, None, 422, may_share=allowed)


@blueprint.route("/lists/views/<int:view_id>", methods=["GET", "POST"])
@needs(Permission.VIEW_USE)
def edit_view(view_id: int) -> Answer:
    """Rename a view of one's own, share it or take it back; a stale save is answered with both."""
    view, declared = own_view(view_id)
    form = ViewForm(obj=view)
    allowed = may_share(form)
    try:
        if form.validate_on_submit():
            with unit_of_work(current_user.id) as work:
                fresh = queries.own_view_for_edit(current_user, view_id) or abort(404)
                check_version(fresh, form.version.data)
                actions.change_view(work, fresh, name=form.name.data, shared=form.shared.data)
            flash(_("Saved."))
            return redirect(url_for("lists.views", list_name=declared.page), 303)
    except UniqueTakenError:
        form.name.errors = [_("You have a view of this name.")]
    except StaleSaveError:
        view, declared = own_view(view_id)
        found = differences(form, ViewForm(formdata=None, obj=view))
        form.version.data, form.version.raw_data = view.version, None
        return edit_page(form, declared, view, 409, may_share=allowed, found=found)
    return edit_page(form, declared, view, 422 if form.is_submitted() else 200, may_share=allowed)


def edit_page(
    form: ViewForm,
    declared: ListPage,
    view: SavedView | None,
    status: int,
    *,
    may_share: bool,
    found: list[Difference] | None = None,
) -> tuple[str, int]:
    """Return the page of a view's name, new or kept."""
    values = {"form": form, "declared": declared, "view": view, "may_share": may_share, "found": found}
    return render_template("lists/edit.html", **values), status


@blueprint.post("/lists/views/<int:view_id>/keep")
@needs(Permission.VIEW_USE)
def keep_query(view_id: int) -> Response:
    """Let a view show what is on the screen now."""
    _view, declared = own_view(view_id)
    query = open_list(current_user, declared, parts_of(request.form.get("query", ""))).view_query
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.own_view_for_edit(current_user, view_id) or abort(404)
            check_version(fresh, BaseForm().version.data)
            actions.keep_query(work, fresh, query)
            url = view_url(declared, fresh)
    except StaleSaveError:
        abort(409)
    flash(_("The view is saved."))
    return redirect(url, 303)


@blueprint.post("/lists/views/<int:view_id>/remove")
@needs(Permission.VIEW_USE)
def remove_view(view_id: int) -> Response:
    """Remove a view of one's own; no record is touched."""
    _view, declared = own_view(view_id)
    with unit_of_work(current_user.id) as work:
        actions.remove_view(work, queries.own_view_for_edit(current_user, view_id) or abort(404))
    flash(_("The view is removed. The records it showed are as they were."))
    return redirect(url_for("lists.views", list_name=declared.page), 303)


@blueprint.post("/lists/<list_name>/default")
@needs(Permission.VIEW_USE)
def choose_default(list_name: str) -> Response:
    """Let the list open with a view, or with everything."""
    declared, typed = declared_list(list_name), request.form.get("view", "")
    view = queries.view_of(current_user, int(typed)) if typed.isdecimal() and len(typed) < 10 else None  # noqa: PLR2004
    if typed and (view is None or view.page != list_name):
        abort(404)
    with unit_of_work(current_user.id) as work:
        actions.choose_view(work, current_user, list_name, view.id if view else None)
    flash(_("The list opens with “%(name)s”.", name=view.name) if view else _("The list opens with everything."))
    return redirect(url_for("lists.views", list_name=declared.page), 303)


@blueprint.get("/exports/<int:export_id>")
@needs(Permission.RECORD_EXPORT)
def show_export(export_id: int) -> str:
    """Show how far a long export of the reader's own is; when it is made, where to fetch it."""
    entry = queries.own_export(current_user, export_id) or abort(404)
    declared = declared_list(entry.page)
    return render_template(
        "lists/export.html",
        entry=entry,
        job=entry.job,
        declared=declared,
        hours=int(KEPT.total_seconds() // 3600),
        expired=entry.expires_at is not None and entry.expires_at <= now(),
    )


@blueprint.get("/exports/<int:export_id>/download")
@needs(Permission.RECORD_EXPORT)
def download_export(export_id: int) -> Response:
    """Send a made export to whoever asked for it, as long as they may see all that is in it."""
    entry = queries.own_export(current_user, export_id) or abort(404)
    if not entry.key or entry.expires_at is None or entry.expires_at <= now():
        return redirect(url_for("lists.show_export", export_id=export_id))
    if not still_allowed(current_user, entry):
        abort(403)
    answer = send_file(
        export_store().open(entry.key), mimetype=MIMETYPES[entry.format], as_attachment=True,
        download_name=name_of(current_user, entry),
    )  # fmt: skip
    answer.content_length = entry.size
    return answer


@blueprint.get("/settings/exports")
@needs(Permission.EXPORT_LOG)
def exports() -> str:
    """Show who exported what, by which filter."""
    pages = {page: declared.title for page, declared in list_pages().items()} | {"report": _("Report")}
    return render_template("lists/exports.html", rows=queries.exports(), pages=pages)
