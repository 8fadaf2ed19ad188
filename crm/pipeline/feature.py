"""Declares the pipeline."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem, Panel, Tab, TimelineKind
from crm.core.offers import SearchKind
from crm.files.queries import counter
from crm.pipeline import offers, panels
from crm.pipeline.importing.kind import KIND
from crm.pipeline.labels import init_app
from crm.pipeline.listed import LIST
from crm.pipeline.notices import NOTICES
from crm.pipeline.seed import seed_stages
from crm.pipeline.views.moves import blueprint

_READ = Permission.OPPORTUNITY_READ

FEATURE = Feature(
    "pipeline",
    blueprint=blueprint,
    nav=[NavItem(_l("Pipeline"), "pipeline.board", "kanban", 30, _READ)],
    panels=[Panel("client", "pipeline/_panel.html", panels.of_client, 13, side=True)],
    tabs=[Tab("opportunity", _l("Files"), "pipeline.show_files", 60, Permission.FILE_READ, counter("opportunity"))],
    timeline=[TimelineKind("client", "stage-move", offers.moves, offers.timeline_items, "pipeline/_timeline.html")],
    search=[SearchKind("opportunity", _l("Opportunities"), "kanban", 17, offers.find)],
    file_owners=[offers.OWNER],
    imports=[KIND],
    lists=[LIST],
    notices=NOTICES,
    seed=seed_stages,
    init_app=init_app,
)
