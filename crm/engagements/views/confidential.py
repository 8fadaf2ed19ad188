"""The pages of sensitive parts, and the small forms that lock and unlock a note."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.audit.queries import history as trail_of
from crm.audit.words import describe
from crm.core.access import needs
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import Difference, differences
from crm.core.once import sent_on
from crm.core.text import clean
from crm.core.worddiff import around, marked_together, word_diff
from crm.engagements import confidential
from crm.engagements.confidential import LockedError
from crm.engagements.confidential_forms import REASON_LIMIT, PartForm
from crm.engagements.confidential_models import PART, EngagementPart
from crm.engagements.history import PART_LABELS, part_resolvers
from crm.engagements.models import Engagement
from crm.engagements.queries import one, parts
from crm.engagements.queries.versions import part_changes
from crm.engagements.views.pages import engagement_page
from crm.engagements.views.places import blueprint

__all__ = ["blueprint"]


@blueprint.route("/engagements/parts/<int:part_id>", methods=["GET", "POST"])
@needs(Permission.ENGAGEMENT_WRITE)
def part(part_id: int) -> str | Response | tuple[str, int]:
    """Edit a sensitive part and who reads it, with its earlier versions."""
    part, item = _found(part_id)
    form = _form_of(part, item)
    if not form.validate_on_submit():
        return _page(part, item, form), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            one.for_edit(current_user, item.id) or abort(404)
            fresh = parts.for_edit(current_user, part_id) or abort(404)
            check_version(fresh, form.version.data)
            confidential.update_part(work, fresh, form.text.data, form.readers.data)
            answer = sent_on(work, "engagements.show", engagement_id=item.id)
    except (StaleSaveError, LockedError):
        return _lost(part_id, form), 409
    flash(_("Sensitive part saved."))
    return answer


@blueprint.post("/engagements/parts/<int:part_id>/restore")
@needs(Permission.ENGAGEMENT_WRITE)
def restore_part(part_id: int) -> Response | tuple[str, int]:
    """Bring back the text that one save of a sensitive part (`change`: its version) replaced."""
    part, item = _found(part_id)
    change = request.form.get("change", type=int)
    old = next((each for each in part_changes(part) if each.version == change), None)
    if old is None:
        return _page(part, item, _form_of(part, item, formdata=None)), 422
    try:
        with unit_of_work(current_user.id) as work:
            one.for_edit(current_user, item.id) or abort(404)
            fresh = parts.for_edit(current_user, part_id) or abort(404)
            check_version(fresh, request.form.get("version", type=int))
            confidential.update_part(work, fresh, old.before)
    except (StaleSaveError, LockedError):
        return _lost(part_id, _form_of(part, item, formdata=None)), 409
    flash(_("The earlier text is back, as the newest version."))
    return redirect(url_for("engagements.part", part_id=part_id), 303)


@blueprint.post("/engagements/<int:engagement_id>/lock")
@needs(Permission.ENGAGEMENT_LOCK)
def lock(engagement_id: int) -> Response | tuple[str, int]:
    """Let nobody edit an engagement; the reason is required."""
    reason = " ".join(clean(request.form.get("reason")).split())
    if not reason or len(reason) > REASON_LIMIT:
        item = one.get_visible(current_user, engagement_id) or abort(404)
        problem = _("Say why it is locked.") if not reason else _("Say it in at most 300 characters.")
        return engagement_page(item, lock_problem=problem, lock_reason=reason), 422
    return _turn(engagement_id, lambda work, item: confidential.lock(work, current_user, item, reason), _("Locked."))


@blueprint.post("/engagements/<int:engagement_id>/unlock")
@needs(Permission.ENGAGEMENT_LOCK)
def unlock(engagement_id: int) -> Response | tuple[str, int]:
    """Let an engagement be edited again."""
    return _turn(engagement_id, confidential.unlock, _("Unlocked: it can be edited again."), unlocking=True)


def _turn(
    engagement_id: int, act: Callable[[Any, Engagement], None], said: str, *, unlocking: bool = False
) -> Response | tuple[str, int]:
    """Lock or unlock, unless somebody saved meanwhile or it is locked already."""
    try:
        with unit_of_work(current_user.id) as work:
            item = one.for_edit(current_user, engagement_id, unlocking=unlocking) or abort(404)
            check_version(item, request.form.get("version", type=int))
            act(work, item)
    except (StaleSaveError, LockedError):
        now_is = one.get_visible(current_user, engagement_id) or abort(404)
        return engagement_page(now_is, changed=True, lock_reason=request.form.get("reason", "")), 409
    flash(said)
    return redirect(url_for("engagements.show", engagement_id=engagement_id), 303)


def _found(part_id: int) -> tuple[EngagementPart, Engagement]:
    part = parts.get_visible(current_user, part_id) or abort(404)
    return part, one.get_visible(current_user, part.engagement_id) or abort(404)


def _form_of(part: EngagementPart, item: Engagement, **options: Any) -> PartForm:
    return PartForm(part, [link.client_id for link in item.clients], **options)


def _lost(part_id: int, form: PartForm) -> str:
    """Show what is saved now beside what was typed; the words stay in the form."""
    part, item = _found(part_id)
    found = differences(form, _form_of(part, item, formdata=None))
    form.version.data = part.version
    return _page(part, item, form, found)


def _page(part: EngagementPart, item: Engagement, form: PartForm, found: list[Difference] | None = None) -> str:
    told = [(each, marked_together(around(word_diff(each.before, each.after)))) for each in part_changes(part)]
    trail = trail_of(PART, part.id, request.args.get("before", type=int))
    return render_template(
        "engagements/part.html", part=part, item=item, form=form, found=found, versions=told,
        lock=parts.lock_of(item.id), told=describe(trail.rows, PART_LABELS, part_resolvers()), before=trail.before,
    )  # fmt: skip
