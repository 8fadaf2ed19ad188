"""A client in depth: its products, addresses and certifications, each row added, changed and removed."""

from typing import Any, Final

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.clients import depth, depth_changes, queries
from crm.clients.cards import depth_values
from crm.clients.forms.rows import ROW_FORMS, RowForm
from crm.clients.models.client import Client
from crm.clients.page import page_values
from crm.clients.views.people import blueprint
from crm.core.access import needs
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import BaseForm, differences
from crm.core.page import drawn_panels

__all__ = ["blueprint"]

Answer = str | Response | tuple[str, int]
PART: Final = "/clients/<int:client_id>/profile/<any(addresses,certifications,products):part>"
#: By part: what adding and changing one is called, and what is said after.
ADD: Final = {
    "addresses": _l("Add an address"), "certifications": _l("Add a certification"), "products": _l("Add a product"),
}  # fmt: skip
EDIT: Final = {
    "addresses": _l("Edit the address"), "certifications": _l("Edit the certification"),
    "products": _l("Edit the product"),
}  # fmt: skip


@blueprint.get("/clients/<int:client_id>/profile")
@needs(Permission.CLIENT_READ)
def profile(client_id: int) -> str:
    """Show all of a client's products, addresses and certifications, and what higher features know of its trade."""
    client = queries.get_full(current_user, client_id) or abort(404)
    values = page_values(current_user, client, "clients.profile")
    panels = drawn_panels("client_profile", current_user, client)["main"]
    return render_template("clients/profile.html", panels=panels, **depth_values(current_user, client), **values)


@blueprint.route(f"{PART}/new", methods=["GET", "POST"])
@needs(Permission.CLIENT_WRITE)
def new_row(client_id: int, part: str) -> Answer:
    """Add an address, a certification or a product."""
    client = queries.get_visible(current_user, client_id) or abort(404)
    form = ROW_FORMS[part](data={"country": client.country} if part == "addresses" else None)
    if form.validate_on_submit() and depth.count_of(part, client_id) >= depth.MOST_ROWS:
        form.form_errors.append(_("%(number)s rows are the most that a client has here.", number=depth.MOST_ROWS))
    if not form.is_submitted() or form.errors:
        return _row_page(form, client, part), 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        fresh = queries.for_edit(current_user, client_id) or abort(404)
        brought = depth_changes.add_row(work, fresh, part, form.values())
    _tell(brought)
    return redirect(url_for("clients.profile", client_id=client_id), 303)


@blueprint.route(f"{PART}/<int:row_id>", methods=["GET", "POST"])
@needs(Permission.CLIENT_WRITE)
def edit_row(client_id: int, part: str, row_id: int) -> Answer:
    """Change a row; a stale save is answered with both texts."""
    client = queries.get_visible(current_user, client_id) or abort(404)
    row = depth.row_of(current_user, client_id, part, row_id) or abort(404)
    form = ROW_FORMS[part](row)
    if not form.validate_on_submit():
        return _row_page(form, client, part, row), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(current_user, client_id) or abort(404)
            row = depth.row_for_edit(current_user, client_id, part, row_id) or abort(404)
            check_version(row, form.version.data)
            brought = depth_changes.change_row(work, fresh, part, row, form.values())
    except StaleSaveError:
        return _stale(client_id, part, row_id, form)
    _tell(brought)
    return redirect(url_for("clients.profile", client_id=client_id), 303)


@blueprint.post(f"{PART}/<int:row_id>/remove")
@needs(Permission.CLIENT_WRITE)
def remove_row(client_id: int, part: str, row_id: int) -> Response:
    """Take a row from a client; the history keeps what it said."""
    form = BaseForm()
    try:
        with unit_of_work(current_user.id) as work:
            client = queries.for_edit(current_user, client_id) or abort(404)
            row = depth.row_for_edit(current_user, client_id, part, row_id) or abort(404)
            check_version(row, form.version.data)
            depth_changes.remove_row(work, client, row)
    except StaleSaveError:
        abort(409)
    flash(_("Removed. The history keeps what it said."))
    return redirect(url_for("clients.profile", client_id=client_id), 303)


def _stale(client_id: int, part: str, row_id: int, form: RowForm) -> Answer:
    """Show the form again with the words in it, beside what is saved now."""
    client = queries.get_visible(current_user, client_id) or abort(404)
    row = depth.row_of(current_user, client_id, part, row_id) or abort(404)
    found = differences(form, ROW_FORMS[part](row, formdata=None))
    form.version.data, form.version.raw_data = row.version, None
    return _row_page(form, client, part, row, found), 409


def _row_page(form: RowForm, client: Client, part: str, row: Any = None, found: Any = None) -> str:
    heading = (EDIT if row is not None else ADD)[part]
    return render_template(
        "clients/row.html", form=form, client=client, part=part, row=row, found=found, heading=heading
    )


def _tell(brought: str) -> None:
    if brought:
        flash(_("Saved. HS chapter %(code)s now stands among the client's chapters, so that its figures are shown.",
                code=brought))  # fmt: skip
    else:
        flash(_("Saved."))
