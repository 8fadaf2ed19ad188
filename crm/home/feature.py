"""Declares My day."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem
from crm.home.views import blueprint

FEATURE = Feature(
    "home",
    blueprint=blueprint,
    nav=[NavItem(_l("My day"), "home.my_day", "house", 0, Permission.ACCOUNT_USE)],
)
