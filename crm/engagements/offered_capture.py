"""What capture and drafts add to the feature's declaration."""

from flask_babel import lazy_gettext as _l

from crm.engagements.draft_actions import forget
from crm.jobs.declared import JobKind

JOBS = [JobKind("engagements.drafts", _l("Removal of old drafts"), forget, every_minutes=1440)]
