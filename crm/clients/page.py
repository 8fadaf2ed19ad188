"""What the head of every client page shows, also on the tabs that higher features add."""

from typing import Any

from flask import url_for

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.cards import own_lines
from crm.clients.checks import tax_id_text, website_text
from crm.clients.family import parent_of
from crm.clients.forms.client import STATUS_LABELS
from crm.clients.models.client import Client
from crm.core.feature import registry
from crm.core.i18n import LANGUAGE_LABELS, language
from crm.core.page import page_links, page_tabs
from crm.core.phones import phone_text

STATUS_KINDS = {"prospect": "", "active": "ok", "dormant": "warn", "former": ""}
#: More chips than this make the line under the name unreadable; the profile card has them all.
CHAPTERS_SHOWN = 5


def page_values(user: User, client: Client, here: str) -> dict[str, Any]:
    """Return what `clients/_head.html` needs; `client` comes from `queries.get_full`, `here` is the tab's endpoint."""
    speaks = language()
    return {
        "client": client,
        "place": client.place(speaks),
        "statuses": STATUS_LABELS,
        "status": (STATUS_LABELS[client.status], STATUS_KINDS[client.status]),
        "sectors": [
            row.sector.title(speaks)
            for row in sorted(client.sectors, key=lambda r: (not r.is_primary, r.sector.position))
        ],
        "chapters": sorted(client.chapters, key=lambda row: row.hs_code),
        "chapters_shown": CHAPTERS_SHOWN,
        "ports": [row.port for row in sorted(client.ports, key=lambda row: row.port.position)],
        "partner_states": sorted(row.state.title(speaks) for row in client.partner_states),
        "tags": [row.tag.name for row in sorted(client.tags, key=lambda row: row.tag.name_key)],
        "own_lines": own_lines(client, speaks),
        "parent": parent_of(user, client),
        "phone": phone_text(client.phone),
        "website": website_text(client.website),
        "tax_id": tax_id_text(client.tax_id, client.country),
        "report_language": LANGUAGE_LABELS[client.report_language],
        "tabs": page_tabs("client", user, client, ("clients.show", "clients.show_history"), here),
        "links": page_links("client", user, client),
        "may_edit": user.may(Permission.CLIENT_WRITE),
        "may_bar": user.may(Permission.CLIENT_BAR),
    }


def all_engagements_url(user: User, client: Client) -> str | None:
    """Return the address of the tab of all engagements, where a feature offers one."""
    for tab in registry().tabs("client"):
        if tab.endpoint.startswith("engagements.") and (tab.permission is None or user.may(Permission(tab.permission))):
            return url_for(tab.endpoint, client_id=client.id)
    return None
