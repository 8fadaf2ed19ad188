"""Files of engagements: who sees an engagement sees its files."""

from crm.accounts.permissions import Permission
from crm.core.offers import FileOwner
from crm.engagements.models import EngagementFile
from crm.engagements.queries.one import get_visible

OWNER = FileOwner("engagement", EngagementFile, get_visible, "engagements.show", Permission.ENGAGEMENT_READ)
