"""What is read: the list of checks, one of them, the barriers in force."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.audit.queries import history as trail_of
from crm.audit.words import describe
from crm.clients.queries import chosen as chosen_clients
from crm.conflicts import history, queries, sides
from crm.conflicts.forms import DecisionForm, JudgeForm
from crm.conflicts.labels import STATES
from crm.conflicts.models import ConflictCheck, InformationBarrier
from crm.core.access import needs
from crm.core.dates import today_in
from crm.core.i18n import language
from crm.files.page import files_values

blueprint = Blueprint("conflicts", __name__)
Answer = str | Response | tuple[str, int]


@blueprint.get("/conflicts")
@needs(Permission.CONFLICT_READ)
def index() -> str:
    """List the checks of clients that the reader may see, the newest first."""
    wanted = queries.read_filter(request.args)
    page = queries.page_of(current_user, wanted, request.args.get("after"))
    client = chosen_clients(current_user, [wanted.client], language()) if wanted.client else []
    return render_template(
        "conflicts/list.html", page=page, wanted=wanted, client=client[0] if client else None,
        counts=queries.hit_counts([check.id for check in page.rows]), states=STATES,
        may_decide=current_user.may(Permission.CONFLICT_DECIDE),
    )  # fmt: skip


@blueprint.get("/conflicts/new")
@needs(Permission.CONFLICT_RUN)
def start() -> Response:
    """Lead to the form of a check, by `?opportunity=<id>` or `?client=<id>`."""
    asked = request.args.get("opportunity", 0, type=int)
    if asked:
        found = queries.opportunity(current_user, asked) or abort(404)
        return redirect(url_for("conflicts.run", client_id=found.client_id, opportunity=found.id))
    client = request.args.get("client", 0, type=int)
    return redirect(url_for("conflicts.run", client_id=client) if client else url_for("conflicts.index"))


@blueprint.get("/conflicts/<int:conflict_check_id>")
@needs(Permission.CONFLICT_READ)
def show(conflict_check_id: int) -> str:
    """Show a check: what was searched, what was found, what was decided."""
    return check_page(queries.get_visible(current_user, conflict_check_id) or abort(404))


def check_page(
    check: ConflictCheck, *, judged: tuple[int, JudgeForm] | None = None, form: DecisionForm | None = None,
    **more: Any,
) -> str:  # fmt: skip
    """Draw the page of a check (`queries.get_visible`); the forms have the words that were refused or lost."""
    trail = trail_of("conflict_check", check.id, request.args.get("before", type=int))
    return render_template(
        "conflicts/show.html", check=check, hits=queries.hits_of(current_user, check),
        positions=queries.positions_of(check.id), judged=judged or (0, JudgeForm(formdata=None)),
        form=form or DecisionForm(check, formdata=None),
        barriers=sides.barriers_of(current_user, InformationBarrier.check_id == check.id, lifted=True),
        may_run=current_user.may(Permission.CONFLICT_RUN), may_decide=current_user.may(Permission.CONFLICT_DECIDE),
        told=describe(trail.rows, history.labels(), history.resolvers(current_user)), before=trail.before,
        **files_values(current_user, "conflict_check", check.id, request.args), **more,
    )  # fmt: skip


@blueprint.get("/conflicts/barriers")
@needs(Permission.CONFLICT_DECIDE)
def barriers() -> str:
    """List the information barriers that checks have set, those to be looked at first at the head."""
    lifted = request.args.get("lifted") == "1"
    rows = sides.barriers_of(current_user, lifted=lifted, limit=sides.MOST)
    return render_template(
        "conflicts/barriers.html", rows=rows, lifted=lifted, today=today_in(current_user.time_zone), most=sides.MOST
    )
