"""What indicators add to a client's page."""

from collections.abc import Mapping
from typing import Any, Final

from flask import g

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.models import Client
from crm.core.dates import today_in
from crm.core.i18n import language
from crm.indicators import words
from crm.indicators.choice import Profile, on_tiles
from crm.indicators.queries.figures import figures_for
from crm.indicators.queries.profile import Chosen, chosen_for
from crm.indicators.tiles import SPARK_PERIODS, tile_of

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
    """Return at most four tiles of a client that the reader may see, and how many series it has: three statements."""
    if not user.may(Permission.INDICATOR_READ):
        return None
    profile, found = chosen(client)
    series = {item.choice.key: item.series for item in found}
    picked = [series[choice.key] for choice in on_tiles([item.choice for item in found], TILES)]
    figures = figures_for([item.id for item in picked], last=SPARK_PERIODS)
    today = today_in(user.time_zone)
    tiles = [tile_of(item, figures[item.id], today) for item in picked if figures[item.id]]
    return {"tiles": tiles, "count": len(found), "notice": words.notice(profile), "client": client}
