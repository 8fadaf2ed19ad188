"""Declares clients: list, page and editing; the pages below ask higher features for panels, tabs and columns."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.clients.queries import find
from crm.clients.ties import TIE
from crm.clients.views import blueprint
from crm.core.feature import Feature, NavItem, SearchKind

FEATURE = Feature(
    "clients",
    blueprint=blueprint,
    nav=[NavItem(_l("Clients"), "clients.index", "building", 20, Permission.CLIENT_READ)],
    person_ties=[TIE],
    search=[SearchKind("client", _l("Clients"), "building", 10, find)],
)
