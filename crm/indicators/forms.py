"""What may be asked of the list and the page of a series; a wrong value is taken as not said."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from flask_babel import lazy_gettext as _l

from crm.clients.forms.picker import ClientsField
from crm.core.forms import BaseForm
from crm.core.text import search_words
from crm.indicators import words
from crm.indicators.parsers.series import MEASURES
from crm.indicators.queries.series import Facets

#: Years shown by the chart; 0 is all.
RANGES: Final = (5, 10, 0)
_SLUGS: Final = frozenset(slug for slug, _english, _spanish in MEASURES.values())


class PinForm(BaseForm):
    """The client for whom a series is pinned."""

    client = ClientsField(_l("Client"), required=True, single=True)


def facets(arguments: Mapping[str, str], language: str) -> Facets:
    """Return what the list is narrowed by."""
    flow, measure = arguments.get("flow", ""), arguments.get("measure", "")
    return Facets(
        flow=flow if flow in {"imports", "exports"} else "",
        hs=_digits(arguments.get("hs", ""), 2),
        port=_digits(arguments.get("port", ""), 4),
        measure=measure if measure in _SLUGS else "",
        state=state if re.fullmatch(r"(US-[A-Z]{2}|MX-[A-Z]{3})", state := arguments.get("state", "")) else "",
        source=source if (source := arguments.get("source", "")) in words.AGENCIES else "",
        words=tuple(search_words(arguments.get("q", ""))),
        after=int(after) if re.fullmatch(r"[0-9]{1,9}", after := arguments.get("after", "")) else 0,
        language=language,
    )


def _digits(text: str, count: int) -> str:
    return text if re.fullmatch(rf"[0-9]{{{count}}}", text) else ""


def chart_years(text: str) -> int:
    """Return how many years the chart shows: 5, 10, or 0 for all."""
    return int(text) if text in {str(years) for years in RANGES} else RANGES[0]


def vintage(text: str) -> date | None:
    """Return the day of an older vintage to look at."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
