"""Settings of clients: the firm's own fields, and its tags."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.clients import queries, setting_changes
from crm.clients.forms.settings import FieldForm, TagForm
from crm.clients.labels import FIELD_KINDS
from crm.clients.setting_changes import OptionInUseError
from crm.clients.views.profile import blueprint
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.db import StaleSaveError, UniqueTakenError, check_version, unit_of_work
from crm.core.forms import differences
from crm.reference.models import CustomField
from crm.reference.queries import field_for_edit, fields_by_id, tag_for_edit, tags_by_id

__all__ = ["blueprint"]

Answer = str | Response | tuple[str, int]


def _may_edit() -> bool:
    return bool(current_user.may(Permission.SETTINGS_WRITE))


@blueprint.get("/settings/fields")
@needs(Permission.SETTINGS_READ)
def fields() -> str:
    """List the firm's own fields, archived ones last."""
    rows = sorted(fields_by_id().values(), key=lambda field: field.archived_at is not None)
    return render_template("clients/settings/fields.html", rows=rows, kinds=FIELD_KINDS, may_edit=_may_edit())


def _field_page(form: FieldForm, own: CustomField | None, status: int = 200, found: Any = None) -> Answer:
    return render_template("clients/settings/field.html", form=form, own=own, kinds=FIELD_KINDS, found=found), status


@blueprint.route("/settings/fields/new", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
def new_field() -> Answer:
    """Add a field of the firm's own to its clients."""
    form = FieldForm()
    if not form.validate_on_submit():
        return _field_page(form, None, 422 if form.is_submitted() else 200)
    with unit_of_work(current_user.id) as work:
        setting_changes.add_field(work, form.values())
    flash(_("Added. The form of each client has it now."))
    return redirect(url_for("clients.fields"), 303)


@blueprint.route("/settings/fields/<int:field_id>", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
def edit_field(field_id: int) -> Answer:
    """Change a field: titles, unit, order, options; its kind stays."""
    own = fields_by_id().get(field_id) or abort(404)
    form = FieldForm(own)
    if not form.validate_on_submit():
        return _field_page(form, own, 422 if form.is_submitted() else 200)
    try:
        with unit_of_work(current_user.id) as work:
            fresh = field_for_edit(field_id) or abort(404)
            check_version(fresh, form.version.data)
            setting_changes.update_field(work, fresh, form.values())
    except OptionInUseError as error:
        form.options.errors = [str(error)]
        return _field_page(form, own, 422)
    except StaleSaveError:
        own = fields_by_id()[field_id]
        found = differences(form, FieldForm(own, formdata=None))
        form.version.data, form.version.raw_data = own.version, None
        return _field_page(form, own, 409, found)
    flash(_("Saved."))
    return redirect(url_for("clients.fields"), 303)


@blueprint.post("/settings/fields/<int:field_id>/archive")
@needs(Permission.SETTINGS_WRITE)
def archive_field(field_id: int) -> Response:
    """Take a field out of the forms, lists and filters; what was written in it stays."""
    change_one(lambda: field_for_edit(field_id), setting_changes.archive)
    flash(_("The field is archived. What was written in it is kept."))
    return redirect(url_for("clients.fields"), 303)


@blueprint.post("/settings/fields/<int:field_id>/restore")
@needs(Permission.SETTINGS_WRITE)
def restore_field(field_id: int) -> Response:
    """Put an archived field back, with what was written in it."""
    change_one(lambda: field_for_edit(field_id), setting_changes.restore)
    flash(_("The field is back, with what was written in it."))
    return redirect(url_for("clients.fields"), 303)


@blueprint.get("/settings/tags")
@needs(Permission.SETTINGS_READ)
def tags() -> str:
    """List the firm's tags with the number of clients that the reader may see."""
    rows = sorted(tags_by_id().values(), key=lambda tag: tag.archived_at is not None)
    return render_template(
        "clients/settings/tags.html", rows=rows, counts=queries.clients_by_tag(current_user), may_edit=_may_edit()
    )


@blueprint.route("/settings/tags/<int:tag_id>", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
def edit_tag(tag_id: int) -> Answer:
    """Rename a tag on all clients at once."""
    tag = tags_by_id().get(tag_id) or abort(404)
    form, status, found = TagForm(tag), 200, None
    if form.validate_on_submit():
        try:
            with unit_of_work(current_user.id) as work:
                fresh = tag_for_edit(tag_id) or abort(404)
                check_version(fresh, form.version.data)
                setting_changes.rename_tag(work, fresh, form.name.data)
        except UniqueTakenError:
            form.name.errors = [_("There is a tag of this name already.")]
        except StaleSaveError:
            tag = tags_by_id()[tag_id]
            found, status = differences(form, TagForm(tag, formdata=None)), 409
            form.version.data, form.version.raw_data = tag.version, None
        else:
            flash(_("Saved."))
            return redirect(url_for("clients.tags"), 303)
    status = 422 if form.errors else status
    return render_template("clients/settings/tag.html", form=form, tag=tag, found=found), status


@blueprint.post("/settings/tags/<int:tag_id>/archive")
@needs(Permission.SETTINGS_WRITE)
def archive_tag(tag_id: int) -> Response:
    """Offer a tag no longer; clients keep it."""
    change_one(lambda: tag_for_edit(tag_id), setting_changes.archive)
    flash(_("The tag is archived: it is offered no longer, clients keep it."))
    return redirect(url_for("clients.tags"), 303)


@blueprint.post("/settings/tags/<int:tag_id>/restore")
@needs(Permission.SETTINGS_WRITE)
def restore_tag(tag_id: int) -> Response:
    """Offer an archived tag again."""
    change_one(lambda: tag_for_edit(tag_id), setting_changes.restore)
    flash(_("The tag is offered again."))
    return redirect(url_for("clients.tags"), 303)
