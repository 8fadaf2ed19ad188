"""What every page of one mandate shows above its part."""

from typing import Any

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.core.page import page_links, page_tabs
from crm.mandates.models import Mandate


def page_values(user: User, mandate: Mandate, here: str) -> dict[str, Any]:
    """Return the values of the head of a mandate's pages (client and lead loaded)."""
    may_edit = user.may(Permission.MANDATE_WRITE)
    return {
        "mandate": mandate,
        "title": mandate.title,
        "may_edit": may_edit,
        "may_change": may_edit and mandate.archived_at is None,
        "links": page_links("mandate", user, mandate),
        "tabs": page_tabs("mandate", user, mandate, ("mandates.show", "mandates.show_history"), here),
    }
