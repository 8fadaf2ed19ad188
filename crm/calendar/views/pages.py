"""The calendar by month, week and day, and the Monday view."""

from flask import Blueprint, render_template, request
from flask_login import current_user

from crm.accounts.permissions import Permission
from crm.calendar import monday as monday_view
from crm.calendar import page
from crm.calendar.labels import kind_told
from crm.calendar.spans import VIEWS, monday_of, read_day, span_of
from crm.core.access import needs
from crm.core.dates import today_in

blueprint = Blueprint("calendar", __name__)
#: Whose: the reader's own, or all that the reader may see.
SCOPES = ("mine", "team")


@blueprint.get("/calendar")
@needs(Permission.ENGAGEMENT_READ)
def index() -> str:
    """Show a month, a week or a day: `view`, `day`, `who`, `dates` (key dates, too)."""
    today = today_in(current_user.time_zone)
    view, who = request.args.get("view", ""), request.args.get("who", "")
    who = who if who in SCOPES else "mine"
    span = span_of(view if view in VIEWS else "month", read_day(request.args.get("day", ""), today))
    dates = request.args.get("dates") == "1"
    weeks, cut = page.weeks(current_user, span, own=who == "mine", key_dates=dates)
    return render_template(
        "calendar/index.html", span=span, weeks=weeks, cut=cut, who=who, dates=dates, today=today, views=VIEWS,
        may_write=current_user.may(Permission.TASK_WRITE),
    )  # fmt: skip


@blueprint.get("/monday")
@needs(Permission.ENGAGEMENT_READ)
def monday() -> str:
    """Show the week of both offices: `week` is any day of it."""
    today = today_in(current_user.time_zone)
    start = monday_of(read_day(request.args.get("week", ""), today))
    span = span_of("week", start)
    week = monday_view.week(current_user, start, today)
    return render_template(
        "calendar/monday.html", span=span, week=week, today=today, offices=monday_view.offices(),
        told=lambda absence: kind_told(current_user, absence),
    )  # fmt: skip
