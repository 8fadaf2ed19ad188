"""Declares alerts: their pages, the button on a series, the work that judges new figures."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.alerts.views import blueprint
from crm.alerts.work import CHECK, EVERY, check
from crm.core.feature import Feature, NavItem, PageLink
from crm.jobs.declared import JobKind


def _back(_payload: object) -> str:
    return url_for("alerts.index")


FEATURE = Feature(
    "alerts",
    blueprint=blueprint,
    nav=[NavItem(_l("Alerts"), "alerts.index", "lightning-charge", 61, Permission.ALERT_READ)],
    links=[PageLink("series", _l("Add an alert"), "alerts.new", "lightning-charge", Permission.ALERT_WRITE, 10)],
    jobs=[JobKind(CHECK, _l("Look which alerts fire"), check, every_minutes=EVERY, back=_back)],
)
