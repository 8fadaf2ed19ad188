"""What the head of every client page shows, also on the tabs that higher features add."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.checks import phone_text, tax_id_text, website_text
from crm.clients.forms import STATUS_LABELS
from crm.clients.models import Client
from crm.core.feature import build_panels, registry
from crm.core.i18n import LANGUAGE_LABELS, language

STATUS_KINDS = {"prospect": "", "active": "ok", "dormant": "warn", "former": ""}
#: More chips than this make the line under the name unreadable; the profile card has them all.
CHAPTERS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class TabLink:
    """One tab of the page as it is drawn."""

    label: str
    url: str
    count: int | None
    here: bool


def page_values(user: User, client: Client, here: str) -> dict[str, Any]:
    """Return what `clients/_head.html` needs; `client` comes from `queries.get_full`, `here` is the tab's endpoint."""
    speaks = language()
    return {
        "client": client,
        "place": client.place(speaks),
        "status": (STATUS_LABELS[client.status], STATUS_KINDS[client.status]),
        "sectors": [
            row.sector.title(speaks)
            for row in sorted(client.sectors, key=lambda r: (not r.is_primary, r.sector.position))
        ],
        "chapters": sorted(client.chapters, key=lambda row: row.hs_code),
        "chapters_shown": CHAPTERS_SHOWN,
        "ports": [row.port for row in sorted(client.ports, key=lambda row: row.port.position)],
        "phone": phone_text(client.phone),
        "website": website_text(client.website),
        "tax_id": tax_id_text(client.tax_id, client.country),
        "report_language": LANGUAGE_LABELS[client.report_language],
        "tabs": _tabs(user, client, here),
        "links": [
            (link, url_for(link.endpoint, client=client.id))
            for link in registry().links("client")
            if user.may(Permission(link.permission))
        ],
        "may_edit": user.may(Permission.CLIENT_WRITE),
        "may_bar": user.may(Permission.CLIENT_BAR),
    }


def _tabs(user: User, client: Client, here: str) -> Sequence[TabLink]:
    offered = [
        tab for tab in registry().tabs("client") if tab.permission is None or user.may(Permission(tab.permission))
    ]
    ours: list[tuple[str, str, int | None]] = [(_("Overview"), "clients.show", None)]
    ours += [(str(t.label), t.endpoint, t.count(user, client) if t.count else None) for t in offered]
    ours.append((_("History"), "clients.show_history", None))
    return [TabLink(label, url_for(end, client_id=client.id), count, end == here) for label, end, count in ours]


def drawn_panels(user: User, client: Client) -> dict[str, list[Markup]]:
    """Return the panels of higher features as HTML, by place on the page: `facts`, `main`, `side`.

    A panel's template sees its values by their names, and all together as `values`.
    """
    drawn: dict[str, list[Markup]] = {"facts": [], "main": [], "side": []}
    for panel, values in build_panels("client", user, client):
        place = "facts" if panel.fact else "side" if panel.side else "main"
        html = render_template(panel.template, **(dict(values) | {"values": values}))
        drawn[place].append(Markup(html))  # noqa: S704 - our own template, which escapes
    return drawn


def all_engagements_url(user: User, client: Client) -> str | None:
    """Return the address of the tab of all engagements, where a feature offers one."""
    for tab in registry().tabs("client"):
        if tab.endpoint.startswith("engagements.") and (tab.permission is None or user.may(Permission(tab.permission))):
            return url_for(tab.endpoint, client_id=client.id)
    return None
