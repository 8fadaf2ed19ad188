"""Declares conflict checks."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.conflicts import barriers, labels, offers
from crm.conflicts.notices import NOTICES
from crm.conflicts.views.sides import blueprint
from crm.core.feature import Feature, NavItem, PageLink, Panel

_READ, _RUN = Permission.CONFLICT_READ, Permission.CONFLICT_RUN


def init_app(app: Flask) -> None:
    """Let every template say the words of `labels`: {{ conflict.STATES[check.state] }}."""
    app.jinja_env.globals.update(conflict=labels)


FEATURE = Feature(
    "conflicts",
    blueprint=blueprint,
    nav=[NavItem(_l("Conflict checks"), "conflicts.index", "shield-check", 37, _READ)],
    panels=[
        Panel("client", "conflicts/_client_panel.html", offers.of_client, 40, side=True),
        Panel("opportunity", "conflicts/_opportunity_panel.html", offers.of_opportunity, 30, side=True),
    ],
    links=[
        PageLink("client", _l("Conflict check"), "conflicts.run", "shield-check", _RUN, 60, menu=True),
        PageLink("opportunity", _l("Conflict check"), "conflicts.start", "shield-check", _RUN, 60),
    ],
    file_owners=[offers.OWNER],
    notices=NOTICES,
    hears={"client.unbarred": barriers.unbarred},
    init_app=init_app,
)
