"""Declares the calendar: its pages, the Monday view, who is away, the feed, invitations."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.calendar.inviting import outgoing
from crm.calendar.panels import away
from crm.calendar.views.invitations import blueprint
from crm.core.feature import Feature, NavItem, PageLink, Panel

_READ = Permission.ENGAGEMENT_READ

FEATURE = Feature(
    "calendar",
    blueprint=blueprint,
    nav=[
        NavItem(_l("Calendar"), "calendar.index", "calendar-week", 5, _READ),
        NavItem(_l("Monday view"), "calendar.monday", "calendar2-range", 6, _READ),
    ],
    panels=[Panel("home", "calendar/_away.html", away, 5, side=True)],
    links=[
        PageLink("engagement", _l("Calendar file"), "calendar.event", "calendar-plus", _READ, 50),
        PageLink("engagement", _l("Invite"), "calendar.invite", "envelope", Permission.ENGAGEMENT_WRITE, 60),
    ],
    answers={"mail.invitation": outgoing},
)
