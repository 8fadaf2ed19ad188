"""Which series speak for a client, and why: a pure function of its trade profile.

The rules (ours, after our default set-up), in the order in which the page shows them:

1. All goods with Mexico, the client's own direction first.
2. Each HS chapter of the client in its own direction; where it has none, the chapters of its sectors in both, that of
   its own side of the border first. A chapter only partly about the sector says so.
3. Crossings at its ports: what its sectors follow there, and the ports that a sector follows by itself.
4. All goods of its states, in its own direction; of a Mexican state only what it buys is published.
5. Pesos per US dollar.

HS does not cover services, so a client of services alone (tourism is one) gets 3 and 5 only. Never more than nine:
totals and the exchange rate stay; of the six places between, crossings keep two, and what either leaves free the other
takes, then the states. What stands last in its group is dropped. Only series that are loaded can be chosen.

What a person pinned for the client comes before all this and takes places of the nine from the least specific: the
totals, then the exchange rate. What was muted is not chosen.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Final

from crm.indicators.parsers.series import CENSUS_KEYS, EXCHANGE_KEY
from crm.indicators.parsers.shapes import Flow

MOST: Final = 9
#: Places that crossings keep when chapters would take all.
CROSSINGS_KEEP: Final = 2
TOURISM: Final = "tourism"
#: Followed at a client's port when none of its sectors names a measure of its own.
GOODS_MEASURES: Final = ("trucks", "truck-containers-loaded")
GUEST_MEASURES: Final = ("personal-vehicle-passengers",)

#: Northbound goods are US imports, southbound ones US exports.
FLOWS: Final[dict[str, tuple[Flow, ...]]] = {
    "northbound": ("imports",),
    "southbound": ("exports",),
    "both": ("imports", "exports"),
}


class Why(StrEnum):
    """The reason for a series; `words.reason` says it to the reader."""

    TOTAL = "total"
    CHAPTER = "chapter"
    SECTOR_CHAPTER = "sector-chapter"
    PARTIAL_CHAPTER = "partial-chapter"
    PORT = "port"
    PORT_OF_SECTOR = "port-of-sector"
    STATE = "state"
    PINNED = "pinned"
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class SectorFacts:
    """What a sector of a client stands for; `partial` are those of `chapters` only partly about it."""

    code: str
    parent: str
    title: str
    chapters: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    follow_ports: tuple[str, ...] = ()

    @property
    def is_tourism(self) -> bool:
        return TOURISM in {self.code, self.parent}

    @property
    def is_service(self) -> bool:
        """Tourism as a whole, and every child sector that HS does not cover."""
        return self.is_tourism or (bool(self.parent) and not self.chapters)

    @property
    def measures(self) -> tuple[str, ...]:
        """Return what to count at a port for this sector."""
        return self.follow or (GUEST_MEASURES if self.is_tourism else GOODS_MEASURES)


@dataclass(frozen=True, slots=True)
class Profile:
    """A client's trade profile: chapters as (HS code, direction), port codes from west to east, main sector first.

    `states` are codes of ISO 3166-2, its own first (MX-SON, US-AZ); `pinned` and `muted` keys of series.
    """

    country: str = "MX"
    chapters: tuple[tuple[str, str], ...] = ()
    ports: tuple[str, ...] = ()
    sectors: tuple[SectorFacts, ...] = ()
    states: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()

    @property
    def services_only(self) -> bool:
        return not self.chapters and bool(self.sectors) and all(sector.is_service for sector in self.sectors)

    @property
    def tourism(self) -> bool:
        return any(sector.is_tourism for sector in self.sectors)

    @property
    def empty(self) -> bool:
        """Tell whether nothing of the profile is filled in yet."""
        return not (self.chapters or self.ports or self.sectors)


@dataclass(frozen=True, slots=True)
class Choice:
    """One chosen series; `about` is what the reason names (a chapter, a port, a sector's title)."""

    key: str
    why: Why
    about: str = ""


def choose(profile: Profile, loaded: Collection[str]) -> tuple[Choice, ...]:
    """Return at most nine series of those loaded, each once, in the order of the page."""
    pinned = _first((Choice(key, Why.PINNED) for key in profile.pinned), set(loaded))[:MOST]
    have = set(loaded) - {choice.key for choice in pinned} - set(profile.muted)
    goods = not profile.services_only
    totals = _first(_totals(profile) if goods else (), have)
    exchange = _first([Choice(EXCHANGE_KEY, Why.EXCHANGE)], have)
    over = max(0, len(pinned) - (MOST - len(totals) - len(exchange)))
    totals, exchange = totals[: max(0, len(totals) - over)], exchange[: max(0, 1 - max(0, over - len(totals)))]
    chapters = _first(_chapters(profile) if goods else (), have)
    crossings = _first(_crossings(profile), have)
    states = _first(_states(profile) if goods else (), have)
    room = MOST - len(pinned) - len(totals) - len(exchange)
    chapters = chapters[: max(0, room - min(len(crossings), CROSSINGS_KEEP), room - len(crossings))]
    crossings = crossings[: room - len(chapters)]
    states = states[: room - len(chapters) - len(crossings)]
    return (*pinned, *totals, *chapters, *crossings, *states, *exchange)


def candidates(profile: Profile) -> tuple[str, ...]:
    """Return the keys of all series that could be chosen, loaded or not; those pinned first, none muted."""
    wanted = chain(_totals(profile), _chapters(profile), _crossings(profile), _states(profile))
    keys = dict.fromkeys((*profile.pinned, *(choice.key for choice in wanted), EXCHANGE_KEY))
    return tuple(key for key in keys if key not in profile.muted)


def on_tiles(chosen: Sequence[Choice], most: int) -> tuple[Choice, ...]:
    """Return the few that say most: the first pinned, chapter, crossing, total, exchange rate; then in order."""
    groups = (
        {Why.PINNED},
        {Why.CHAPTER, Why.SECTOR_CHAPTER, Why.PARTIAL_CHAPTER},
        {Why.PORT, Why.PORT_OF_SECTOR},
        {Why.TOTAL},
        {Why.EXCHANGE},
    )
    heads = [next((choice for choice in chosen if choice.why in group), None) for group in groups]
    first = [choice for choice in heads if choice is not None]
    rest = [choice for choice in chosen if choice not in first]
    kept = {choice.key for choice in (*first, *rest)[:most]}
    return tuple(choice for choice in first + rest if choice.key in kept)


def _flows_of_side(country: str) -> tuple[Flow, Flow]:
    """Return both directions, first the one in which a business of that country sells."""
    return ("exports", "imports") if country == "US" else ("imports", "exports")


def _totals(profile: Profile) -> Iterable[Choice]:
    own = {flow for _code, direction in profile.chapters for flow in FLOWS[direction]}
    first, second = _flows_of_side(profile.country)
    if own and first not in own:
        first, second = second, first
    return [Choice(CENSUS_KEYS[flow], Why.TOTAL) for flow in (first, second)]


def _chapters(profile: Profile) -> Iterable[Choice]:
    if profile.chapters:
        return [
            Choice(chapter_key(code, flow), Why.CHAPTER, code)
            for code, direction in profile.chapters
            for flow in FLOWS[direction]
        ]
    named = [
        (code, Why.PARTIAL_CHAPTER if code in sector.partial else Why.SECTOR_CHAPTER, sector.title)
        for sector in profile.sectors
        for code in sector.chapters
    ]
    whole_first = sorted(named, key=lambda item: item[1] is Why.PARTIAL_CHAPTER)
    return [
        Choice(chapter_key(code, flow), why, title)
        for flow in _flows_of_side(profile.country)
        for code, why, title in whole_first
    ]


def _crossings(profile: Profile) -> Iterable[Choice]:
    """Return every measure at every port, the first measure at all ports before the second."""
    measures = tuple(dict.fromkeys(m for sector in profile.sectors for m in sector.measures)) or GOODS_MEASURES
    own = [Choice(crossing_key(port, m), Why.PORT, port) for m in measures for port in profile.ports]
    of_sector = [
        Choice(crossing_key(port, m), Why.PORT_OF_SECTOR, sector.title)
        for sector in profile.sectors
        for m in sector.measures
        for port in sector.follow_ports
    ]
    return own + of_sector


def _states(profile: Profile) -> Iterable[Choice]:
    """Return all goods of each state: what goes there and what comes from there, as far as it is published."""
    own = {flow for _code, direction in profile.chapters for flow in FLOWS[direction]}
    flows = [flow for flow in _flows_of_side(profile.country) if not own or flow in own]
    return [
        Choice(state_key(state, flow), Why.STATE, state)
        for state in profile.states
        for flow in flows
        if state.startswith("US-") or flow == "exports"
    ]


def state_key(state: str, flow: Flow) -> str:
    """Return the key of all goods of a state, US-AZ or MX-SON, in one direction."""
    country, _dash, code = state.partition("-")
    return f"transborder-{'state' if country == 'US' else 'mxstate'}-{code}-{flow}"


def chapter_key(code: str, flow: Flow) -> str:
    """Return the key of a chapter's series in one direction."""
    return f"transborder-hs{code}-{flow}"


def crossing_key(port: str, measure: str) -> str:
    """Return the key of a measure's series at a port."""
    return f"crossings-{port}-{measure}"


def _first(choices: Iterable[Choice], have: set[str]) -> list[Choice]:
    """Return the loaded ones, each key once."""
    kept: dict[str, Choice] = {}
    for choice in choices:
        if choice.key in have:
            kept.setdefault(choice.key, choice)
    return list(kept.values())
