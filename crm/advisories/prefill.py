"""What a new advisory says when it is begun from a series or an issue, in both languages."""

from datetime import date

from flask_babel import gettext as _

from crm.core.i18n import LANGUAGES, spoken
from crm.indicators.models import Series
from crm.indicators.queries.figures import figures_for
from crm.indicators.tiles import SPARK_PERIODS, Tile, tile_of
from crm.issues.models import Issue


def from_series(series: Series, today: date) -> dict[str, str]:
    """Return title and text with the latest figure: its period, unit, change, source and when it was published."""
    figures = figures_for([series.id], last=SPARK_PERIODS)[series.id]
    found: dict[str, str] = {}
    for code in LANGUAGES if figures else ():
        with spoken(code):
            tile = tile_of(series, figures, today)
            found |= {f"title_{code}": f"{tile.title}, {tile.period}"[:200], f"body_{code}": _sentences(tile)}
    return found


def _sentences(tile: Tile) -> str:
    value = f"{tile.value} {tile.unit}" if tile.unit else tile.value
    figure = _("%(title)s, %(period)s: %(value)s (%(change)s).", title=tile.title, period=tile.period, value=value,
               change=tile.change)  # fmt: skip
    source = _("Source: %(source)s, %(published)s. %(basis)s.", source=tile.source, published=tile.published,
               basis=tile.basis)  # fmt: skip
    return "\n".join([figure, *([f"{tile.not_current}."] if tile.not_current else []), source])


def from_issue(issue: Issue) -> dict[str, str]:
    """Return the titles of an issue; what it says is written for the firm and is not taken."""
    return {"title_en": issue.title_en, "title_es": issue.title_es}
