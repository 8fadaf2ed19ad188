"""What the page of a record shares with those of other kinds: tabs, buttons and panels that higher features add."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from crm.core.feature import PageLink, build_panels, registry


@dataclass(frozen=True, slots=True)
class TabLink:
    """One tab of the page as it is drawn."""

    label: str
    url: str
    count: int | None
    here: bool


def _may(user: Any, permission: StrEnum | None) -> bool:
    return permission is None or bool(user.may(permission))


def page_tabs(page: str, user: Any, record: Any, ends: tuple[str, str], here: str) -> Sequence[TabLink]:
    """Return the tabs of a page: its own `ends` (endpoints of overview and history), between them the offered ones."""
    offered = [tab for tab in registry().tabs(page) if _may(user, tab.permission)]
    ours: list[tuple[str, str, int | None]] = [(_("Overview"), ends[0], None)]
    ours += [(str(t.label), t.endpoint, t.count(user, record) if t.count else None) for t in offered]
    ours.append((_("History"), ends[1], None))
    where = {f"{page}_id": record.id}
    return [TabLink(label, url_for(end, **where), count, end == here) for label, end, count in ours]


def page_links(page: str, user: Any, record: Any) -> list[tuple[PageLink, str]]:
    """Return the buttons that higher features put on a record's page, with their addresses.

    The record's id goes in as `client_id` where the address has such a part, else as `?client=`.
    """
    inside, within = f"{page}_id", current_app.url_map.is_endpoint_expecting
    return [
        (link, url_for(link.endpoint, **{inside if within(link.endpoint, inside) else page: record.id}))
        for link in registry().links(page)
        if _may(user, link.permission)
    ]


def drawn_panels(page: str, user: Any, record: Any) -> dict[str, list[Markup]]:
    """Return the panels of higher features as HTML, by place on the page: `facts`, `main`, `side`.

    A panel's template sees its values by their names, and all together as `values`.
    """
    drawn: dict[str, list[Markup]] = {"facts": [], "main": [], "side": []}
    for panel, values in build_panels(page, user, record):
        place = "facts" if panel.fact else "side" if panel.side else "main"
        html = render_template(panel.template, **(dict(values) | {"values": values}))
        drawn[place].append(Markup(html))  # noqa: S704 - our own template, which escapes
    return drawn
