"""Declares the relationship views."""

from functools import partial

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem, Panel
from crm.relations.panels import who_knows
from crm.relations.views import blueprint

FEATURE = Feature(
    "relations",
    blueprint=blueprint,
    nav=[NavItem(_l("Relationships"), "relations.index", "grid-3x3-gap", 32, Permission.ENGAGEMENT_READ)],
    panels=[
        Panel(place, "relations/_who_knows.html", partial(who_knows, place), 30, side=True)
        for place in ("institution", "person")
    ],
)
