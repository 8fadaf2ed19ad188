"""The people of a client: who is there and was, taken up, changed, ended."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.clients import people, queries, role_changes
from crm.clients.forms.role import NewRoleForm, RoleForm
from crm.clients.models.depth import ClientPerson
from crm.clients.page import page_values
from crm.clients.roles import ROLE_KINDS
from crm.clients.views.pages import blueprint
from crm.core.access import needs
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import differences
from crm.people.contact import reach

__all__ = ["blueprint"]

Answer = str | Response | tuple[str, int]


@blueprint.get("/clients/<int:client_id>/people")
@needs(Permission.CLIENT_READ)
def show_people(client_id: int) -> str:
    """Show who is at a client and who was."""
    return _page(client_id, NewRoleForm(client_id) if current_user.may(Permission.CLIENT_WRITE) else None)


def _page(client_id: int, form: NewRoleForm | None) -> str:
    client = queries.get_full(current_user, client_id) or abort(404)
    roles = people.people_of(current_user, client_id)
    return render_template(
        "clients/people.html",
        form=form,
        now=[role for role in roles if not people.over(role, current_user)],
        past=[role for role in roles if people.over(role, current_user)],
        reached={role.person_id: reach(role.person) for role in roles},
        role_kinds=ROLE_KINDS,
        **page_values(current_user, client, "clients.show_people"),
    )


@blueprint.post("/clients/<int:client_id>/people")
@needs(Permission.CLIENT_WRITE)
def add_person(client_id: int) -> Answer:
    """Take up somebody as a person of this client."""
    if queries.get_visible(current_user, client_id) is None:
        abort(404)
    form = NewRoleForm(client_id)
    if not form.validate():
        return _page(client_id, form), 422
    with unit_of_work(current_user.id) as work:
        client = queries.for_edit(current_user, client_id) or abort(404)
        role_changes.add(work, client, form.person.data[0], _values(form))
    flash(_("The person is added to this client."))
    return redirect(url_for("clients.show_people", client_id=client_id), 303)


def _values(form: RoleForm) -> dict[str, Any]:
    return {name: value for name, value in form.values().items() if name != "person"}


@blueprint.route("/clients/<int:client_id>/people/<int:role_id>", methods=["GET", "POST"])
@needs(Permission.CLIENT_WRITE)
def edit_role(client_id: int, role_id: int) -> Answer:
    """Change what somebody is at a client, or say since when they are not."""
    role = people.get_role(current_user, client_id, role_id) or abort(404)
    form = RoleForm(role=role)
    if not form.validate_on_submit():
        return _edit_page(form, role, None), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = people.role_for_edit(current_user, client_id, role_id) or abort(404)
            check_version(fresh, form.version.data)
            role_changes.change(work, fresh, _values(form))
    except StaleSaveError:
        saved = people.get_role(current_user, client_id, role_id) or abort(404)
        found = differences(form, RoleForm(formdata=None, role=saved))
        form.version.data, form.version.raw_data = saved.version, None
        return _edit_page(form, saved, found), 409
    flash(_("Saved."))
    return redirect(url_for("clients.show_people", client_id=client_id), 303)


def _edit_page(form: RoleForm, role: ClientPerson, found: Any) -> str:
    client = queries.get_visible(current_user, role.client_id) or abort(404)
    return render_template("clients/role.html", form=form, role=role, client=client, found=found)
