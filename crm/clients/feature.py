"""Declares clients: list, page and editing; the pages below ask higher features for panels, tabs and columns."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.clients import key_dates, people
from crm.clients.files import OWNER
from crm.clients.importing.kind import KIND
from crm.clients.listed import LIST
from crm.clients.notices import NOTICES
from crm.clients.person_import import KIND as PEOPLE
from crm.clients.queries import find
from crm.clients.role_changes import place
from crm.clients.ties import TIE
from crm.clients.views.listing import blueprint
from crm.core.feature import Feature, ListColumn, NavItem, Panel, Tab
from crm.core.offers import SearchKind
from crm.files.queries import counter

FEATURE = Feature(
    "clients",
    blueprint=blueprint,
    nav=[NavItem(_l("Clients"), "clients.index", "building", 20, Permission.CLIENT_READ)],
    panels=[
        Panel("client", "clients/_people_panel.html", people.client_panel, 30, side=True),
        Panel("person", "clients/_person_panel.html", people.person_panel, 20, side=True),
    ],
    tabs=[
        Tab("client", _l("Trade profile"), "clients.profile", 15, Permission.CLIENT_READ),
        Tab("client", _l("People"), "clients.show_people", 25, Permission.CLIENT_READ, people.count_now),
        Tab("client", _l("Files"), "clients.show_files", 60, Permission.FILE_READ, counter("client")),
    ],
    file_owners=[OWNER], key_dates=[key_dates.OFFER], notices=NOTICES, lists=[LIST], imports=[KIND, PEOPLE],
    columns=[ListColumn("person-role", "client", _l("At clients"), people.roles_now)],
    person_ties=[TIE],
    hears={"person.added": place},
    search=[SearchKind("client", _l("Clients"), "building", 10, find)],
)  # fmt: skip
