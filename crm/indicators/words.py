"""Every word about a series in the reader's language: values, units, periods, sources, reasons."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from crm.core.dates import long_date, month_name, skeleton
from crm.core.i18n import language
from crm.core.money import BILLION, MILLION, dollars, number, percent_change
from crm.indicators.actions import places_of
from crm.indicators.breaks import comparable
from crm.indicators.choice import Choice, Profile, Why
from crm.indicators.derive import change, year_before
from crm.indicators.models import Series
from crm.indicators.parsers.shapes import Frequency, Unit

MEASURES: Final[dict[str, Any]] = {
    "trucks": _l("trucks"),
    "truck-containers-loaded": _l("loaded truck containers"),
    "truck-containers-empty": _l("empty truck containers"),
    "trains": _l("trains"),
    "train-passengers": _l("train passengers"),
    "rail-containers-loaded": _l("loaded rail containers"),
    "rail-containers-empty": _l("empty rail containers"),
    "buses": _l("buses"),
    "bus-passengers": _l("bus passengers"),
    "personal-vehicles": _l("personal vehicles"),
    "personal-vehicle-passengers": _l("people in personal vehicles"),
    "pedestrians": _l("pedestrians"),
}
#: TransBorder's modes of transport.
MODES: Final[dict[str, Any]] = {
    "truck": _l("Truck"), "rail": _l("Rail"), "vessel": _l("Vessel"), "air": _l("Air"),
    "pipeline": lazy_pgettext("mode of transport", "Pipeline"),
    "mail": _l("Mail"), "ftz": _l("US foreign trade zone"), "other": _l("Other or unknown"),
}  # fmt: skip
FLOWS: Final[dict[str, Any]] = {"imports": _l("US imports from Mexico"), "exports": _l("US exports to Mexico")}

#: The agency whose series it is.
AGENCIES: Final[dict[str, Any]] = {
    "census": _l("US Census Bureau"),
    "bts-transborder": _l("BTS TransBorder Freight Data"),
    "bts-border-crossing": _l("BTS Border Crossing Entry Data"),
    "fed-h10": _l("Federal Reserve H.10"),
    "banxico": _l("Bank of Mexico"),
}
#: Who published the file that a figure came from.
PUBLISHERS: Final[dict[str, Any]] = {
    "census-country-workbook": _l("Census country workbook"),
    "fred": _l("FRED"),
    "bts-transborder": _l("BTS TransBorder table"),
    "bts-border-crossing": _l("BTS border-crossing table"),
    "fed-h10": _l("FRED, H.10 noon rates"),
    "census-api": _l("Census International Trade API"),
    "banxico": _l("Bank of Mexico, SIE"),
}
#: Figures of two bases differ even where their titles agree, so each says its own.
BASES: Final[dict[str, Any]] = {
    "census": _l("Census basis"),
    "transborder": _l("TransBorder basis"),
    "crossing": _l("Counted northbound"),
    "h10": _l("Noon rate, our monthly average"),
    "fix": _l("FIX rate"),
}
BASIS_NOTES: Final[dict[str, Any]] = {
    "census": _l("Goods on Census basis, all modes of transport, not seasonally adjusted. Earlier months are revised."),
    "transborder": _l(
        "TransBorder figures of a year, all modes added up, as first published and never revised: "
        "do not compare them with figures on Census basis."
    ),
    "crossing": _l(
        "BTS counts entries into the United States only (northbound); it counts crossings, not visitors or spending."
    ),
    "h10": _l("Derived: our monthly average of the daily noon rates that the Federal Reserve publishes."),
    "fix": _l(
        "The FIX that the Bank of Mexico determines each business day for obligations in foreign currency; "
        "monthly averages of it are ours."
    ),
}

#: Why a series was chosen; `about` is a chapter's code, a port or a sector's title.
REASONS: Final[dict[Why, Any]] = {
    Why.TOTAL: _l("All goods between both countries: the frame for the rest."),
    Why.CHAPTER: _l("HS %(about)s is in the client's trade profile, in this direction."),
    Why.SECTOR_CHAPTER: _l("Chapter of the sector %(about)s; the client names no chapters of its own."),
    Why.PARTIAL_CHAPTER: _l("Caution: only part of this chapter belongs to the sector %(about)s."),
    Why.PORT: _l("%(about)s is a port the client uses."),
    Why.PORT_OF_SECTOR: _l("Followed at this port for the sector %(about)s."),
    Why.STATE: _l("%(about)s is where the client is, or where its goods come from or go to."),
    Why.PINNED: _l("Pinned for this client."),
    Why.EXCHANGE: _l("Prices and costs on both sides meet in the exchange rate."),
}


def frequency(series: Series) -> Frequency:
    """Return the rhythm of a series."""
    return "year" if series.frequency == "year" else "day" if series.frequency == "day" else "month"


def unit_kind(series: Series) -> Unit:
    """Return what a series is counted in."""
    return "USD" if series.unit == "USD" else "count" if series.unit == "count" else "MXN per USD"


def title(series: Series) -> str:
    """Return the title in the reader's language."""
    return series.title(language())


def period(series: Series, when: date) -> str:
    """Return 'Jul 2026' for a month, '2025' for a year, the date for a day."""
    if series.frequency == "day":
        return long_date(when, language())
    return f"{when.year}" if series.frequency == "year" else _written(when, "month", language())


def value(series: Series, figure: Decimal) -> str:
    """Return a figure short enough for a tile, with its currency; `unit` names what a count counts."""
    if series.unit == "USD":
        return dollars(figure * series.scale, language())
    return number(figure, max(series.decimals, 0))


def unit(series: Series) -> str:
    """Return what a tile's figure counts; nothing where the value names its own currency."""
    if series.unit == "count":
        return str(MEASURES.get(series.measure or "", ""))
    return "" if series.unit == "USD" else str(_("pesos per US dollar"))


def exact(series: Series, figure: Decimal) -> str:
    """Return a figure with the decimals as published, in the unit of `exact_unit`."""
    return number(figure, max(series.decimals, places_of(figure)))


def exact_unit(series: Series) -> str:
    """Return the unit of stored figures: 'US$ million', 'trucks'."""
    if series.unit == "USD":
        return str(_("US$ million")) if series.scale == MILLION else _("US$")
    return unit(series)


def change_on_year(series: Series, now: Decimal, before: Decimal | None, when: date, why: str = "") -> str:
    """Return '+4.0% on Jul 2025', or why there is no figure to compare with."""
    then = period(series, year_before(when))
    if before is None:
        return why or str(_("no figure for %(period)s to compare", period=then))
    if not comparable(series, year_before(when), when):
        return str(_("counted otherwise in %(period)s", period=then))
    return str(_("%(change)s on %(period)s", change=percent_change(change(now, before).percent), period=then))


def published(vintage: date) -> str:
    """Return 'as published in March 2023', or on a day where the day is known."""
    if vintage.day == 1:
        return str(_("as published in %(month)s", month=month_in_full(vintage)))
    return str(_("as published on %(date)s", date=long_date(vintage, language())))


def vintage_name(vintage: date) -> str:
    """Return 'March 2023', or the day where it is known."""
    return month_in_full(vintage) if vintage.day == 1 else long_date(vintage, language())


def month_short(when: date, reader: str) -> str:
    """Return 'Jul 26': a month on the axis of a short chart."""
    return _written(when, "yyMMM", reader)


def month_in_full(when: date) -> str:
    """Return 'March 2023' or 'marzo de 2023'."""
    return _written(when, "yMMMM", language())


@lru_cache(4096)
def _written(when: date, form: str, reader: str) -> str:
    """Return a date in one of three forms; a page writes the same few months hundreds of times."""
    return month_name(when, reader) if form == "month" else skeleton(when, form, reader)


def source(series: Series, publisher: str) -> str:
    """Return the agency, and who republished the file when it was another."""
    agency = str(AGENCIES.get(series.source, series.source))
    return str(_("%(agency)s, by FRED", agency=agency)) if publisher == "fred" else agency


def not_current(series: Series, last: date) -> str:
    """Return the words of the chip on figures that are no longer current."""
    return str(_("Not current (last data: %(month)s)", month=period(series, last)))


def reason(choice: Choice, names: Mapping[str, str]) -> str:
    """Return why a series was chosen for a client; `names` are labels of ports and states by code."""
    about = names.get(choice.about, choice.about) if choice.why in {Why.PORT, Why.STATE} else choice.about
    return str(REASONS[choice.why] % {"about": about})


def notice(profile: Profile) -> str:
    """Return the sentence that says what the chosen series do not cover; empty where there is none."""
    if profile.services_only and profile.tourism:
        return str(
            _(
                "HS chapters do not cover services, so tourism is followed by crossings and the exchange rate. "
                "BTS counts entries into the United States only (northbound): crossings, not visitors or spending."
            )
        )
    if profile.services_only:
        return str(
            _("HS chapters do not cover services, so this client is followed by crossings and the exchange rate.")
        )
    if profile.empty:
        return str(_("Add sectors, HS chapters and ports to the client: its own indicators then choose themselves."))
    return ""


def money_step(largest: Decimal) -> tuple[Decimal, str]:
    """Return (divisor, unit) for the axis of a chart in US dollars."""
    if largest >= BILLION and language() == "en":
        return BILLION, _("US$ billion")
    return (MILLION, _("US$ million")) if largest >= MILLION else (Decimal(1), _("US$"))
