"""Speaks HTTP for the two boards: the border from west to east, and the sectors."""

from flask import abort, render_template, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.core.access import needs
from crm.core.dates import today_in
from crm.core.i18n import language
from crm.indicators import boards
from crm.indicators.queries.sectors import chosen_for_sector, clients_by_sector, clients_of
from crm.indicators.tiles import tile_for
from crm.indicators.views.clients import blueprint
from crm.reference.queries import sectors_by_id, sectors_with_descendants

__all__ = ["blueprint"]


@blueprint.get("/indicators/border")
@needs(Permission.INDICATOR_READ)
def border() -> str:
    """Show what enters at each port of the border in twelve months, from west to east."""
    counted = request.args.get("count", "")
    counted = counted if counted in boards.COUNTED else next(iter(boards.COUNTED))
    return render_template(
        "indicators/border.html", board=boards.border(counted), counted=counted, choices=boards.COUNTED
    )


@blueprint.get("/indicators/sectors")
@needs(Permission.INDICATOR_READ)
def sectors() -> str:
    """Show the sectors with the trade of their chapters and the firm's clients in them."""
    lines, year = boards.sector_lines(clients_by_sector(current_user))
    return render_template("indicators/sectors.html", lines=lines, year=year)


@blueprint.get("/indicators/sectors/<code>")
@needs(Permission.INDICATOR_READ)
def sector(code: str) -> str:
    """Show one sector: the series that a client of it would have, and its clients."""
    known = sectors_by_id()
    found = next((each for each in known.values() if each.code == code), None) or abort(404)
    parent = known[found.parent_id] if found.parent_id else None
    today, speaks = today_in(current_user.time_zone), language()
    chosen = chosen_for_sector(found, parent.code if parent else "", speaks)
    clients, more = clients_of(current_user, sectors_with_descendants(found.id))
    return render_template(
        "indicators/sector.html",
        sector=found,
        parent=parent,
        tiles=[tile for choice in chosen if (tile := tile_for(choice.key, today, speaks)) is not None],
        clients=clients,
        more=more,
    )
