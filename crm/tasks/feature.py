"""Declares follow-ups."""

from functools import partial

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem, Panel, Tab, TimelineKind
from crm.tasks import queries
from crm.tasks.importing.kind import KIND
from crm.tasks.introduce import introduce_ourselves
from crm.tasks.listed import LIST
from crm.tasks.notices import DIGEST, HEARS, NOTICES
from crm.tasks.panels import init_app, panel
from crm.tasks.views.places import blueprint

FEATURE = Feature(
    "tasks",
    blueprint=blueprint,
    nav=[
        NavItem(_l("Follow-ups"), "tasks.index", "check2-square", 40, Permission.TASK_READ, counter=queries.counter),
    ],
    panels=[Panel(place, "tasks/_panel.html", partial(panel, place), 20, side=True) for place in queries.PLACES],
    tabs=[Tab(place, _l("Follow-ups"), f"tasks.of_{place}", 30, Permission.TASK_READ) for place in queries.PLACES],
    timeline=[
        TimelineKind(place, "task", partial(queries.timeline, place), queries.timeline_items, "tasks/_timeline.html")
        for place in queries.PLACES
    ],
    notices=NOTICES,
    digest=DIGEST,
    hears={"post.new_holder": introduce_ourselves, **HEARS},
    imports=[KIND],
    lists=[LIST],
    init_app=init_app,
)
