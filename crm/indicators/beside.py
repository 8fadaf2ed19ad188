"""What a series says beside others of its own basis: the balance of both directions, and its share of all goods."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _

from crm.core.i18n import language
from crm.core.money import dollars, number
from crm.indicators import words
from crm.indicators.models import Series
from crm.indicators.page import Sum
from crm.indicators.parsers.series import CENSUS_KEYS
from crm.indicators.parsers.trade import MEXICO
from crm.indicators.queries.figures import Shown, figures_at
from crm.indicators.queries.series import by_keys
from crm.indicators.shown import Blank
from crm.indicators.status_words import why
from crm.indicators.statuses import MISSING

#: All goods of both directions: monthly, as the basis of a series has them.
TOTALS: Final = {"census": CENSUS_KEYS, "transborder": {flow: f"transborder-all-{flow}" for flow in CENSUS_KEYS}}
MONTHS: Final = range(1, 13)
Places = Mapping[tuple[int, date], Shown | Blank]


def beside(series: Series, latest: Shown | None) -> list[Sum]:
    """Return balance and share of the latest figure where what they need is loaded: one statement.

    Balance: US exports minus US imports of the same goods, place and period. Share: of all goods in the same direction;
    that of a year needs all its months. Never across bases: a TransBorder figure is no share of a Census total; nor for
    an older vintage, whose counterpart would be of another time.
    """
    if latest is None or series.flow is None or series.partner != MEXICO:
        return []
    imports = series.flow == "imports"
    keys = (_other_way(series.key, imports=imports), TOTALS[series.basis]["imports" if imports else "exports"])
    known = by_keys(keys)
    other, total = (known.get(key) for key in keys)
    total = None if total is None or total.key == series.key else total
    periods = [date(latest.period.year, month, 1) for month in MONTHS] if _sums(series, total) else [latest.period]
    wanted = [(other.id, latest.period)] if other else []
    found = figures_at([*wanted, *((total.id, period) for period in periods if total)])
    made = [_balance(series, latest, other, found), _share(series, latest, total, periods, found)]
    return [each for each in made if each is not None]


def _other_way(key: str, *, imports: bool) -> str:
    return key.replace("imports", "exports") if imports else key.replace("exports", "imports")


def _sums(series: Series, total: Series | None) -> bool:
    return total is not None and series.frequency == "year" and total.frequency == "month"


def _balance(series: Series, latest: Shown, other: Series | None, found: Places) -> Sum | None:
    at = found.get((other.id, latest.period)) if other else None
    if other is None or at is None:
        return None
    if at.value is None:
        told = why([(at.period, at.status)], monthly=series.frequency == "month")
        return Sum(_("Balance"), "—", "", words.title(other), told)
    own, counter = latest.value * series.scale, at.value * other.scale
    balance = counter - own if series.flow == "imports" else own - counter
    told = _("US exports minus US imports, %(period)s", period=words.period(series, latest.period))
    return Sum(_("Balance"), dollars(balance, language()), "", told, "")


def _share(
    series: Series, latest: Shown, total: Series | None, periods: list[date], found: Places
) -> Sum | None:  # fmt: skip
    if total is None:
        return None
    parts = [found.get((total.id, period)) for period in periods]
    values = [part.value for part in parts if part is not None and part.value is not None]
    lacking = next((n for n, part in enumerate(parts) if part is None or part.value is None), None)
    if lacking is not None:
        at = parts[lacking]
        told = why([(periods[lacking], at.status if at else MISSING)], monthly=total.frequency == "month")
        return Sum(_("Share"), "—", "", words.title(total), told) if at or values else None
    whole = sum(values, Decimal(0)) * total.scale
    if not whole:
        return None
    share = latest.value * series.scale / whole * 100
    told = _(
        "of all goods in this direction, %(period)s, on the same basis", period=words.period(series, latest.period)
    )
    return Sum(_("Share"), f"{number(share, 1)}%", "", told, "")
