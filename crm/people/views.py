"""Speaks HTTP for people."""

from collections.abc import Sequence
from dataclasses import asdict

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
from crm.core.feature import registry
from crm.core.forms import differences
from crm.core.like import Alike, like_new
from crm.core.once import sent_on
from crm.core.page import drawn_panels
from crm.core.timeline import read_timeline
from crm.files.page import files_values
from crm.lists.exports import export_list
from crm.lists.state import open_list, opening, remember
from crm.people import actions, history, listed, queries
from crm.people.columns import REACH, load
from crm.people.forms import PersonForm, QuickForm
from crm.people.labels import HONORIFICS, LANGUAGES
from crm.people.models import Person
from crm.people.page import page_values

blueprint = Blueprint("people", __name__)
Answer = str | AnyResponse | tuple[str, int]
ON_OVERVIEW = 8


@blueprint.get("/people")
@needs(Permission.PERSON_READ)
def index() -> Answer:
    """List the people that the reader may see; without a query, as the reader's default view has it."""
    state = open_list(current_user, listed.LIST, request.args)
    if url := opening(state):
        return redirect(url)
    remember(listed.LIST.page)
    wanted = listed.read_filter(request.args)
    page = listed.page_of(current_user, wanted, request.args.get("after"))
    beside = load(current_user, state.columns, page.rows) if page.rows else {REACH: {}}
    return render_template(
        "people/list.html",
        page=page,
        wanted=wanted,
        state=state,
        chips=listed.chips(wanted),
        beside=beside,
        reached=beside[REACH],
        languages=LANGUAGES,
        sorts=listed.SORT_LABELS,
        may_edit=current_user.may(Permission.PERSON_WRITE),
    )


@blueprint.post("/people/export")
@needs(Permission.RECORD_EXPORT)
def export() -> AnyResponse:
    """Send the filtered list as CSV or XLSX; a long one is made in the background."""
    return export_list(current_user, listed.LIST, request.form)


@blueprint.get("/people/pick")
@needs(Permission.PERSON_READ)
def pick() -> Response:
    """Answer a picker: at most ten visible people; `for=contact` leaves out those who are not to be contacted."""
    contact = request.args.get("for") == "contact"
    found = queries.choices(current_user, request.args.get("q", ""), contact=contact)
    return jsonify(found=[{"id": c.id, "name": c.name, "place": c.place} for c in found])


@blueprint.post("/people/quick")
@needs(Permission.PERSON_WRITE)
def quick() -> Response | tuple[Response, int]:
    """Add a person from within another form; `client_id` and `role` place them at a client at once."""
    form = QuickForm()
    if not form.validate():
        return jsonify(errors={name: str(found[0]) for name, found in form.errors.items() if name}), 422
    if alike := like_new("person", current_user, form.changes()):
        return jsonify(errors={}, alike=[asdict(each) for each in alike]), 422
    with unit_of_work(current_user.id) as work:
        person = actions.create(work, current_user, form.changes())
        registry().tell("person.added", work, current_user, person, request.form)
        person_id = person.id
    (made,) = queries.chosen(current_user, [person_id])
    return jsonify(id=made.id, name=made.name, place=made.place)


@blueprint.get("/people/<int:person_id>")
@needs(Permission.PERSON_READ)
def show(person_id: int) -> str:
    """Show a person: who they are, where they sat and when, what happened last."""
    person = queries.get_full(current_user, person_id) or abort(404)
    return render_template(
        "people/show.html",
        timeline=read_timeline("person", current_user, person_id, request.args.get("after"), ON_OVERVIEW),
        **drawn_panels("person", current_user, person),
        **page_values(current_user, person, "people.show"),
    )


@blueprint.get("/people/<int:person_id>/history")
@needs(Permission.PERSON_READ)
def show_history(person_id: int) -> str:
    """Show who changed what, in words."""
    person = queries.get_full(current_user, person_id) or abort(404)
    before = request.args.get("before", "")
    page = trail("person", person_id, int(before) if before.isdecimal() and len(before) < 10 else None)  # noqa: PLR2004
    told = describe(page.rows, history.LABELS, history.resolvers(current_user), person_id)
    values = page_values(current_user, person, "people.show_history")
    return render_template("people/history.html", told=told, before=page.before, **values)


@blueprint.get("/people/<int:person_id>/files")
@needs(Permission.FILE_READ)
def show_files(person_id: int) -> str:
    """Show the files of a person."""
    person = queries.get_full(current_user, person_id) or abort(404)
    return render_template(
        "people/files.html",
        **files_values(current_user, "person", person_id, request.args),
        **page_values(current_user, person, "people.show_files"),
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@needs(Permission.PERSON_WRITE)
def new() -> Answer:
    """Add a person."""
    form = PersonForm()
    if not form.validate_on_submit():
        return _edit_page(form, None), 422 if form.is_submitted() else 200
    if alike := like_new("person", current_user, form.changes()):
        return _edit_page(form, None, alike), 422
    with unit_of_work(current_user.id) as work:
        person_id = actions.create(work, current_user, form.changes()).id
        answer = sent_on(work, "people.show", person_id=person_id)
    flash(_("The person is added."))
    return answer


@blueprint.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@needs(Permission.PERSON_WRITE)
def edit(person_id: int) -> Answer:
    """Change a person; a stale save is answered with both texts."""
    person = queries.get_full(current_user, person_id) or abort(404)
    form = PersonForm(person=person)
    if not form.validate_on_submit():
        return _edit_page(form, person), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(current_user, person_id) or abort(404)
            check_version(fresh, form.version.data)
            actions.update(work, fresh, form.changes())
            answer = sent_on(work, "people.show", person_id=person_id)
    except StaleSaveError:
        saved = queries.get_full(current_user, person_id) or abort(404)
        found = differences(form, PersonForm(formdata=None, person=saved))
        form.version.data, form.version.raw_data = saved.version, None
        return render_template("people/edit.html", form=form, person=saved, found=found, honorifics=HONORIFICS), 409
    flash(_("Saved."))
    return answer


def _edit_page(form: PersonForm, person: Person | None, alike: Sequence[Alike] = ()) -> str:
    return render_template("people/edit.html", form=form, person=person, found=None, honorifics=HONORIFICS, alike=alike)


@blueprint.post("/people/<int:person_id>/archive")
@needs(Permission.PERSON_WRITE)
def archive(person_id: int) -> AnyResponse:
    """Archive a person: they leave the lists, nothing is lost."""
    change_one(lambda: queries.for_edit(current_user, person_id), actions.archive)
    flash(_("The person is archived."))
    return redirect(url_for("people.show", person_id=person_id), 303)


@blueprint.post("/people/<int:person_id>/restore")
@needs(Permission.PERSON_WRITE)
def restore(person_id: int) -> AnyResponse:
    """Put an archived person back."""
    change_one(lambda: queries.for_edit(current_user, person_id), actions.restore)
    flash(_("The person is back in the lists."))
    return redirect(url_for("people.show", person_id=person_id), 303)
