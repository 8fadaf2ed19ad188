"""Declares the meeting brief: a button on the page of an engagement."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.briefs.views import blueprint
from crm.core.feature import Feature, PageLink

FEATURE = Feature(
    "briefs",
    blueprint=blueprint,
    links=[PageLink("engagement", _l("Brief"), "briefs.show", "file-text", Permission.ENGAGEMENT_READ, 10)],
)
