"""What indicators add to a client's page."""

from collections.abc import Mapping
from typing import Any, Final

from crm.accounts.models import User
from crm.accounts.permissions import Permission
from crm.clients.models import Client
from crm.core.dates import today_in
from crm.core.i18n import language
from crm.indicators import words
from crm.indicators.choice import on_tiles
from crm.indicators.queries.figures import figures_for
from crm.indicators.queries.profile import chosen_for
from crm.indicators.tiles import SPARK_PERIODS, tile_of

TILES: Final = 4


def client_panel(user: User, client: Client) -> Mapping[str, Any] | None:
    """Return at most four tiles of a client that the reader may see, and how many series it has: three statements."""
    if not user.may(Permission.INDICATOR_READ):
        return None
    profile, chosen = chosen_for(client, language())
    series = {item.choice.key: item.series for item in chosen}
    picked = [series[choice.key] for choice in on_tiles([item.choice for item in chosen], TILES)]
    figures = figures_for([item.id for item in picked], last=SPARK_PERIODS)
    today = today_in(user.time_zone)
    tiles = [tile_of(item, figures[item.id], today) for item in picked if figures[item.id]]
    return {"tiles": tiles, "count": len(chosen), "notice": words.notice(profile), "client": client}
