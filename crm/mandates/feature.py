"""Declares mandates."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem, Panel, Tab
from crm.core.offers import SearchKind
from crm.files.queries import counter
from crm.mandates import offers
from crm.mandates.importing.kind import KIND
from crm.mandates.labels import init_app
from crm.mandates.listed import LIST
from crm.mandates.notices import NOTICES
from crm.mandates.views.rows import blueprint

_READ = Permission.MANDATE_READ

FEATURE = Feature(
    "mandates",
    blueprint=blueprint,
    nav=[NavItem(_l("Mandates"), "mandates.index", "file-earmark-check", 32, _READ)],
    panels=[Panel("client", "mandates/_panel.html", offers.of_client, 12)],
    tabs=[Tab("mandate", _l("Files"), "mandates.show_files", 60, Permission.FILE_READ, counter("mandate"))],
    search=[SearchKind("mandate", _l("Mandates"), "file-earmark-check", 18, offers.find)],
    file_owners=[offers.OWNER],
    imports=[KIND],
    lists=[LIST],
    notices=NOTICES,
    key_dates=[offers.KEY_DATES],
    init_app=init_app,
)
