"""Declares the sources of figures: their page, the work that fetches and loads."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature
from crm.indicators.commands import indicators_group
from crm.jobs.declared import JobKind
from crm.sources.actions import FETCH, LOAD, LOOK
from crm.sources.commands import status_command, sync_command
from crm.sources.views import blueprint
from crm.sources.work import EVERY, fetch, load, look


def _init(_app: object) -> None:
    for command in (sync_command, status_command):
        indicators_group.add_command(command)


def _back(_payload: object) -> str:
    return url_for("sources.index")


FEATURE = Feature(
    "sources",
    blueprint=blueprint,
    init_app=_init,
    jobs=[
        JobKind(LOOK, _l("Look which figures are due"), look, every_minutes=EVERY),
        JobKind(FETCH, _l("Fetching of published figures"), fetch, attempts=1, back=_back),
        JobKind(LOAD, _l("Loading of a published file"), load, Permission.INDICATOR_IMPORT, back=_back),
    ],
)
