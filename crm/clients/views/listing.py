"""The list of clients: its page, its export, one change of many."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.accounts.queries import consultants
from crm.clients import bulk, custom, filters, listed, options
from crm.clients.chips import chips
from crm.clients.columns import load
from crm.clients.forms.bulk import BulkForm, read_picked
from crm.clients.forms.client import STATUS_LABELS
from crm.clients.page import STATUS_KINDS
from crm.clients.views.files import blueprint
from crm.clients.views.pages import Answer
from crm.core.access import needs
from crm.core.db import StaleSaveError, unit_of_work
from crm.core.i18n import language
from crm.lists.exports import export_list, parts_of
from crm.lists.state import open_list, opening, remember
from crm.reference.queries import tags_by_id

__all__ = ["blueprint"]
NAMED = 5


@blueprint.get("/clients")
@needs(Permission.CLIENT_READ)
def index() -> Answer:
    """List the clients that the reader may see; without a query, as the reader's default view has it."""
    state = open_list(current_user, listed.LIST, request.args)
    if url := opening(state):
        return redirect(url)
    remember(listed.LIST.page)
    wanted = filters.read_filter(request.args)
    page = listed.page_of(current_user, wanted, request.args.get("after"), language())
    return render_template(
        "clients/list.html",
        page=page,
        wanted=wanted,
        state=state,
        chips=chips(wanted, language()),
        beside=load(current_user, state.columns, page.rows) if page.rows else {},
        status_kinds=STATUS_KINDS,
        may_edit=current_user.may(Permission.CLIENT_WRITE),
        **offered(wanted),
    )


def offered(wanted: filters.ClientFilter) -> dict[str, Any]:
    """Return what the filters offer to choose from."""
    speaks = language()
    return {
        "statuses": STATUS_LABELS,
        "sorts": filters.SORT_LABELS,
        "sectors": options.sectors(speaks),
        "states": options.states(speaks),
        "people": consultants(active_only=False),
        "tags": sorted((t for t in tags_by_id().values() if t.archived_at is None), key=lambda tag: tag.name_key),
        "own": [(field, field.title(speaks), custom.option_titles(field, speaks)) for field in custom.fields()],
        "asked": dict(wanted.own),
    }


@blueprint.post("/clients/export")
@needs(Permission.RECORD_EXPORT)
def export() -> AnyResponse:
    """Send the filtered list as CSV or XLSX; a long one is made in the background."""
    return export_list(current_user, listed.LIST, request.form)


@blueprint.post("/clients/bulk")
@needs(Permission.CLIENT_WRITE)
def change_many() -> Answer:
    """Ask what to make of the chosen clients and say how many they are; `apply` does it."""
    query = request.form.get("query", "")
    picked = read_picked(request.form, parts_of(query))
    number = listed.count_of(current_user, picked)
    if not number:
        flash(_("No client is chosen: tick some in the list."))
        return redirect(list_url(query), 303)
    if not request.form.get("apply"):
        return bulk_page(BulkForm(formdata=None), picked, number, query)
    form, expected = BulkForm(), request.form.get("expected", 0, type=int)
    if not form.validate():
        return bulk_page(form, picked, number, query), 422
    try:
        with unit_of_work(current_user.id) as work:
            outcome = bulk.change_many(work, current_user, picked, expected, form.change())
    except StaleSaveError:
        return bulk_page(form, picked, listed.count_of(current_user, picked), query, before=expected), 409
    flash(told(outcome))
    return redirect(list_url(query), 303)


def list_url(query: str) -> str:
    """Return the list as it was left."""
    return url_for("clients.index") + (f"?{query}" if query else "")


def bulk_page(form: BulkForm, picked: listed.Picked, number: int, query: str, before: int | None = None) -> str:
    """Return the page that asks what to change."""
    return render_template(
        "clients/bulk.html",
        form=form,
        picked=picked,
        number=number,
        before=before,
        query=query,
        back=list_url(query),
        names=listed.first_names(current_user, picked, NAMED),
        chips=chips(picked.wanted, language()),
        tags=[tag.name for tag in tags_by_id().values() if tag.archived_at is None],
    )


def told(outcome: bulk.Outcome) -> str:
    """Say what was changed and what was left."""
    n = {"number": f"{outcome.changed:,}"}
    parts = [ngettext("%(number)s client changed.", "%(number)s clients changed.", outcome.changed, **n)]
    if outcome.same:
        n = {"number": f"{outcome.same:,}"}
        parts.append(ngettext("%(number)s was so already.", "%(number)s were so already.", outcome.same, **n))
    if outcome.barred:
        n = {"number": f"{outcome.barred:,}"}
        left = ngettext(
            "%(number)s was left as it is: an information barrier keeps the new account lead out of it.",
            "%(number)s were left as they are: an information barrier keeps the new account lead out of them.",
            outcome.barred,
            **n,
        )
        parts.append(left)
    return " ".join(str(part) for part in parts)
