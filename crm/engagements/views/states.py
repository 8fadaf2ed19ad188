"""The small forms of an engagement: held, cancelled, archived, restored."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.text import clean
from crm.engagements import actions
from crm.engagements.confidential import LockedError
from crm.engagements.queries import one
from crm.engagements.views.capture import blueprint
from crm.engagements.views.pages import engagement_page

__all__ = ["blueprint"]
REASON_LIMIT = 300


@blueprint.post("/engagements/<int:engagement_id>/hold")
@needs(Permission.ENGAGEMENT_WRITE)
def hold(engagement_id: int) -> Response | tuple[str, int]:
    """Mark a planned engagement as held, then ask for its note; one that is only requested has no hour yet."""
    item = one.get_visible(current_user, engagement_id) or abort(404)
    if item.state == "requested":
        return engagement_page(item, told=_("Give the day and the hour.")), 422
    lost = change(engagement_id, actions.hold)
    if lost:
        return lost
    flash(_("Marked as held. Write down what was said while it is fresh."))
    return redirect(url_for("engagements.edit", engagement_id=engagement_id), 303)


@blueprint.post("/engagements/<int:engagement_id>/cancel")
@needs(Permission.ENGAGEMENT_WRITE)
def cancel(engagement_id: int) -> Response | tuple[str, int]:
    """Mark an engagement as cancelled; the reason is required."""
    reason = " ".join(clean(request.form.get("cancel_reason")).split())
    if not reason or len(reason) > REASON_LIMIT:
        item = one.get_visible(current_user, engagement_id) or abort(404)
        problem = _("Say why it was cancelled.") if not reason else _("Say it in at most 300 characters.")
        return engagement_page(item, problem=problem, reason=reason), 422
    lost = change(engagement_id, actions.cancel, reason)
    if lost:
        return lost
    flash(_("Cancelled."))
    return redirect(url_for("engagements.show", engagement_id=engagement_id), 303)


@blueprint.post("/engagements/<int:engagement_id>/archive")
@needs(Permission.ENGAGEMENT_WRITE)
def archive(engagement_id: int) -> Response | tuple[str, int]:
    """Put an engagement aside."""
    lost = change(engagement_id, actions.archive)
    if lost:
        return lost
    flash(_("Archived. Lists, search and reports leave it out."))
    return redirect(url_for("engagements.show", engagement_id=engagement_id), 303)


@blueprint.post("/engagements/<int:engagement_id>/restore")
@needs(Permission.ENGAGEMENT_WRITE)
def restore(engagement_id: int) -> Response | tuple[str, int]:
    """Take an archived engagement back."""
    lost = change(engagement_id, actions.restore)
    if lost:
        return lost
    flash(_("Restored."))
    return redirect(url_for("engagements.show", engagement_id=engagement_id), 303)


def change(engagement_id: int, act: Callable[..., None], *more: Any) -> tuple[str, int] | None:
    """Run one small change; when somebody saved meanwhile, return the page as it is now with what was typed."""
    try:
        with unit_of_work(current_user.id) as work:
            item = one.for_edit(current_user, engagement_id) or abort(404)
            check_version(item, request.form.get("version", type=int))
            act(work, current_user, item, *more)
    except StaleSaveError:
        item = one.get_visible(current_user, engagement_id) or abort(404)
        return engagement_page(item, changed=True, reason=request.form.get("cancel_reason", "")), 409
    except LockedError:
        item = one.get_visible(current_user, engagement_id) or abort(404)
        return engagement_page(item, reason=request.form.get("cancel_reason", "")), 409
    return None
