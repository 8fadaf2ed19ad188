"""The parts of a mandate (see PARTS): each row is added and edited on a page of its own."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.dates import today_in
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import differences
from crm.core.once import sent_to
from crm.mandates import actions, queries
from crm.mandates.models import Mandate
from crm.mandates.parts import PARTS, Part, Row
from crm.mandates.row_forms import FORMS, RowForm
from crm.mandates.views.edit import blueprint
from crm.mandates.views.pages import Answer

__all__ = ["blueprint"]


@blueprint.route("/mandates/<int:mandate_id>/<section>/new", methods=["GET", "POST"])
@needs(Permission.MANDATE_WRITE)
def add_row(mandate_id: int, section: str) -> Answer:
    """Add a row of a part (`section`: see PARTS)."""
    mandate, kind = _asked(mandate_id, section)
    form = FORMS[section](None, _objectives(mandate_id), data=_usual(section))
    if not form.validate_on_submit():
        return _row_page(form, mandate, kind), 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        _held(mandate_id)
        actions.save_row(work, kind, kind.model(mandate_id=mandate_id), form.changes())
        answer = sent_to(work, _place(mandate_id, section))
    flash(_("Added."))
    return answer


@blueprint.route("/mandates/<int:mandate_id>/<section>/<int:entry_id>", methods=["GET", "POST"])
@needs(Permission.MANDATE_WRITE)
def edit_row(mandate_id: int, section: str, entry_id: int) -> Answer:
    """Edit a row of a part; a stale save is answered with both texts."""
    mandate, kind = _asked(mandate_id, section)
    row = queries.row_of(current_user, mandate_id, kind, entry_id) or abort(404)
    form = FORMS[section](row, _objectives(mandate_id, row))
    if not form.validate_on_submit():
        return _row_page(form, mandate, kind, row), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.row_of(current_user, mandate_id, kind, entry_id, lock=True) or abort(404)
            check_version(fresh, form.version.data)
            actions.save_row(work, kind, fresh, form.changes())
            answer = sent_to(work, _place(mandate_id, section))
    except StaleSaveError:
        row = queries.row_of(current_user, mandate_id, kind, entry_id) or abort(404)
        found = differences(form, FORMS[section](row, _objectives(mandate_id, row), formdata=None))
        form.version.data, form.version.raw_data = row.version, None
        return _row_page(form, mandate, kind, row, found=found), 409
    flash(_("Saved."))
    return answer


@blueprint.post("/mandates/<int:mandate_id>/<section>/<int:entry_id>/archive")
@needs(Permission.MANDATE_WRITE)
def archive_row(mandate_id: int, section: str, entry_id: int) -> Answer:
    """Take a row off its mandate."""
    _mandate, kind = _asked(mandate_id, section)
    change_one(
        lambda: queries.row_of(current_user, mandate_id, kind, entry_id, lock=True),
        actions.archive_row,
    )
    flash(_("Taken off."))
    return redirect(_place(mandate_id, section), 303)


def _asked(mandate_id: int, section: str) -> tuple[Mandate, Part]:
    mandate = queries.get_visible(current_user, mandate_id)
    if mandate is None or section not in PARTS:
        abort(404)
    return mandate, PARTS[section]


def _held(mandate_id: int) -> None:
    """Asked again inside: it may have been closed to the reader, or put aside, meanwhile."""
    fresh = queries.for_edit(current_user, mandate_id) or abort(404)
    if fresh.archived_at is not None:
        abort(409)


def _objectives(mandate_id: int, row: Row | None = None) -> dict[int, str]:
    """Return the objectives to choose from; that of the row stays among them, taken off or not."""
    found = {each.id: each.title for each in queries.rows_of_part(PARTS["objectives"], mandate_id)}
    keep = getattr(row, "objective_id", None)
    return found if keep is None or keep in found else found | {keep: queries.objective_title(keep)}


def _usual(section: str) -> dict[str, Any]:
    today = today_in(current_user.time_zone)
    return {
        "results": {"happened_on": today}, "introductions": {"made_on": today},
        "time": {"worked_on": today, "user_id": current_user.id}, "deliverables": {"owner_id": current_user.id},
    }.get(section, {})  # fmt: skip


def _place(mandate_id: int, section: str) -> str:
    return url_for("mandates.show", mandate_id=mandate_id, _anchor=section)


def _row_page(form: RowForm, mandate: Mandate, kind: Part, row: Row | None = None, **more: Any) -> str:
    return render_template("mandates/row.html", form=form, mandate=mandate, kind=kind, row=row, **more)
