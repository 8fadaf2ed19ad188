"""An engagement as a file, and invitations to it by mail."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.calendar import inviting
from crm.calendar.forms import InviteForm
from crm.calendar.invited import recipients, sent
from crm.calendar.views.feeds import blueprint
from crm.core.access import needs
from crm.core.db import unit_of_work
from crm.core.once import sent_on
from crm.engagements.queries.one import get_visible
from crm.notices.views import STATES

__all__ = ["blueprint"]


@blueprint.get("/engagements/<int:engagement_id>/event.ics")
@needs(Permission.ENGAGEMENT_READ)
def event(engagement_id: int) -> AnyResponse:
    """Send an engagement as a file for one's own calendar."""
    item = get_visible(current_user, engagement_id) or abort(404)
    if item.state == "requested":
        flash(_("It has no hour yet: plan it first."))
        return redirect(url_for("engagements.show", engagement_id=item.id), 303)
    answer = Response(inviting.plain_file(item), mimetype="text/calendar")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{item.number}.ics")
    return answer


@blueprint.route("/engagements/<int:engagement_id>/invite", methods=["GET", "POST"])
@needs(Permission.ENGAGEMENT_WRITE)
def invite(engagement_id: int) -> str | AnyResponse | tuple[str, int]:
    """Send an invitation, its change or its cancellation to chosen addressees."""
    item = get_visible(current_user, engagement_id) or abort(404)
    people = recipients(current_user, item)
    form = InviteForm(people)
    if item.state == "requested" or not form.validate_on_submit():
        shown = render_template(
            "calendar/invite.html", item=item, form=form, people=people, sent=sent(item.id), states=STATES,
            method=inviting.method_for(item),
        )  # fmt: skip
        return shown, 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        item = get_visible(current_user, engagement_id) or abort(404)
        chosen = [each for each in recipients(current_user, item) if each.key in form.to.data]
        number = inviting.send(work, current_user, item, chosen)
        answer = sent_on(work, "calendar.invite", engagement_id=engagement_id)
    flash(ngettext("%(num)s e-mail is in the outbox.", "%(num)s e-mails are in the outbox.", number))
    return answer
