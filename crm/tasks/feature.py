"""Declares follow-ups."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem, Panel, Tab, TimelineKind
from crm.tasks import queries
from crm.tasks.panels import client_panel, init_app
from crm.tasks.views.ticks import blueprint

FEATURE = Feature(
    "tasks",
    blueprint=blueprint,
    nav=[
        NavItem(_l("Follow-ups"), "tasks.index", "check2-square", 40, Permission.TASK_READ, counter=queries.counter),
    ],
    panels=[Panel("client", "tasks/_client_panel.html", client_panel, 20, side=True)],
    tabs=[Tab("client", _l("Follow-ups"), "tasks.of_client", 30, Permission.TASK_READ)],
    timeline=[
        TimelineKind("client", "task", queries.timeline, queries.timeline_items, "tasks/_timeline.html"),
    ],
    init_app=init_app,
)
