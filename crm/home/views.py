"""My day: one page of what needs the reader."""

from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template
from flask_babel import gettext as _
from flask_login import current_user

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.cards import certifications_ending
from crm.core.access import needs
from crm.core.dates import clock, now, today_in, zone_place
from crm.core.page import drawn_panels, page_links
from crm.engagements.queries.drafts import offered as drafts
from crm.engagements.queries.quiet import no_recent_contact
from crm.home import queries
from crm.indicators.queries.touching import new_for
from crm.tasks.queries import due

blueprint = Blueprint("home", __name__)
#: Follow-ups due within a week stand on My day, the overdue first.
DUE_DAYS = 7
MORNING_ENDS, AFTERNOON_ENDS = 12, 19
#: The hour in both offices' states and in the capital.
CLOCKS = ("America/Hermosillo", "America/Phoenix", "America/Mexico_City")


@blueprint.get("/")
@needs(Permission.ACCOUNT_USE)
def my_day() -> str:
    """Show what is due, who was not spoken to, what is planned and which figures are new."""
    user: User = current_user
    today = today_in(user.time_zone)
    planned, awaiting, requested, letters = queries.planned_and_awaiting(user)
    return render_template(
        "home/my_day.html",
        greeting=greeting(user),
        today=today,
        clocks=[(zone_place(zone), clock(now().astimezone(ZoneInfo(zone)))) for zone in CLOCKS],
        due=due(user, today + timedelta(days=DUE_DAYS), limit=12),
        planned=planned,
        links_of=partial(page_links, "engagement", user),
        awaiting=awaiting,
        requested=requested,
        letters=letters,
        quiet=no_recent_contact(user, queries.SHOWN),
        figures=new_for(user),
        ending=certifications_ending(user),
        may_write=user.may(Permission.TASK_WRITE),
        panels=drawn_panels("home", user, None),
        drafts=drafts(user) if user.may(Permission.ENGAGEMENT_WRITE) else [],
    )


def greeting(user: User) -> str:
    """Return 'Good morning, Marisol' by the reader's own clock."""
    hour = now().astimezone(ZoneInfo(user.time_zone)).hour
    first = user.name.split()[0] if user.name else ""
    if hour < MORNING_ENDS:
        return str(_("Good morning, %(name)s", name=first))
    if hour < AFTERNOON_ENDS:
        return str(_("Good afternoon, %(name)s", name=first))
    return str(_("Good evening, %(name)s", name=first))
