"""Declares handing over."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, PageLink
from crm.handover.notices import NOTICES
from crm.handover.views import blueprint

FEATURE = Feature(
    "handover",
    blueprint=blueprint,
    links=[PageLink("user", _l("Hand over"), "handover.index", "arrow-left-right", Permission.HANDOVER_RUN, 10)],
    notices=NOTICES,
)
