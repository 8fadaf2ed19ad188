"""Declares engagements."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, ListColumn, NavItem, PageLink, Panel, QuickAction, SearchKind, Tab, TimelineKind
from crm.engagements.labels import init_app
from crm.engagements.panels import next_meeting
from crm.engagements.queries import offers
from crm.engagements.ties import TIE
from crm.engagements.views.states import blueprint

_READ, _WRITE = Permission.ENGAGEMENT_READ, Permission.ENGAGEMENT_WRITE

FEATURE = Feature(
    "engagements",
    blueprint=blueprint,
    nav=[NavItem(_l("Engagements"), "engagements.index", "chat-square-text", 30, _READ)],
    quick=[QuickAction(_l("Log engagement"), "engagements.new", "plus-lg", _WRITE, key="e")],
    panels=[Panel("client", "engagements/_next_meeting.html", next_meeting, 20, fact=True)],
    tabs=[Tab("client", _l("Engagements"), "engagements.of_client", 20, _READ)],
    links=[PageLink("client", _l("Log engagement"), "engagements.new", "chat-square-text", _WRITE, 10)],
    timeline=[
        TimelineKind("client", "engagement", offers.timeline, offers.timeline_items, "engagements/_timeline.html"),
    ],
    search=[SearchKind("engagement", _l("Engagements"), "chat-square-text", 20, offers.find)],
    columns=[ListColumn("clients", "last_contact", _l("Last contact"), offers.last_contact)],
    person_ties=[TIE],
    init_app=init_app,
)
