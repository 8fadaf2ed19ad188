"""The page that hands over: what goes, what stays, to whom; nothing is done before it is confirmed."""

from collections.abc import Collection, Sequence
from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.accounts.queries import one_consultant
from crm.core.access import needs
from crm.core.db import unit_of_work
from crm.core.once import sent_on
from crm.handover.actions import Part, fingerprint, hand_over
from crm.handover.forms import HandoverForm
from crm.handover.holdings import HOLDINGS, LABELS, told
from crm.handover.queries import earlier

blueprint = Blueprint("handover", __name__)
Answer = str | Response | tuple[str, int]


class _OnlyLooking(Exception):  # noqa: N818 - nothing went wrong
    """Takes back what was done to look at it."""


class _ChangedError(Exception):
    """What was confirmed is not what would happen now."""


@blueprint.get("/team/<int:user_id>/handover")
@needs(Permission.HANDOVER_RUN)
def index(user_id: int) -> str:
    """Show what handing over somebody's work (`?to=<id>`) would do."""
    giver = one_consultant(user_id) or abort(404)
    form = HandoverForm(giver, formdata=None, data={"to": request.args.get("to", type=int)})
    return _page(giver, form, _kinds(request.args))


@blueprint.post("/team/<int:user_id>/handover")
@needs(Permission.HANDOVER_RUN)
def run(user_id: int) -> Answer:
    """Hand over what was shown; where it changed meanwhile, show it as it is now."""
    giver = one_consultant(user_id) or abort(404)
    form, kinds = HandoverForm(giver), _kinds(request.form)
    taker = form.taker() if form.validate() else None
    if taker is None:
        return _page(giver, form, kinds), 422
    try:
        with unit_of_work(current_user.id) as work:
            parts = hand_over(work, current_user, giver, taker, kinds)
            if fingerprint(taker, parts) != form.seen.data:
                raise _ChangedError  # noqa: TRY301 - takes the unit of work back
            answer = sent_on(work, "handover.index", user_id=user_id)
    except _ChangedError:
        return _page(giver, form, kinds, changed=True), 409
    done = told({part.holding.name: len(part.moved) for part in parts})
    flash(_("Handed over to %(name)s: %(what)s.", name=taker.name, what=done or _("nothing")))
    return answer


def _kinds(args: Any) -> list[str]:
    """Return the ticked kinds; all where the form was not sent yet."""
    ticked = [each.name for each in HOLDINGS if args.get(each.name)]
    return ticked if args.get("picked") else [each.name for each in HOLDINGS]


def _page(giver: User, form: HandoverForm, kinds: Sequence[str], *, changed: bool = False) -> str:
    taker = form.taker()
    parts: list[Part] = _look(current_user, giver, taker, kinds) if taker else []
    form.seen.data, form.seen.raw_data = (fingerprint(taker, parts) if taker else ""), None
    return render_template(
        "handover/index.html", giver=giver, form=form, taker=taker, parts=parts, kinds=kinds, holdings=HOLDINGS,
        labels=LABELS, changed=changed, earlier=earlier(), told=told,
        moved=sum(len(part.moved) for part in parts), left=sum(len(part.left) for part in parts),
    )  # fmt: skip


def _look(actor: User, giver: User, taker: User, kinds: Collection[str]) -> list[Part]:
    """Return what handing over would do now: it is done and taken back."""
    parts: list[Part] = []
    try:
        with unit_of_work(actor.id) as work:
            parts = hand_over(work, actor, giver, taker, kinds)
            raise _OnlyLooking  # noqa: TRY301 - takes the unit of work back
    except _OnlyLooking:
        return parts
