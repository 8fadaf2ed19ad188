"""Declares trade indicators."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem, Panel, Tab
from crm.indicators import crosses
from crm.indicators.commands import indicators_group
from crm.indicators.panels import client_count, client_panel
from crm.indicators.queries.series import titles_of
from crm.indicators.seed import seed_baseline
from crm.indicators.views.boards import blueprint

FEATURE = Feature(
    "indicators",
    blueprint=blueprint,
    nav=(NavItem(_l("Indicators"), "indicators.index", "graph-up-arrow", 60, Permission.INDICATOR_READ),),
    panels=(
        Panel("client", "indicators/_client_panel.html", client_panel, 60, side=True),
        Panel("client_profile", "indicators/_crosses.html", crosses.client_panel, 10),
    ),
    tabs=(Tab("client", _l("Indicators"), "indicators.of_client", 60, Permission.INDICATOR_READ, client_count),),
    commands=(indicators_group,),
    seed=seed_baseline,
    answers={"series.titles": titles_of},
)
