"""Declares people: list, page and editing; the features above say where a person is."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem, Tab
from crm.core.offers import SearchKind
from crm.files.queries import counter
from crm.people.files import OWNER
from crm.people.listed import LIST
from crm.people.queries import find
from crm.people.views import blueprint

FEATURE = Feature(
    "people",
    blueprint=blueprint,
    nav=[NavItem(_l("People"), "people.index", "people", 22, Permission.PERSON_READ)],
    tabs=[Tab("person", _l("Files"), "people.show_files", 60, Permission.FILE_READ, counter("person"))],
    file_owners=[OWNER],
    lists=[LIST],
    search=[SearchKind("person", _l("People"), "people", 12, find)],
)
