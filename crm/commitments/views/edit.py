"""What is written: a commitment added and edited, with the words of a lost race kept."""

from typing import Any

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.clients.queries import chosen as chosen_clients
from crm.commitments import actions, queries
from crm.commitments.forms.one import CommitmentForm
from crm.commitments.models import Commitment
from crm.commitments.views.pages import Answer, blueprint
from crm.core.access import needs
from crm.core.dates import today_in
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import Difference, differences
from crm.core.i18n import language
from crm.core.once import sent_on
from crm.engagements.queries.one import get_visible as visible_engagement
from crm.institutions.queries import chosen as chosen_bodies

__all__ = ["blueprint"]


@blueprint.route("/commitments/new", methods=["GET", "POST"])
@needs(Permission.COMMITMENT_WRITE)
def new() -> Answer:
    """Add a commitment, by `?client=<id>` for one client (`institution`, `person`, `engagement`: likewise)."""
    form = CommitmentForm(data=_prefilled())
    if not form.validate_on_submit():
        return _form_page(form, None), 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        item = actions.create(work, current_user, form.changes())
        answer = sent_on(work, "commitments.show", commitment_id=item.id)
    flash(_("The commitment is added."))
    return answer


def _prefilled() -> dict[str, Any]:
    """Return what a new commitment starts with; what the reader may not see is left out."""
    asked = {name: request.args.get(name, 0, type=int) for name in ("client", "institution", "person", "engagement")}
    values: dict[str, Any] = {"owner_id": current_user.id, "made_on": today_in(current_user.time_zone)}
    clients = [c.id for c in chosen_clients(current_user, [asked["client"]], language())]
    bodies = [c.id for c in chosen_bodies([asked["institution"]])]
    met = visible_engagement(current_user, asked["engagement"]) if asked["engagement"] else None
    if met is not None:
        clients = clients or [link.client_id for link in met.clients]
        bodies = bodies or [link.institution_id for link in met.institutions][:1]
        values |= {"engagement": met.number, "made_on": min(met.starts_wall.date(), values["made_on"])}
    if clients and not bodies and met is None:
        values |= {"maker_kind": "client", "maker_client": clients[:1]}
    person = [asked["person"]] if asked["person"] else []
    return values | {"clients": clients, "maker_institution": bodies, "maker_person": person}


@blueprint.route("/commitments/<int:commitment_id>/edit", methods=["GET", "POST"])
@needs(Permission.COMMITMENT_WRITE)
def edit(commitment_id: int) -> Answer:
    """Edit a commitment; a stale save is answered with both texts."""
    item = queries.get_visible(current_user, commitment_id) or abort(404)
    form = CommitmentForm(item)
    if not form.validate_on_submit():
        return _form_page(form, item), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.for_edit(current_user, commitment_id) or abort(404)
            check_version(fresh, form.version.data)
            actions.update(work, current_user, fresh, form.changes())
            answer = sent_on(work, "commitments.show", commitment_id=commitment_id)
    except StaleSaveError:
        return _stale_page(commitment_id, form), 409
    flash(_("Saved."))
    return answer


def _stale_page(commitment_id: int, form: CommitmentForm) -> str:
    """Show what is saved now beside what was typed; the words stay in the form."""
    item = queries.get_visible(current_user, commitment_id) or abort(404)
    found = differences(form, CommitmentForm(item, formdata=None))
    form.version.data, form.version.raw_data = item.version, None
    return _form_page(form, item, found)


def _form_page(form: CommitmentForm, item: Commitment | None, found: list[Difference] | None = None) -> str:
    return render_template("commitments/edit.html", form=form, item=item, found=found)
