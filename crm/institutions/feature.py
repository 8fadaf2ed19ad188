"""Declares institutions: list, tree, page, posts and their holders."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, ListColumn, NavItem, Panel, Tab
from crm.core.offers import SearchKind
from crm.files.queries import counter
from crm.institutions import posts
from crm.institutions.files import OWNER
from crm.institutions.importing.kind import KIND
from crm.institutions.listed import LIST
from crm.institutions.queries import find
from crm.institutions.seed import seed_institutions
from crm.institutions.ties import TIE
from crm.institutions.views.files import blueprint

FEATURE = Feature(
    "institutions",
    blueprint=blueprint,
    nav=[NavItem(_l("Institutions"), "institutions.index", "bank", 24, Permission.INSTITUTION_READ)],
    panels=[Panel("person", "institutions/_person_panel.html", posts.person_panel, 10, side=True)],
    tabs=[Tab("institution", _l("Files"), "institutions.show_files", 60, Permission.FILE_READ, counter("institution"))],
    file_owners=[OWNER],
    lists=[LIST],
    imports=[KIND],
    search=[SearchKind("institution", _l("Institutions"), "bank", 14, find)],
    columns=[ListColumn("person-role", "post", _l("Post"), posts.roles_now)],
    person_ties=[TIE],
    seed=seed_institutions,
)
