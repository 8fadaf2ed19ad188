"""Declares checklists."""

from crm.checklists import panels
from crm.checklists.catalogue import seed_checklists
from crm.checklists.views.runs import blueprint
from crm.core.feature import Feature, Panel

FEATURE = Feature(
    "checklists",
    blueprint=blueprint,
    panels=[
        Panel("client", "checklists/_panel.html", panels.of_client, 22, side=True),
        Panel("task", "checklists/_of_task.html", panels.of_task, 10, side=True),
    ],
    seed=seed_checklists,
)
