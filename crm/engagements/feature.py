"""Declares engagements."""

from functools import partial

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, ListColumn, NavItem, PageLink, Panel, QuickAction, Tab, TimelineKind
from crm.core.offers import SearchKind
from crm.engagements.files import OWNER
from crm.engagements.importing.kind import KIND
from crm.engagements.labels import init_app
from crm.engagements.notices import DIGEST, HEARS, NOTICES
from crm.engagements.offered_capture import JOBS
from crm.engagements.panels import next_meeting
from crm.engagements.queries import offers
from crm.engagements.queries.lists import PLACES
from crm.engagements.ties import TIE
from crm.engagements.views.versions import blueprint

_READ, _WRITE = Permission.ENGAGEMENT_READ, Permission.ENGAGEMENT_WRITE
_LOG, _DRAWN = _l("Log engagement"), "engagements/_timeline.html"

FEATURE = Feature(
    "engagements", blueprint=blueprint,
    nav=[NavItem(_l("Engagements"), "engagements.index", "chat-square-text", 30, _READ)],
    quick=[QuickAction(_LOG, "engagements.new", "plus-lg", _WRITE, key="e")],
    panels=[Panel("client", "engagements/_next_meeting.html", next_meeting, 20, fact=True)],
    tabs=[Tab(place, _l("Engagements"), f"engagements.of_{place}", 20, _READ) for place in PLACES],
    links=[PageLink(place, _LOG, "engagements.new", "chat-square-text", _WRITE, 10) for place in PLACES],
    timeline=[
        TimelineKind(place, "engagement", partial(offers.timeline, place), offers.timeline_items, _DRAWN)
        for place in PLACES],
    search=[SearchKind("engagement", _l("Engagements"), "chat-square-text", 20, offers.find)],
    jobs=JOBS, notices=NOTICES, digest=DIGEST, hears=HEARS,
    columns=[
        ListColumn(page, "last_contact", _l("Last contact"), partial(offers.last_contact, place=place))
        for page, place in (("clients", "client"), ("people", "person"), ("institutions", "institution"))
    ], person_ties=[TIE], file_owners=[OWNER], imports=[KIND], init_app=init_app,
)  # fmt: skip
