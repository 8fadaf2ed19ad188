"""The list, the tree, the page and the form of institutions."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.audit.queries import history as trail
from crm.audit.words import describe
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import differences
from crm.core.i18n import language
from crm.core.like import Alike, like_new
from crm.core.once import sent_on
from crm.core.page import drawn_panels
from crm.core.timeline import read_timeline
from crm.institutions import actions, history, listed, posts, queries
from crm.institutions.columns import load
from crm.institutions.forms import InstitutionForm
from crm.institutions.labels import CLASSES, GIFT_RULES, HOLIDAYS, KINDS, LEVELS, MEETING_RULES
from crm.institutions.models import Institution
from crm.institutions.page import page_values
from crm.lists.exports import export_list
from crm.lists.state import open_list, opening, remember
from crm.reference.queries import countries

blueprint = Blueprint("institutions", __name__)
Answer = str | AnyResponse | tuple[str, int]
ON_OVERVIEW = 8


@blueprint.get("/institutions")
@needs(Permission.INSTITUTION_READ)
def index() -> Answer:
    """List the institutions; without a query, as the reader's default view has it."""
    state = open_list(current_user, listed.LIST, request.args)
    if url := opening(state):
        return redirect(url)
    remember(listed.LIST.page)
    wanted = listed.read_filter(request.args)
    page = listed.page_of(wanted, request.args.get("after"), language())
    titles = {row.code: row.title(language()) for row in countries() if row.code in {"MX", "US"}}
    return render_template(
        "institutions/list.html",
        page=page,
        wanted=wanted,
        state=state,
        chips=listed.chips(wanted, titles),
        beside=load(current_user, state.columns, page.rows) if page.rows else {},
        kinds=KINDS,
        levels=LEVELS,
        sorts=listed.SORT_LABELS,
        countries=titles,
        may_edit=current_user.may(Permission.INSTITUTION_WRITE),
    )


@blueprint.post("/institutions/export")
@needs(Permission.RECORD_EXPORT)
def export() -> AnyResponse:
    """Send the filtered list as CSV or XLSX; a long one is made in the background."""
    return export_list(current_user, listed.LIST, request.form)


@blueprint.get("/institutions/tree")
@needs(Permission.INSTITUTION_READ)
def tree() -> str:
    """Show which body belongs to which."""
    return render_template("institutions/tree.html", tops=listed.tree(language()), kinds=KINDS)


@blueprint.get("/institutions/pick")
@needs(Permission.INSTITUTION_READ)
def pick() -> Response:
    """Answer a picker: at most ten institutions for what was typed."""
    found = queries.choices(request.args.get("q", ""))
    return jsonify(found=[{"id": c.id, "name": c.name, "place": c.place} for c in found])


@blueprint.get("/institutions/<int:institution_id>")
@needs(Permission.INSTITUTION_READ)
def show(institution_id: int) -> str:
    """Show an institution: what it is, who sits there, what happened last."""
    body = queries.get(institution_id) or abort(404)
    return render_template(
        "institutions/show.html",
        seats=posts.seats(current_user, body.id),
        classes=CLASSES,
        gifts=GIFT_RULES,
        meetings=MEETING_RULES,
        holidays=HOLIDAYS,
        timeline=read_timeline("institution", current_user, body.id, request.args.get("after"), ON_OVERVIEW),
        **drawn_panels("institution", current_user, body),
        **page_values(current_user, body, "institutions.show"),
    )


@blueprint.get("/institutions/<int:institution_id>/history")
@needs(Permission.INSTITUTION_READ)
def show_history(institution_id: int) -> str:
    """Show who changed what, in words."""
    body = queries.get(institution_id) or abort(404)
    before = request.args.get("before", "")
    page = trail("institution", body.id, int(before) if before.isdecimal() and len(before) < 10 else None)  # noqa: PLR2004
    told = describe(page.rows, history.LABELS, history.resolvers(current_user), body.id)
    values = page_values(current_user, body, "institutions.show_history")
    return render_template("institutions/history.html", told=told, before=page.before, **values)


@blueprint.route("/institutions/new", methods=["GET", "POST"])
@needs(Permission.INSTITUTION_WRITE)
def new() -> Answer:
    """Add an institution."""
    form = InstitutionForm()
    if not form.validate_on_submit():
        return _form_page(form, None), 422 if form.is_submitted() else 200
    if alike := like_new("institution", current_user, form.changes()):
        return _form_page(form, None, alike), 422
    with unit_of_work(current_user.id) as work:
        institution_id = actions.create(work, form.changes()).id
        answer = sent_on(work, "institutions.show", institution_id=institution_id)
    flash(_("The institution is added."))
    return answer


@blueprint.route("/institutions/<int:institution_id>/edit", methods=["GET", "POST"])
@needs(Permission.INSTITUTION_WRITE)
def edit(institution_id: int) -> Answer:
    """Change an institution; a stale save is answered with both texts."""
    body = queries.get(institution_id) or abort(404)
    form = InstitutionForm(body=body)
    if not form.validate_on_submit():
        return _form_page(form, body), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(institution_id) or abort(404)
            check_version(fresh, form.version.data)
            actions.update(work, fresh, form.changes())
            answer = sent_on(work, "institutions.show", institution_id=institution_id)
    except StaleSaveError:
        return _stale(institution_id, form)
    flash(_("Saved."))
    return answer


def _form_page(form: InstitutionForm, body: Institution | None, alike: Sequence[Alike] = ()) -> str:
    return render_template("institutions/edit.html", form=form, body=body, speaks=language(), found=None, alike=alike)


def _stale(institution_id: int, form: InstitutionForm) -> Answer:
    saved = queries.get(institution_id) or abort(404)
    found = differences(form, InstitutionForm(formdata=None, body=saved))
    form.version.data, form.version.raw_data = saved.version, None
    return render_template("institutions/edit.html", form=form, body=saved, speaks=language(), found=found), 409


@blueprint.post("/institutions/<int:institution_id>/archive")
@needs(Permission.INSTITUTION_WRITE)
def archive(institution_id: int) -> AnyResponse:
    """Archive an institution: it leaves the lists, nothing is lost."""
    change_one(lambda: queries.for_edit(institution_id), actions.archive)
    flash(_("The institution is archived."))
    return redirect(url_for("institutions.show", institution_id=institution_id), 303)


@blueprint.post("/institutions/<int:institution_id>/restore")
@needs(Permission.INSTITUTION_WRITE)
def restore(institution_id: int) -> AnyResponse:
    """Put an archived institution back."""
    change_one(lambda: queries.for_edit(institution_id), actions.restore)
    flash(_("The institution is back in the lists."))
    return redirect(url_for("institutions.show", institution_id=institution_id), 303)
