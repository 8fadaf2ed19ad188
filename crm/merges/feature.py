"""Declares merges: two records made one, from the menu of either; undone within thirty days."""

from flask_babel import lazy_gettext as _l

from crm.accounts.permissions import Permission
from crm.core.feature import Feature, PageLink
from crm.merges.forward import install_forward
from crm.merges.kinds import BY_PAGE
from crm.merges.queries import merged_into
from crm.merges.views import blueprint
from crm.merges.visibility import limit

FEATURE = Feature(
    "merges",
    blueprint=blueprint,
    links=[
        PageLink(page, _l("Merge with another"), "merges.choose", "union", Permission.RECORD_MERGE, 90, menu=True)
        for page in BY_PAGE
    ],
    person_limits=[limit],
    merged=merged_into,
    init_app=install_forward,
)
