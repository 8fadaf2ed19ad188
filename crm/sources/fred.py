"""FRED: the CSV of its graphs without a key, its API with one. The notice that it asks for stands on the page."""

from functools import partial
from typing import Final

from flask_babel import gettext as _

from crm.indicators.parsers.fred import KNOWN, read_fred_api
from crm.indicators.parsers.recognise import parse_file
from crm.indicators.parsers.shapes import BadFile, ParsedFile
from crm.sources.answers import json_object, key_told, status_told
from crm.sources.http import Answer, Ask, Wanted

CSV: Final = "https://fred.stlouisfed.org/graph/fredgraph.csv"
API: Final = "https://api.stlouisfed.org/fred/series/observations"
_BAD: Final = 400


def asks(key: str) -> list[Wanted]:
    """Return one request a series."""
    return [_api(key, series) if key else _csv(series) for series in KNOWN]


def _csv(series: str) -> Wanted:
    name = f"FRED {series}.csv"
    return Wanted(Ask(CSV, {"id": series}), name, partial(status_told, publisher="FRED"), partial(_read_csv, series))


def _read_csv(series: str, body: bytes) -> ParsedFile:
    """Read a file that must hold the series asked for."""
    parsed = parse_file(f"{series}.csv", body)
    if parsed.kind != "fred-csv" or series not in parsed.source_label:
        raise BadFile(_("FRED answered with another series than %(series)s.", series=series))
    return parsed


def _api(key: str, series: str) -> Wanted:
    ask = Ask(API, {"series_id": series, "file_type": "json"}, secret_params={"api_key": key})
    return Wanted(ask, f"FRED API: {series}", judge, partial(read_fred_api, series_id=series))


def judge(answer: Answer) -> str | None:
    """Return what is wrong with an answer of the API: 400 with a message, of which one is about the key."""
    if answer.status != _BAD:
        return status_told(answer, "FRED")
    error = json_object(answer.body)
    if not error:
        return status_told(answer, "FRED")
    message = str(error.get("error_message", ""))
    return key_told("FRED", "CRM_FRED_KEY") if "api_key" in message else _("FRED says: %(said)s", said=message[:160])
