"""What every page of one opportunity shows above its part."""

from typing import Any

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.page import page_links, page_tabs
from crm.pipeline.models import Opportunity
from crm.pipeline.stages import stages


def page_values(user: User, item: Opportunity, here: str) -> dict[str, Any]:
    """Return the values of the head of an opportunity's pages (client, lead and mandate loaded)."""
    may_edit = user.may(Permission.OPPORTUNITY_WRITE)
    return {
        "item": item,
        "title": item.title,
        "may_edit": may_edit,
        "may_move": may_edit and item.archived_at is None,
        "stages": stages(keep=item.stage_id),
        "links": page_links("opportunity", user, item),
        "tabs": page_tabs("opportunity", user, item, ("pipeline.show", "pipeline.show_history"), here),
    }
