"""Declares issues."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem, Panel, Tab
from crm.core.offers import SearchKind
from crm.files.queries import counter
from crm.issues import panels, queries
from crm.issues.files import OWNER
from crm.issues.key_dates import OFFER
from crm.issues.labels import init_app
from crm.issues.listed import LIST
from crm.issues.timeline import KIND
from crm.issues.views.files import blueprint

_READ = Permission.ISSUE_READ

FEATURE = Feature(
    "issues",
    blueprint=blueprint,
    nav=[NavItem(_l("Issues"), "issues.index", "signpost-split", 35, _READ)],
    panels=[
        Panel("client", "issues/_client_panel.html", panels.client_panel, 15),
        Panel("institution", "issues/_institution_panel.html", panels.institution_panel, 15, side=True),
    ],
    tabs=[
        Tab("client", _l("Issues"), "issues.of_client", 22, _READ, queries.count_of_client),
        Tab("issue", _l("Clients and positions"), "issues.show_clients", 10, _READ),
        Tab("issue", _l("Updates"), "issues.show_updates", 30, _READ),
        Tab("issue", _l("Files"), "issues.show_files", 60, Permission.FILE_READ, counter("issue")),
    ],
    timeline=[KIND],
    search=[SearchKind("issue", _l("Issues"), "signpost-split", 16, queries.find)],
    file_owners=[OWNER],
    lists=[LIST],
    key_dates=[OFFER],
    init_app=init_app,
)
