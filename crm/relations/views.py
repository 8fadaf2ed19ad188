"""Speaks HTTP for relationships: who was brought before whom, and whom nobody was in contact with."""

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.clients.options import sectors
from crm.core.access import needs
from crm.core.dates import today_in
from crm.core.i18n import language
from crm.engagements.queries.quiet import no_recent_contact
from crm.relations.coverage import coverage, spans

blueprint = Blueprint("relations", __name__)
RECENCY = {
    "fresh": _l("within 30 days"), "fading": _l("within 90 days"), "old": _l("within 180 days"),
    "faint": _l("longer ago"),
}  # fmt: skip
#: Clients told on one page: nobody calls more in a week.
QUIET = 100


@blueprint.get("/relationships")
@needs(Permission.ENGAGEMENT_READ)
def index() -> str:
    """Show which clients were brought before which institutions, by quarter."""
    offered = spans(today_in(current_user.time_zone))
    span = next((each for each in offered if each.key == request.args.get("quarter")), offered[0])
    mine, sector_id = request.args.get("who") != "all", request.args.get("sector", type=int)
    found = coverage(current_user, span, request.args.get("after"), mine=mine, sector_id=sector_id)
    return render_template(
        "relations/index.html", found=found, span=span, spans=offered, scope="mine" if mine else "all",
        sectors=[(choice.value, choice.label) for choice in sectors(language())], sector=sector_id, recency=RECENCY,
        speaks=language(),
    )  # fmt: skip


@blueprint.get("/relationships/quiet")
@needs(Permission.ENGAGEMENT_READ)
def quiet() -> str:
    """List one's own clients past the interval that is meant for them, those with most at stake first."""
    return render_template("relations/quiet.html", rows=no_recent_contact(current_user, QUIET), most=QUIET)
