"""What is read: the list of commitments, its export, and one of them."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.audit.queries import history as trail_of
from crm.audit.words import describe
from crm.clients.queries import chosen as chosen_clients
from crm.commitments import history as words
from crm.commitments import listed, queries
from crm.commitments.columns import load
from crm.commitments.forms.one import SettleForm
from crm.commitments.labels import PARTIES, state_labels
from crm.commitments.models import Commitment
from crm.core.access import needs
from crm.core.i18n import language
from crm.institutions.queries import chosen as chosen_bodies
from crm.lists.exports import export_list
from crm.lists.state import open_list, opening, remember
from crm.people.queries import names_of

blueprint = Blueprint("commitments", __name__)
Answer = str | Response | tuple[str, int]


@blueprint.get("/commitments")
@needs(Permission.COMMITMENT_READ)
def index() -> Answer:
    """List commitments: open ones by their day, or as the filter asks."""
    state = open_list(current_user, listed.LIST, request.args)
    if url := opening(state):
        return redirect(url)
    remember(listed.LIST.page)
    wanted = listed.read_filter(request.args)
    page = listed.page_of(current_user, wanted, request.args.get("after"))
    names = filter_names(wanted)
    return render_template(
        "commitments/list.html",
        page=page, wanted=wanted, state=state, names=names, chips=listed.chips(wanted, names),
        beside=load(current_user, state.columns, page.rows) if page.rows else {},
        makers=PARTIES, states=state_labels(), due=listed.DUE, sorts=listed.SORT_LABELS,
        may_edit=current_user.may(Permission.COMMITMENT_WRITE),
    )  # fmt: skip


def filter_names(wanted: listed.CommitmentFilter) -> dict[str, str]:
    """Return the names of the asked client and institution, as far as the reader may see them."""
    clients = chosen_clients(current_user, [wanted.client], language()) if wanted.client else []
    bodies = chosen_bodies([wanted.institution]) if wanted.institution else []
    found = {"client": clients, "institution": bodies}
    return {name: choices[0].name for name, choices in found.items() if choices}


@blueprint.post("/commitments/export")
@needs(Permission.RECORD_EXPORT)
def export() -> Response:
    """Send the filtered list as CSV or XLSX; a long one is made in the background."""
    return export_list(current_user, listed.LIST, request.form)


@blueprint.get("/commitments/<int:commitment_id>")
@needs(Permission.COMMITMENT_READ)
def show(commitment_id: int) -> str:
    """Show one commitment with what became of it and its history."""
    return commitment_page(queries.get_visible(current_user, commitment_id) or abort(404))


def commitment_page(item: Commitment, form: SettleForm | None = None, **more: Any) -> str:
    """Draw the page of one commitment (`queries.get_visible`); `form` has the words that were refused or lost."""
    trail = trail_of("commitment", item.id, request.args.get("before", type=int))
    person = names_of(current_user, [item.maker_person_id]) if item.maker_person_id else {}
    return render_template(
        "commitments/show.html", item=item, form=form or SettleForm(formdata=None), person=person,
        may_edit=current_user.may(Permission.COMMITMENT_WRITE), before=trail.before,
        told=describe(trail.rows, words.LABELS, words.resolvers(current_user)), **more,
    )  # fmt: skip
