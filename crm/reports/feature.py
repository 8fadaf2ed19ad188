"""Declares reports."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, NavItem, PageLink
from crm.reports.jobs import KINDS
from crm.reports.keeping import OWNER
from crm.reports.labels import init_app
from crm.reports.notices import NOTICES
from crm.reports.panels import PANELS, TIMELINE
from crm.reports.sample import sample
from crm.reports.sending import outgoing, outgoing_code
from crm.reports.views.definitions import blueprint

FEATURE = Feature(
    "reports",
    blueprint=blueprint,
    nav=[NavItem(_l("Reports"), "reports.index", "file-earmark-text", 70, Permission.REPORT_READ)],
    links=[PageLink("client", _l("Report"), "reports.new", "file-earmark-text", Permission.REPORT_WRITE, 30)],
    panels=PANELS,
    timeline=TIMELINE,
    file_owners=[OWNER],
    jobs=KINDS,
    notices=NOTICES,
    answers={"mail.report": outgoing, "mail.report_code": outgoing_code, "document.sample": sample},
    init_app=init_app,
)
