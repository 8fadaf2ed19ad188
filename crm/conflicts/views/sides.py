"""Who stands against a client, and who is kept out of one for a check."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.accounts.queries import consultants
from crm.clients import queries as clients
from crm.clients.models.client import Client
from crm.conflicts import actions, barriers, queries, sides
from crm.conflicts.checks import cannot_bar
from crm.conflicts.forms import CheckBarrierForm, PartyForm
from crm.conflicts.models import AdverseParty, ConflictCheck
from crm.conflicts.views.pages import Answer
from crm.conflicts.views.run import blueprint
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.forms import BaseForm, Difference, differences
from crm.core.once import sent_on
from crm.tasks.back import back_path

__all__ = ["blueprint"]


@blueprint.route("/clients/<int:client_id>/adverse", methods=["GET", "POST"])
@needs(Permission.CONFLICT_RUN)
def add_party(client_id: int) -> Answer:
    """Show whom a client's matters stand against, archived ones too, and add one."""
    client = clients.get_visible(current_user, client_id) or abort(404)
    form = PartyForm()
    if not form.validate_on_submit():
        rows = [*sides.parties_of(client_id), *sides.parties_of(client_id, archived=True)]
        page = render_template("conflicts/parties.html", form=form, client=client, rows=rows)
        return page, 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        if clients.get_visible(current_user, client_id) is None:
            abort(404)
        actions.add_party(work, current_user, client_id, form.values())
        answer = sent_on(work, "conflicts.add_party", client_id=client_id)
    flash(_("The adverse party is added."))
    return answer


@blueprint.route("/conflicts/adverse/<int:adverse_id>/edit", methods=["GET", "POST"])
@needs(Permission.CONFLICT_RUN)
def edit_party(adverse_id: int) -> Answer:
    """Edit an adverse party; a stale save is answered with both texts."""
    party = sides.party(current_user, adverse_id) or abort(404)
    form = PartyForm(party)
    if not form.validate_on_submit():
        return _party_page(form, party), 422 if form.is_submitted() else 200
    try:
        with unit_of_work(current_user.id) as work:
            fresh = sides.party(current_user, adverse_id, lock=True) or abort(404)
            check_version(fresh, form.version.data)
            actions.change_party(work, fresh, form.values())
            answer = sent_on(work, "conflicts.add_party", client_id=fresh.client_id)
    except StaleSaveError:
        now_saved = sides.party(current_user, adverse_id) or abort(404)
        found = differences(form, PartyForm(now_saved, formdata=None))
        form.version.data, form.version.raw_data = now_saved.version, None
        return _party_page(form, now_saved, found), 409
    flash(_("Saved."))
    return answer


def _party_page(form: PartyForm, party: AdverseParty, found: list[Difference] | None = None) -> str:
    return render_template("conflicts/party.html", form=form, party=party, client=party.client, found=found)


@blueprint.post("/conflicts/adverse/<int:adverse_id>/archive")
@needs(Permission.CONFLICT_RUN)
def archive_party(adverse_id: int) -> Answer:
    """Put an adverse party aside."""
    change_one(lambda: sides.party(current_user, adverse_id, lock=True), actions.archive_party)
    flash(_("Archived: no check finds it any more."))
    return redirect(back_path(url_for("conflicts.edit_party", adverse_id=adverse_id)), 303)


@blueprint.post("/conflicts/adverse/<int:adverse_id>/restore")
@needs(Permission.CONFLICT_RUN)
def restore_party(adverse_id: int) -> Answer:
    """Take an archived one back."""
    change_one(lambda: sides.party(current_user, adverse_id, lock=True), actions.restore_party)
    flash(_("Restored."))
    return redirect(back_path(url_for("conflicts.edit_party", adverse_id=adverse_id)), 303)


@blueprint.route("/conflicts/<int:conflict_check_id>/barrier", methods=["GET", "POST"])
@needs(Permission.CONFLICT_DECIDE)
def set_barrier(conflict_check_id: int) -> Answer:
    """Keep people out of the checked client, or of one that it met, for a check."""
    check = queries.get_visible(current_user, conflict_check_id) or abort(404)
    form = CheckBarrierForm(_sides_of(check), ((user.id, user.name) for user in consultants()))
    if not form.validate_on_submit():
        page = render_template("conflicts/barrier.html", form=form, check=check)
        return page, 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        fresh = queries.for_edit(current_user, conflict_check_id) or abort(404)
        client = clients.for_edit(current_user, form.client_id.data) or abort(404)
        wanted = sorted(set(form.users.data) - sides.kept_out(client.id))
        said = _refused(client, wanted)
        if said is None:
            barriers.set_barriers(work, current_user, fresh, client, form.values() | {"users": wanted})
            answer = sent_on(work, "conflicts.show", conflict_check_id=conflict_check_id)
    if said is not None:
        form.users.errors = [said]
        return render_template("conflicts/barrier.html", form=form, check=check), 422
    flash(_("The information barrier is set."))
    return answer


def _refused(client: Client, wanted: list[int]) -> str | None:
    if not wanted:
        return str(_("All of them are kept out of this client already."))
    return cannot_bar(current_user, client, wanted)


def _sides_of(check: ConflictCheck) -> list[tuple[int, str]]:
    """Return the clients of both sides that the partner may see."""
    met = {shown.client.id: shown.client.name for shown in queries.hits_of(current_user, check) if shown.client}
    return list(({check.client_id: check.client.name} | met).items())


@blueprint.post("/conflicts/barriers/<int:barrier_id>/lift")
@needs(Permission.CONFLICT_DECIDE)
def lift(barrier_id: int) -> Answer:
    """Let somebody in again."""
    form = BaseForm()
    try:
        with unit_of_work(current_user.id) as work:
            known = sides.barrier(current_user, barrier_id) or abort(404)
            client = clients.for_edit(current_user, known.client_id) or abort(404)
            barrier = sides.barrier(current_user, barrier_id, lock=True) or abort(404)
            check_version(barrier, form.version.data)
            if barrier.lifted_at is None:
                barriers.lift(work, current_user, barrier, client)
    except StaleSaveError:
        abort(409)
    flash(_("The information barrier is lifted."))
    return redirect(back_path(url_for("conflicts.barriers")), 303)
