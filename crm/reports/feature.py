"""Declares reports."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem, PageLink
from crm.reports.sample import sample
from crm.reports.views import blueprint

FEATURE = Feature(
    "reports",
    blueprint=blueprint,
    nav=[NavItem(_l("Reports"), "reports.index", "file-earmark-text", 70, Permission.REPORT_READ)],
    answers={"document.sample": sample},
    links=[PageLink("client", _l("Report"), "reports.new", "file-earmark-text", Permission.REPORT_WRITE, 30)],
)
