"""The series we know, each built from its key alone: titles and units stand here and nowhere else.

Flow names keep their side of the border (glossary, rule 2): they are US figures in both languages.
"""

import re
from dataclasses import replace
from typing import Final

from crm.indicators.parsers.names import Names
from crm.indicators.parsers.shapes import MILLION, ONE, Flow, SeriesSpec
from crm.indicators.parsers.trade import MEXICO, Narrowed, titles_of, trade_spec_for

EXCHANGE_KEY: Final = "usdmxn-monthly-average"
#: Banco de México: the FIX of each business day, and our monthly average of it.
FIX_KEY: Final = "banxico-fix"
FIX_AVERAGE_KEY: Final = "banxico-fix-monthly-average"
CENSUS_KEYS: Final[dict[Flow, str]] = {"imports": "census-us-imports-mx", "exports": "census-us-exports-mx"}

#: BTS measure → (slug in keys, English, Spanish). BTS counts entries into the United States only.
MEASURES: Final[dict[str, tuple[str, str, str]]] = {
    "Trucks": ("trucks", "Trucks", "Camiones de carga"),
    "Truck Containers Loaded": (
        "truck-containers-loaded",
        "Loaded truck containers",
        "Contenedores de camión con carga",
    ),
    "Truck Containers Empty": ("truck-containers-empty", "Empty truck containers", "Contenedores de camión vacíos"),
    "Trains": ("trains", "Trains", "Trenes"),
    "Train Passengers": ("train-passengers", "Train passengers", "Pasajeros de tren"),
    "Rail Containers Loaded": (
        "rail-containers-loaded",
        "Loaded rail containers",
        "Contenedores ferroviarios con carga",
    ),
    "Rail Containers Empty": ("rail-containers-empty", "Empty rail containers", "Contenedores ferroviarios vacíos"),
    "Buses": ("buses", "Buses", "Autobuses"),
    "Bus Passengers": ("bus-passengers", "Bus passengers", "Pasajeros de autobús"),
    "Personal Vehicles": ("personal-vehicles", "Personal vehicles", "Vehículos particulares"),
    "Personal Vehicle Passengers": (
        "personal-vehicle-passengers",
        "People in personal vehicles",
        "Personas en vehículos particulares",
    ),
    "Pedestrians": ("pedestrians", "Pedestrians", "Peatones"),
}

_CROSSING_KEY: Final = re.compile(r"crossings-(\d{4})-([a-z-]+)")
_WORDS: Final = {slug: (english, spanish) for slug, english, spanish in MEASURES.values()}


def goods_series(flow: Flow) -> SeriesSpec:
    """Return all goods with Mexico, monthly, Census basis, USD millions."""
    english, spanish = titles_of(Narrowed(flow))
    return SeriesSpec(
        key=CENSUS_KEYS[flow], source="census", partner=MEXICO, flow=flow, hs=None, port=None, measure=None,
        frequency="month", unit="USD", scale=MILLION, basis="census", seasonal="nsa", derived=False, decimals=1,
        title_en=english, title_es=spanish,
    )  # fmt: skip


def crossing_series(port: str, measure: str, names: Names) -> SeriesSpec:
    """Return one port and measure (the slug), monthly, northbound, a count."""
    english, spanish = _WORDS[measure]
    place = names.port(port)
    return SeriesSpec(
        key=f"crossings-{port}-{measure}", source="bts-border-crossing", flow=None, hs=None, port=port,
        measure=measure, frequency="month", unit="count", scale=ONE, basis="crossing", seasonal="nsa", derived=False,
        decimals=0, title_en=f"{english} northbound, {place}", title_es=f"{spanish} hacia el norte, {place}",
    )  # fmt: skip


def exchange_series() -> SeriesSpec:
    """Return pesos per US dollar: our monthly average of the Federal Reserve's daily noon rates."""
    return SeriesSpec(
        key=EXCHANGE_KEY, source="fed-h10", flow=None, hs=None, port=None, measure=None, frequency="month",
        unit="MXN per USD", scale=ONE, basis="h10", seasonal="nsa", derived=True, decimals=4,
        title_en="Pesos per US dollar, monthly average of daily noon rates",
        title_es="Pesos por dólar estadounidense, promedio mensual de los tipos diarios de mediodía",
    )  # fmt: skip


def fix_series() -> SeriesSpec:
    """Return pesos per US dollar, Banco de México's FIX by day of determination (SF43718)."""
    return SeriesSpec(
        key=FIX_KEY, source="banxico", flow=None, hs=None, port=None, measure=None, frequency="day",
        unit="MXN per USD", scale=ONE, basis="fix", seasonal="nsa", derived=False, decimals=4,
        title_en="Pesos per US dollar, FIX by day of determination",
        title_es="Pesos por dólar estadounidense, FIX por fecha de determinación",
    )  # fmt: skip


def fix_average_series() -> SeriesSpec:
    """Return our monthly average of the FIX."""
    return replace(
        fix_series(), key=FIX_AVERAGE_KEY, frequency="month", derived=True,
        title_en="Pesos per US dollar, monthly average of the FIX",
        title_es="Pesos por dólar estadounidense, promedio mensual del FIX",
    )  # fmt: skip


def spec_for(key: str, names: Names) -> SeriesSpec:
    """Return the series of a key; KeyError when it is none of ours."""
    if key in _RATES:
        return _RATES[key]()
    for flow, known in CENSUS_KEYS.items():
        if key == known:
            return goods_series(flow)
    if (match := _CROSSING_KEY.fullmatch(key)) and match[2] in _WORDS:
        return crossing_series(match[1], match[2], names)
    if made := trade_spec_for(key, names):
        return made
    raise KeyError(key)


_RATES: Final = {EXCHANGE_KEY: exchange_series, FIX_KEY: fix_series, FIX_AVERAGE_KEY: fix_average_series}
