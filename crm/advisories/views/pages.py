"""The list and the page of client advisories."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.accounts.queries import people_by_id
from crm.advisories import history, queries, rights
from crm.advisories.addresses import main_contacts
from crm.advisories.forms import ClientsForm, SendBackForm
from crm.advisories.labels import STATES
from crm.advisories.lines import lines_of, named_in
from crm.advisories.models import Advisory
from crm.audit.queries import history as trail_of
from crm.audit.words import describe
from crm.core.access import needs
from crm.notices.views import STATES as MAIL_STATES

blueprint = Blueprint("advisories", __name__)
Answer = str | Response | tuple[str, int]


@blueprint.get("/advisories")
@needs(Permission.ADVISORY_READ)
def index() -> str:
    """List the advisories, the newest first: `?state=waiting` for those of one state."""
    state = request.args.get("state", "")
    state = state if state in {*STATES, "archived"} else ""
    page = queries.page_of(current_user, state, request.args.get("after"))
    rows = [row[0] for row in page.rows]
    return render_template(
        "advisories/index.html", rows=rows, page=page, states=STATES, state=state,
        counts=queries.counts([item.id for item in rows]), may_edit=current_user.may(Permission.ADVISORY_WRITE),
    )  # fmt: skip


@blueprint.get("/advisories/<int:advisory_id>")
@needs(Permission.ADVISORY_READ)
def show(advisory_id: int) -> str:
    """Show the texts side by side, the clients with language and address, how it stands, its history."""
    return advisory_page(queries.get_visible(current_user, advisory_id) or abort(404))


def begun_rules(item: Advisory | None) -> tuple[str, ...]:
    """Return the rules that what it was begun from offers."""
    offered = (("issue", item.issue_id), ("series", item.series_id)) if item else ()
    return tuple(rule for rule, key in offered if key)


def advisory_page(
    item: Advisory, back: SendBackForm | None = None, clients: ClientsForm | None = None, **more: Any
) -> str:
    """Draw the page of one (`queries.get_visible`); the small forms keep what was typed in them."""
    rows, user = queries.rows(item.id), current_user
    lines = lines_of(item, rows, main_contacts(user, [row.client_id for row in rows if row.engagement_id is None]))
    trail = trail_of("advisory", item.id, request.args.get("before", type=int))
    may = {name: getattr(rights, f"may_{name}")(user, item) for name in rights.ALL}
    return render_template(
        "advisories/show.html", item=item, lines=lines, may=may, named=named_in(item, rows), before=trail.before,
        back_form=back or SendBackForm(formdata=None), people=people_by_id(), mail_states=MAIL_STATES,
        clients_form=clients or ClientsForm(begun_rules(item), formdata=None),
        blocked=sum(1 for line in lines if line.problem), told=describe(trail.rows, history.LABELS,
                                                                        history.resolvers(user)), **more,
    )  # fmt: skip
