"""The private feed: its page, a new address, its end, and the feed itself."""

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts.permissions import Permission
from crm.calendar import actions
from crm.calendar import feed as feeds
from crm.calendar.views.absences import blueprint
from crm.core.access import needs, public
from crm.core.db import unit_of_work

__all__ = ["blueprint"]


@blueprint.get("/account/calendar")
@needs(Permission.ACCOUNT_USE)
def feed_page() -> str:
    """Show whether one has a feed."""
    return _page("")


def _page(address: str) -> str:
    return render_template("calendar/feed.html", found=feeds.feed_of(current_user), address=address)


@blueprint.post("/account/calendar")
@needs(Permission.ACCOUNT_USE)
def renew_feed() -> str:
    """Make a new address, which ends the old one; it is shown on this one page."""
    with unit_of_work(current_user.id) as work:
        token = actions.renew_feed(work, current_user)
    # The configured address, never the request's: its Host header is whatever the sender wrote.
    return _page(current_app.config["CRM"].base_url + url_for("calendar.feed", token=token))


@blueprint.post("/account/calendar/revoke")
@needs(Permission.ACCOUNT_USE)
def revoke_feed() -> AnyResponse:
    """End one's feed."""
    with unit_of_work(current_user.id) as work:
        actions.revoke_feed(work, current_user)
    flash(_("The address works no longer."))
    return redirect(url_for("calendar.feed_page"), 303)


@blueprint.get("/calendar/feed/<token>.ics")
@public
def feed(token: str) -> AnyResponse:
    """Send the feed of whoever has this address; 304 where nothing changed since."""
    user = feeds.user_of(token) or abort(404)
    answer = Response(feeds.document(user), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="puente.ics"'
    answer.add_etag()
    return answer.make_conditional(request)
