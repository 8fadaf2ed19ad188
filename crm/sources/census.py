"""US Census Bureau: the country workbook, and the International Trade API by chapter, heading, state and port.

The API wants a key on every query since 12 May 2026; a missing or wrong one is a 302 with a header of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final

from crm.indicators.parsers.census_api import COMMODITIES, VALUES, read_census_api
from crm.indicators.parsers.recognise import parse_file
from crm.indicators.parsers.shapes import Flow
from crm.indicators.parsers.trade import MEXICO
from crm.sources.answers import key_told, status_told
from crm.sources.http import Answer, Ask, Wanted

WORKBOOK: Final = "https://www.census.gov/foreign-trade/balance/country.xlsx"
API: Final = "https://api.census.gov/data/timeseries/intltrade"
FLOWS: Final[tuple[Flow, ...]] = ("exports", "imports")
#: Mexico, Canada, the world.
PARTNERS: Final = ("2010", "1220", "-")
#: The API by HS begins in 2010.
FIRST: Final = 2010
#: Years asked at once: wider queries end in an error of the server.
SPAN: Final = 3
#: Headings and subheadings asked for, one query each.
MOST_HEADINGS: Final = 25


def workbook(today: date) -> list[Wanted]:
    """Return the request for the country workbook."""
    name = f"country.xlsx of {today:%Y-%m-%d}"
    return [Wanted(Ask(WORKBOOK), name, partial(status_told, publisher="Census"), partial(parse_file, name))]


def api(key: str, today: date, newest: Mapping[str, date], headings: Sequence[str]) -> list[Wanted]:
    """Return the requests for the months since January of the year before the newest: those are revised each June."""
    since = newest["census-api"].year - 1 if "census-api" in newest else FIRST
    spans = [(year, min(year + SPAN - 1, today.year)) for year in range(since, today.year + 1, SPAN)]
    chosen = sorted({code for code in headings if len(code) in {4, 6}})[:MOST_HEADINGS]
    return [
        _wanted(key, flow, dataset, {**params, "time": f"from {first}-01 to {last}-12"})
        for flow in FLOWS
        for first, last in spans
        for dataset, params in _splits(flow, chosen)
    ]


def _splits(flow: Flow, headings: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield dataset and parameters: chapters by partner, all goods by state and by port, headings by themselves."""
    value, commodity = VALUES[flow], COMMODITIES[flow]
    for partner in PARTNERS:
        yield "hs", {"get": f"{commodity},{value}", "CTY_CODE": partner, "COMM_LVL": "HS2"}
    yield "statehs", {"get": f"STATE,{value}", "CTY_CODE": MEXICO}
    yield "porths", {"get": f"PORT,{value}", "CTY_CODE": MEXICO}
    for code in headings:
        yield "hs", {"get": value, "CTY_CODE": MEXICO, commodity: code}


def _wanted(key: str, flow: Flow, dataset: str, params: Mapping[str, str]) -> Wanted:
    ask = Ask(f"{API}/{flow}/{dataset}", params, secret_params={"key": key})
    told = ", ".join([dataset, flow, *(value for name, value in params.items() if name != "get")])
    return Wanted(ask, f"Census API: {told}", judge, partial(read_census_api, flow=flow))


def judge(answer: Answer) -> str | None:
    """Return what is wrong with an answer of the API."""
    location = answer.headers.get("location", "")
    if "x-datawebapi-keyerror" in answer.headers or "/missing_key." in location or "/invalid_key." in location:
        return key_told("The Census API", "CRM_CENSUS_KEY")
    return status_told(answer, "The Census API")
