"""Pesos per US dollar for sums of the pipeline: a rate with its name and day, or the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from flask_babel import gettext as _

from crm.core.dates import long_date, month_name
from crm.core.i18n import language
from crm.core.money import number
from crm.indicators import words
from crm.indicators.derive import next_period
from crm.indicators.models import Series
from crm.indicators.queries.figures import Shown, figures_for
from crm.indicators.queries.series import by_unit

UNIT: Final = "MXN per USD"
#: A rate older than this converts nothing.
MOST_DAYS: Final = 10
FIX: Final = "fix"
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rate:
    """The newest rate loaded: its value, the last day it speaks for, and whether it may convert."""

    value: Decimal
    day: date
    #: 'FIX of Nov 12, 2026' or 'average of Oct 2026'.
    name: str
    source: str
    current: bool

    def told(self) -> str:
        """Return 'at 18.4321 MXN per US$, FIX of Nov 12, 2026, Banco de México'."""
        shown = number(self.value, max(4, -int(self.value.normalize().as_tuple().exponent)))
        return str(_("at %(rate)s MXN per US$, %(name)s, %(source)s", rate=shown, name=self.name, source=self.source))


def newest_rate(today: date) -> Rate | None:
    """Return the rate that converts today: a current FIX, else the newest loaded; None where none is."""
    known = {series.id: series for series in by_unit(UNIT)}
    found = [
        (known[series_id], figure)
        for series_id, figures in figures_for(list(known), last=MOST_DAYS).items()
        for figure in [f for f in figures if f.period <= today][-1:]
    ]
    rates = [(_made(series, figure, today), series.basis == FIX) for series, figure in found]
    best = max(rates, key=lambda each: (each[0].current, each[0].current and each[1], each[0].day), default=None)
    return best[0] if best else None


def _made(series: Series, figure: Shown, today: date) -> Rate:
    daily = series.frequency == "day"
    day = figure.period if daily else next_period(figure.period, words.frequency(series)) - timedelta(days=1)
    current = (today - day).days <= MOST_DAYS
    return Rate(
        figure.value, day, _name(series, figure.period, daily=daily), words.source(series, figure.publisher), current
    )


def _name(series: Series, period: date, *, daily: bool) -> str:
    if not daily:
        return str(_("average of %(month)s", month=month_name(period, language())))
    day = long_date(period, language())
    return str(_("FIX of %(day)s", day=day) if series.basis == FIX else _("rate of %(day)s", day=day))


def in_dollars(sums: Mapping[str, Decimal], rate: Rate | None) -> Decimal | None:
    """Return sums by currency as one in US$, rounded to cents; None where pesos have no current rate."""
    pesos = sums.get("MXN", Decimal(0))
    if not pesos:
        return sums.get("USD", Decimal(0)).quantize(_CENT)
    if rate is None or not rate.current:
        return None
    return (sums.get("USD", Decimal(0)) + pesos / rate.value).quantize(_CENT)


def why_not(rate: Rate | None) -> str:
    """Return why sums stay apart by currency; '' where a current rate is there."""
    if rate is None:
        return str(_("No exchange rate is loaded: sums in US$ and MXN stay apart."))
    if not rate.current:
        return str(
            _("The newest exchange rate is the %(name)s, older than %(days)s days: sums in US$ and MXN stay apart.",
              name=rate.name, days=MOST_DAYS)
        )  # fmt: skip
    return ""
