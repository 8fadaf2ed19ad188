"""A figure in small: what stands on a tile, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _
from markupsafe import Markup

from crm.core.kept import kept
from crm.indicators import words
from crm.indicators.charts.line import sparkline
from crm.indicators.charts.svg import Tone
from crm.indicators.derive import dense, is_current, year_before
from crm.indicators.models import Series
from crm.indicators.queries.figures import Shown, figures_for
from crm.indicators.queries.series import by_keys
from crm.indicators.status_words import named, published, why_no_change

#: Three years of months: enough to see the season, few enough to draw in a blink; years all stand.
SPARK_PERIODS: Final = 37

TONES: Final[dict[str, Tone]] = {
    "census": "trade",
    "transborder": "trade",
    "crossing": "grey",
    "h10": "accent",
    "fix": "accent",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One series in small; every text is in the reader's language. `clients` is 0 where it is not told.

    `goods` are figures of trade in US dollars: two bases of them may stand side by side, so each names its own.
    """

    key: str
    title: str
    value: str
    unit: str
    period: str
    change: str
    not_current: str
    basis: str
    goods: bool
    source: str
    published: str
    spark: Markup
    clients: int = 0


def tile_of(series: Series, figures: Sequence[Shown], today: date, *, clients: int = 0) -> Tile:
    """Return the tile of a series with at least one figure; figures are in order of period."""
    latest = figures[-1]
    before = next((f.value for f in figures if f.period == year_before(latest.period)), None)
    lacking = why_no_change(series, figures, latest.period) if before is None else ""
    rhythm = words.frequency(series)
    title = words.title(series)
    values = [value for _period, value in dense(named(figures), rhythm)]
    return Tile(
        key=series.key,
        title=title,
        value=words.value(series, latest.value),
        unit=words.unit(series),
        period=words.period(series, latest.period),
        change=words.change_on_year(series, latest.value, before, latest.period, lacking),
        not_current="" if is_current(rhythm, latest.period, today) else words.not_current(series, latest.period),
        basis=str(words.BASES[series.basis]),
        goods=series.unit == "USD",
        source=words.source(series, latest.publisher),
        published=published(latest),
        spark=sparkline(values, title=_("Trend: %(title)s", title=title), tone=TONES.get(series.basis, "trade")),
        clients=clients,
    )


@kept("indicators", size=4096)
def tile_for(key: str, today: date, _speaks: str) -> Tile | None:
    """Return a series' tile in the reader's language, drawn once until figures are loaded; None without figures."""
    series = by_keys((key,))[key]
    figures = figures_for([series.id], last=SPARK_PERIODS)[series.id]
    return tile_of(series, figures, today) if figures else None
