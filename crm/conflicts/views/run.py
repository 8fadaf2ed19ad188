"""A check is run for a client or one of its opportunities, its hits are judged, and it is decided."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.clients import queries as clients
from crm.conflicts import actions, offers, queries, sides
from crm.conflicts.checks import refusal
from crm.conflicts.forms import CheckForm, DecisionForm, JudgeForm
from crm.conflicts.models import ConflictCheck, InformationBarrier
from crm.conflicts.views.pages import Answer, blueprint, check_page
from crm.core.access import needs
from crm.core.change import change_one
from crm.core.db import StaleSaveError, check_version, unit_of_work
from crm.core.once import sent_on

__all__ = ["blueprint"]


@blueprint.route("/clients/<int:client_id>/conflicts/new", methods=["GET", "POST"])
@needs(Permission.CONFLICT_RUN)
def run(client_id: int) -> Answer:
    """Search for conflicts of a client, or of the opportunity `?opportunity=<id>`."""
    client = clients.get_visible(current_user, client_id) or abort(404)
    matters = [(each.id, each.title) for each in queries.opportunities_of(client_id)]
    asked = request.args.get("opportunity", 0, type=int)
    form = CheckForm(matters, data=offers.prefilled(client, asked))
    if not form.validate_on_submit():
        page = render_template("conflicts/new.html", form=form, client=client)
        return page, 422 if form.is_submitted() else 200
    with unit_of_work(current_user.id) as work:
        fresh = clients.get_visible(current_user, client_id) or abort(404)
        check = actions.run(work, current_user, fresh, form.search())
        answer = sent_on(work, "conflicts.show", conflict_check_id=check.id)
        found = queries.hit_counts([check.id]).get(check.id, (0, 0))[0]
    flash(ngettext("%(num)s hit.", "%(num)s hits.", found) if found else _("Nothing was found: the check is clear."))
    return answer


@blueprint.post("/conflicts/<int:conflict_check_id>/hits/<int:hit_id>/confirm")
@needs(Permission.CONFLICT_RUN)
def confirm(conflict_check_id: int, hit_id: int) -> Answer:
    """Say that a hit is a conflict, and why."""
    return _judge(conflict_check_id, hit_id, "confirmed")


@blueprint.post("/conflicts/<int:conflict_check_id>/hits/<int:hit_id>/dismiss")
@needs(Permission.CONFLICT_RUN)
def dismiss(conflict_check_id: int, hit_id: int) -> Answer:
    """Say that a hit is no conflict, and why."""
    return _judge(conflict_check_id, hit_id, "dismissed")


@blueprint.post("/conflicts/<int:conflict_check_id>/hits/<int:hit_id>/undo")
@needs(Permission.CONFLICT_RUN)
def undo(conflict_check_id: int, hit_id: int) -> Answer:
    """Let a hit be judged anew."""
    return _judge(conflict_check_id, hit_id, "open")


def _judge(check_id: int, hit_id: int, state: str) -> Answer:
    form = JudgeForm()
    if state != "open" and not form.validate():
        check = queries.get_visible(current_user, check_id) or abort(404)
        return check_page(check, judged=(hit_id, form)), 422
    try:
        with unit_of_work(current_user.id) as work:
            check = queries.for_edit(current_user, check_id) or abort(404)
            hit = queries.hit_for_edit(current_user, check_id, hit_id) or abort(404)
            check_version(hit, form.version.data)
            _still_open(check)
            reason = "" if state == "open" else str(form.reason.data)
            actions.judge(work, current_user, check, hit, (state, reason))
    except StaleSaveError:
        check = queries.get_visible(current_user, check_id) or abort(404)
        return check_page(check, judged=(hit_id, form), changed=True), 409
    return redirect(url_for("conflicts.show", conflict_check_id=check_id, _anchor=f"hit-{hit_id}"), 303)


def _still_open(check: ConflictCheck) -> None:
    """Treat a check that was decided meanwhile as a lost race: nothing of it moves until it is opened again."""
    if check.state != "open":
        raise StaleSaveError


@blueprint.post("/conflicts/<int:conflict_check_id>/decide")
@needs(Permission.CONFLICT_DECIDE)
def decide(conflict_check_id: int) -> Answer:
    """Decide on a check."""
    form = DecisionForm()
    if not form.validate():
        return check_page(queries.get_visible(current_user, conflict_check_id) or abort(404), form=form), 422
    try:
        with unit_of_work(current_user.id) as work:
            check = queries.for_edit(current_user, conflict_check_id) or abort(404)
            check_version(check, form.version.data)
            _still_open(check)
            state = str(form.state.data)
            said = refusal(state, queries.states_of_hits(check.id), barred=_barred(check.id))
            if said is None:
                actions.decide(work, current_user, check, state, form.values())
    except StaleSaveError:
        check = queries.get_visible(current_user, conflict_check_id) or abort(404)
        return check_page(check, form=form, changed=True), 409
    if said is not None:
        form.state.errors = [said]
        return check_page(queries.get_visible(current_user, conflict_check_id) or abort(404), form=form), 422
    flash(_("The decision is recorded."))
    return redirect(url_for("conflicts.show", conflict_check_id=conflict_check_id), 303)


def _barred(check_id: int) -> bool:
    return bool(sides.barriers_of(current_user, InformationBarrier.check_id == check_id, limit=1))


@blueprint.post("/conflicts/<int:conflict_check_id>/reopen")
@needs(Permission.CONFLICT_DECIDE)
def reopen(conflict_check_id: int) -> Answer:
    """Take a decision back."""
    change_one(lambda: queries.for_edit(current_user, conflict_check_id), actions.reopen)
    flash(_("The check is open again."))
    return redirect(url_for("conflicts.show", conflict_check_id=conflict_check_id), 303)
