"""The board and the table of opportunities: two views of one filter."""

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.clients.options import sectors as sector_choices
from crm.clients.queries import chosen as chosen_clients
from crm.core.access import needs
from crm.core.i18n import language
from crm.lists.exports import export_list
from crm.lists.state import open_list, opening, remember
from crm.pipeline import filters, listed
from crm.pipeline.board import columns_of, decided_lately, together
from crm.pipeline.columns import load
from crm.pipeline.forms import lead_choices, service_choices
from crm.pipeline.stages import stages

blueprint = Blueprint("pipeline", __name__)
Answer = str | Response | tuple[str, int]


@blueprint.get("/pipeline")
@needs(Permission.OPPORTUNITY_READ)
def board() -> str:
    """Show the board: cards by stage, with totals that equal them."""
    # What the table alone asks (archived ones, one stage) is no filter of the board.
    wanted = filters.read_filter(filters.shared(request.args))
    columns = columns_of(current_user, wanted)
    return render_template(
        "pipeline/board.html", columns=columns, open_ones=together(columns),
        decided=decided_lately(current_user, wanted),
        may_edit=current_user.may(Permission.OPPORTUNITY_WRITE), **filter_values(wanted),
    )  # fmt: skip


@blueprint.get("/pipeline/table")
@needs(Permission.OPPORTUNITY_READ)
def table() -> Answer:
    """List opportunities: open ones by the day they are expected, or as the filter asks."""
    state = open_list(current_user, listed.LIST, request.args)
    if url := opening(state):
        return redirect(url)
    remember(listed.LIST.page)
    wanted = filters.read_filter(request.args)
    page = listed.page_of(current_user, wanted, request.args.get("after"))
    return render_template(
        "pipeline/table.html", page=page, state=state, chips=filters.chips(wanted, client_name(wanted)),
        beside=load(current_user, state.columns, page.rows) if page.rows else {}, states=filters.STATES,
        sorts=filters.SORT_LABELS, may_edit=current_user.may(Permission.OPPORTUNITY_WRITE), **filter_values(wanted),
    )  # fmt: skip


@blueprint.post("/pipeline/export")
@needs(Permission.RECORD_EXPORT)
def export() -> Response:
    """Send the filtered table as CSV or XLSX; a long one is made in the background."""
    return export_list(current_user, listed.LIST, request.form)


def client_name(wanted: filters.PipelineFilter) -> str:
    """Return the name of the asked client as far as the reader may see it."""
    found = chosen_clients(current_user, [wanted.client], language()) if wanted.client else []
    return found[0].name if found else ""


def filter_values(wanted: filters.PipelineFilter) -> dict[str, Any]:
    """Return what the bar of filters shows, and what links between board, table and forecast keep."""
    return {
        "wanted": wanted,
        "leads": dict(lead_choices(wanted.lead)),
        "services": dict(service_choices(wanted.service)),
        "sectors": {int(choice.value): choice.label for choice in sector_choices(language())},
        "expected": filters.EXPECTED,
        "stages": {stage.id: stage.title(language()) for stage in stages(keep=wanted.stage)},
        "shared": filters.shared(request.args),
    }
