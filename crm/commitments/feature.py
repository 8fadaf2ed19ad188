"""Declares commitments."""

from functools import partial

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.commitments import offers, panels
from crm.commitments.labels import init_app
from crm.commitments.listed import LIST
from crm.commitments.notices import DIGEST, NOTICES
from crm.commitments.views.quick import blueprint
from crm.core.feature import Feature, NavItem, Panel, TimelineKind
from crm.core.offers import SearchKind

_READ, _DRAWN = Permission.COMMITMENT_READ, "commitments/_timeline.html"
_PLACES = ("client", "institution")

FEATURE = Feature(
    "commitments",
    blueprint=blueprint,
    nav=[NavItem(_l("Commitments"), "commitments.index", "clipboard2-check", 35, _READ)],
    panels=[
        Panel(place, "commitments/_panel.html", partial(panels.of_record, place), 15, side=place != "institution")
        for place in (*_PLACES, "person")
    ] + [
        Panel("engagement", "commitments/_engagement.html", panels.of_engagement, 20, side=True),
        Panel("home", "commitments/_my_day.html", panels.my_day, 20),
    ],
    timeline=[
        TimelineKind(place, kind, partial(select, place), offers.timeline_items, _DRAWN)
        for place in _PLACES
        for kind, select in (("commitment", offers.made), ("commitment-end", offers.settled))
    ],
    lists=[LIST], notices=NOTICES, digest=DIGEST,
    search=[SearchKind("commitment", _l("Commitments"), "clipboard2-check", 25, offers.find)],
    init_app=init_app,
)  # fmt: skip
