"""Posts of an institution and their holders: added, changed, named, ended."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import BaseForm, differences
from crm.core.i18n import language
from crm.institutions import actions, posts, queries
from crm.institutions.forms import NewHolderForm, PostForm, TermForm
from crm.institutions.views.pages import blueprint

__all__ = ["blueprint"]

Answer = str | Response | tuple[str, int]


def _home(institution_id: int, said: str) -> Response:
    flash(said)
    return redirect(url_for("institutions.show", institution_id=institution_id), 303)


def _page(template: str, form: BaseForm, institution_id: int, **values: Any) -> str:
    body = queries.get(institution_id) or abort(404)
    return render_template(template, form=form, body=body, name=body.name(language()), speaks=language(), **values)


@blueprint.route("/institutions/<int:institution_id>/posts/new", methods=["GET", "POST"])
@needs(Permission.INSTITUTION_WRITE)
def new_post(institution_id: int) -> Answer:
    """Add a post."""
    form = PostForm()
    if not form.validate_on_submit():
        page = _page("institutions/post.html", form, institution_id, post=None, found=None)
        return page, 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        body = queries.for_edit(institution_id) or abort(404)
        actions.add_post(work, body, form.values())
    return _home(institution_id, _("The post is added."))


@blueprint.route("/institutions/<int:institution_id>/posts/<int:post_id>", methods=["GET", "POST"])
@needs(Permission.INSTITUTION_WRITE)
def edit_post(institution_id: int, post_id: int) -> Answer:
    """Change a post; a stale save is answered with both texts."""
    post = posts.get_post(institution_id, post_id) or abort(404)
    form = PostForm(post=post)
    if not form.validate_on_submit():
        page = _page("institutions/post.html", form, institution_id, post=post, found=None)
        return page, 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = posts.get_post(institution_id, post_id, lock=True) or abort(404)
            check_version(fresh, form.version.data)
            actions.change_post(work, fresh, form.values())
    except StaleSaveError:
        saved = posts.get_post(institution_id, post_id) or abort(404)
        found = differences(form, PostForm(formdata=None, post=saved))
        form.version.data, form.version.raw_data = saved.version, None
        return _page("institutions/post.html", form, institution_id, post=saved, found=found), 409
    return _home(institution_id, _("Saved."))


@blueprint.post("/institutions/<int:institution_id>/posts/<int:post_id>/archive")
@needs(Permission.INSTITUTION_WRITE)
def archive_post(institution_id: int, post_id: int) -> Response:
    """Take a post off the page: who held it stays on record."""
    with unit_of_work(current_user.id) as work:
        post = posts.get_post(institution_id, post_id, lock=True) or abort(404)
        actions.archive_post(work, post)
    return _home(institution_id, _("Saved."))


@blueprint.route("/institutions/<int:institution_id>/posts/<int:post_id>/holder", methods=["GET", "POST"])
@needs(Permission.INSTITUTION_WRITE)
def name_holder(institution_id: int, post_id: int) -> Answer:
    """Say who holds a post; a follow-up to introduce ourselves opens."""
    post = posts.get_post(institution_id, post_id) or abort(404)
    form = NewHolderForm()
    if not form.validate_on_submit():
        page = _page("institutions/holder.html", form, institution_id, post=post, holder=None, found=None)
        return page, 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        fresh = posts.get_post(institution_id, post_id, lock=True) or abort(404)
        values = {name: value for name, value in form.values().items() if name != "person"}
        actions.name_holder(work, current_user, fresh, form.person.data[0], values)
    return _home(institution_id, _("Saved: the post has a new holder."))


@blueprint.route("/institutions/<int:institution_id>/holders/<int:holder_id>", methods=["GET", "POST"])
@needs(Permission.INSTITUTION_WRITE)
def edit_holder(institution_id: int, holder_id: int) -> Answer:
    """Correct or end a term."""
    holder = posts.get_holder(institution_id, holder_id) or abort(404)
    form = TermForm(holder=holder)
    values = {"post": holder.post, "holder": holder}
    if not form.validate_on_submit():
        page = _page("institutions/holder.html", form, institution_id, **values, found=None)
        return page, 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = posts.get_holder(institution_id, holder_id, lock=True) or abort(404)
            check_version(fresh, form.version.data)
            actions.change_term(work, fresh, form.values())
    except StaleSaveError:
        saved = posts.get_holder(institution_id, holder_id) or abort(404)
        found = differences(form, TermForm(formdata=None, holder=saved))
        form.version.data, form.version.raw_data = saved.version, None
        return _page("institutions/holder.html", form, institution_id, **values, found=found), 409
    return _home(institution_id, _("Saved."))
