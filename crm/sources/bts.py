"""BTS Border Crossing Entry Data on Socrata (keg4-3bc2): the months of the last two years, all of them at first."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Final

from flask_babel import gettext as _

from crm.indicators.parsers.crossings import MEMBERS, MEXICO, read_crossings_api
from crm.indicators.parsers.json_body import read_json
from crm.indicators.parsers.shapes import BadFile, ParsedFile
from crm.sources.answers import status_told
from crm.sources.http import Ask, Wanted

ADDRESS: Final = "https://data.bts.gov/resource/keg4-3bc2.json"
FIRST: Final = date(2010, 1, 1)
#: More than all months since 2010 at 28 ports have; Socrata gives 1,000 where none is named, and cuts silently.
LIMIT: Final = 150_000


def crossings(newest: Mapping[str, date]) -> list[Wanted]:
    """Return the request: BTS corrects months of the last two years."""
    last = newest.get("bts-border-crossing")
    since = date(last.year - 2, last.month, 1) if last else FIRST
    params = {
        "$select": ",".join(MEMBERS), "$where": f"border='{MEXICO}' AND date>='{since:%Y-%m-%d}T00:00:00.000'",
        "$order": "date,port_code,measure", "$limit": str(LIMIT),
    }  # fmt: skip
    name = f"BTS crossings since {since:%Y-%m}"
    return [Wanted(Ask(ADDRESS, params), name, partial(status_told, publisher="BTS"), _read)]


def _read(body: bytes) -> ParsedFile:
    found = read_json(body, "BTS")
    if isinstance(found, list) and len(found) >= LIMIT:
        raise BadFile(_("BTS has more rows than were asked for: the answer is cut."))
    return read_crossings_api(body)
