"""A calendar file, an e-mail or a chat becomes the draft of an engagement."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import unit_of_work
from crm.core.i18n import language
from crm.engagements import draft_actions as actions
from crm.engagements.capturing.filling import fill
from crm.engagements.capturing.matching import match
from crm.engagements.capturing.reading import MOST, read
from crm.engagements.capturing.shape import CaptureError
from crm.engagements.form_data import new_data
from crm.engagements.forms import EngagementForm
from crm.engagements.queries import drafts
from crm.engagements.views.edit import blueprint, form_page
from crm.files.receiving import takes_files

__all__ = ["blueprint"]


@blueprint.post("/engagements/capture")
@needs(Permission.ENGAGEMENT_WRITE)
@takes_files
def capture() -> Response | tuple[str, int]:
    """Read what was chosen or pasted, and open the form with it; what was typed before stays."""
    try:
        found = read(_sent(), language())
    except CaptureError as error:
        form = EngagementForm(current_user, data=new_data(current_user))
        return form_page(form, None, capture_error=str(error), pasted=request.form.get("pasted", "")), 422
    typed = actions.fields_of(request.form.to_dict(flat=False))
    fields = fill(typed, found, match(current_user, found.parties), current_user)
    name = request.form.get("draft", "")
    before = drafts.own_named(current_user, name) if actions.is_own(name, current_user) else None
    if before is None or before.closed_at is not None or before.engagement_id is not None:
        name = actions.new_name(current_user)
    turn = drafts.turn_of(current_user, name) + 1
    with unit_of_work(current_user.id) as work:
        draft_id = actions.keep(work, current_user, actions.Written(name, turn, None, None, fields)).id
    for remark in [_("Read as a draft: look it over, then save."), *found.remarks]:
        flash(remark)
    return redirect(url_for("engagements.new", draft=draft_id), 303)


def _sent() -> bytes:
    """Return the chosen file, else the pasted text."""
    file = request.files.get("captured")
    if file is not None and file.filename:
        data = file.stream.read(MOST["mail"] + 1)
        if not data and getattr(file.stream, "too_large", False):
            raise CaptureError(_("It is larger than 25 MB."))
        return data
    return request.form.get("pasted", "").encode()
