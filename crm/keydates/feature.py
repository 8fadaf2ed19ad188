"""Declares key dates: the page, the strip on My day, and the dates that are nobody else's."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem, PageLink, Panel
from crm.keydates.offered import OFFERS
from crm.keydates.panels import strip
from crm.keydates.views import blueprint

_READ = Permission.CLIENT_READ

FEATURE = Feature(
    "keydates",
    blueprint=blueprint,
    nav=[NavItem(_l("Key dates"), "keydates.index", "calendar3", 45, _READ)],
    panels=[Panel("home", "keydates/_strip.html", strip, 10, side=True)],
    links=[PageLink("client", _l("Key dates"), "keydates.index", "calendar3", _READ, 40, menu=True)],
    key_dates=OFFERS,
)
