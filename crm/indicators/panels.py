"""What indicators add to a client's page."""

from collections.abc import Mapping
from typing import Any, Final

from flask import g

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.models.client import Client
from crm.core.dates import today_in
from crm.core.i18n import language
from crm.indicators import words
from crm.indicators.choice import Profile, on_tiles
from crm.indicators.queries.profile import Chosen, chosen_for
from crm.indicators.tiles import tile_for

TILES: Final = 4


def chosen(client: Client) -> tuple[Profile, tuple[Chosen, ...]]:
    """Return profile and series of a client, asked once a request: the panel and the tab's count share it."""
    made: dict[int, tuple[Profile, tuple[Chosen, ...]]] = g.setdefault("indicators_chosen", {})
    if client.id not in made:
        made[client.id] = chosen_for(client, language())
    return made[client.id]


def client_count(_user: User, client: Client) -> int:
    """Return how many series are chosen for a client."""
    return len(chosen(client)[1])


def client_panel(user: User, client: Client) -> Mapping[str, Any] | None:
    """Return at most four tiles of a client that the reader may see, and how many series it has."""
    if not user.may(Permission.INDICATOR_READ):
        return None
    profile, found = chosen(client)
    picked = on_tiles([item.choice for item in found], TILES)
    today, speaks = today_in(user.time_zone), language()
    tiles = [tile for choice in picked if (tile := tile_for(choice.key, today, speaks))]
    return {"tiles": tiles, "count": len(found), "notice": words.notice(profile), "client": client}
