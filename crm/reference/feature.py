"""Declares the reference lists and Settings."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem
from crm.reference.seed import seed_reference
from crm.reference.views import blueprint

FEATURE = Feature(
    "reference",
    blueprint=blueprint,
    nav=[NavItem(_l("Settings"), "reference.settings", "gear", 90, Permission.SETTINGS_READ, section="firm")],
    seed=seed_reference,
)
