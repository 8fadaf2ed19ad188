"""Several commitments added beside the engagement in which they were made."""

from flask import abort, flash, render_template
from flask_babel import ngettext
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.commitments import actions
from crm.commitments.forms.quick import QuickForm
from crm.commitments.views.pages import Answer
from crm.commitments.views.states import blueprint
from crm.core.access import needs
from crm.core.db import unit_of_work
from crm.core.once import sent_on
from crm.engagements.queries.one import get_visible as visible_engagement

__all__ = ["blueprint"]


@blueprint.route("/engagements/<int:engagement_id>/commitments", methods=["GET", "POST"])
@needs(Permission.COMMITMENT_WRITE)
def of_engagement(engagement_id: int) -> Answer:
    """Add what was promised in an engagement, several at once."""
    met = visible_engagement(current_user, engagement_id) or abort(404)
    form = QuickForm(met)
    if not form.validate_on_submit():
        return render_template("commitments/quick.html", form=form, item=met), 422 if form.is_submitted() else 200
    promises = form.promises()
    with unit_of_work(current_user.id) as work:
        # Asked again inside: it may have been closed to the reader meanwhile.
        if visible_engagement(current_user, engagement_id) is None:
            abort(404)
        for values in promises:
            actions.create(work, current_user, values)
        answer = sent_on(work, "engagements.show", engagement_id=engagement_id)
    number = len(promises)
    flash(ngettext("%(num)s commitment added.", "%(num)s commitments added.", number))
    return answer
