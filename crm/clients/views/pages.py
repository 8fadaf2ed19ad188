"""Speaks HTTP for clients."""

import re
from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.accounts.queries import consultants
from crm.audit.queries import history as trail
from crm.audit.words import describe
from crm.clients import actions, history, queries
from crm.clients.cards import depth_values
from crm.clients.depth_changes import FamilyError
from crm.clients.family import family_of
from crm.clients.forms.client import BarrierForm, ClientForm
from crm.clients.models.client import Client
from crm.clients.page import all_engagements_url, page_values
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.db import StaleSaveError, UniqueTakenError, check_version, unit_of_work
from crm.core.forms import BaseForm, Difference, differences
from crm.core.i18n import language
from crm.core.like import Alike, like_new
from crm.core.once import sent_on
from crm.core.page import drawn_panels
from crm.core.timeline import read_timeline
from crm.reference.queries import tags_by_id

blueprint = Blueprint("clients", __name__)
Answer = str | AnyResponse | tuple[str, int]
ON_OVERVIEW = 8


@blueprint.get("/clients/pick")
@needs(Permission.CLIENT_READ)
def pick() -> Response:
    """Answer a picker: at most ten visible clients for what was typed."""
    found = queries.choices(current_user, request.args.get("q", ""), language())
    return jsonify(found=[{"id": c.id, "name": c.name, "place": c.place} for c in found])


@blueprint.get("/clients/<int:client_id>")
@needs(Permission.CLIENT_READ)
def show(client_id: int) -> str:
    """Show a client: who it is, what happened last, what the features above know of it."""
    client = queries.get_full(current_user, client_id) or abort(404)
    timeline = read_timeline("client", current_user, client_id, request.args.get("after"), ON_OVERVIEW)
    return render_template(
        "clients/show.html",
        timeline=timeline,
        all_url=all_engagements_url(current_user, client),
        may_archive=current_user.may(Permission.CLIENT_WRITE),
        family=family_of(current_user, client_id, language()),
        **depth_values(current_user, client),
        **drawn_panels("client", current_user, client),
        **page_values(current_user, client, "clients.show"),
    )


@blueprint.get("/clients/<int:client_id>/history")
@needs(Permission.CLIENT_READ)
def show_history(client_id: int) -> str:
    """Show who changed what, in words."""
    client = queries.get_full(current_user, client_id) or abort(404)
    before = request.args.get("before", "")
    page = trail("client", client_id, int(before) if before.isdecimal() and len(before) < 10 else None)  # noqa: PLR2004
    told = describe(page.rows, history.labels(), history.resolvers(current_user), client_id)
    values = page_values(current_user, client, "clients.show_history")
    return render_template("clients/history.html", told=told, before=page.before, **values)


@blueprint.route("/clients/new", methods=["GET", "POST"])
@needs(Permission.CLIENT_WRITE)
def new() -> Answer:
    """Add a client; whoever adds it is its account lead unless another is chosen."""
    above = queries.get_visible(current_user, request.args.get("parent", 0, type=int))
    form = ClientForm(
        account_lead_id=current_user.id,
        report_language=current_user.language,
        parent_id=above.id if above else None,
    )
    if not form.validate_on_submit():
        return _edit_page(form, None), _status(form)
    if alike := like_new("client", current_user, form.values()):
        return _edit_page(form, None, alike=alike), 422
    try:
        with unit_of_work(current_user.id) as work:
            client_id = actions.create(work, form.values(), current_user).id
            answer = sent_on(work, "clients.show", client_id=client_id)
    except (FamilyError, UniqueTakenError) as error:
        return _refused(form, None, error)
    flash(_("The client is added."))
    return answer


@blueprint.route("/clients/<int:client_id>/edit", methods=["GET", "POST"])
@needs(Permission.CLIENT_WRITE)
def edit(client_id: int) -> Answer:
    """Change a client; a stale save is answered with both texts."""
    client = queries.get_full(current_user, client_id) or abort(404)
    form = ClientForm(client=client)
    if not form.validate_on_submit():
        return _edit_page(form, client), _status(form)
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(current_user, client_id) or abort(404)
            check_version(fresh, form.version.data)
            actions.update(work, fresh, form.values(), current_user)
            answer = sent_on(work, "clients.show", client_id=client_id)
    except StaleSaveError:
        return _stale(client_id, form)
    except (FamilyError, UniqueTakenError) as error:
        return _refused(form, client, error)
    flash(_("Saved."))
    return answer


def _edit_page(
    form: ClientForm, client: Client | None, found: list[Difference] | None = None, alike: Sequence[Alike] = ()
) -> str:
    values = {
        "offered_tags": [tag.name for tag in tags_by_id().values() if tag.archived_at is None],
        "alike": alike,
    }
    return render_template("clients/edit.html", form=form, client=client, found=found, **values)


def _refused(form: ClientForm, client: Client | None, error: Exception) -> Answer:
    """Say why the database did not take a parent, or a tag that somebody else made in the same moment."""
    if isinstance(error, FamilyError):
        form.parent_id.errors = [str(error)]
    else:
        form.tags.errors = [_("Somebody made one of these tags in this very moment: save again.")]
    return _edit_page(form, client), 422


def _status(form: BaseForm) -> int:
    return 422 if form.is_submitted() else 200


def _stale(client_id: int, form: ClientForm) -> Answer:
    """Show the form again with the words in it, beside what is saved now."""
    now_saved = queries.get_full(current_user, client_id) or abort(404)
    found: list[Difference] = differences(form, ClientForm(formdata=None, client=now_saved))
    form.version.data, form.version.raw_data = now_saved.version, None
    return _edit_page(form, now_saved, found), 409


@blueprint.post("/clients/<int:client_id>/archive")
@needs(Permission.CLIENT_WRITE)
def archive(client_id: int) -> AnyResponse:
    """Archive a client: it leaves the lists, nothing is lost."""
    change_one(lambda: queries.for_edit(current_user, client_id), actions.archive)
    flash(_("The client is archived."))
    return redirect(url_for("clients.show", client_id=client_id), 303)


@blueprint.post("/clients/<int:client_id>/restore")
@needs(Permission.CLIENT_WRITE)
def restore(client_id: int) -> AnyResponse:
    """Put an archived client back."""
    change_one(lambda: queries.for_edit(current_user, client_id), actions.restore)
    flash(_("The client is back in the lists."))
    return redirect(url_for("clients.show", client_id=client_id), 303)


@blueprint.route("/clients/<int:client_id>/access", methods=["GET", "POST"])
@needs(Permission.CLIENT_BAR)
def barriers(client_id: int) -> Answer:
    """Keep a named person out of a client, with a reason."""
    client = queries.get_full(current_user, client_id) or abort(404)
    known = queries.barriers(client_id)
    out = {row.user_id for row in known}
    form = BarrierForm((user.id, user.name) for user in consultants() if user.id not in out)
    if form.validate_on_submit() and _may_bar(form, client):
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(current_user, client_id) or abort(404)
            actions.bar(work, fresh, form.user_id.data, form.reason.data)
        flash(_("The information barrier is set."))
        return redirect(url_for("clients.barriers", client_id=client_id), 303)
    return render_template("clients/access.html", form=form, client=client, barriers=known), _status(form)


def _may_bar(form: BarrierForm, client: Client) -> bool:
    if form.user_id.data == current_user.id:
        form.user_id.errors = [_("You can't keep yourself out: ask another partner.")]
    elif form.user_id.data == client.account_lead_id:
        form.user_id.errors = [_("This person is the account lead: name another one first.")]
    return not form.user_id.errors


@blueprint.post("/clients/<int:client_id>/access/remove")
@needs(Permission.CLIENT_BAR)
def remove_barrier(client_id: int) -> AnyResponse:
    """Lift one person's information barrier."""
    typed = request.form.get("user_id", "")
    user_id = int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else abort(404)
    with unit_of_work(current_user.id) as work:
        client = queries.for_edit(current_user, client_id) or abort(404)
        actions.unbar(work, client, user_id)
    flash(_("The information barrier is lifted."))
    return redirect(url_for("clients.barriers", client_id=client_id), 303)
