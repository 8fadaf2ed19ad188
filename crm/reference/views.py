"""Settings: the firm, sectors, ports of entry, and the published lists to read."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.db import StaleSaveError, UniqueTakenError, check_version, unit_of_work
from crm.core.firm import firm_settings, firm_settings_for_edit, set_firm_settings, settings_version
from crm.core.forms import differences
from crm.core.i18n import language
from crm.reference import actions, queries
from crm.reference.forms import FirmForm, PortForm, SectorForm, firm_data, sector_data
from crm.reference.measures import MEASURES
from crm.reference.models import Port, Sector

blueprint = Blueprint("reference", __name__)
Answer = str | Response | tuple[str, int]

#: The published lists by address: title and reader.
LISTS: Final[dict[str, tuple[Any, Callable[[], Sequence[Any]]]]] = {
    "hs-chapters": (_l("HS chapters"), queries.chapters),
    "naics": (_l("NAICS sectors"), queries.naics),
    "usmca": (_l("USMCA chapters"), queries.usmca),
    "states": (_l("States"), queries.states),
    "countries": (_l("Countries"), queries.countries),
}


def may_edit() -> bool:
    """Tell whether the reader may change Settings."""
    return bool(current_user.may(Permission.SETTINGS_WRITE))


@blueprint.get("/settings")
@needs(Permission.SETTINGS_READ)
def settings() -> Answer:
    """Show the firm's settings."""
    return firm_page(FirmForm(formdata=None, data=firm_data(firm_settings())))


def firm_page(form: FirmForm, status: int = 200, found: Any = None) -> tuple[str, int]:
    """Return the page of the firm's settings around a form."""
    return render_template("reference/settings.html", form=form, found=found, may_edit=may_edit()), status


@blueprint.post("/settings")
@needs(Permission.SETTINGS_WRITE)
def save_settings() -> Answer:
    """Save the firm's settings; refused where somebody saved them after this form was opened."""
    form = FirmForm()
    if not form.validate():
        return firm_page(form, 422)
    try:
        with unit_of_work(current_user.id) as work:
            if settings_version(firm_settings_for_edit(work)) != form.version.data:
                raise StaleSaveError  # noqa: TRY301 - the unit of work must roll back
            set_firm_settings(work, form.values())
    except (StaleSaveError, UniqueTakenError):
        # Taken: two first saves at once, of which the other was first.
        saved = FirmForm(formdata=None, data=firm_data(firm_settings()))
        form.version.data = saved.version.data
        return firm_page(form, 409, differences(form, saved))
    flash(_("Saved."))
    return redirect(url_for("reference.settings"), 303)


@blueprint.get("/settings/sectors")
@needs(Permission.SETTINGS_READ)
def sectors() -> str:
    """Show the sectors as a tree with what they stand for."""
    return render_template(
        "reference/sectors.html",
        tree=queries.sector_tree(),
        measures=MEASURES,
        ports={port.code: port.label for port in queries.ports()},
        may_edit=may_edit(),
    )


def sector_form(parents: list[tuple[int, str]], **kwargs: Any) -> SectorForm:
    """Return a sector's form with its choices."""
    known = {chapter.code for chapter in queries.chapters()}
    return SectorForm(chapters=known, ports=list(queries.ports()), parents=parents, **kwargs)


def sector_page(form: SectorForm, sector: Sector | None, status: int = 200, found: Any = None) -> tuple[str, int]:
    """Return the page of one sector around a form."""
    return render_template("reference/sector.html", form=form, sector=sector, found=found), status


@blueprint.route("/settings/sectors/<int:sector_id>", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
def edit_sector(sector_id: int) -> Answer:
    """Edit a sector: titles, chapters, headings, what is followed."""
    sector = queries.sector(sector_id) or abort(404)
    form = sector_form([], data=sector_data(sector))
    if not form.validate_on_submit():
        return sector_page(form, sector, 422 if form.is_submitted() else 200)
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.sector_for_edit(sector_id) or abort(404)
            check_version(fresh, form.version.data)
            actions.update_sector(work, fresh, form.values())
    except StaleSaveError:
        sector = queries.sector(sector_id) or abort(404)
        saved = sector_form([], formdata=None, data=sector_data(sector))
        form.version.data = sector.version
        return sector_page(form, sector, 409, differences(form, saved))
    flash(_("Saved."))
    return redirect(url_for("reference.sectors"), 303)


@blueprint.route("/settings/sectors/new", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
def new_sector() -> Answer:
    """Add a child sector; `?parent=` chooses the sector that it stands under."""
    form = sector_form(queries.top_sector_choices(language()), data={"parent_id": request.args.get("parent", type=int)})
    if not form.validate_on_submit():
        return sector_page(form, None, 422 if form.is_submitted() else 200)
    with unit_of_work(current_user.id) as work:
        values = form.values()
        parent = queries.sector_for_edit(values.pop("parent_id")) or abort(404)
        actions.add_sector(work, parent, values)
    flash(_("Added."))
    return redirect(url_for("reference.sectors"), 303)


@blueprint.get("/settings/ports")
@needs(Permission.SETTINGS_READ)
def ports() -> str:
    """List the ports of entry with their Mexican side."""
    states = {state.code: state for state in queries.states()}
    return render_template("reference/ports.html", ports=queries.ports(), states=states, may_edit=may_edit())


def port_form(**kwargs: Any) -> PortForm:
    """Return a port's form; its other side lies in Mexico."""
    return PortForm(states=[(s.code, s.title(language())) for s in queries.states("MX")], **kwargs)


def port_page(form: PortForm, port: Port, status: int = 200, found: Any = None) -> tuple[str, int]:
    """Return the page of one port around a form."""
    return render_template("reference/port.html", form=form, port=port, found=found), status


@blueprint.route("/settings/ports/<int:port_id>", methods=["GET", "POST"])
@needs(Permission.SETTINGS_WRITE)
def edit_port(port_id: int) -> Answer:
    """Edit a port: its other side, its crossings, whether it is watched."""
    port = queries.port(port_id) or abort(404)
    form = port_form(obj=port)
    if not form.validate_on_submit():
        return port_page(form, port, 422 if form.is_submitted() else 200)
    try:
        with unit_of_work(current_user.id) as work:
            fresh = queries.port_for_edit(port_id) or abort(404)
            check_version(fresh, form.version.data)
            actions.update_port(work, fresh, form.values())
    except StaleSaveError:
        port = queries.port(port_id) or abort(404)
        saved = port_form(formdata=None, obj=port)
        form.version.data = port.version
        return port_page(form, port, 409, differences(form, saved))
    flash(_("Saved."))
    return redirect(url_for("reference.ports"), 303)


@blueprint.get("/settings/lists")
@blueprint.get("/settings/lists/<name>")
@needs(Permission.SETTINGS_READ)
def lists(name: str = "hs-chapters") -> str:
    """Show one published list with both titles."""
    if name not in LISTS:
        abort(404)
    titles = {key: title for key, (title, _rows) in LISTS.items()}
    return render_template("reference/lists.html", name=name, titles=titles, rows=LISTS[name][1]())
