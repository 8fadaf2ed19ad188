"""The filters of the list of engagements, as an address carries them."""

from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from crm.engagements.labels import CHANNELS, STATES, TRACKS
from crm.engagements.queries.lists import Filters
from crm.engagements.record_words import DIRECTIONS, REPLIES


def read_filters(args: MultiDict[str, str]) -> Filters:
    """Return the filters of an address; what cannot be understood narrows nothing."""
    return Filters(
        track=_known(args, "track", TRACKS),
        channel=_known(args, "channel", CHANNELS),
        state=_known(args, "state", STATES),
        direction=_known(args, "direction", DIRECTIONS),
        reply=_known(args, "reply", REPLIES),
        client_id=_number(args.get("client", "")),
        institution_id=_number(args.get("institution", "")),
        mine=args.get("consultant") == "mine",
        first=_day(args.get("from", "")),
        last=_day(args.get("to", "")),
        words=args.get("q", "").strip()[:200],
    )


def _known(args: MultiDict[str, str], name: str, labels: dict[str, Any]) -> str:
    value = args.get(name, "")
    return value if value in labels else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    # The ends of the calendar have no day beside them to count instants from.
    return found if date.min.year < found.year < date.max.year else None
