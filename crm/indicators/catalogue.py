"""The list of series in groups that a reader can hold: all goods, exchange rate, chapters side by side, ports."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from flask_babel import lazy_gettext as _l

from crm.core.i18n import language
from crm.core.money import percent_change
from crm.indicators import words
from crm.indicators.breaks import comparable
from crm.indicators.derive import change, is_current, year_before
from crm.indicators.models import Series
from crm.indicators.parsers.series import MEASURES
from crm.indicators.parsers.trade import MEXICO
from crm.indicators.queries.series import Listed
from crm.reference.catalogue import hs_chapters
from crm.reference.queries import states_by_code

CHAPTER, PORT = "chapter", "port"
#: Groups that are there only where such tables were handed in or fetched.
MORE: Final = {
    "mode": _l("By mode of transport, by month"), "group": _l("By group of HS chapters, by month"),
    "us_state": _l("By US state"), "mx_state": _l("By Mexican state"), "port_goods": _l("Goods by port"),
    "chapter_mode": _l("HS chapters by mode of transport, by year"), "chapter_month": _l("HS chapters, by month"),
    "heading": _l("HS headings and subheadings"), "partner": _l("Canada and the world, to compare"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """The latest figure of one series, ready to show."""

    key: str
    title: str
    value: str
    unit: str
    period: str
    change: str
    basis: str
    not_current: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """An HS chapter with both directions beside each other."""

    code: str
    name: str
    flows: dict[str, Entry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PortGroup:
    """A port with what is counted there."""

    code: str
    label: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The groups of the list, in the order of the page."""

    general: Sequence[Entry]
    chapters: Sequence[Chapter]
    ports: Sequence[PortGroup]
    #: What else is loaded, by the names of MORE.
    more: Sequence[PortGroup] = ()

    @property
    def empty(self) -> bool:
        return not (self.general or self.chapters or self.ports or self.more)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list may be narrowed by, as (value, label)."""

    flows: Sequence[tuple[str, str]]
    chapters: Sequence[tuple[str, str]]
    ports: Sequence[tuple[str, str]]
    states: Sequence[tuple[str, str]]
    sources: Sequence[tuple[str, str]]
    measures: Sequence[tuple[str, str]]


def catalogue(found: Iterable[Listed], ports: Mapping[str, str], today: date) -> Catalogue:
    """Sort listed series into their groups; ports stand from west to east as in `ports`."""
    names = _chapter_names()
    general: list[Entry] = []
    chapters: dict[str, Chapter] = {}
    groups = {code: PortGroup(code, label) for code, label in ports.items()}
    more = {part: PortGroup(part, str(label)) for part, label in MORE.items()}
    for item in found:
        series = item.series
        if (part := part_of(series)) in more:
            more[part].entries.append(_entry(item, today))
        elif part == CHAPTER:
            code = series.hs_code or ""
            chapters.setdefault(code, Chapter(code, names.get(code, ""))).flows[series.flow or ""] = _entry(item, today)
        elif part == PORT:
            code = series.port_code or ""
            groups.setdefault(code, PortGroup(code, code)).entries.append(_entry(item, today))
        else:
            general.append(_entry(item, today))
    general.sort(key=lambda entry: not entry.key.startswith("census-us"))
    return Catalogue(
        general, list(chapters.values()), [group for group in groups.values() if group.entries],
        [group for group in more.values() if group.entries],
    )  # fmt: skip


def part_of(series: Series) -> str:
    """Return the group of the list that a series belongs to: a name of MORE, CHAPTER, PORT, or '' for all goods."""
    return next((name for name, belongs in PARTS if belongs(series)), "")


#: The first that fits.
PARTS: Final[Sequence[tuple[str, Callable[[Series], bool]]]] = (
    ("partner", lambda series: series.partner not in {None, MEXICO}),
    ("us_state", lambda series: bool(series.us_state)),
    ("mx_state", lambda series: bool(series.mx_state)),
    ("heading", lambda series: bool(series.hs_detail)),
    ("chapter_mode", lambda series: bool(series.hs_code and series.mode)),
    (CHAPTER, lambda series: bool(series.hs_code) and series.basis == "transborder"),
    ("chapter_month", lambda series: bool(series.hs_code)),
    (PORT, lambda series: bool(series.port_code and series.measure)),
    ("port_goods", lambda series: bool(series.port_code)),
    ("group", lambda series: bool(series.commodity_group)),
    ("mode", lambda series: bool(series.mode)),
)


def _entry(item: Listed, today: date) -> Entry:
    series, latest = item.series, item.latest
    alike = item.before is not None and comparable(series, year_before(latest.period), latest.period)
    percent = change(latest.value, item.before).percent if alike and item.before is not None else None
    current = is_current(words.frequency(series), latest.period, today)
    return Entry(
        key=series.key, title=words.title(series), value=words.value(series, latest.value), unit=words.unit(series),
        period=words.period(series, latest.period), change=percent_change(percent),
        basis=str(words.BASES[series.basis]),
        not_current="" if current else words.not_current(series, latest.period),
    )  # fmt: skip


def _chapter_names() -> dict[str, str]:
    spanish = language() == "es"
    return {row.code: row.short_es if spanish else row.short_en for row in hs_chapters()}


def choices(ports: Mapping[str, str]) -> Choices:
    """Return what the list may be narrowed by."""
    return Choices(
        flows=[(flow, str(label)) for flow, label in words.FLOWS.items()],
        chapters=[(code, f"{code} {name}") for code, name in _chapter_names().items()],
        ports=list(ports.items()),
        states=[(code, state.title(language())) for code, state in states_by_code().items()],
        sources=[(source, str(label)) for source, label in words.AGENCIES.items()],
        measures=[(slug, str(words.MEASURES[slug])) for slug, _english, _spanish in MEASURES.values()],
    )
