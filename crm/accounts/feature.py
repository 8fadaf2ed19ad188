"""Declares accounts: sign-in, one's own account, the team page, `crm user`."""

from flask_babel import lazy_gettext as _l

from crm.accounts.commands import user_group
from crm.accounts.permissions import Permission
from crm.accounts.views import blueprint
from crm.core.feature import Feature, NavItem

FEATURE = Feature(
    "accounts",
    blueprint=blueprint,
    nav=[NavItem(_l("Team"), "accounts.team", "people", 80, Permission.TEAM_READ, section="firm")],
    commands=[user_group],
)
